"""Rena holds a certification that ends soon and one that has ended: she is told, and renews with one click."""

import json
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from browser import files, people, story, waiting
from factories import certified

PILOT, CRANE = "Rena’s Pilot", "Rena’s Crane"


@pytest.fixture(scope="module")
def rena(visit, demo_academy):
    """Give a function that opens a page as Rena sees it."""
    certified.add(demo_academy.data, "Rena")
    return lambda **how: visit("rena", **how)


def day(*, ahead):
    """Give the day that is so many days ahead, as it stands behind what people read."""
    return f"{datetime.now(UTC) + timedelta(days=ahead):%Y-%m-%d}"


def row(place, name):
    return place.locator(".row", has_text=name)


def told(page, words):
    return page.locator(".feed li").filter(has=page.get_by_role("link", name=words))


def dated(place, iso):
    return place.locator(f"time[datetime='{iso}']")


def letters(academy, about):
    return [each for each in people.mail(academy.mail, "rena") if about in each["Subject"]]


class TestACertification:
    def test_is_given_a_term_by_its_author(self, visit):
        with visit("ada") as page:
            page.goto("/author/")
            page.get_by_role("link", name="Arrange Data Protection").click()
            page.get_by_label("It holds", exact=True).fill("2")
            page.get_by_label("Counted in").select_option("years")
            page.get_by_label("Can be renewed, in days before the end").fill("1000")
            page.get_by_role("button", name="Save how long it holds").click()
            expect(page.get_by_label("Can be renewed, in days before the end")).to_have_attribute(
                "aria-invalid", "true"
            )
            page.get_by_label("Can be renewed, in days before the end").fill("60")
            page.get_by_role("button", name="Save how long it holds").click()
            expect(page.get_by_role("status")).to_contain_text("What was issued stays as it is.")
            page.goto("/learning/data-protection/")
            expect(page.get_by_role("region", name="How long it holds")).to_contain_text("2 years")

            page.goto("/author/learning/data-protection/")
            page.get_by_label("It holds", exact=True).fill("")
            page.get_by_role("button", name="Save how long it holds").click()
            expect(page.get_by_role("status")).to_be_visible()

    def test_that_ends_is_told_of_once_and_renewed_with_one_click(self, rena, demo_academy, tmp_path):
        with rena() as page:
            page.goto("/")
            due = page.get_by_role("region", name="To renew")
            expect(row(due, PILOT)).to_contain_text(f"Expires in {certified.ENDS_IN} days")
            page.goto("/badges/")
            expect(row(page, PILOT)).to_contain_text("Valid until")
            expect(dated(row(page, PILOT), day(ahead=certified.ENDS_IN))).to_be_visible()
            old = files.taken(page, row(page, PILOT).get_by_role("link", name="Badge"), tmp_path)

            # However often it becomes morning.
            certified.remind(demo_academy.data)
            waiting.until(page, "/notifications/", told(page, f"{PILOT} runs out"))
            certified.remind(demo_academy.data)
            waiting.until_true(page, lambda: letters(demo_academy, f"{PILOT} runs out"))
            assert f"{demo_academy.url}/learning/renas-pilot-once-more/" in (
                letters(demo_academy, PILOT)[0].get_body(("plain",)).get_content()
            )

            # The link leads to the course that renews it, and one module later it is renewed.
            told(page, f"{PILOT} runs out").get_by_role("link").click()
            expect(page.get_by_role("heading", level=1)).to_have_text(f"{PILOT}, once more")
            page.get_by_role("button", name="Take part").click()
            for button in story.lessons(page):
                button.click()
            waiting.until(page, "/badges/", row(page, PILOT).get_by_text("Renewed once"))

            # Early, so that nothing is lost: the new term begins where the old one ends.
            expect(row(page, PILOT)).to_have_count(1)
            holds = row(page, PILOT).get_by_text(re.compile("^Valid until"))
            expect(dated(holds, day(ahead=certified.ENDS_IN + certified.HELD))).to_be_visible()
            row(page, PILOT).get_by_text("Renewed once").click()
            before = row(page, PILOT).get_by_role("list").get_by_role("listitem")
            expect(before).to_have_count(1)
            expect(dated(before, day(ahead=certified.ENDS_IN - certified.HELD))).to_be_visible()
            expect(dated(before, day(ahead=certified.ENDS_IN))).to_be_visible()

            # It is another award, which says which one it follows.
            link = row(page, PILOT).get_by_role("link", name="Badge")
            waiting.until(page, "/badges/", link)
            new, record, document = (
                files.taken(page, row(page, PILOT).get_by_role("link", name=each), tmp_path / "new")
                for each in ("Badge", "PDF", "JSON")
            )
            said = files.words(record)
            assert said is None or "Renews the record of" in said
            row(page, PILOT).get_by_role("link", name="Share").click()
            page.get_by_role("link", name="an earlier one").click()
            expect(dated(page.get_by_role("main"), day(ahead=certified.ENDS_IN)).first).to_be_visible()

            certified.remind(demo_academy.data)
            waiting.until_true(page, lambda: no_morning_left(demo_academy))
            page.goto("/notifications/")
            expect(told(page, f"{PILOT} runs out")).to_have_count(1)

        assert len(letters(demo_academy, f"{PILOT} runs out")) == 1
        both = [files.verified(demo_academy.data, each) for each in (old, new)]
        assert [each["verdict"] for each in both] == ["verified", "verified"]
        assert both[0]["credential"]["id"] != json.loads(document.read_bytes())["id"]

    def test_that_has_ended_says_so_wherever_one_looks(self, rena, visit, demo_academy, tmp_path):
        certified.remind(demo_academy.data)
        with rena() as page:
            waiting.until(page, "/notifications/", told(page, f"{CRANE} has run out"))
            expect(told(page, f"{CRANE} has run out")).to_have_count(1)
            page.goto("/badges/?status=expired")
            expect(row(page, CRANE)).to_contain_text("Expired")
            expect(row(page, CRANE)).to_contain_text("It was valid until")
            expect(dated(row(page, CRANE), day(ahead=-certified.ENDED))).to_be_visible()
            file, record = (
                files.taken(page, row(page, CRANE).get_by_role("link", name=each), tmp_path)
                for each in ("Badge", "PDF")
            )
            # And one click from here, too, is the course that renews it.
            row(page, CRANE).get_by_role("link", name="Renew").click()
            expect(page.get_by_role("heading", level=1)).to_have_text(f"{CRANE}, once more")

        ended = datetime.now(UTC) - timedelta(days=certified.ENDED)
        said = files.words(record)
        assert said is None or re.search(rf"Valid until.* {ended.day}, {ended.year}", said)
        for each in (file, record):
            found = files.verified(demo_academy.data, each)
            assert found["verdict"] == "refused"
        with visit() as page:
            assert story.verify(page, file) == "Refused"
            expect(page.locator(".verdict")).to_contain_text(re.compile("expired|ended|run out|valid until"))


def no_morning_left(academy):
    """Say whether the worker has done all reminders that it was asked for."""
    with closing(sqlite3.connect(academy.data / "phalera.sqlite3", timeout=30)) as rows:
        [(number,)] = rows.execute(
            "SELECT count(*) FROM jobs_job WHERE kind = 'remind' AND state IN ('waiting', 'running')"
        )
    return number == 0
