"""Draw a badge from its design as plain SVG: the same design gives the same bytes.

The art is cloisonné: cells of enamel held by lines of metal, one light from the top left. Only paths, circles and
gradients are used (no text, filter, mask, font or raster), so that every renderer draws the same picture. Each design
has two cuts: the full one, and a small one for less than 64 pixels without ring and ground and with a larger figure.
"""

import dataclasses
import hashlib
import html

from phalera.demo.art import cells, figures, fittings, frames, geometry, grounds, palette

# The light on the enamel: the radius and centre of a disc that reaches into the field from the upper left.
_GLAZE = (235.0, -95.0, -205.0)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """Everything a picture of a badge is drawn from."""

    title: str
    kind: frames.Kind
    figure: str
    metal: palette.Metal
    field: palette.Enamel
    ring: palette.Enamel  # of the ring, the ribbons, or the foot of a shield
    ground: grounds.Ground
    rim: fittings.Rim = fittings.Rim.MILLED
    foot: fittings.Foot = fittings.Foot.STUDS
    words: str = ""
    level: int = 0


def draw(design: Design, *, small: bool = False) -> str:
    """Draw the badge as an SVG of 400 by 400."""
    key = _key(design, small=small)
    frame, figure = frames.FRAMES[design.kind], figures.FIGURES[design.figure]
    field = frame.small_field if small else frame.field
    tails = (
        fittings.ribbons(design.field if design.ring is palette.BONE else design.ring, design.metal)
        if design.kind is frames.Kind.CERTIFICATION
        else ""
    )
    return "".join(
        (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-200 -200 400 400" role="img">',
            f"<title>{html.escape(design.title, quote=False)}</title>",
            f"<defs>{_definitions(design, figure, key, field, small=small)}</defs>",
            tails,
            f'<g transform="translate(0 {frame.lift:g})">',
            # The metal is laid around the field and over its edge: less to paint, and little to clip.
            _field(design, frame, key, field, small=small),
            _body(design, frame, key, field),
            "" if small else _rim(design, frame, key),
            _edge(design, key, field, small=small),
            _figure(design, frame, figure, key, small=small),
            _over(design, key, small=small),
            "</g></svg>\n",
        )
    )


def _key(design: Design, *, small: bool) -> str:
    """Name the design shortly, so that several badges drawn into one page keep their gradients apart."""
    parts = (
        design.title,
        design.figure,
        design.metal.name,
        design.field.name,
        design.ring.name,
        design.level,
        small,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:6]


def _definitions(design: Design, figure: cells.Figure, key: str, field: str, *, small: bool) -> str:
    ringed = frames.FRAMES[design.kind].band and not small
    return "".join(
        (
            fittings.metal_gradients(key, design.metal),
            _enamel_gradient("f" + key, design.field),
            _enamel_gradient("g" + key, design.ring) if ringed else "",
            *(cells.gradient("e" + key, enamel) for enamel in cells.inks(figure)),
            ""
            if frames.FRAMES[design.kind].radius
            else f'<clipPath id="c{key}"><path d="{field}"/></clipPath>',
        )
    )


def _enamel_gradient(identifier: str, enamel: palette.Enamel) -> str:
    return (
        f'<radialGradient id="{identifier}" cx=".36" cy=".28" r=".9"><stop offset="0" stop-color="{enamel.light}"/>'
        f'<stop offset=".5" stop-color="{enamel.base}"/><stop offset="1" stop-color="{enamel.deep}"/></radialGradient>'
    )


def _field(design: Design, frame: frames.Frame, key: str, field: str, *, small: bool) -> str:
    """Lay the enamel, its ground, and the light that glazes its upper left."""
    radius = frame.small_radius if small else frame.radius
    reach = radius + 14 if radius else grounds.WHOLE
    ground = "" if small else grounds.engrave(design.ground, design.field, reach)
    glaze = geometry.lens(radius, *_GLAZE) if radius else geometry.circle(*_GLAZE[1:], _GLAZE[0])
    engraved = f'{ground}<path d="{glaze}" fill="#fff" fill-opacity=".08"/>'
    return "".join(
        (
            f'<path d="{field}" fill="url(#f{key})"/>',
            engraved if radius else f'<g clip-path="url(#c{key})">{engraved}</g>',
            fittings.base(key, design.metal, design.ring) if design.kind is frames.Kind.SKILL else "",
            fittings.strap(design.words, design.metal, design.field)
            if design.kind is frames.Kind.PATH and not small
            else "",
        )
    )


def _body(design: Design, frame: frames.Frame, key: str, field: str) -> str:
    """Lay the metal around the field."""
    edge = f'stroke="{design.metal.deep}" stroke-opacity=".7" stroke-width="2"'
    return f'<path d="{frame.outline}{field}" fill="url(#m{key})" fill-rule="evenodd" {edge}/>'


def _rim(design: Design, frame: frames.Frame, key: str) -> str:
    rim = fittings.rim(design.rim, frame.track, frame.length, design.metal)
    bosses = fittings.bosses(design.metal) if design.kind is frames.Kind.CERTIFICATION else ""
    if not frame.band:
        return rim
    dark = palette.NIGHT.deep if design.field.pale else design.field.deep
    return (
        rim
        + bosses
        + fittings.ring(key, frame.band, design.words, design.foot, design.metal, design.ring, dark)
    )


def _edge(design: Design, key: str, field: str, *, small: bool) -> str:
    return (
        f'<path d="{field}" fill="none" stroke="url(#n{key})" stroke-width="{10 if small else 8}"/>'
        f'<path d="{field}" fill="none" stroke="{design.metal.deep}" stroke-opacity=".55" stroke-width="2"/>'
    )


def _figure(design: Design, frame: frames.Frame, figure: cells.Figure, key: str, *, small: bool) -> str:
    scale = figure.scale * (frame.small_scale if small else frame.scale)
    sink = figure.sink * scale + (frame.small_sink if small else frame.sink)
    place = f"translate(0 {sink:.1f})rotate({figure.turn:g})scale({scale:.3f})"
    drawn = cells.lay(figure, key, design.metal, small=small)
    return f'<g transform="{place}" stroke-linejoin="round" stroke-linecap="round">{drawn}</g>'


def _over(design: Design, key: str, *, small: bool) -> str:
    match design.kind:
        case frames.Kind.SKILL:
            return fittings.studs(key, design.level, design.metal)
        case frames.Kind.COURSE:
            return "" if small else fittings.glint(191)
        case frames.Kind.CERTIFICATION | frames.Kind.PATH:
            return ""
