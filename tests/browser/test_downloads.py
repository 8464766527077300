"""Mele takes her badges along, as pictures, documents and records, alone and together; every file opens and verifies."""

import base64
import json
import re
import zipfile
from urllib import request

import pytest
from openbadgeslib import ob3
from playwright.sync_api import expect

from browser import files, people, story, waiting
from conformance import digitalbazaar, install, validator
from factories import crowd
from phalera_core import baking
from phalera_core.keys import jwk, public

NAME = "Mele Kaʻōpua"
# So many records at once are made in the background.
MANY = 200


@pytest.fixture(scope="module")
def mele(visit, demo_academy):
    """Give a function that opens a page as Mele sees it."""
    people.let_in(demo_academy.data, "mele")
    return lambda **how: visit("mele", **how)


@pytest.fixture(scope="module")
def vera(visit, demo_academy):
    """Give a function that opens a page as Vera sees it, who has very many badges."""
    crowd.add(demo_academy.data, "Vera", courses=MANY, certifications=0)
    return lambda **how: visit("vera", **how)


@pytest.fixture(scope="module")
def taken(mele, tmp_path_factory):
    """Mele's newest badge in each of its forms, by the ending of the file, and what it is called."""
    folder = tmp_path_factory.mktemp("badge")
    with mele() as page:
        page.goto("/badges/")
        row = page.locator(".row").first
        name = row.get_by_role("heading").inner_text()
        links = {"png": f"Badge {name} as a picture"}
        links |= {form.lower(): f"{form} of {name}" for form in ("SVG", "JSON", "JWT", "PDF")}
        got = {
            form: files.taken(page, row.get_by_role("link", name=link), folder)
            for form, link in links.items()
        }
    assert {file.name for file in got.values()} == {f"{name} - {NAME}.{form}" for form in links}
    return name, got


def fetched(url):
    with request.urlopen(url, timeout=30) as answer:
        return answer.read()


class TestABadge:
    def test_opens_and_is_believed_in_each_of_its_forms(self, taken, visit, demo_academy):
        name, got = taken

        for file in got.values():
            files.opens(file)
            assert files.verified(demo_academy.data, file)["verdict"] == "verified"
        said = files.words(got["pdf"])
        assert said is None or (name in said and NAME in said)

        # A stranger finds the same on the page.
        with visit() as page:
            for file in got.values():
                assert story.verify(page, file) == "Verified"
                expect(page.locator(".verdict")).to_contain_text(name)

    @pytest.mark.node
    def test_is_believed_by_digital_bazaar(self, taken):
        missing = install.missing_node()
        if missing:
            pytest.skip(missing)
        _name, got = taken

        with digitalbazaar.start(install.node()) as judge:
            baked = base64.b64encode(got["png"].read_bytes()).decode()
            inside = [
                *judge.ask("unbakePng", image=baked)["v3"],
                *judge.ask("unbakeSvg", image=got["svg"].read_text())["v3"],
                got["json"].read_text(),
            ]
            for each in inside:
                credential = json.loads(each)
                listed = credential["credentialStatus"]["statusListCredential"]
                found = judge.ask(
                    "verify", credential=credential, documents={listed: json.loads(fetched(listed))}
                )
                assert found == {"verified": True, "reasons": []}
        assert len(inside) == 3

    def test_is_believed_by_openbadgeslib(self, taken, demo_academy):
        name, got = taken
        document, token = got["json"].read_bytes(), got["jwt"].read_text()
        keys = json.loads(fetched(f"{demo_academy.url}/.well-known/jwks.json"))["keys"]
        used = json.loads(base64.urlsafe_b64decode(token.split(".")[0] + "=="))["kid"]
        [key] = [jwk.read(each) for each in keys if each["kid"] == used]

        embedded = ob3.OB3LdpVerifier.for_issuer_did(json.loads(document)["issuer"]["id"]).verify(
            document, check_status=True, verify_status_list=False, download=fetched
        )
        as_token = ob3.OB3Verifier(public.to_pem(key)).verify(token)

        assert [found.achievement.name for found in (embedded, as_token)] == [name, name]

    def test_is_believed_by_the_validator_of_open_badges_2(self, taken):
        _name, got = taken
        pictures = [got[form].read_bytes() for form in ("png", "svg")]

        with validator.start(install.python("openbadges")) as judge:
            asked = [
                judge.ask("verify", badge=json.loads(baking.unbake(pictures[0]).v2)["id"]),
                *(judge.ask("verify", badge=each.decode("latin-1"), picture=True) for each in pictures),
            ]

        assert [each["messages"] for each in asked if not each["valid"]] == []


class TestAllBadges:
    def test_are_a_zip_as_long_as_it_says_with_all_of_them_in_it(self, mele, demo_academy, tmp_path):
        with mele() as page:
            page.goto("/badges/")
            number = int(page.get_by_role("link", name="Select all").inner_text().split()[-1])
            with page.expect_response("**/badges/all.zip") as answer:
                file = files.taken(page, page.get_by_role("link", name="Download All Badges"), tmp_path)

        assert int(answer.value.headers["content-length"]) == file.stat().st_size
        files.opens(file)
        with zipfile.ZipFile(file) as archive:
            pictures = [name for name in archive.namelist() if name.endswith(".png")]
            assert len(set(pictures)) == number
            assert all(f" - {NAME}" in name for name in pictures)
        found = files.verified(demo_academy.data, file)
        assert (found["verdict"], len(found["badges"])) == ("verified", number)

    def test_are_believed_together(self, mele, visit, tmp_path):
        with mele() as page:
            page.goto("/badges/?show=all")
            number = page.locator(".case > li").count()
            file = files.taken(page, page.get_by_role("link", name="Download All Badges"), tmp_path)

        with visit() as page:
            page.goto("/verify/")
            page.get_by_label("Badge file").set_input_files(file)
            page.get_by_role("button", name="Verify", exact=True).click()

            expect(page.get_by_role("heading", level=1)).to_have_text(
                f"{number} badges, all genuine and in date"
            )
            # Each on a line of its own, wide enough to be read.
            listed = page.locator(".rows > li").get_by_role("heading")
            expect(listed).to_have_count(number)
            assert all(each.bounding_box()["width"] > 600 for each in listed.all())

    def test_have_records_in_one_pdf_or_each_in_its_own(self, mele, demo_academy, tmp_path):
        with mele() as page:
            page.goto("/badges/")
            names = page.locator(".row:has(.check) h3").all_inner_texts()
            one = files.taken(
                page, page.get_by_role("link", name="PDF: Download All Badge Records"), tmp_path
            )
            each = files.taken(page, page.get_by_role("link", name="as a ZIP of PDFs"), tmp_path)

        files.opens(one)
        said = files.words(one)
        assert said is None or ([name for name in names if name not in said], said.count(NAME)) == (
            [],
            len(names),
        )
        assert files.verified(demo_academy.data, one)["verdict"] == "verified"
        files.opens(each)
        with zipfile.ZipFile(each) as archive:
            records = [name for name in archive.namelist() if name.endswith(".pdf")]
            archive.extractall(tmp_path, records)
        assert len(records) == len(names)
        for name in records:
            files.opens(tmp_path / name)
        found = files.verified(demo_academy.data, each)
        assert (found["verdict"], len(found["badges"])) == ("verified", len(names))


class TestChosenBadges:
    def test_come_as_what_the_buttons_say(self, mele, demo_academy, tmp_path):
        with mele() as page:
            page.goto("/badges/")
            boxes = page.locator(".row input[type=checkbox]")
            bar = page.get_by_role("group", name="Download and update")
            boxes.nth(0).check()
            expect(bar.get_by_role("button", name="PDF")).to_have_text("PDF (1)")
            expect(bar.get_by_role("button", name="Badge")).to_have_text("Badge (1)")

            # One is the file itself, and no ZIP around it.
            alone = [
                files.taken(page, bar.get_by_role("button", name=word), tmp_path) for word in ("Badge", "PDF")
            ]
            boxes.nth(1).check()
            expect(bar.get_by_role("button", name="PDF")).to_have_text("PDF (2)")
            two = [
                files.taken(page, bar.get_by_role("button", name=word), tmp_path) for word in ("Badge", "PDF")
            ]

        assert [file.suffix for file in alone + two] == [".png", ".pdf", ".zip", ".pdf"]
        for file in alone + two:
            files.opens(file)
        for file in two:
            found = files.verified(demo_academy.data, file)
            assert (found["verdict"], len(found["badges"])) == ("verified", 2)
        said = files.words(two[1])
        assert said is None or said.count(NAME) == 2


class TestVeryManyRecords:
    def test_are_made_while_she_goes_on_and_she_is_told(self, vera, mele, demo_academy, tmp_path):
        with vera() as page:
            page.goto("/badges/")
            with page.expect_response(re.compile("/badges/exports/")) as first:
                page.get_by_role("link", name="PDF: Download All Badge Records").click()
            assert f"Making {MANY} badge records" in first.value.text()
            assert "<progress" in first.value.text()

            # The page says so by itself as soon as they are there.
            ready = page.get_by_role("heading", name=f"{MANY} badge records are ready")
            expect(ready).to_be_visible(timeout=60_000)
            here = page.url
            waiting.until(
                page, "/", page.get_by_role("link", name=re.compile("^Notifications.* 1 unread"))
            ).click()
            page.get_by_role("link", name=f"{MANY} badge records are ready").click()
            expect(page).to_have_url(here)
            file = files.taken(page, page.get_by_role("link", name="Download the PDF"), tmp_path)

        files.opens(file)
        said = files.words(file)
        assert (
            said is None
            or [number for number in range(1, MANY + 1) if f"Number {number:02}" not in said] == []
        )
        found = files.verified(demo_academy.data, file)
        assert (found["verdict"], len(found["badges"])) == ("verified", MANY)
        # It is hers alone.
        with mele() as page:
            assert page.goto(here).status == 404
