"""Reading: what holds a badge gives its very bytes, everything else is called by its name."""

import gzip
import io
import json
import zipfile

import pytest

from factories import credentials
from phalera_core import errors, reading

V3 = credentials.dump(credentials.Academy().unsigned())
V2 = credentials.dump(credentials.Academy().assertion())


def zipped():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("badge.json", V3)
    return out.getvalue()


def refused(data, **kwargs):
    with pytest.raises(errors.InputError) as caught:
        reading.read(data, **kwargs)
    assert caught.value.remedy
    return caught.value


class TestRead:
    def test_gives_the_bytes_of_a_json_file(self):
        spaced = b"\n " + V3 + b"\r\n"

        assert reading.read(spaced) == reading.Packed(packed_as="json", v3=spaced)

    def test_tells_the_versions_apart(self):
        assert reading.read(V2) == reading.Packed(packed_as="json", v2=V2)

    @pytest.mark.parametrize("kind", ["png", "svg"])
    def test_gives_both_versions_of_a_picture(self, kind):
        found = reading.read(credentials.baked(kind, v3=V3, v2=V2))

        assert found == reading.Packed(packed_as=kind, v3=V3, v2=V2)

    @pytest.mark.parametrize(
        "before", [b"", b"\xef\xbb\xbf", b"\n", b"<!-- <html> -->", b'<?xml version="1.0"?>\n']
    )
    def test_knows_an_svg_however_it_begins(self, before):
        picture = before + credentials.baked("svg", v3=V3)

        assert reading.read(picture).v3 == V3

    def test_takes_a_credential_of_the_older_form_for_one(self):
        old = json.dumps({"@context": ["https://www.w3.org/2018/credentials/v1"], "type": "x"}).encode()

        assert reading.read(old).v3 == old

    def test_takes_a_revoked_assertion_for_one(self):
        revoked = b'{"id": "https://example.org/1", "revoked": true}'

        assert reading.read(revoked).v2 == revoked


class TestRefusal:
    @pytest.mark.parametrize(
        ("data", "words"),
        [
            (b"", "empty"),
            (b" \r\n\t", "empty"),
            (b"\xef\xbb\xbf", "empty"),
            (zipped(), "ZIP"),
            (b"%PDF-1.7\n...", "PDF"),
            (gzip.compress(V3), "gzip"),
            (b"\xff\xd8\xff\xe0 JFIF", "JPEG"),
            (b"GIF89a", "GIF"),
            (b"RIFF....WEBP", "WebP"),
            (b"\x89PNG\n\x1a\n", "damaged"),
            (b"<!DOCTYPE html><html>", "web page"),
            (b"\n<!doctype HTML>", "web page"),
            (b"<html><svg></svg></html>", "web page"),
            (b"<?xml version='1.0'?><rss/>", "XML"),
            (b"eyJhbGciOiJSUzI1NiJ9.eyJpZCI6MX0.c2lnbmF0dXJl", "JWT"),
            (b"eyJhbGciOiJSUzI1NiJ9.eyJpZCI6MX0.c2lnbmF0dXJl\n", "JWT"),
            (b"eyJhbGciOiJFZERTQSJ9.eyJpZCI_MX0.c2lnbmF0dXJl", "JWT or JWS) that was changed or cut off"),
            (b"eyJhbGciOiJFZERTQSJ9.eyJpZCI6M.c2lnbmF0dXJl", "token (JWT or JWS)"),
            (b"eyJhbGciOiJFZERTQSJ9.eyJpZ!I6MX0.c2lnbmF0dXJl", "JWT or JWS) that was changed or cut off"),
            (b"eyJhbGciOiJFZERTQSJ9.eyJpZ", "JWT or JWS) that was changed or cut off"),
            (b"https://example.org/badge/1", "address"),
            ("{}".encode("utf-16"), "UTF-16"),
            (b"hello", "nothing that can hold a badge"),
            (b"\x00" * 100, "nothing that can hold a badge"),
            (b"{", "not JSON"),
            (b"[]", "list"),
            (b"{}", "not a badge of Open Badges"),
            (b'{"a": 1, "a": 2}', "twice"),
            (b'{"uid": "1", "recipient": {}, "badge": "https://x.org/b", "verify": {}}', "1.x"),
            (b'{"@context": "https://w3id.org/openbadges/v1", "type": "Assertion"}', "1.x"),
            (b'{"@context": "https://w3id.org/openbadges/v2", "type": "BadgeClass"}', "can be earned"),
            (b'{"@context": "https://w3id.org/openbadges/v2", "type": "Issuer"}', "issuer"),
            (b'{"@context": "https://w3id.org/openbadges/v2", "type": "RevocationList"}', "revoked"),
            (b'{"@context": "https://w3id.org/openbadges/v2"}', "no award"),
            (b'{"type": ["VerifiableCredential", "BitstringStatusListCredential"]}', "revoked"),
            (
                b'{"@context": "https://www.w3.org/ns/credentials/v2", "type": "VerifiablePresentation"}',
                "presentation",
            ),
        ],
    )
    def test_says_what_it_looks_like(self, data, words):
        assert words in refused(data).message

    @pytest.mark.parametrize("picture", [credentials.png(), credentials.SVG], ids=["png", "svg"])
    def test_of_a_picture_without_a_badge_says_so(self, picture):
        assert "no badge inside" in refused(picture).message

    def test_names_the_file(self):
        assert refused(b"", name="x.png").message == "“x.png” is empty."

    def test_of_what_is_too_big_comes_first(self):
        error = refused(b"x" * 10_000_001)

        assert isinstance(error, errors.TooLargeError)
        assert error.limit == 10_000_000

    @pytest.mark.parametrize("cut", range(1, 60))
    def test_of_a_picture_that_was_cut_off(self, cut):
        picture = credentials.baked("png", v3=V3)

        refused(picture[: -cut * 7])


class TestContentOf:
    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            (b" {}", reading.Content.JSON),
            (b"eyJhbGciOiJ.eyJpZCI6MX0.c2lnbmF0", reading.Content.TOKEN),
            (b"eyJhbGciOiJ.eyJpZCI6MX0.", reading.Content.TOKEN),
            (b"https://example.org/1\n", reading.Content.URL),
            (b"http://example.org/1", reading.Content.URL),
            (b"https://example.org/1 2", reading.Content.OTHER),
            (b"ftp://example.org", reading.Content.OTHER),
            (b"", reading.Content.OTHER),
            (b"a.b.c", reading.Content.OTHER),
        ],
    )
    def test_tells_by_the_form(self, text, kind):
        assert reading.content_of(text) is kind
