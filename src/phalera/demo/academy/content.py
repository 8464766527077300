"""The shapes the academy's content is written in."""

import dataclasses
import inspect


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A part of a course: a title and a text of plain paragraphs."""

    title: str
    body: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A course, the badge it gives and what one must have done for it."""

    slug: str
    title: str
    badge: str
    summary: str
    description: str
    criteria: str
    modules: tuple[Module, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """The words of a badge; its picture is the design of the same slug."""

    slug: str
    name: str
    description: str
    alt: str
    tags: tuple[str, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody of the academy: a name as they write it, an address, and the language they read best."""

    name: str
    email: str
    language: str = "en"


def module(title: str, body: str) -> Module:
    """Make a module from wrapped source text."""
    return Module(title=title, body=prose(body))


def prose(text: str) -> str:
    """Join the lines of each paragraph; an empty line ends one."""
    paragraphs = inspect.cleandoc(text).split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
