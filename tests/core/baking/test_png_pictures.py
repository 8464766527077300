"""PNG pictures of every kind: pixels and all other chunks stay, and broken ones are refused with the reason."""

import io
import struct
import warnings
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageSequence

from phalera_core import errors
from phalera_core.baking import chunks, png

V3 = '{"id":"urn:3","name":"Łukasz 🌳"}'.encode()
V2 = b'{"id":"https://example.org/1"}'
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def chunk(kind, data=b""):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def picture(*between, header=(1, 1, 8, 0, 0, 0, 0)):
    return b"".join(
        [
            SIGNATURE,
            chunk(b"IHDR", struct.pack(">IIBBBBB", *header)),
            *between,
            chunk(b"IDAT", zlib.compress(b"\0\x80")),
            chunk(b"IEND"),
        ]
    )


def pixels(image):
    """Give every frame's mode, size and pixels as Pillow sees them, or the name of its complaint."""
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(image)) as opened:
            return [
                (frame.mode, frame.size, frame.convert("RGBA").tobytes())
                for frame in ImageSequence.Iterator(opened)
            ]
    except (OSError, SyntaxError, ValueError) as error:
        return type(error).__name__


@st.composite
def pictures(draw):
    mode = draw(st.sampled_from(["1", "L", "LA", "P", "RGB", "RGBA", "I;16"]))
    size = draw(st.tuples(st.integers(1, 40), st.integers(1, 40)))
    bands = {"LA": 2, "I;16": 2, "RGB": 3, "RGBA": 4}.get(mode, 1)
    length = (size[0] + 7) // 8 * size[1] if mode == "1" else size[0] * size[1] * bands
    seed = draw(st.binary(min_size=1, max_size=50))
    image = Image.frombytes(mode, size, (seed * (length // len(seed) + 1))[:length])
    out = io.BytesIO()
    image.save(
        out,
        "PNG",
        compress_level=draw(st.integers(0, 9)),
        **draw(st.sampled_from([{}, {"dpi": (72, 72)}, {"icc_profile": b"profile" * 20}])),
    )
    return out.getvalue()


class TestPixels:
    @settings(max_examples=80, deadline=None)
    @given(pictures())
    def test_stay_in_pictures_of_any_mode(self, image):
        baked = png.bake(image, v3=V3, v2=V2)
        again = png.bake(baked, v3=V2, v2=V3)

        assert pixels(image) == pixels(baked) == pixels(again)
        assert (png.unbake(again).v2, png.unbake(again).v3) == (V3, V2)
        assert png.bake(again) == image

    @pytest.mark.parametrize("folder", ["pngsuite", "pillow", "libpng"])
    def test_stay_in_every_picture_of_the_corpora(self, shared, folder):
        refused, changed = set(), []
        for path in sorted((shared / "corpora/png" / folder).glob("*.png")):
            image = path.read_bytes()
            try:
                baked = png.bake(image, v3=V3, v2=V2)
            except errors.InputError:
                refused.add(path.name)
                continue
            again = png.bake(baked, v3=V3)
            if not pixels(image) == pixels(baked) == pixels(again) or png.bake(again) != image:
                changed.append(path.name)

        assert changed == []
        if folder == "pngsuite":
            assert refused == {path.name for path in (shared / "corpora/png/pngsuite").glob("x*.png")}

    def test_stay_in_an_animation(self):
        out = io.BytesIO()
        frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "green", "blue")]
        frames[0].save(out, "PNG", save_all=True, append_images=frames[1:], duration=100)

        baked = png.bake(out.getvalue(), v3=V3, v2=V2)

        assert len(pixels(baked)) == 3
        assert pixels(baked) == pixels(out.getvalue())


class TestPlace:
    def test_is_right_behind_the_header(self):
        kinds = [(one.kind, one.start) for one in chunks.read(png.bake(picture(), v3=V3, v2=V2))]

        assert [kind for kind, _ in kinds] == [b"IHDR", b"iTXt", b"iTXt", b"IDAT", b"IEND"]
        assert kinds[1][1] == 33

    def test_is_spelled_as_the_standard_says(self):
        baked = png.bake(picture(), v3=V3)

        assert chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0" + V3) in baked

    def test_replaces_old_forms_wherever_they_stand(self):
        old = [
            chunk(b"tEXt", b"openbadges\0https://example.org/old"),
            chunk(b"iTXt", b"openbadges\0\0\0\0\0{}"),
            chunk(b"iTXt", b"openbadgecredential\0\x01\0\0\0" + zlib.compress(b"{}")),
        ]
        other = chunk(b"tEXt", b"Comment\0openbadges")

        assert png.bake(picture(*old, other, *old), v3=V3) == png.bake(picture(other), v3=V3)

    def test_may_follow_the_picture_data(self):
        image = picture().replace(
            chunk(b"IEND"), chunk(b"iTXt", b"openbadges\0\0\0\0\0" + V2) + chunk(b"IEND")
        )

        assert png.unbake(image).v2 == V2
        assert png.unbake(png.bake(image, v3=V3)).v2 is None

    def test_leaves_alone_what_follows_the_end(self):
        tail = chunk(b"iTXt", b"openbadges\0\0\0\0\0" + V2)

        assert not png.unbake(picture() + tail)
        assert png.bake(picture() + tail, v3=V3).endswith(chunk(b"IEND") + tail)


class TestReading:
    @pytest.mark.parametrize(
        ("baked", "text"),
        [
            (chunk(b"tEXt", b"openbadges\0https://example.org/1"), b"https://example.org/1"),
            (chunk(b"iTXt", b"openbadges\0\0\0en\0Abzeichen\0{}"), b"{}"),
            (chunk(b"iTXt", b"openbadges\0\x01\0\0\0" + zlib.compress(b"{}" * 999)), b"{}" * 999),
        ],
    )
    def test_knows_the_forms_in_use(self, baked, text):
        assert png.unbake(picture(baked)).v2 == text

    @pytest.mark.parametrize(
        "other",
        [
            chunk(b"iTXt", b"openbadges \0\0\0\0\0{}"),
            chunk(b"iTXt", b"OpenBadges\0\0\0\0\0{}"),
            chunk(b"iTXt", b"x" * 80 + b"openbadges\0\0\0\0\0{}"),
            chunk(b"tEXt", b"openbadgecredential\0{}"),
            chunk(b"zTXt", b"openbadges\0\0" + zlib.compress(b"{}")),
        ],
    )
    def test_takes_nothing_else_for_a_credential(self, other):
        assert not png.unbake(picture(other))

    @pytest.mark.parametrize(
        "broken",
        [
            chunk(b"iTXt", b"openbadges"),
            chunk(b"iTXt", b"openbadges\0\0"),
            chunk(b"iTXt", b"openbadges\0\0\0en"),
            chunk(b"iTXt", b"openbadges\0\0\0\0\0"),
            chunk(b"iTXt", b"openbadges\0\x02\0\0\0{}"),
            chunk(b"iTXt", b"openbadges\0\x01\x01\0\0{}"),
            chunk(b"iTXt", b"openbadges\0\x01\0\0\0{}"),
            chunk(b"iTXt", b"openbadges\0\x01\0\0\0" + zlib.compress(b"{}")[:-1]),
            chunk(b"iTXt", b"openbadges\0\x01\0\0\0" + zlib.compress(b"{}") + b"more"),
            chunk(b"iTXt", b"openbadges\0\x01\0\0\0" + zlib.compress(b"")),
            chunk(b"tEXt", b"openbadges"),
            chunk(b"iTXt", b"openbadges\0\0\0\0\0{}")[:-1] + b"\0",
            chunk(b"iTXt", b"openbadges\0\0\0\0\0{}") * 2,
            chunk(b"iTXt", b"openbadges\0\0\0\0\0{}") + chunk(b"tEXt", b"openbadges\0{}"),
        ],
    )
    def test_refuses_a_credential_that_is_broken_or_stands_twice(self, broken):
        with pytest.raises(errors.ContainerError):
            png.unbake(picture(broken))

    def test_does_not_unpack_a_bomb(self):
        bomb = chunk(b"iTXt", b"openbadges\0\x01\0\0\0" + zlib.compress(bytes(50_000_000)))

        with pytest.raises(errors.TooLargeError, match="1,000,000 bytes"):
            png.unbake(picture(bomb))

    @pytest.mark.parametrize(
        ("header", "reason"),
        [
            ((0, 1, 8, 0, 0, 0, 0), "no pixels"),
            ((1, 0, 8, 0, 0, 0, 0), "no pixels"),
            ((1, 1, 3, 0, 0, 0, 0), "does not exist"),
            ((1, 1, 16, 3, 0, 0, 0), "does not exist"),
            ((1, 1, 8, 5, 0, 0, 0), "does not exist"),
            ((1, 1, 8, 0, 1, 0, 0), "does not exist"),
            ((1, 1, 8, 0, 0, 1, 0), "does not exist"),
            ((1, 1, 8, 0, 0, 0, 2), "does not exist"),
            ((4_097, 1, 8, 0, 0, 0, 0), "4,097 × 1 pixels"),
            ((1, 2**31, 8, 0, 0, 0, 0), "pixels"),
            ((1, 1, 8, 3, 0, 0, 0), "palette is missing"),
        ],
    )
    def test_refuses_a_header_that_is_wrong_or_too_large(self, header, reason):
        with pytest.raises(errors.InputError, match=reason):
            png.unbake(picture(header=header))

    def test_refuses_every_cut(self):
        baked = png.bake(picture(), v3=V3, v2=V2)

        for length in range(len(baked)):
            with pytest.raises(errors.ContainerError):
                png.unbake(baked[:length])

    def test_notices_every_changed_byte_of_what_counts(self):
        baked = png.bake(picture(), v3=V3)

        for place in range(len(baked)):
            changed = bytearray(baked)
            changed[place] ^= 1
            try:
                found = png.unbake(bytes(changed))
            except errors.InputError:
                continue
            # A letter of its kind or keyword may change, and then it is no credential any more.
            assert not found

    def test_takes_a_thousand_chunks_and_two_credentials(self):
        full = picture(chunk(b"tEXt", b"a\0b") * 997)

        assert png.unbake(png.bake(full, v3=V3, v2=V2)).v2 == V2
        with pytest.raises(errors.TooLargeError, match="1,000 chunks"):
            png.bake(picture(chunk(b"tEXt", b"a\0b") * 998), v3=V3)

    def test_takes_five_megabytes_and_two_credentials(self):
        largest = b"x" * 1_000_000
        full = picture(chunk(b"teXt", bytes(5_000_000 - len(picture()) - 12)))

        baked = png.bake(full, v3=largest, v2=largest)

        assert png.unbake(baked).v3 == largest
        with pytest.raises(errors.TooLargeError, match="5,000,000 are the limit"):
            png.bake(picture(chunk(b"teXt", bytes(5_000_000 - len(picture()) - 11))), v3=largest)


class TestPrepared:
    @given(st.text(min_size=1, max_size=99), st.none() | st.just(b"eyJh.eyJi.c2ln"))
    def test_bakes_the_same_as_in_one_go(self, text, v2):
        v3 = text.replace("\0", "").encode("utf-8", "replace") or b"{}"

        prepared = png.prepare(picture())

        assert (
            prepared.bake(v3=v3, v2=v2)
            == b"".join(prepared.pieces(v3=v3, v2=v2))
            == png.bake(picture(), v3=v3, v2=v2)
        )
