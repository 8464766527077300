"""Pictures that show a QR code in place of holding a badge: the badge that it leads to is verified, and nothing else."""

import random

import pytest
from PIL import Image, ImageDraw, ImageOps

from factories import credentials, photographs
from hostile import files
from phalera.verifying import apart, codes
from phalera_core import baking, errors, strictjson
from phalera_core.signing import vc_jwt
from phalera_core.verifying import findings, report, sources

ACADEMY = credentials.Academy()
BADGE = ACADEMY.credential()
LINK = BADGE["id"]
EVERYTHING = {**ACADEMY.published(), LINK: credentials.dump(BADGE)}


def ask(data, *, documents=EVERYTHING, load=None, **more):
    load = load or sources.StaticLoader(documents)
    return apart.verify(apart.Question(data=data, now=credentials.NOW, **more), load)


class TestAPicture:
    @pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
    def test_leads_to_the_badge_at_the_address_of_its_code(self, kind):
        found = ask(photographs.encoded(photographs.page(LINK), kind))

        assert found, found.decisive
        assert found.credential == BADGE
        assert found.packed_as == "json"
        assert "to which the QR code in the picture leads" in found.find("container").message

    @pytest.mark.parametrize("angle", [90, 180, 7])
    def test_may_be_photographed_askew(self, angle):
        turned = photographs.page(LINK).rotate(
            angle, expand=True, fillcolor="white", resample=Image.Resampling.BICUBIC
        )

        assert ask(photographs.encoded(turned, quality=60))

    def test_may_be_as_large_as_a_telephone_makes_it(self):
        photograph = photographs.page(LINK).resize((3_000, 4_000))

        assert ask(photographs.encoded(photograph, quality=80))

    def test_may_let_one_look_through(self):
        drawn = Image.new("RGBA", (900, 1_200), (0, 0, 0, 0))
        drawn.putalpha(ImageOps.invert(photographs.page(LINK, mode="L")))

        assert ask(photographs.encoded(drawn, "PNG"))

    @pytest.mark.parametrize("form", ["token", "document"])
    def test_may_show_the_badge_itself(self, form):
        school = credentials.with_key()
        slim = school.unsigned()
        for name in ("credentialStatus", "awardedDate", "name"):
            del slim[name]
        del slim["credentialSubject"]["achievement"]["image"]
        text = (
            vc_jwt.sign(slim, school.signer) if form == "token" else strictjson.dumps(school.sign(slim))
        ).decode()

        found = ask(photographs.encoded(photographs.code(text, scale=6), "PNG"), documents={})

        assert found, found.decisive
        assert found.packed_as == ("jwt" if form == "token" else "json")

    def test_with_a_badge_inside_is_that_badge_whatever_it_shows(self):
        shown = photographs.encoded(photographs.page("https://example.org/elsewhere"), "PNG")
        baked = baking.bake(shown, v3=credentials.dump(BADGE), v2=None)

        found = ask(baked)

        assert found
        assert found.packed_as == "png"
        assert "QR" not in found.find("container").message


class TestACode:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("Hello", "leads to no badge: “Hello”"),
            ("mailto:leo@example.org", "leads to no badge"),
            ('{"a": 1}', "leads to no badge"),
            ("WIFI:S:guests;T:WPA;P:secret;;", "leads to no badge"),
            (f"{ACADEMY.site}/ob2/issuers/1", "leads to no badge"),
            ("javascript:alert(1)", "leads to no badge"),
        ],
    )
    def test_that_leads_to_no_badge_is_refused_and_shown(self, text, said):
        found = ask(photographs.encoded(photographs.page(text)))

        assert found.verdict is report.Verdict.REFUSED
        assert found.decisive.id == "container"
        assert said in found.decisive.message
        assert found.decisive.remedy

    def test_whose_address_cannot_be_asked_leaves_it_undecided(self):
        found = ask(photographs.encoded(photographs.page(LINK)), documents={})

        assert found.verdict is report.Verdict.UNDECIDED
        assert found.decisive.id == "container"
        assert LINK[:60] in found.decisive.message

    def test_of_a_hosted_badge_that_is_gone_says_that_it_was_revoked(self):
        class Gone(sources.StaticLoader):
            def load(self, url):
                if url == ACADEMY.assertion_url:
                    raise errors.GoneError("Gone.", url=url, body=b'{"revocationReason": "By mistake."}')
                return super().load(url)

        found = ask(photographs.encoded(photographs.page(ACADEMY.assertion_url)), load=Gone(EVERYTHING))

        assert found.verdict is report.Verdict.REFUSED
        assert "By mistake" in found.decisive.message

    def test_beside_another_is_ambiguous_and_beside_itself_is_not(self):
        assert (
            "2 QR codes"
            in ask(photographs.encoded(photographs.page(LINK, ACADEMY.assertion_url))).decisive.message
        )
        assert ask(photographs.encoded(photographs.page(LINK, LINK)))

    def test_of_a_picture_at_its_address_is_followed_once_only(self):
        urls = []

        class Noting(sources.StaticLoader):
            def load(self, url):
                urls.append(url)
                return super().load(url)

        again = {
            "https://example.org/a.jpg": photographs.encoded(photographs.page("https://example.org/a.jpg"))
        }
        found = ask(photographs.encoded(photographs.page("https://example.org/a.jpg")), load=Noting(again))

        assert found.verdict is report.Verdict.REFUSED
        assert urls == ["https://example.org/a.jpg"]

    def test_at_a_picture_with_a_badge_inside_leads_to_that(self):
        baked = {"https://example.org/a.png": credentials.baked("png", v3=BADGE)}

        assert ask(
            photographs.encoded(photographs.page("https://example.org/a.png")),
            documents={**EVERYTHING, **baked},
        )


class TestNoCode:
    def test_says_what_the_picture_is(self):
        found = ask(photographs.encoded(Image.new("RGB", (300, 300), "red")), name="holiday.jpg")

        assert found.decisive.message == "“holiday.jpg” looks like a JPEG picture, not a badge."

    @pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
    def test_is_found_in_damaged_pictures(self, kind):
        whole = photographs.encoded(photographs.page(LINK), kind)
        shuffled = random.Random(7)

        for _ in range(40):
            damaged = bytearray(whole[: shuffled.randrange(20, len(whole))])
            for _ in range(20):
                damaged[shuffled.randrange(8, len(damaged))] = shuffled.randrange(256)
            found = ask(bytes(damaged))
            assert found.verdict is not report.Verdict.VERIFIED or found.credential == BADGE
            assert found.decisive is None or found.decisive.message != findings.TOO_COSTLY

    @pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
    def test_is_looked_for_in_none_that_is_too_large(self, kind):
        size = (16_383, 1_100) if kind == "WEBP" else (20_000, 1_000) if kind == "GIF" else (9_000, 9_000)
        mode = "1" if kind == "PNG" else "L"
        huge = Image.new(mode, size, "white")
        huge.paste(photographs.code(LINK), (50, 50))

        found = ask(photographs.encoded(huge, kind))

        assert found.verdict is report.Verdict.REFUSED
        assert "QR" not in found.decisive.message

    def test_is_found_in_an_animation_s_later_frames(self):
        frames = [Image.new("L", (900, 1_200), "white"), photographs.page(LINK, mode="L")]
        moving = photographs.encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])

        assert "GIF picture" in ask(moving).decisive.message

    def test_hostile_pngs_end_as_they_would_without_looking(self):
        for case in files.CASES.values():
            if case.kind == "png" and case.verdict is not report.Verdict.VERIFIED:
                found = ask(case.make())
                assert found.verdict is case.verdict, case.name
                assert found.decisive.id == case.check, case.name


def test_texts_are_given_once_and_drawings_are_no_codes():
    drawn = Image.new("L", (600, 600), "white")
    ImageDraw.Draw(drawn).rectangle((40, 40, 200, 200), outline="black", width=20)

    assert codes.texts_in(photographs.encoded(drawn, "PNG")) == []
    assert codes.texts_in(photographs.encoded(photographs.page("a", "a"), "PNG")) == ["a"]
    assert codes.texts_in(b"no picture") == []
