"""Pictures from strangers: re-encoded in a child that may be killed, stored once under the name of their content."""

import hashlib
import io
import random
import struct
import zlib
from datetime import UTC, datetime

import pytest
from PIL import Image, PngImagePlugin

from phalera.authoring import pictures
from phalera.authoring.models import Picture
from phalera.common import errors

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def encoded(image, kind="PNG", **options):
    stream = io.BytesIO()
    image.save(stream, kind, **options)
    return stream.getvalue()


def stored(upload):
    picture = pictures.store(upload, now=NOW)
    return picture, Image.open(io.BytesIO(pictures.read(picture.sha256, "png")))


class TestARaster:
    @pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
    def test_of_each_kind_becomes_a_png(self, kind):
        upload = encoded(Image.new("RGB", (300, 300), (200, 30, 30)), kind)

        picture, image = stored(upload)

        assert (image.format, image.size, picture.width) == ("PNG", (300, 300), 300)
        assert image.convert("RGB").getpixel((5, 5)) == pytest.approx((200, 30, 30), abs=6)

    def test_is_padded_to_a_square_with_nothing(self):
        _picture, image = stored(encoded(Image.new("RGB", (400, 300), (200, 30, 30))))

        assert image.size == (400, 400)
        assert image.getpixel((200, 10)) == (0, 0, 0, 0)
        assert image.getpixel((200, 200)) == (200, 30, 30, 255)

    def test_is_made_no_larger_than_1024_and_never_enlarged(self):
        _picture, large = stored(encoded(Image.new("RGB", (2000, 1500))))
        _picture, small = stored(encoded(Image.new("RGB", (260, 260))))

        assert (large.size, small.size) == ((1024, 1024), (260, 260))

    def test_stands_upright(self):
        image = Image.new("RGB", (300, 250), (0, 0, 0))
        image.paste((255, 255, 255), (0, 0, 300, 50))
        exif = Image.Exif()
        exif[0x0112] = 6  # turn by 90 degrees

        _picture, upright = stored(encoded(image, "JPEG", exif=exif, quality=95))

        assert upright.convert("RGB").getpixel((270, 150))[0] > 200
        assert upright.convert("RGB").getpixel((30, 150))[0] < 50

    def test_brings_no_words_along(self):
        info = PngImagePlugin.PngInfo()
        info.add_text("openbadges", '{"evil": true}')
        info.add_itxt("Author", "somebody")

        picture, _image = stored(encoded(Image.new("RGB", (300, 300)), pnginfo=info, dpi=(300, 300)))

        content = pictures.read(picture.sha256, "png")
        assert b"evil" not in content
        assert b"tEXt" not in content
        assert b"iTXt" not in content

    def test_shows_its_first_frame(self):
        red, blue = Image.new("RGB", (300, 300), "red"), Image.new("RGB", (300, 300), "blue")

        _picture, image = stored(encoded(red, "GIF", save_all=True, append_images=[blue]))

        assert image.convert("RGB").getpixel((9, 9)) == (255, 0, 0)

    def test_has_previews(self):
        picture, _image = stored(encoded(Image.new("RGB", (600, 600))))

        sizes = [
            Image.open(io.BytesIO(pictures.read(picture.sha256, "png", size))).size for size in (400, 90)
        ]
        assert sizes == [(400, 400), (90, 90)]

    def test_is_named_by_its_content_and_stored_once(self):
        upload = encoded(Image.new("RGB", (300, 300)))

        first, again = pictures.store(upload, now=NOW), pictures.store(upload, now=NOW)

        assert first == again
        assert Picture.objects.count() == 1
        assert hashlib.sha256(pictures.read(first.sha256, "png")).hexdigest() == first.sha256


class TestAnSvg:
    SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" fill="red"/></svg>'

    def test_is_kept_clean_and_drawn(self):
        picture, image = stored(self.SVG)

        assert (image.size, image.getpixel((9, 9))) == ((512, 512), (255, 0, 0, 255))
        kept = pictures.read(picture.svg_sha256, "svg")
        assert hashlib.sha256(kept).hexdigest() == picture.svg_sha256
        assert b"<rect" in kept

    def test_that_is_no_square_is_padded(self):
        _picture, image = stored(self.SVG.replace(b"0 0 9 9", b"0 0 18 9"))

        assert image.size == (512, 512)
        assert image.getpixel((100, 10))[3] == 0

    def test_reads_no_file_of_ours(self, tmp_path):
        secret = tmp_path / "secret.png"
        secret.write_bytes(encoded(Image.new("RGB", (9, 9), "blue")))
        evil = self.SVG.replace(
            b"<rect", f'<image href="{secret}" width="9" height="9"/><rect x="8"'.encode()
        )

        _picture, image = stored(evil)

        assert all(color[:3] != (0, 0, 255) for _count, color in image.getcolors(1_000_000))

    def test_that_takes_for_ever_is_refused_in_time(self, monkeypatch):
        monkeypatch.setattr(pictures, "LONGEST_SECONDS", 2)
        blur = '<g filter="url(#f)">' * 40 + '<rect width="9" height="9"/>' + "</g>" * 40
        slow = (
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><filter id="f" x="-9" y="-9" width="30" '
            f'height="30"><feGaussianBlur stdDeviation="300"/></filter>{blur}</svg>'
        )

        with pytest.raises(errors.PictureRefusedError, match="too much"):
            pictures.store(slow.encode(), now=NOW)


class TestASignature:
    @pytest.mark.parametrize(
        ("given", "kept"), [((600, 160), (600, 160)), ((100, 40), (100, 40)), ((2048, 512), (1024, 256))]
    )
    def test_keeps_its_shape(self, given, kept):
        picture = pictures.store(encoded(Image.new("RGBA", given)), signature=True, now=NOW)

        shown = [pictures.read(picture.sha256, "png", size) for size in (None, *pictures.PREVIEWS)]

        assert Image.open(io.BytesIO(shown[0])).size == kept
        assert all(Image.open(io.BytesIO(each)).width > Image.open(io.BytesIO(each)).height for each in shown)

    @pytest.mark.parametrize("size", [(99, 40), (100, 39)])
    def test_that_nobody_could_print_is_refused(self, size):
        with pytest.raises(errors.PictureRefusedError, match="at least 100 × 40 are needed"):
            pictures.store(encoded(Image.new("RGBA", size)), signature=True, now=NOW)


class TestRefuses:
    @pytest.mark.parametrize(
        ("upload", "word"),
        [
            (b"", "not a picture"),
            (b"MZ" + b"\0" * 500, "not a picture"),
            (b"%PDF-1.7", "not a picture"),
            (b"BM" + b"\0" * 500, "not a picture"),
            (b"RIFF\x10\0\0\0WAVEfmt ", "broken"),
            (b"\xff\xd8\xff" + b"\0" * 500, "broken"),
            (b"\x89PNG\r\n\x1a\n", "PNG"),
            (b"\0" * 5_000_001, "5 MB"),
            (encoded(Image.new("RGB", (249, 300))), "250"),
            (encoded(Image.new("1", (4097, 300))), "4[, ]?096"),
            (encoded(Image.effect_noise((300, 300), 9))[:9_000], "PNG"),
        ],
    )
    def test_what_is_no_picture_we_take(self, upload, word):
        with pytest.raises(errors.PictureRefusedError, match=word) as caught:
            pictures.store(upload, now=NOW)

        assert caught.value.field == "picture"
        assert Picture.objects.count() == 0

    def test_a_small_file_that_unpacks_to_gigabytes(self):
        header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
        data = zlib.compress(b"\0" * 1_000_000)
        chunks = b"".join(
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
            for kind, body in ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
        )

        with pytest.raises(errors.PictureRefusedError):
            pictures.store(b"\x89PNG\r\n\x1a\n" + chunks, now=NOW)

    def test_noise_behind_every_good_beginning(self):
        noise = random.Random(7)
        for beginning in (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFF", b"<svg "):
            with pytest.raises(errors.PictureRefusedError):
                pictures.store(beginning + noise.randbytes(2_000), now=NOW)
