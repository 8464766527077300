"""The badge art: deterministic, small, harmless SVG that can be told apart and read."""

import io
import xml.etree.ElementTree as ET

import py_svg_hush
import pytest
import resvg_py
from PIL import Image, ImageChops

from phalera.common import rosette as figure
from phalera.demo.art import alphabet, designs, drawing, figures, frames, palette, rosette

SVG = "{http://www.w3.org/2000/svg}"
PARTS = {
    "svg",
    "title",
    "defs",
    "linearGradient",
    "radialGradient",
    "stop",
    "clipPath",
    "path",
    "g",
    "circle",
}
CUTS = [
    pytest.param(slug, small, id=f"{slug}-{'small' if small else 'full'}")
    for slug in designs.DESIGNS
    for small in (False, True)
]


def paint(svg: str, width: int) -> Image.Image:
    png = resvg_py.svg_to_bytes(svg_string=svg, width=width, skip_system_fonts=True)
    return Image.open(io.BytesIO(bytes(png))).convert("RGBA")


def depth(element: ET.Element) -> int:
    return 1 + max((depth(child) for child in element), default=0)


@pytest.mark.parametrize(("slug", "small"), CUTS)
class TestDraw:
    def test_gives_the_same_bytes_every_time(self, slug: str, small: bool) -> None:
        assert drawing.draw(designs.DESIGNS[slug], small=small) == drawing.draw(
            designs.DESIGNS[slug], small=small
        )

    def test_stays_within_our_rules_for_svg(self, slug: str, small: bool) -> None:
        svg = drawing.draw(designs.DESIGNS[slug], small=small)

        root = ET.fromstring(svg)
        assert len(svg.encode()) < 60_000
        assert "<!" not in svg
        assert {element.tag.removeprefix(SVG) for element in root.iter()} <= PARTS
        assert sum(1 for _ in root.iter()) <= 5_000
        assert depth(root) <= 64
        assert not [
            name
            for element in root.iter()
            for name in element.attrib
            if "href" in name or name.startswith("on")
        ]

    def test_uses_only_gradients_it_defines(self, slug: str, small: bool) -> None:
        root = ET.fromstring(drawing.draw(designs.DESIGNS[slug], small=small))

        defined = [element.get("id") for element in root.iter() if element.get("id")]
        used = {
            value[5:-1]
            for element in root.iter()
            for value in element.attrib.values()
            if value.startswith("url(#")
        }
        assert used <= set(defined)
        assert len(defined) == len(set(defined))

    def test_keeps_inside_the_canvas(self, slug: str, small: bool) -> None:
        picture = paint(drawing.draw(designs.DESIGNS[slug], small=small), 100)

        alpha = picture.getchannel("A")
        left, top, right, bottom = alpha.getbbox() or (0, 0, 0, 0)
        assert min(left, top) >= 0
        assert max(right, bottom) <= 100
        assert max(alpha.crop((0, 0, 100, 1)).tobytes()) < 128
        assert right - left > 70


class TestDesigns:
    def test_are_forty_that_can_be_told_apart(self) -> None:
        drawings = {paint(drawing.draw(design), 64).tobytes() for design in designs.DESIGNS.values()}

        assert len(designs.DESIGNS) == len(drawings) == 40

    def test_show_every_kind_and_every_figure(self) -> None:
        assert {design.kind for design in designs.DESIGNS.values()} == set(frames.Kind)
        assert {design.figure for design in designs.DESIGNS.values()} == set(figures.FIGURES)

    def test_never_share_a_name_for_a_gradient(self) -> None:
        names = [
            element.get("id")
            for design in designs.DESIGNS.values()
            for small in (False, True)
            for element in ET.fromstring(drawing.draw(design, small=small)).iter()
            if element.get("id")
        ]

        assert len(names) == len(set(names))

    @pytest.mark.parametrize("slug", designs.DESIGNS)
    def test_keep_the_figure_and_the_field_apart(self, slug: str) -> None:
        design = designs.DESIGNS[slug]
        figure = figures.FIGURES[design.figure]

        edges = [
            palette.contrast(design.metal.light, design.field.base),
            palette.contrast(design.metal.deep, design.field.base),
        ]
        inks = [
            palette.contrast(cell.paint.base, design.field.base)
            for cell in figure.cells
            if isinstance(cell.paint, palette.Enamel)
        ]
        assert max(edges + inks) >= 3

    @pytest.mark.parametrize("slug", [slug for slug, design in designs.DESIGNS.items() if design.words])
    def test_can_write_their_words(self, slug: str) -> None:
        assert set(designs.DESIGNS[slug].words) <= set(alphabet.GLYPHS)

    def test_survive_the_cleaning_of_uploads_without_a_visible_change(self) -> None:
        for slug in ("beekeeping", "launch-skipper", "nature-guide", "languages-3"):
            svg = drawing.draw(designs.DESIGNS[slug])

            cleaned = bytes(py_svg_hush.filter_svg(svg.encode(), keep_data_url_mime_types={})).decode()

            assert ImageChops.difference(paint(svg, 200), paint(cleaned, 200)).getbbox() is None


class TestTitle:
    def test_is_escaped(self) -> None:
        design = drawing.Design(
            title="Salt & <Pepper>",
            kind=frames.Kind.COURSE,
            figure="bowl",
            metal=palette.BRONZE,
            field=palette.NIGHT,
            ring=palette.MADDER,
            ground=designs.DESIGNS["food-hygiene"].ground,
        )

        title = ET.fromstring(drawing.draw(design)).find(f"{SVG}title")

        assert title is not None
        assert title.text == "Salt & <Pepper>"


class TestRosette:
    def test_is_the_same_for_the_same_signature(self) -> None:
        assert figure.paths(b"signature") == figure.paths(b"signature")

    def test_differs_when_one_bit_of_the_signature_differs(self) -> None:
        seeds = [bytes([i]) + b"ignature" for i in range(256)]

        assert len({tuple(figure.paths(seed)) for seed in seeds}) == 256

    def test_fits_its_radius(self) -> None:
        picture = paint(figure.svg(b"signature"), 400)

        left, top, right, bottom = picture.getchannel("A").getbbox() or (0, 0, 0, 0)
        assert 5 <= left < right <= 395
        assert 5 <= top < bottom <= 395

    def test_stands_on_the_reverse_with_mark_and_date(self) -> None:
        svg = rosette.reverse(
            name="First Aid",
            seed=b"s",
            metal=palette.SILVER,
            words="7Q4K · M2XD · 9TZ3",
            date="2026 · 04 · 07",
        )

        assert ET.fromstring(svg).find(f"{SVG}title").text == "First Aid"
        assert len(svg) < 60_000
        assert paint(svg, 100).getpixel((50, 50))[3] == 255


class TestMark:
    def test_follows_the_colour_of_the_text(self) -> None:
        assert 'fill="currentColor"' in rosette.mark()
        assert ET.fromstring(rosette.mark(strap="#14201E")).get("viewBox") == "0 0 32 32"


class TestContrast:
    @pytest.mark.parametrize(
        ("one", "other", "ratio"), [("#000000", "#FFFFFF", 21), ("#14201E", "#F3F5F4", 15.3)]
    )
    def test_agrees_with_known_figures(self, one: str, other: str, ratio: float) -> None:
        assert palette.contrast(one, other) == pytest.approx(ratio, abs=0.05)
