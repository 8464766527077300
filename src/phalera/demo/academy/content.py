"""The shapes the academy's content is written in."""

import dataclasses
import inspect
from collections.abc import Mapping

from phalera.learning.validity import Validity


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A part of a course: a title and a text of plain paragraphs."""

    title: str
    body: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A course, the badge it gives, if any, and what one must have done for it."""

    slug: str
    title: str
    badge: str = ""
    summary: str
    description: str
    criteria: str = ""
    modules: tuple[Module, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A path or certification: the courses it is made of, by their slugs, and the badge of the same slug."""

    slug: str
    title: str
    summary: str
    description: str
    criteria: str
    items: tuple[str, ...]
    ordered: bool = False
    needed: int | None = None
    # Of certifications that end: for how long, from how many days before, and with which short course.
    validity: Validity | None = None
    renew_from_days: int = 90
    grace_days: int = 0
    renewed_by: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """A skill, its levels, each with a name, credits and the badge that ends in its number, and what gives credits."""

    slug: str
    name: str
    summary: str
    description: str
    levels: tuple[tuple[str, int], ...]
    credits: Mapping[str, int]


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
