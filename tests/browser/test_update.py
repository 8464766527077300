"""Tilda brings her badges up to date, whether anything changed or not; what she handed out before goes on verifying."""

import json

import pytest
from playwright.sync_api import expect

from browser import files, people, story, waiting
from factories import crowd

CHANGED, SAME = "Number 02", "Number 01"
NEWER = "its holder has a newer one"


@pytest.fixture(scope="module")
def tilda(visit, demo_academy):
    """Give a function that opens a page as Tilda sees it."""
    crowd.add(demo_academy.data, "Tilda", courses=2, certifications=0)
    return lambda **how: visit("tilda", **how)


def row(page, name):
    return page.locator(".row").filter(has=page.get_by_role("heading", name=name, exact=True))


def told(page, words):
    return page.locator(".feed li").filter(has=page.get_by_role("link", name=words, exact=True))


def taken(page, name, folder):
    """Take a badge along as picture and as document."""
    page.goto("/badges/")
    links = (f"Badge {name} as a picture", f"JSON of {name}")
    return [files.taken(page, row(page, name).get_by_role("link", name=each), folder) for each in links]


def update(page, name):
    """Tick a badge, and ask for its newest version."""
    page.goto("/badges/")
    page.get_by_label(f"Select {name}", exact=True).check()
    page.get_by_role("group", name="Download and update").get_by_role("button", name="Update").click()
    expect(page.get_by_text("1 badge is being brought up to date.")).to_be_visible()


def subjects(academy):
    return [each["Subject"] for each in people.mail(academy.mail, "tilda")]


def award_of(document):
    said = json.loads(document.read_bytes())
    return said["id"], said["awardedDate"]


class TestAnUpdate:
    def test_shows_before_and_after_and_leaves_what_was_handed_out_genuine(
        self, tilda, visit, demo_academy, tmp_path
    ):
        with tilda() as page:
            old, old_document = taken(page, CHANGED, tmp_path)
            expect(row(page, CHANGED).get_by_text("Update available")).to_have_count(0)

        with visit("grace") as page:
            page.goto(f"/admin/badges/?q={CHANGED}")
            line = page.get_by_role("row").filter(has_text="Tilda’s course 02")
            line.get_by_role("link").click()
            page.get_by_label("Badge name").fill(f"Better {CHANGED}")
            page.get_by_label("Another picture").set_input_files(
                files.drawn(tmp_path / "new.png", color="maroon")
            )
            # How many it concerns stands there before anything is done.
            page.get_by_role("button", name="Save and offer 1 update").click()
            expect(page.get_by_role("status")).to_contain_text("1 person is offered an update.")

        with tilda() as page:
            page.goto("/")
            page.get_by_role("link", name="Update yours").click()
            # The name is what she was given until she takes the new one.
            mine = row(page, CHANGED)
            expect(mine.get_by_text("Update available")).to_be_visible()
            mine.get_by_text("What the update changes").click()
            change = mine.locator("details.change")
            expect(change.get_by_role("img")).to_have_count(2)
            before, after = (each.get_attribute("src") for each in change.get_by_role("img").all())
            assert before != after
            expect(change.locator("del")).to_have_text(CHANGED)
            expect(change.locator("ins")).to_have_text(f"Better {CHANGED}")
            update(page, CHANGED)

            waiting.until(page, "/badges/", row(page, f"Better {CHANGED}"))
            expect(row(page, CHANGED)).to_have_count(0)
            expect(page.get_by_text("What the update changes")).to_have_count(0)
            new, new_document = taken(page, f"Better {CHANGED}", tmp_path)
            words = f"Better {CHANGED} is up to date"
            waiting.until(page, "/notifications/", told(page, words))
            expect(told(page, words)).to_have_count(1)
            waiting.until_true(page, lambda: subjects(demo_academy).count(words) == 1)

        # The same award of the same day, said anew.
        assert award_of(old_document) == award_of(new_document)
        for each in (old, new):
            assert files.verified(demo_academy.data, each)["verdict"] == "verified"
        with visit() as page:
            assert story.verify(page, old) == "Verified"
            expect(page.locator(".verdict")).to_contain_text(NEWER)
            assert story.verify(page, new) == "Verified"
            expect(page.locator(".verdict")).not_to_contain_text(NEWER)

    @pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
    def test_is_there_for_the_asking_although_nothing_changed(self, tilda, visit, tmp_path, scripts):
        with tilda(scripts=scripts) as page:
            old, old_document = taken(page, SAME, tmp_path / "old")
            expect(row(page, SAME).get_by_text("Update available")).to_have_count(0)
            before = told_so(page)
            update(page, SAME)

            waiting.until_true(page, lambda: told_so(page) == before + 1)
            new, new_document = taken(page, SAME, tmp_path / "new")

        assert award_of(old_document) == award_of(new_document)
        assert old.read_bytes() != new.read_bytes()
        with visit() as page:
            assert story.verify(page, new) == "Verified"
            assert story.verify(page, old) == "Verified"
            expect(page.locator(".verdict")).to_contain_text(NEWER)


def told_so(page):
    """Count how often she was told that what had not changed is up to date."""
    page.goto("/notifications/")
    return told(page, f"{SAME} is up to date").count()
