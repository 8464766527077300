"""What is fitted around the field of a badge: rim, ring and its foot, strap, ribbons, bosses and studs."""

import enum
import math

from phalera.demo.art import alphabet, geometry, palette


class Rim(enum.StrEnum):
    """The pattern struck into the rim."""

    MILLED = "milled"
    BEADED = "beaded"
    ROPE = "rope"
    PLAIN = "plain"


class Foot(enum.StrEnum):
    """What fills the ring below its words."""

    STUDS = "studs"
    STARS = "stars"
    LEAVES = "leaves"


def metal_gradients(key: str, metal: palette.Metal) -> str:
    """Define the metal lit from the top left (`m`) and its counterpart for hollows (`n`)."""
    lit = ((0, metal.high), (0.24, metal.light), (0.5, metal.middle), (0.64, metal.light), (1, metal.dark))
    sunk = ((0, metal.light), (0.5, metal.middle), (1, metal.dark))
    body, hollow = (
        "".join(f'<stop offset="{offset:g}" stop-color="{colour}"/>' for offset, colour in stops)
        for stops in (lit, sunk)
    )
    return (
        f'<linearGradient id="m{key}" x1=".15" y1=".04" x2=".85" y2=".96">{body}</linearGradient>'
        f'<linearGradient id="n{key}" x1=".85" y1=".96" x2=".15" y2=".04">{hollow}</linearGradient>'
    )


def rim(style: Rim, track: str, length: float, metal: palette.Metal) -> str:
    """Strike the pattern into the rim, as dashes in real lengths: not every renderer knows pathLength."""
    match style:
        case Rim.PLAIN:
            return f'<path d="{track}" fill="none" stroke="{metal.dark}" stroke-width="2.5"/>'
        case Rim.MILLED:
            pitch, on, width, cap = 9, 1.0, 13, "butt"
        case Rim.BEADED:
            pitch, on, width, cap = 17, 0.0, 10, "round"
        case Rim.ROPE:
            pitch, on, width, cap = 14, 0.35, 9, "round"
    unit = length / (length // pitch * 2)
    line = f'<path d="{track}" fill="none" stroke='
    bright = metal.light if style is Rim.MILLED else metal.high
    return (
        f'{line}"{metal.dark}" stroke-width="15" stroke-opacity=".6"/>'
        f'{line}"{bright}" stroke-width="{width}" stroke-linecap="{cap}"'
        f' stroke-dasharray="{unit * on:.3f} {unit * (2 - on):.3f}"/>'
    )


def ribbons(enamel: palette.Enamel, metal: palette.Metal) -> str:
    """Hang the two tails of a certification behind its seal."""
    parts = []
    for side, tone in ((-1, enamel.base), (1, palette.blend(enamel.base, enamel.deep, 0.6))):
        tail = geometry.polygon(
            *((side * x, y) for x, y in ((6, 96), (52, 198), (78, 172), (116, 174), (92, 60)))
        )
        stripes = "".join(
            geometry.polyline((side * a, b), (side * c, d))
            for a, b, c, d in ((30, 108, 62, 178), (70, 104, 97, 162))
        )
        parts.append(
            f'<path d="{tail}" fill="{tone}" stroke="{metal.light}" stroke-width="5" stroke-linejoin="round"/>'
            f'<path d="{stripes}" stroke="{metal.light}" stroke-opacity=".6" stroke-width="3" fill="none"/>'
        )
    return "".join(parts)


def bosses(metal: palette.Metal, lobes: int = 18) -> str:
    """Set a boss into every bow of a seal."""
    spots = [geometry.polar(165, 360 / lobes * (i + 0.5)) for i in range(lobes)]
    sunk = "".join(geometry.circle(x, y, 4.2) for x, y in spots)
    lit = "".join(geometry.circle(x - 0.6, y - 0.8, 2.8) for x, y in spots)
    return f'<path d="{sunk}" fill="{metal.dark}" fill-opacity=".7"/><path d="{lit}" fill="{metal.high}"/>'


def ring(
    key: str,
    band: tuple[float, float],
    words: str,
    foot: Foot,
    metal: palette.Metal,
    enamel: palette.Enamel,
    dark: str,
) -> str:
    """Lay the enamel ring with its inscription; on pale enamel the letters are in the given dark tone."""
    outer, inner = band
    middle, height = (outer + inner) / 2, (outer - inner) * 0.47
    size, track = alphabet.fit(words, height, height * 0.31, math.pi * middle * 1.22)
    ink, mark = (dark, dark) if enamel.pale else (metal.high, metal.light)
    edge = f'fill-rule="evenodd" stroke="{metal.deep}" stroke-width="2"'
    hairline = f'fill="none" stroke="{mark}" stroke-opacity=".55" stroke-width="1.5"'
    reach = math.degrees(alphabet.width(words, size, track) / 2 / middle)
    return "".join(
        (
            f'<path d="{geometry.disc(outer)}{geometry.disc(inner - 3)}" fill="url(#g{key})" {edge}/>',
            f'<path d="{geometry.disc(outer - 5)}{geometry.disc(inner + 10)}" {hairline}/>',
            alphabet.on_arc(words, middle + size / 2 + 1, size, track, height * 0.172, ink) if words else "",
            f'<path d="{_ornament(foot, middle, 180 - reach - 12)}" fill="{mark}"/>',
        )
    )


def strap(words: str, metal: palette.Metal, enamel: palette.Enamel) -> str:
    """Draw the strap across the foot of a learning path, stitched, with its words."""
    size, track = alphabet.fit(words, 22, 6, 236)
    stitches = "".join(
        f'<path d="M-{x} {y}H{x}" stroke-dasharray="7 5"/>' for x, y in ((150, 68.5), (128, 101.5))
    )
    leather = palette.blend(enamel.deep, "#000000", 0.25)
    return (
        f'<path d="M-164 60H164V94L146 110H-146L-164 94Z" fill="{leather}" stroke="{metal.light}" stroke-width="5"/>'
        f'<g stroke="{metal.light}" stroke-opacity=".6" stroke-width="1.6">{stitches}</g>'
        + alphabet.flat(words, 85 - size / 2, size, track, size * 0.172, metal.high)
        + f'<path d="{geometry.star(0, 140, 13, 5.2)}{geometry.circle(-28, 134, 4)}{geometry.circle(28, 134, 4)}" fill="{metal.light}"/>'
    )


def base(key: str, metal: palette.Metal, enamel: palette.Enamel) -> str:
    """Lay the second enamel over the foot of a shield, for the studs of its level."""
    edge = "M-156 40Q-80 62 0 62T156 40"
    return (
        f'<path d="{edge}C150 100 82 148 0 184C-82 148 -150 100 -156 40Z" fill="{enamel.base}"/>'
        f'<path d="{edge}" fill="none" stroke="{metal.deep}" stroke-opacity=".6" stroke-width="10"/>'
        f'<path d="{edge}" fill="none" stroke="url(#m{key})" stroke-width="7"/>'
    )


def studs(key: str, count: int, metal: palette.Metal) -> str:
    """Set one stud for each level."""
    parts = []
    for i in range(count):
        x = (i - (count - 1) / 2) * 52
        y = 102 - abs(x) * 0.12
        parts.append(
            f'<circle cx="{geometry.number(x + 1)}" cy="{geometry.number(y + 2)}" r="20" fill="{metal.deep}" fill-opacity=".5"/>'
            f'<path d="{geometry.circle(x, y, 18)}" fill="url(#m{key})" stroke="{metal.dark}" stroke-width="1.5"/>'
            f'<path d="{geometry.circle(x, y, 10.5)}" fill="url(#n{key})" stroke="{metal.dark}" stroke-width="1.2"/>'
            f'<path d="{geometry.star(x, y, 8, 3.4)}" fill="{metal.high}"/>'
        )
    return "".join(parts)


def _ornament(foot: Foot, radius: float, room: float) -> str:
    """Draw a run of marks along the foot of the ring, the largest in the middle, within `room` degrees either side."""
    spots = [
        (turn, max(0.34, 1 - abs(turn) / 62))
        for i in range(5)
        for turn in sorted({-13 * i, 13 * i})
        if abs(turn) <= room
    ]
    match foot:
        case Foot.STUDS:
            return "".join(
                geometry.circle(*geometry.polar(radius, 180 + turn), 7.4 * size) for turn, size in spots
            )
        case Foot.STARS:
            return "".join(
                geometry.star(*geometry.polar(radius, 180 + turn), 12 * size, 5 * size, turn=turn)
                for turn, size in spots
            )
        case Foot.LEAVES:
            return geometry.circle(*geometry.polar(radius, 180), 5) + "".join(
                geometry.petal(*geometry.polar(radius, 180 + turn), 22, 9, 180 + turn + side * 90 + lean)
                for side in (-1, 1)
                for turn in (side * step for step in range(6, int(min(room, 52)), 9))
                for lean in (32, -32)
            )


def glint(r: float) -> str:
    """Draw the light that lies on the upper left of a round rim."""
    return (
        f'<path d="{geometry.arc(r, -78, -8)}" fill="none" stroke="#fff" stroke-opacity=".75"'
        ' stroke-width="3" stroke-linecap="round"/>'
    )
