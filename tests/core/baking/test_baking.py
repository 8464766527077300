"""Credentials in pictures: what goes in comes out byte for byte, and the picture stays what it was."""

import io
import pathlib
import re

import hypothesis
import pytest
from hypothesis import strategies
from PIL import Image

from factories import credentials
from phalera_core import baking, errors

V3 = '{"id": "urn:3", "name": "Łukasz <&> \\" ]] > 🌳",\r\n\t"x": 1}\n'.encode()
V2 = b' {"id": "https://example.org/a?b=1&c=\\"2\\"", "type": "Assertion"}'
PICTURES = {"png": credentials.png(), "svg": credentials.SVG}

texts = strategies.text(
    strategies.characters(blacklist_categories=["Cs"], blacklist_characters="\x00\ufffe\uffff"), max_size=200
)


@pytest.fixture(params=PICTURES)
def picture(request):
    return PICTURES[request.param]


class TestBake:
    def test_keeps_both_versions_byte_for_byte(self, picture):
        assert baking.unbake(baking.bake(picture, v3=V3, v2=V2)) == baking.Baked(v2=V2, v3=V3)

    @pytest.mark.parametrize("given", [{"v3": V3}, {"v2": V2}, {}])
    def test_keeps_one_or_none(self, picture, given):
        assert baking.unbake(baking.bake(picture, **given)) == baking.Baked(**given)

    def test_replaces_and_never_duplicates(self, picture):
        once = baking.bake(picture, v3=b'{"id": "old"}', v2=V2)

        assert baking.bake(once, v3=V3, v2=V2) == baking.bake(picture, v3=V3, v2=V2)
        assert baking.bake(once, v3=V3) == baking.bake(picture, v3=V3)

    def test_takes_nothing_away_from_the_picture(self, picture):
        prepared = baking.prepare(baking.bake(picture, v3=V3, v2=V2))

        assert prepared == baking.prepare(picture)

    def test_carries_tokens_and_addresses(self, picture):
        token, url = b"eyJh.eyJi.c2ln", b"https://example.org/a?b=1&c=2"

        assert baking.unbake(baking.bake(picture, v3=token, v2=url)) == baking.Baked(v3=token, v2=url)

    @pytest.mark.parametrize("credential", [b"", b"\xff", b"a\0b", b"x" * 1_000_001])
    def test_refuses_what_no_picture_can_carry(self, picture, credential):
        with pytest.raises(errors.InputError):
            baking.bake(picture, v3=credential)

    @hypothesis.settings(max_examples=60, deadline=None)
    @hypothesis.given(text=texts, kind=strategies.sampled_from(sorted(PICTURES)))
    def test_keeps_text_of_any_script(self, text, kind):
        document = credentials.dump({"id": "urn:x", "name": text})

        found = baking.unbake(baking.bake(PICTURES[kind], v3=document, v2=document))

        # The end of a CDATA section inside a text is the one thing that is spelled otherwise.
        expected = document.replace(b"]]>", b"]]\\u003e") if kind == "svg" else document
        assert found == baking.Baked(v3=expected, v2=expected)

    @pytest.mark.parametrize(
        "junk", [b"", b"hello", b"\xff\xd8\xff", b"\x89PNG", b"<", b"<a/>", b"<svg", b"{}"]
    )
    def test_refuses_what_is_no_picture(self, junk):
        with pytest.raises(errors.InputError):
            baking.bake(junk, v3=V3)


class TestPng:
    def test_keeps_pixels_of_a_photo(self):
        out = io.BytesIO()
        Image.effect_mandelbrot((90, 70), (-2, -1.5, 1, 1.5), 50).save(out, "PNG")

        baked = baking.bake(out.getvalue(), v3=V3, v2=V2)

        before, after = (Image.open(io.BytesIO(data)).tobytes() for data in (out.getvalue(), baked))
        assert before == after

    def test_keeps_every_valid_file_of_pngsuite(self, shared):
        for path in sorted((shared / "corpora" / "png" / "pngsuite").rglob("*.png")):
            if path.name.startswith("x"):
                continue
            image = path.read_bytes()
            baked = baking.bake(image, v3=V3, v2=V2)
            assert baking.unbake(baked) == baking.Baked(v3=V3, v2=V2), path.name
            before, after = (
                Image.open(io.BytesIO(data)).convert("RGBA").tobytes() for data in (image, baked)
            )
            assert before == after, path.name

    def test_refuses_every_broken_file_of_pngsuite(self, shared):
        for path in sorted((shared / "corpora" / "png" / "pngsuite").rglob("x*.png")):
            with pytest.raises(errors.InputError):
                baking.bake(path.read_bytes(), v3=V3)


class TestSvg:
    def test_is_spelled_as_readers_look_for_it(self):
        text = baking.bake(credentials.SVG, v3=b"{}", v2=V2).decode()

        assert text.startswith(
            '<svg xmlns:openbadges="http://openbadges.org" xmlns="http://www.w3.org/2000/svg"'
        )
        assert re.search(r"<svg[^>]*><openbadges:assertion verify=\"https://[^>]*><!\[CDATA\[ \{", text)
        assert (
            '</openbadges:assertion><openbadges:credential xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0">'
            "<![CDATA[{}]]></openbadges:credential><circle" in text
        )

    @pytest.mark.parametrize(
        "svg",
        [
            b"<svg/>",
            b"<svg ></svg >",
            b"<svg\n/>",
            b'<?xml version="1.0" encoding="UTF-8"?>\n<!-- <svg> -->\n<svg xmlns="http://www.w3.org/2000/svg"/>\n',
            b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"><svg/>',
            b'<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:g/></s:svg>',
            b"<svg a='>' b=\"/>\"><g/></svg>",
            b"<svg a=\" xmlns:openbadges='x'\" xmlns:openbadges='y'><g/></svg>",
            b"\xef\xbb\xbf<svg/>",
        ],
    )
    def test_may_be_written_in_any_way(self, svg):
        baked = baking.bake(svg, v3=V3, v2=V2)

        assert baking.unbake(baked) == baking.Baked(v3=V3, v2=V2)
        assert baking.bake(baked, v3=V3, v2=V2) == baked

    @pytest.mark.parametrize(
        ("inside", "found"),
        [
            (
                '<ob:credential xmlns:ob="https://purl.imsglobal.org/ob/v3p0">{"a": "&lt;"}</ob:credential>',
                {"v3": b'{"a": "<"}'},
            ),
            (
                '<assertion xmlns="http://openbadges.org" verify="https://a.b/?c&amp;d"/>',
                {"v2": b"https://a.b/?c&d"},
            ),
            (
                '<x:assertion xmlns:x="http://openbadges.org" verify="u">\n <![CDATA[{"id":\r\n1}]]>\n</x:assertion>',
                {"v2": b'{"id":\r\n1}'},
            ),
            (
                '<x:credential xmlns:x="https://purl.imsglobal.org/ob/v3p0"><![CDATA[{"a":]]><![CDATA[1}]]></x:credential>',
                {"v3": b'{"a":1}'},
            ),
            ('<x:credential xmlns:x="https://other.example">{}</x:credential><desc>{}</desc>', {}),
        ],
    )
    def test_is_read_by_namespace(self, inside, found):
        assert baking.unbake(f"<svg>{inside}</svg>".encode()) == baking.Baked(**found)

    @pytest.mark.parametrize(
        "svg",
        [
            b'<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>',
            b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>',
            b"<!DOCTYPE svg [<!ELEMENT svg ANY>]><svg/>",
            b'<?xml version="1.0" encoding="ISO-8859-1"?><svg/>',
            "<svg/>".encode("utf-16"),
            b"<svg>" + b"<g>" * 500 + b"</g>" * 500 + b"</svg>",
            b"<svg>" + b"<g/>" * 60_000 + b"</svg>",
            b"<svg>&undefined;</svg>",
            b"<svg/><svg/>",
            b"<svg>\xff</svg>",
            b"<html/>",
            b"<svg a='" + b"x" * 4_000_000 + b"'/>",
            b'<svg><a:credential xmlns:a="https://purl.imsglobal.org/ob/v3p0"/></svg>',
            b'<svg xmlns:a="https://purl.imsglobal.org/ob/v3p0"><a:credential>{}</a:credential><a:credential>{}</a:credential></svg>',
        ],
    )
    def test_is_refused_when_broken_or_hostile(self, svg):
        with pytest.raises(errors.InputError):
            baking.unbake(svg)

    def test_keeps_what_the_corpora_hold(self, shared):
        refused = []
        for path in sorted((shared / "corpora").rglob("*.svg")):
            image = path.read_bytes()
            try:
                baked = baking.bake(image, v3=V3, v2=V2)
            except errors.InputError:
                refused.append(path)
                continue
            assert baking.unbake(baked) == baking.Baked(v3=V3, v2=V2), path.name
            assert baking.bake(baked, v3=V3, v2=V2) == baked, path.name

        assert all("ENTITY" in pathlib.Path(path).read_text() for path in refused)
