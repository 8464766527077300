"""The table of all files written here, and the decorators that enter them with what must come of each."""

import dataclasses
from collections.abc import Callable, Iterable
from typing import Literal

from phalera_core import errors
from phalera_core.verifying.report import Verdict

Kind = Literal["png", "svg", "json"]
Refusal = type[errors.CoreError] | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One file: how it is made, and what taking out, putting in and verifying must come to."""

    name: str
    kind: Kind
    good: bool
    make: Callable[[], bytes]
    unbake: Refusal
    bake: Refusal
    verdict: Verdict
    check: str = ""  # the check that decides, when the verdict is not "verified"


CASES: dict[str, Case] = {}

_Maker = Callable[..., bytes]


def broken(kind: Kind, *, variants: Iterable[object] = (), error: Refusal = errors.ContainerError):
    """Enter pictures that nobody should read or write."""
    return _enter(
        kind, variants, good=False, unbake=error, bake=error, verdict=Verdict.REFUSED, check="container"
    )


def badge_broken(kind: Kind, *, variants: Iterable[object] = (), error: Refusal = errors.ContainerError):
    """Enter pictures that are fine but for the place where the credential stands, which baking replaces."""
    return _enter(
        kind, variants, good=False, unbake=error, bake=None, verdict=Verdict.REFUSED, check="container"
    )


def bare(kind: Kind, *, variants: Iterable[object] = ()):
    """Enter good pictures with nothing inside: they can be baked, and verifying says that no badge is there."""
    return _enter(
        kind, variants, good=True, unbake=None, bake=None, verdict=Verdict.REFUSED, check="container"
    )


def refused(kind: Kind, check: str, *, variants: Iterable[object] = ()):
    """Enter badges that this check refuses."""
    return _verified_as(kind, variants, good=False, verdict=Verdict.REFUSED, check=check)


def undecided(kind: Kind, check: str, *, variants: Iterable[object] = ()):
    """Enter badges that nothing speaks against, but that this check leaves open."""
    return _verified_as(kind, variants, good=False, verdict=Verdict.UNDECIDED, check=check)


def genuine(kind: Kind, *, variants: Iterable[object] = ()):
    """Enter badges that are verified."""
    return _verified_as(kind, variants, good=True, verdict=Verdict.VERIFIED, check="")


def _verified_as(kind: Kind, variants: Iterable[object], *, good: bool, verdict: Verdict, check: str):
    # JSON is no picture, so nothing can be taken out of it or put in.
    error = errors.InputError if kind == "json" else None
    return _enter(kind, variants, good=good, unbake=error, bake=error, verdict=verdict, check=check)


def _enter(kind: Kind, variants: Iterable[object], **expected):
    def enter(maker: _Maker) -> _Maker:
        made = [(f"{kind}: {maker.__name__}", maker)] if not variants else []
        for number, variant in enumerate(variants):
            shown = variant if isinstance(variant, int | str) and len(str(variant)) <= 40 else number
            made.append((f"{kind}: {maker.__name__}[{shown}]", lambda variant=variant: maker(variant)))
        for name, make in made:
            if name in CASES:
                raise ValueError(f"two files are called {name}")
            CASES[name] = Case(name=name, kind=kind, make=make, **expected)
        return maker

    return enter
