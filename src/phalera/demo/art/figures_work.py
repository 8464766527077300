"""Figures of work, its dangers and its care."""

from phalera.demo.art import geometry, palette
from phalera.demo.art.cells import Cell, Figure, Stroke


def _forklift() -> Figure:
    return Figure(
        (
            Cell(geometry.box(34, -52, 64, 64), palette.SAFFRON),
            Cell("M66 -52V12M34 -20H98", Stroke.WIRE, fine=True),
            Cell("M20 -100V52M20 34H106", Stroke.BAR),
            Cell("M-98 -8H-62V-70H-8V50H-98Z", palette.EMBER),
            Cell("M-50 -56H-20V-10H-50Z", palette.BONE),
            Cell(geometry.circle(-70, 58, 26) + geometry.circle(-6, 58, 26), palette.NIGHT),
            Cell(geometry.circle(-70, 58, 9) + geometry.circle(-6, 58, 9), palette.BONE),
        ),
        scale=0.92,
        sink=2,
    )


def _lock() -> Figure:
    return Figure(
        (
            Cell("M-48 -18V-50A48 48 0 0 1 48 -50V-18", Stroke.BAR),
            Cell("M-78 -20H78V70Q78 90 58 90H-58Q-78 90 -78 70Z", palette.SAFFRON),
            Cell("M-62 -2H62M-62 72H62", Stroke.TRACE, fine=True),
            Cell("M0 6A17 17 0 0 1 10 37L15 64H-15L-10 37A17 17 0 0 1 0 6Z", palette.NIGHT),
        ),
        scale=0.9,
        sink=2,
    )


def _bolt() -> Figure:
    return Figure(
        (
            Cell("M22 -108L-62 16H-8L-26 104L64 -26H8Z", palette.SAFFRON),
            Cell("M22 -108L-62 16H-30L16 -70Z", palette.BONE, fine=True),
        )
    )


def _ladder() -> Figure:
    rungs = "".join(
        geometry.polyline((-26 - (y + 80) * 0.1, y), (26 + (y + 80) * 0.1, y)) for y in (-66, -34, -2, 30, 62)
    )
    return Figure(
        (
            Cell(
                "M-112 10A20 20 0 0 1 -92 -22A28 28 0 0 1 -46 -30V30H-100A20 20 0 0 1 -112 10Z", palette.BONE
            ),
            Cell("M112 40A20 20 0 0 0 96 8A26 26 0 0 0 46 2V58H98A20 20 0 0 0 112 40Z", palette.SKY),
            Cell(rungs, Stroke.BAR),
            Cell("M-26 -104L-46 104M26 -104L46 104", Stroke.BAR),
            Cell(geometry.star(0, -88, 20, 8), palette.SAFFRON),
        ),
        scale=0.9,
    )


def _lighthouse() -> Figure:
    return Figure(
        (
            Cell("M-16 -60L-98 -80V-40ZM16 -60L98 -80V-40Z", palette.SAFFRON),
            Cell("M-26 -34H26L42 84H-42Z", palette.BONE),
            Cell("M-30 -2H30L34 30H-34ZM-38 58H38L42 84H-42Z", palette.MADDER),
            Cell(geometry.box(-18, -76, 36, 34), palette.SKY),
            Cell("M-24 -76H24L0 -110Z", palette.MADDER),
            Cell(geometry.box(-34, -44, 68, 12), palette.SLATE),
            Cell("M-96 106Q-74 78 -42 82H42Q74 78 96 106Z", palette.SLATE),
        ),
        scale=0.92,
    )


FIGURES = {
    "forklift": _forklift(),
    "lock": _lock(),
    "bolt": _bolt(),
    "ladder": _ladder(),
    "lighthouse": _lighthouse(),
}
