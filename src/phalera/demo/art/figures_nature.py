"""Figures of what grows, flies, swims and shines."""

import math

from phalera.demo.art import geometry, palette
from phalera.demo.art.cells import Cell, Figure, Stroke


def _flame() -> Figure:
    outer = (
        "M2 -104C20 -58 74 -40 74 24C74 70 40 98 0 98C-40 98 -74 70 -74 28C-74 -4 -54 -20 -46 -52"
        "C-32 -42 -24 -30 -21 -14C-4 -38 -6 -74 2 -104Z"
    )
    inner = (
        "M3 -12C16 14 40 24 40 54C40 78 22 95 0 95C-22 95 -40 78 -40 56C-40 40 -28 32 -22 18C-15 24 -11 30 -8 38"
        "C0 26 -2 6 3 -12Z"
    )
    heart = "M2 44C10 56 18 62 18 74C18 86 10 93 0 93C-10 93 -18 86 -18 75C-18 66 -6 58 2 44Z"
    return Figure(
        (
            Cell(outer, palette.EMBER),
            Cell(inner, palette.SAFFRON),
            Cell(heart, palette.BONE, fine=True),
        )
    )


def _leaf() -> Figure:
    veins = "M0 112V-60M0 58L-44 22M0 58L44 22M0 16L-46 -20M0 16L46 -20M0 -24L-32 -50M0 -24L32 -50"
    return Figure(
        (
            Cell("M0 92C-86 46 -82 -44 0 -104Z", palette.MOSS),
            Cell("M0 92C86 46 82 -44 0 -104Z", palette.FERN),
            Cell(veins, Stroke.WIRE),
        ),
        scale=0.96,
        turn=24,
    )


def _bee() -> Figure:
    body = "M0 -56C44 -56 52 -8 48 26C44 62 22 92 0 106C-22 92 -44 62 -48 26C-52 -8 -44 -56 0 -56Z"
    return Figure(
        (
            Cell("M-10 -30C-70 -96 -124 -50 -104 -14C-90 10 -44 0 -14 -8Z", palette.BONE),
            Cell("M10 -30C70 -96 124 -50 104 -14C90 10 44 0 14 -8Z", palette.BONE),
            Cell("M-28 -26Q-62 -52 -88 -40M28 -26Q62 -52 88 -40", Stroke.WIRE, fine=True),
            Cell(body, palette.SAFFRON),
            Cell("M-49 6H49L47 32H-47ZM-40 56H40L28 80H-28Z", palette.NIGHT),
            Cell(geometry.circle(0, -68, 24), palette.NIGHT),
            Cell("M-10 -88L-26 -116M10 -88L26 -116", Stroke.WIRE),
        ),
        scale=0.9,
        sink=4,
    )


def _wheat() -> Figure:
    pairs = [(y, side) for y in (70, 40, 10, -20, -50) for side in (-1, 1)]
    awns = "".join(geometry.polyline((side * 30, y - 40), (side * 52, y - 84)) for y, side in pairs[4:])
    return Figure(
        (
            Cell(awns + "M0 -84V-122", Stroke.WIRE, fine=True),
            Cell("M0 116V-40", Stroke.WIRE),
            *(Cell(geometry.petal(0, y, 56, 17, side * 34), palette.SAFFRON) for y, side in pairs),
            Cell(geometry.petal(0, -52, 60, 17, 0), palette.BONE),
        ),
        scale=0.88,
        sink=6,
    )


def _shell() -> Figure:
    hinge, ribs, spread = (0.0, 84.0), 7, 19.0
    rays = [(i - ribs / 2) * spread for i in range(ribs + 1)]
    ends = [geometry.polar(170 - abs(a) * 0.62, a, *hinge) for a in rays]
    cells = []
    for i in range(ribs):
        bow = geometry.number(math.dist(ends[i], ends[i + 1]) * 0.56)
        path = f"M{geometry.at(hinge)}L{geometry.at(ends[i])}A{bow} {bow} 0 0 1 {geometry.at(ends[i + 1])}Z"
        cells.append(Cell(path, palette.ROSE if i % 2 else palette.BONE))
    ears = "M-26 58L-50 72L-40 98H40L50 72L26 58Q0 76 -26 58Z"
    return Figure((*cells, Cell(ears, palette.SAFFRON)), scale=0.92, sink=-2)


def _weather() -> Figure:
    cloud = "M-74 52A38 38 0 0 1 -70 -24A54 54 0 0 1 30 -44A40 40 0 0 1 84 -8A31 31 0 0 1 78 52Z"
    rays = (
        geometry.polyline(geometry.polar(64, a, 40, -46), geometry.polar(82, a, 40, -46))
        for a in range(-60, 150, 30)
    )
    drops = (geometry.petal(x, y, 34, 9, 18) for x, y in ((-50, 104), (0, 112), (50, 104)))
    return Figure(
        (
            Cell("".join(rays), Stroke.WIRE),
            Cell(geometry.circle(40, -46, 50), palette.SAFFRON),
            Cell(cloud, palette.BONE),
            Cell("M-46 26H24", Stroke.TRACE, fine=True),
            Cell("".join(drops), palette.SKY),
        ),
        scale=0.9,
        sink=4,
    )


def _planet() -> Figure:
    start, end = geometry.polar(118, 70), geometry.polar(118, 250)
    ends = f"A118 34 -20 0 1 {geometry.at(end)}"
    stars = ((-74, -74, 20), (84, 62, 14), (-56, 88, 10), (62, -88, 10))
    return Figure(
        (
            Cell(f"M{geometry.at(end)}A118 34 -20 0 1 {geometry.at(start)}", Stroke.BAR),
            Cell(geometry.disc(66), palette.SAFFRON),
            Cell("M-63 -20Q-10 -8 60 -46A66 66 0 0 1 66 -6Q0 34 -66 12A66 66 0 0 1 -63 -20Z", palette.EMBER),
            Cell(f"M{geometry.at(start)}{ends}", Stroke.BAR),
            Cell("".join(geometry.star(x, y, r, r * 0.3, 4) for x, y, r in stars), palette.BONE, fine=True),
        )
    )


def _fish() -> Figure:
    body = "M-96 0C-62 -56 16 -62 62 -6Q66 0 62 6C16 62 -62 56 -96 0Z"
    scales = "".join(
        f"M{x} {y}q14 11 0 22" for x, y in ((-14, -34), (-14, -8), (-14, 16), (14, -22), (14, 4), (38, -10))
    )
    return Figure(
        (
            Cell("M-126 -74V-8A18 18 0 0 0 -92 6", Stroke.WIRE),
            Cell("M54 0L106 -50Q92 0 106 50Z", palette.EMBER),
            Cell("M-26 -44C-6 -82 36 -78 42 -38ZM-10 45C4 70 28 70 36 40Z", palette.EMBER),
            Cell(body, palette.SAFFRON),
            Cell("M-96 0C-80 -26 -58 -40 -36 -45Q-16 0 -36 45C-58 40 -80 26 -96 0Z", palette.BONE),
            Cell(scales, Stroke.TRACE, fine=True),
            Cell(geometry.circle(-58, -10, 10), palette.NIGHT),
        ),
        scale=0.88,
        sink=2,
    )


def _owl() -> Figure:
    body = "M0 -70C58 -70 74 -20 70 28C66 74 36 96 0 96C-36 96 -66 74 -70 28C-74 -20 -58 -70 0 -70Z"
    tufts = "M-66 -98Q-60 -50 -30 -58H30Q60 -50 66 -98Q30 -84 0 -78Q-30 -84 -66 -98Z"
    feathers = "".join(
        f"M{x} {y}q10 12 20 0" for x, y in ((-30, 30), (-10, 30), (10, 30), (-20, 50), (0, 50), (-10, 70))
    )
    return Figure(
        (
            Cell(body, palette.EMBER),
            Cell("M-36 10Q0 -16 36 10Q46 60 0 90Q-46 60 -36 10Z", palette.BONE),
            Cell(feathers, Stroke.TRACE, fine=True),
            Cell("M-70 4Q-92 60 -44 92Q-40 40 -70 4ZM70 4Q92 60 44 92Q40 40 70 4Z", palette.SLATE),
            Cell(tufts, palette.SLATE),
            Cell(geometry.circle(-28, -32, 28) + geometry.circle(28, -32, 28), palette.BONE),
            Cell(geometry.circle(-26, -32, 13) + geometry.circle(26, -32, 13), palette.NIGHT),
            Cell("M-11 -18H11L0 8Z", palette.SAFFRON),
            Cell("M-86 100H86", Stroke.BAR),
        ),
        scale=0.9,
    )


def _tree() -> Figure:
    crown = (
        "M-58 36A34 34 0 0 1 -84 -18A38 38 0 0 1 -52 -74A46 46 0 0 1 30 -92A42 42 0 0 1 78 -48A36 36 0 0 1 82 14"
        "A34 34 0 0 1 46 38Q0 52 -58 36Z"
    )
    light = "M-52 -18A30 30 0 0 1 -34 -62A36 36 0 0 1 28 -64Q40 -40 12 -26Q-14 -8 -52 -18Z"
    trunk = "M-14 104Q-6 60 -10 22L-40 -8H-22L0 14L22 -14H38L12 26Q8 64 18 104Z"
    return Figure(
        (
            Cell(crown, palette.MOSS),
            Cell(light, palette.FERN),
            Cell(trunk, palette.BONE),
            Cell("M-78 104H78", Stroke.WIRE),
            Cell(
                "".join(geometry.circle(x, y, 8) for x, y in ((-56, 8), (54, -36), (56, 10), (-2, -76))),
                palette.EMBER,
                fine=True,
            ),
        ),
        scale=0.9,
        sink=-2,
    )


FIGURES = {
    "flame": _flame(),
    "leaf": _leaf(),
    "bee": _bee(),
    "wheat": _wheat(),
    "shell": _shell(),
    "weather": _weather(),
    "planet": _planet(),
    "fish": _fish(),
    "owl": _owl(),
    "tree": _tree(),
}
