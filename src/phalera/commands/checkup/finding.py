"""One thing that was looked at."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How it stands."""

    OK = "ok"
    WARN = "warn"  # it works, but look at it
    FAIL = "fail"  # it does not work


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was looked at, how it stands, and what to do about it."""

    level: Level
    subject: str
    message: str
    remedy: str = ""


def ok(subject: str, message: str) -> Finding:
    """Say that all is well."""
    return Finding(level=Level.OK, subject=subject, message=message)


def warn(subject: str, message: str, remedy: str) -> Finding:
    """Say that something deserves a look."""
    return Finding(level=Level.WARN, subject=subject, message=message, remedy=remedy)


def fail(subject: str, message: str, remedy: str) -> Finding:
    """Say that something does not work."""
    return Finding(level=Level.FAIL, subject=subject, message=message, remedy=remedy)
