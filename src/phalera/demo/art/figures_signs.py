"""Figures that stand for an idea: a beginning, a direction, a voice."""

from phalera.demo.art import geometry, palette
from phalera.demo.art.cells import Cell, Figure, Stroke

_ROUND = range(0, 360, 90)


def _dawn() -> Figure:
    rays = (
        geometry.polyline(geometry.polar(110, a, 0, 40), geometry.polar(136, a, 0, 40))
        for a in range(-75, 90, 25)
    )
    return Figure(
        (
            Cell("".join(rays), Stroke.WIRE, fine=True),
            Cell(geometry.sector(92, -90, 90, 0, 40), palette.SAFFRON),
            Cell(geometry.sector(54, -90, 90, 0, 40), palette.EMBER),
            Cell("M-122 40H122M-92 66H92M-54 92H54", Stroke.WIRE),
        ),
        scale=0.84,
        sink=10,
    )


def _compass() -> Figure:
    light = "".join(
        geometry.polygon((0, 0), geometry.polar(34, a - 45), geometry.polar(112, a)) for a in _ROUND
    )
    dark = "".join(
        geometry.polygon((0, 0), geometry.polar(34, a + 45), geometry.polar(112, a)) for a in _ROUND
    )
    ticks = (geometry.polyline(geometry.polar(84, a), geometry.polar(100, a)) for a in range(45, 360, 90))
    return Figure(
        (
            Cell(geometry.disc(84), Stroke.WIRE, fine=True),
            Cell("".join(ticks), Stroke.WIRE, fine=True),
            Cell(light, palette.BONE),
            Cell(dark, palette.EMBER),
            Cell(geometry.disc(15), palette.SAFFRON),
        )
    )


def _peak() -> Figure:
    return Figure(
        (
            Cell("M-112 84L-30 -40L6 12L-20 84Z", palette.SLATE),
            Cell("M-62 84L28 -62L118 84Z", palette.BONE),
            Cell("M28 -62L64 -4L44 8L28 -12L10 10L-8 -4Z", palette.LAPIS),
            Cell("M-52 -7L-30 -40L-10 -11L-24 -2L-34 -12Z", palette.BONE, fine=True),
            Cell("M28 -62V-118", Stroke.WIRE),
            Cell("M28 -118Q54 -120 78 -102Q54 -92 28 -84Z", palette.EMBER),
        ),
        scale=0.94,
        sink=16,
    )


def _brackets() -> Figure:
    return Figure((Cell("M-50 -62L-104 0L-50 62M50 -62L104 0L50 62M22 -82L-22 82", Stroke.BAR),), scale=0.92)


def _speech() -> Figure:
    front = "M-52 -84H70Q92 -84 92 -62V6Q92 28 70 28H6L-36 66V28H-52Q-74 28 -74 6V-62Q-74 -84 -52 -84Z"
    back = "M-88 -40H-40V50H-12L-50 96V64H-88Q-106 64 -106 46V-22Q-106 -40 -88 -40Z"
    return Figure(
        (
            Cell(back, palette.SAFFRON),
            Cell(front, palette.BONE),
            Cell("M-46 -54H64M-46 -30H64M-46 -6H18", Stroke.TRACE),
        ),
        scale=0.88,
    )


def _globe() -> Figure:
    land = (
        "M-56 -44C-36 -66 -6 -72 4 -58C-2 -40 -20 -42 -24 -26C-34 -14 -58 -22 -56 -44Z"
        "M-22 -8C4 -16 22 -2 14 18C2 30 2 48 -8 54C-20 40 -34 10 -22 -8Z"
        "M30 -50C48 -46 62 -24 62 -6C48 4 34 -4 32 -18C20 -24 20 -44 30 -50Z"
    )
    return Figure(
        (
            Cell(geometry.arc(98, 20, 200), Stroke.BAR),
            Cell("M-33 92V104M-70 108H4", Stroke.BAR),
            Cell(geometry.disc(74), palette.LAPIS),
            Cell(land, palette.FERN),
            Cell("M-73 -10Q0 14 73 -10M-62 40Q0 60 62 40", Stroke.WIRE, fine=True),
        ),
        scale=0.84,
        sink=-12,
    )


def _gears() -> Figure:
    def gear(x: float, y: float, r: float, teeth: int, turn: float) -> str:
        step, points = 360 / teeth, []
        for i in range(teeth):
            at = i * step + turn
            points += [
                geometry.polar(r, at - step * 0.30, x, y),
                geometry.polar(r * 1.24, at - step * 0.17, x, y),
            ]
            points += [
                geometry.polar(r * 1.24, at + step * 0.17, x, y),
                geometry.polar(r, at + step * 0.30, x, y),
            ]
        return geometry.polygon(*points)

    return Figure(
        (
            Cell(gear(-30, 24, 58, 10, 0), palette.SAFFRON),
            Cell(geometry.circle(-30, 24, 36), palette.EMBER),
            Cell(geometry.circle(-30, 24, 13), palette.BONE),
            Cell(gear(54, -50, 36, 8, 22), palette.BONE),
            Cell(geometry.circle(54, -50, 17), palette.LAPIS),
        ),
        scale=0.95,
    )


def _columns() -> Figure:
    return Figure(
        (
            Cell(geometry.box(-84, 24, 42, 62), palette.SAFFRON),
            Cell(geometry.box(-21, -18, 42, 104), palette.BONE),
            Cell(geometry.box(42, -60, 42, 146), palette.EMBER),
            Cell("M-63 -18L0 -60L63 -100", Stroke.WIRE),
            Cell(
                "".join(geometry.circle(x, y, 8) for x, y in ((-63, -18), (0, -60), (63, -100))), palette.BONE
            ),
            Cell("M-98 86H98", Stroke.WIRE),
        ),
        scale=0.88,
        sink=6,
    )


def _table() -> Figure:
    seats = [geometry.polar(86, a) for a in range(0, 360, 60)]
    return Figure(
        (
            Cell("".join(geometry.circle(x, y, 23) for x, y in seats[1::2]), palette.SKY),
            Cell("".join(geometry.circle(x, y, 23) for x, y in seats[2::2]), palette.BONE),
            Cell(geometry.circle(*seats[0], 23), palette.EMBER),
            Cell(geometry.disc(52), palette.SAFFRON),
            Cell(geometry.box(-19, -25, 38, 50), palette.BONE),
            Cell("M-9 -11H9M-9 1H9M-9 13H3", Stroke.TRACE, fine=True),
        ),
        scale=0.94,
    )


def _cross() -> Figure:
    arms = (
        "M-26 -80Q-26 -86 -20 -86H20Q26 -86 26 -80V-26H80Q86 -26 86 -20V20Q86 26 80 26H26V80Q26 86 20 86H-20"
        "Q-26 86 -26 80V26H-80Q-86 26 -86 20V-20Q-86 -26 -80 -26H-26Z"
    )
    return Figure(
        (Cell(arms, palette.BONE), Cell("M-62 0H-26L-12 -26L10 30L24 0H62", Stroke.TRACE)), scale=0.96
    )


FIGURES = {
    "dawn": _dawn(),
    "compass": _compass(),
    "peak": _peak(),
    "brackets": _brackets(),
    "speech": _speech(),
    "globe": _globe(),
    "gears": _gears(),
    "columns": _columns(),
    "table": _table(),
    "cross": _cross(),
}
