"""Where the pieces of a record stand on its page, and what each of them is to who listens to it."""

import dataclasses
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from phalera.delivering.records import page, pieces

Role = Literal["P", "H1", "H2", "Figure", "Link", "decoration"]
# Gives width and height of a piece in mm.
Measure = Callable[[pieces.Piece], tuple[float, float]]

_RIGHT, _BOTTOM = 22.0, 18.0  # mm that stay free
_BESIDE_CODE = 6.0


class Placed(NamedTuple):
    """A thing and its place, from the top left corner of the page, in mm."""

    thing: pieces.Piece | pieces.Code | pieces.Hairline
    x: float
    y: float
    width: float
    height: float
    role: Role
    said: str = ""  # the words of a heading, what a figure shows, where a link leads
    language: str = ""  # of the words, where it is not the page's
    angle: float = 0.0  # degrees clockwise around its middle


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A page before anything stands on it: where its picture has its middle, and its words begin, in mm."""

    width: float
    height: float
    column: float
    middle: tuple[float, float]
    badge: float  # wide
    rose: float
    left: float
    top: float
    logo: float  # from the top


def plan(sheet: page.Sheet, *, landscape: bool) -> Plan:
    """Give the page as it lies, for who reads from the left."""
    width, height = sheet.size(landscape=landscape)
    if landscape:
        return Plan(
            width=width,
            height=height,
            column=width - 124 - _RIGHT,
            middle=(49, height / 2),
            badge=80,
            rose=142,
            left=124,
            top=34,
            logo=15,
        )
    return Plan(
        width=width,
        height=height,
        column=width - 2 * _RIGHT,
        middle=(width / 2, 71),
        badge=68,
        rose=120,
        left=_RIGHT,
        top=139,
        logo=18,
    )


def arrange(parts: pieces.Parts, record: page.Record, on: Plan, measure: Measure) -> Iterator[Placed]:
    """Give all that stands on a page, in the order in which it is read."""
    for placed in _from_the_left(parts, record, on, measure):
        # Who reads from the right sees the page in a mirror, but for what is in the pieces.
        yield (placed._replace(x=on.width - placed.x - placed.width) if parts.rtl else placed)


def _from_the_left(parts: pieces.Parts, record: page.Record, on: Plan, measure: Measure) -> Iterator[Placed]:
    yield from _art(parts, record, on, measure)
    yield from _sayings(parts, record, on, measure)
    yield from _foot(parts, record, on, measure)


def _art(parts: pieces.Parts, record: page.Record, on: Plan, measure: Measure) -> Iterator[Placed]:
    x, y = on.middle
    for ring, angle in parts.rings:
        width, height = measure(ring)
        # The rosette is decoration, so no part of what is read aloud.
        yield Placed(
            thing=ring,
            x=x - width / 2,
            y=y - height / 2,
            width=width,
            height=height,
            role="decoration",
            angle=angle,
        )
    width, height = measure(parts.picture)
    yield Placed(
        thing=parts.picture,
        x=x - on.badge / 2,
        y=y - on.badge / 2,
        width=width,
        height=height,
        role="Figure",
        said=record.alt,
    )
    if parts.logo:
        width, height = measure(parts.logo)
        yield Placed(
            thing=parts.logo,
            x=on.left,
            y=on.logo,
            width=width,
            height=height,
            role="Figure",
            said=record.issuer,
        )


def _sayings(parts: pieces.Parts, record: page.Record, on: Plan, measure: Measure) -> Iterator[Placed]:
    y = on.top
    language = record.badge_language if record.badge_language != record.language else ""
    said: tuple[tuple[pieces.Words | None, Role, float, str, str], ...] = (
        (parts.opening, "P", 1.0, "", ""),
        (parts.learner, "H1", 3.0, record.learner, ""),
        (parts.badge, "H2", 1.5, record.badge, language),
        (parts.what, "P", 9.0, "", language),
    )
    for words, role, below, heading, tongue in said:
        if words:
            width, height = measure(words)
            yield Placed(
                thing=words,
                x=on.left,
                y=y,
                width=width,
                height=height,
                role=role,
                said=heading,
                language=tongue,
            )
            y += height
        y += below
    for number, row in enumerate(parts.facts):
        y += 3.0 if number else 0.0
        x, deepest = on.left, 0.0
        for label, value in row:
            wide, high = measure(label)
            width, height = measure(value)
            yield Placed(thing=label, x=x, y=y, width=wide, height=high, role="P")
            yield Placed(thing=value, x=x, y=y + high + 1, width=width, height=height, role="P")
            x += max(wide, width) + parts.gap
            deepest = max(deepest, high + 1 + height)
        y += deepest
    if parts.signed:
        yield from _signed(parts, record, on, measure, y)


def _signed(
    parts: pieces.Parts, record: page.Record, on: Plan, measure: Measure, y: float
) -> Iterator[Placed]:
    width, high = pieces.SIGNED
    if parts.signature:
        y += 4.0
        yield Placed(
            thing=parts.signature,
            x=on.left,
            y=y,
            width=width,
            height=high,
            role="Figure",
            said=record.signatory.name if record.signatory else "",
        )
        y += high
    else:
        y += 12.0
    yield _line(on.left, y, width)
    y += 1.5
    for words in parts.signed:
        _width, height = measure(words)
        yield Placed(thing=words, x=on.left, y=y, width=width, height=height, role="P")
        y += height


def _foot(parts: pieces.Parts, record: page.Record, on: Plan, measure: Measure) -> Iterator[Placed]:
    """Place the code at the foot whatever stands above it: nobody may miss it."""
    y = on.height - _BOTTOM - pieces.CODE
    yield _line(on.left, y - 6.0, on.column)
    yield Placed(
        thing=pieces.Code(text=record.verify_url),
        x=on.left,
        y=y,
        width=pieces.CODE,
        height=pieces.CODE,
        role="Figure",
        said=record.qr_alt,
    )
    question, *explained = parts.foot
    lines = [(question, 0.0), *((words, 0.7 if number else 1.2) for number, words in enumerate(explained))]
    lines.append((parts.link, 0.7))
    sizes = [measure(words) for words, _above in lines]
    deep = sum(height for _width, height in sizes) + sum(above for _words, above in lines)
    y += (pieces.CODE - deep) / 2
    for (words, above), (width, height) in zip(lines, sizes, strict=True):
        y += above
        link = words is parts.link
        yield Placed(
            thing=words,
            x=on.left + pieces.CODE + _BESIDE_CODE,
            y=y,
            width=width,
            height=height,
            role="Link" if link else "P",
            said=record.verify_url if link else "",
        )
        y += height


def _line(x: float, y: float, width: float) -> Placed:
    return Placed(thing=pieces.Hairline(width=width), x=x, y=y, width=width, height=0.0, role="decoration")
