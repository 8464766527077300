"""An SVG from a stranger comes out drawing the same and able to do nothing else."""

import pytest

from phalera.authoring import svg
from phalera.common import errors

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">'


def clean(inside):
    return svg.clean(f"{HEAD}{inside}</svg>".encode()).decode()


class TestKeeps:
    @pytest.mark.parametrize(
        "inside",
        [
            '<path d="M0 0L9 9" fill="#123456"></path>',
            '<g opacity=".5" transform="rotate(3)"></g>',
            '<linearGradient id="a"><stop offset="0" stop-color="red"></stop></linearGradient>',
            '<rect fill="url(#a)" width="3"></rect>',
            '<use href="#a"></use>',
            '<text y="3">Ω &lt; ש</text>',
            "<title>A knot</title>",
            '<rect style="fill:url(#a);opacity:.5"></rect>',
            "<style>.a{fill:red}</style>",
            '<image href="data:image/png;base64,AAAA"></image>',
        ],
    )
    def test_what_only_draws(self, inside):
        assert inside in clean(inside)

    def test_what_a_link_holds_but_not_where_it_leads(self):
        assert clean('<a href="https://e.example"><rect width="3"/></a>').count("rect") == 2
        assert "example" not in clean('<a href="https://e.example"><rect width="3"/></a>')

    def test_the_older_spelling_of_a_reference(self):
        assert '<use href="#a">' in clean('<use xlink:href="#a"/>')

    def test_itself_when_cleaned_again(self):
        once = svg.clean(f'{HEAD}<style>.a{{fill:red}}</style><rect class="a"/><text>x</text></svg>'.encode())

        assert svg.clean(once) == once


class TestDrops:
    @pytest.mark.parametrize(
        "inside",
        [
            "<script>evil()</script>",
            '<script href="https://evil.example/x.js"/>',
            '<rect onclick="evil()"/>',
            "<foreignObject><p>evil</p></foreignObject>",
            '<a href="javascript:evil()"><rect/></a>',
            '<image href="https://evil.example/x.png"/>',
            '<image xlink:href="//evil.example/x.png"/>',
            '<image href="/etc/evil"/>',
            '<image href="data:image/svg+xml;base64,evil"/>',
            '<use href="https://evil.example/x.svg#a"/>',
            '<use href="evil.svg#a"/>',
            '<rect fill="url(https://evil.example/x.svg#a)"/>',
            '<rect style="fill:url(https://evil.example)"/>',
            '<rect style="fill:u\\72l(https://evil.example)"/>',
            '<rect style="behavior:url(#evil)"/>',
            "<style>@import 'https://evil.example';</style>",
            "<style>.a{background:url(https://evil.example)}</style>",
            "<style>.a{fill:red}</style><style>@font-face{src:url(evil)}</style>",
            '<animate attributeName="href" to="javascript:evil()"/>',
            '<set attributeName="href" to="evil"/>',
            '<feImage href="https://evil.example/x.png"/>',
            '<iframe xmlns="http://www.w3.org/1999/xhtml" src="evil"/>',
            "<!-- evil -->",
            "<?evil?>",
            "<metadata>evil</metadata>",
            '<g xmlns:evil="https://evil.example" evil:x="y"/>',
        ],
    )
    def test_what_could_do_more_than_draw(self, inside):
        assert "evil" not in clean(inside)


class TestRefuses:
    @pytest.mark.parametrize(
        ("upload", "word"),
        [
            (
                b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
                "document type",
            ),
            (
                b'<!DOCTYPE svg SYSTEM "file:///etc/passwd"><svg xmlns="http://www.w3.org/2000/svg"/>',
                "document type",
            ),
            (b"<html><body/></html>", "not an SVG"),
            (b"<svg/>", "not an SVG"),
            (HEAD.encode(), "broken"),
            (b"<svg", "broken"),
            (b"\xff\xfe<svg", "broken"),
            (HEAD.encode() + b"<g>" * 70 + b"</g>" * 70 + b"</svg>", "too many"),
            (HEAD.encode() + b"<g/>" * 5_001 + b"</svg>", "too many"),
            (HEAD.encode() + b'<use href="#a"/>' * 501 + b"</svg>", "too many"),
            (HEAD.encode() + b" " * 1_000_001 + b"</svg>", "1 MB"),
        ],
    )
    def test_with_a_reason(self, upload, word):
        with pytest.raises(errors.PictureRefusedError, match=word):
            svg.clean(upload)
