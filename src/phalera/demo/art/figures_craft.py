"""Figures of things made and used by hand."""

from phalera.demo.art import geometry, palette
from phalera.demo.art.cells import Cell, Figure, Stroke


def _nib() -> Figure:
    return Figure(
        (
            Cell("M0 104L-50 4C-48 -30 -34 -64 -24 -102H24C34 -64 48 -30 50 4Z", palette.BONE),
            Cell("M-24 -102H24L30 -74H-30Z", palette.SAFFRON),
            Cell("M0 100V18", Stroke.TRACE),
            Cell(geometry.circle(0, 6, 12), palette.NIGHT),
        ),
        scale=0.96,
        turn=34,
    )


def _wheel() -> Figure:
    spokes = "".join(
        geometry.polyline(geometry.polar(15, a + 30), geometry.polar(82, a)) for a in range(0, 360, 30)
    )
    back = "".join(
        geometry.polyline(geometry.polar(15, a - 30), geometry.polar(82, a)) for a in range(15, 375, 30)
    )
    return Figure(
        (
            Cell(geometry.disc(98), palette.NIGHT),
            Cell(geometry.disc(80), palette.BONE),
            Cell(spokes, Stroke.TRACE),
            Cell(back, Stroke.TRACE, fine=True),
            Cell(geometry.disc(26), palette.EMBER),
            Cell(geometry.disc(9), palette.BONE),
        )
    )


def _book() -> Figure:
    lines = "M-74 -30Q-44 -40 -20 -28M-74 -4Q-44 -14 -20 -2M-74 22Q-44 12 -20 24"
    bars = geometry.box(20, 2, 14, 26) + geometry.box(42, -14, 14, 38) + geometry.box(64, -32, 14, 54)
    return Figure(
        (
            Cell("M-108 -46L0 -34L108 -46V72Q54 62 0 82Q-54 62 -108 72Z", palette.MADDER),
            Cell("M0 -44Q-44 -78 -96 -62V54Q-44 42 0 70Z", palette.BONE),
            Cell("M0 -44Q44 -78 96 -62V54Q44 42 0 70Z", palette.BONE),
            Cell(lines, Stroke.TRACE),
            Cell(bars, palette.EMBER),
        ),
        scale=0.92,
        sink=6,
    )


def _bowl() -> Figure:
    steam = "".join(f"M{x} -30C{x - 20} -52 {x + 20} -72 {x} -98" for x in (-36, 0, 36))
    return Figure(
        (
            Cell(steam, Stroke.BAR),
            Cell("M-34 80H34L44 100H-44Z", palette.SAFFRON),
            Cell("M-98 -2H98C98 56 58 86 0 86C-58 86 -98 56 -98 -2Z", palette.BONE),
            Cell("M-94 22H94Q86 50 66 66H-66Q-86 50 -94 22Z", palette.LAPIS),
            Cell("M-74 44l16 -12l16 12l16 -12l16 12l16 -12l16 12l16 -12l16 12", Stroke.WIRE, fine=True),
        ),
        scale=0.92,
    )


def _flask() -> Figure:
    return Figure(
        (
            Cell("M-20 -92V-26L-80 74Q-92 100 -62 100H62Q92 100 80 74L20 -26V-92Z", palette.BONE),
            Cell(
                "M-44 14L-80 74Q-92 100 -62 100H62Q92 100 80 74L44 14Q20 30 0 14Q-20 0 -44 14Z",
                palette.VERDIGRIS,
            ),
            Cell(geometry.box(-32, -108, 64, 18, 8), palette.SAFFRON),
            Cell(
                geometry.circle(-24, 66, 13) + geometry.circle(24, 48, 9) + geometry.circle(16, 80, 7),
                palette.SKY,
            ),
            Cell("M-38 -66H-22M-38 -42H-22", Stroke.TRACE, fine=True),
        ),
        scale=0.92,
        sink=2,
    )


def _turbine() -> Figure:
    hub = (0.0, -24.0)
    blades = (geometry.petal(*hub, 96, 15, a) for a in (14, 134, 254))
    return Figure(
        (
            Cell("M-7 -20L-14 108H14L7 -20Z", palette.BONE),
            *(Cell(blade, palette.BONE) for blade in blades),
            Cell(geometry.circle(*hub, 13), palette.SAFFRON),
            Cell("M-88 108H88", Stroke.WIRE),
            Cell("M-104 -60q16 -12 32 0t32 0M44 58q14 -12 28 0t28 0", Stroke.WIRE, fine=True),
        ),
        scale=0.94,
        sink=-2,
    )


def _helm() -> Figure:
    grips = (geometry.petal(*geometry.polar(70, a), 48, 11, a) for a in range(0, 360, 45))
    spokes = (geometry.polyline(geometry.polar(20, a), geometry.polar(80, a)) for a in range(0, 360, 45))
    return Figure(
        (
            Cell("".join(spokes), Stroke.WIRE),
            Cell("".join(grips), palette.SAFFRON),
            Cell(f"{geometry.disc(80)}{_hollow(54)}", palette.BONE),
            Cell(geometry.disc(67), Stroke.TRACE, fine=True),
            Cell(geometry.disc(24), palette.MADDER),
            Cell(geometry.star(0, 0, 13, 5), palette.BONE, fine=True),
        )
    )


def _hollow(r: float) -> str:
    """Draw a circle the other way round, which cuts a hole into the shape it stands in."""
    x = geometry.number(r)
    return f"M0 -{x}A{x} {x} 0 1 0 0 {x}A{x} {x} 0 1 0 0 -{x}Z"


def _anchor() -> Figure:
    return Figure(
        (
            Cell(geometry.circle(0, -84, 20), Stroke.BAR),
            Cell("M0 -62V84M-44 -36H44", Stroke.BAR),
            Cell(geometry.arc(82, 100, 260, 0, 4), Stroke.BAR),
            Cell("M-114 22L-70 -22L-58 34ZM114 22L70 -22L58 34Z", palette.SAFFRON),
            Cell(geometry.circle(0, -36, 11), palette.EMBER),
        ),
        scale=0.9,
    )


def _parcel() -> Figure:
    return Figure(
        (
            Cell("M0 -98L92 -50L0 -2L-92 -50Z", palette.SAFFRON),
            Cell("M-92 -50L0 -2V104L-92 56Z", palette.EMBER),
            Cell("M92 -50L0 -2V104L92 56Z", palette.MADDER),
            Cell("M-58 -68L34 -20V14L58 2V-32L-34 -80Z", palette.BONE),
            Cell("M-72 28L-52 38M-72 42L-36 60", Stroke.TRACE, fine=True),
        ),
        scale=0.94,
        sink=-2,
    )


FIGURES = {
    "nib": _nib(),
    "wheel": _wheel(),
    "book": _book(),
    "bowl": _bowl(),
    "flask": _flask(),
    "turbine": _turbine(),
    "helm": _helm(),
    "anchor": _anchor(),
    "parcel": _parcel(),
}
