"""SVG pictures however written: they look the same, and all bytes but the credentials stay."""

import json

import pytest
import resvg_py
from hypothesis import given, settings
from hypothesis import strategies as st

from phalera_core import errors
from phalera_core.baking import svg

V3 = '{"id":"urn:3",\r\n"name":"Łukasz <&> 🌳"}'.encode()
V2 = b'{"id":"https://example.org/a?b=1&c=\\"2\\""}'
NS = 'xmlns="http://www.w3.org/2000/svg"'
V3_NS = "https://purl.imsglobal.org/ob/v3p0"

attributes = st.sampled_from(["", " width='9'", '\n\theight="9"', ' a=">"', " b='<!--'".replace("<", "&lt;")])
drawings = st.lists(
    st.sampled_from(
        [
            "<rect width='5' height='5' fill='red'/>",
            "<g><circle r='3' cx='4' cy='4'/></g>",
            "<!-- <openbadges:assertion> -->",
            "<?pi openbadges?>",
            "<title>Über ]] &gt; &#x1F333;</title>",
            "<style><![CDATA[rect { fill: blue }]]></style>",
            "\r\n  ",
        ]
    ),
    max_size=5,
).map("".join)
strings = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=60)


def picture(inside="", declared=""):
    return f'<svg {NS} {declared} width="9" height="9">{inside}</svg>'.encode()


class TestLook:
    def test_stays_in_every_picture_of_the_corpora(self, shared):
        refused, changed, seen = [], [], 0
        for path in sorted((shared / "corpora/svg").rglob("*.*")) + sorted(
            (shared / "corpora/openbadges").glob("*.svg")
        ):
            if path.suffix not in {".svg", ".xml"}:
                continue
            image = path.read_bytes()
            try:
                baked = svg.bake(image, v3=V3, v2=V2)
            except errors.InputError:
                refused.append(path.name)
                continue
            again = svg.bake(baked, v3=V2, v2=b'{"id":"x"}')
            seen += 1
            if not _drawn(image) == _drawn(baked) == _drawn(again):
                changed.append(path.name)
            assert svg.unbake(baked) == svg.contents.Baked(v3=V3, v2=V2), path.name
            assert svg.bake(again) == svg.bake(image), path.name

        assert seen > 40
        assert changed == []
        assert all("ENTITY" in name for name in refused)

    @settings(max_examples=60, deadline=None)
    @given(attributes, drawings)
    def test_and_bytes_stay_in_pictures_of_any_spelling(self, attribute, inside):
        image = f"<?xml version='1.0'?>\n<svg {NS}{attribute} viewBox='0 0 9 9'>{inside}</svg>\n".encode()

        baked = svg.bake(image, v3=V3, v2=V2)

        assert _drawn(baked) == _drawn(image)
        assert svg.unbake(baked) == svg.contents.Baked(v3=V3, v2=V2)
        assert svg.bake(baked).replace(b' xmlns:openbadges="http://openbadges.org"', b"") == image


class TestCredential:
    @given(strings)
    def test_means_the_same_whatever_it_says(self, text):
        document = json.dumps({"id": "https://example.org/1", "name": text}, ensure_ascii=False).encode()

        found = svg.unbake(svg.bake(picture(), v3=document, v2=document))

        assert json.loads(found.v3) == json.loads(found.v2) == json.loads(document)
        if b"]]>" not in document and "\ufffe" not in text and "\uffff" not in text:
            assert found.v3 == found.v2 == document

    def test_cannot_end_its_section(self):
        document = b'{"id":"https://example.org/1","a":"]]><script>alert(1)</script><![CDATA["}'

        baked = svg.bake(picture(), v3=document, v2=document)

        assert json.loads(svg.unbake(baked).v3) == json.loads(document)
        assert baked.count(b"]]\\u003e<script>") == 2

    @pytest.mark.parametrize(
        "address", ["https://example.org/?a=1&b='2'", 'urn:x:"><script>', "https://example.org/ <ü>", ""]
    )
    def test_cannot_leave_its_attribute(self, address):
        document = json.dumps({"id": address}).encode()

        assert svg.unbake(svg.bake(picture(), v2=document)).v2 == document

    @pytest.mark.parametrize(
        "document",
        [b"{}", b"[]", b'{"id":1}', b'{"id":"a\\nb"}', b'{"id":"\\u0001"}', b'{"id":"\\uffff"}', b"not JSON"],
    )
    def test_of_version_2_needs_an_address(self, document):
        with pytest.raises(errors.InputError):
            svg.bake(picture(), v2=document)

    @pytest.mark.parametrize("credential", [b"\x01", b"{\x0b}", b"a\x00", b"\xff"])
    def test_holds_no_control_characters(self, credential):
        with pytest.raises(errors.ContainerError):
            svg.bake(picture(), v3=credential)

    @pytest.mark.parametrize("token", [b"eyJh.eyJi.c2ln"])
    def test_stands_in_verify_when_it_is_a_token(self, token):
        baked = svg.bake(picture(), v3=token, v2=token)

        assert b'<openbadges:assertion verify="eyJh.eyJi.c2ln"/>' in baked
        assert b'v3p0" verify="eyJh.eyJi.c2ln"/>' in baked
        assert svg.unbake(baked) == svg.contents.Baked(v3=token, v2=token)


class TestPrefix:
    def test_is_bound_once(self):
        baked = svg.bake(svg.bake(picture(), v2=V2), v2=V2)

        assert baked.count(b'xmlns:openbadges="http://openbadges.org"') == 1

    def test_is_bound_anew_where_only_an_old_credential_used_it(self):
        old = picture("<openbadges:credential>{}</openbadges:credential>", f'xmlns:openbadges="{V3_NS}"')

        baked = svg.bake(old, v3=V3, v2=V2)

        assert svg.unbake(baked) == svg.contents.Baked(v3=V3, v2=V2)
        assert b'xmlns:openbadges="http://openbadges.org"' in baked.partition(b">")[0]

    @pytest.mark.parametrize("use", ["<openbadges:mine/>", "<g openbadges:mine='1'/>"])
    def test_keeps_the_meaning_that_something_else_needs(self, use):
        image = picture(use, 'xmlns:openbadges="https://example.org/mine"')

        baked = svg.bake(image, v3=V3, v2=V2)

        assert svg.unbake(baked) == svg.contents.Baked(v3=V3, v2=V2)
        assert b'<openbadges:assertion xmlns:openbadges="http://openbadges.org" verify=' in baked
        assert svg.bake(baked) == image

    def test_does_not_matter_when_read(self):
        inside = f'<o:credential xmlns:o="{V3_NS}">{{}}</o:credential><p:assertion xmlns:p="http://openbadges.org" verify="https://example.org"/>'

        found = svg.unbake(picture(f"<metadata>{inside}</metadata>"))

        assert found == svg.contents.Baked(v3=b"{}", v2=b"https://example.org")


class TestRefusal:
    @pytest.mark.parametrize(
        ("image", "reason"),
        [
            (b'<!DOCTYPE svg SYSTEM "https://evil.example/x.dtd">' + picture(), "document type"),
            (
                b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "file:///etc/passwd">' + picture(),
                "document type",
            ),
            (b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x" []>' + picture(), "document type"),
            (b"<!DOCTYPE svg>" + picture(), "document type"),
            ("<svg/>".encode("utf-16"), "UTF-8"),
            ("<svg/>".encode("utf-16-le"), "UTF-8"),
            ("<svg/>".encode("utf-32"), "UTF-8"),
            (b"<?xml version='1.0' encoding='windows-1252'?><svg/>", "UTF-8"),
            ("<svg>ü</svg>".encode("latin-1"), "not well-formed"),
            (b"<svg>\x00</svg>", "UTF-8"),
            (b"<svg>&nbsp;</svg>", "undefined entity"),
            (b"<svg a='1' a='1'/>", "duplicate attribute"),
            (b"<svg><x:g/></svg>", "unbound prefix"),
            (b"<svg><g></svg>", "mismatched tag"),
            (b"<html/>", "root is not svg"),
            (b'<svg xmlns="http://example.org/"/>', "root is not svg"),
            (picture(f"<a:credential xmlns:a='{V3_NS}'><b/>{{}}</a:credential>"), "elements inside"),
            (picture("<a:assertion xmlns:a='http://openbadges.org'/>"), "empty"),
            (picture(f"<a:credential xmlns:a='{V3_NS}'><![CDATA[ ]]></a:credential>"), "empty"),
        ],
    )
    def test_names_the_reason(self, image, reason):
        with pytest.raises(errors.ContainerError, match=reason):
            svg.unbake(image)

    def test_takes_the_line_that_drawing_programs_write(self):
        line = b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n'

        assert svg.bake(line + picture(), v3=V3).startswith(line)

    def test_takes_a_picture_of_one_megabyte_and_two_credentials(self):
        largest = b'{"id":"https://example.org/"}'.ljust(1_000_000)
        full = picture("x" * (1_000_000 - len(picture())))

        assert svg.unbake(svg.bake(full, v3=largest, v2=largest)).v3 == largest
        with pytest.raises(errors.TooLargeError, match="1,000,000 are the limit"):
            svg.bake(picture("x" * (1_000_001 - len(picture()))), v3=V3)

    @pytest.mark.timeout(5)
    @pytest.mark.parametrize(
        "image",
        [
            b"<svg " + b" " * 900_000 + b"/>",
            b"<svg" + b"".join(b" a%d=''" % number for number in range(90_000)) + b"/>",
            b"<svg a='" + b" b=" * 240_000 + b"'/>",
            b"<svg>" + b"<!---->" * 140_000 + b"</svg>",
            b"<svg>" + b"<![CDATA[]]>" * 80_000 + b"</svg>",
            b"<svg " + b'xmlns:a="' + b"u" * 900_000 + b'"/>',
        ],
        ids=range(6),
    )
    def test_costs_little_even_for_odd_pictures(self, image):
        assert svg.unbake(svg.bake(image, v3=V3)).v3 == V3


def _drawn(image):
    """Give what a renderer draws, or its complaint."""
    try:
        return resvg_py.svg_to_bytes(svg_string=image.decode())
    except ValueError as error:
        return str(error)
