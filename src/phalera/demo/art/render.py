"""Turn a design into the files that are stored, in a process of its own: it imports neither Django nor our apps."""

import dataclasses
import io

from phalera.demo.art import designs, drawing

# A PNG of this size is what a backpack shows, and drawing more of them would keep the first start waiting; the SVG
# beside it is sharp at every size.
SIZE = 400
SMALL = 90


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A badge as SVG, as PNG and as a small PNG."""

    svg: bytes
    png: bytes
    small: bytes


def render(slug: str) -> Rendered:
    """Draw the design of that slug and turn it into pixels."""
    import resvg_py
    from PIL import Image

    svg = drawing.draw(designs.DESIGNS[slug])
    png = bytes(resvg_py.svg_to_bytes(svg_string=svg, width=SIZE, height=SIZE, skip_system_fonts=True))
    stream = io.BytesIO()
    with Image.open(io.BytesIO(png)) as full:
        full.resize((SMALL, SMALL), Image.Resampling.LANCZOS).save(stream, "PNG")
    return Rendered(svg=svg.encode(), png=png, small=stream.getvalue())
