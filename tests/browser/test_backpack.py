"""Leo connects his backpack once; what he earns goes there, an update takes the place of what was there, and he lets go."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from browser import backpacks, story

PATIENCE = 60_000  # milliseconds; the worker's turn comes late on a busy machine


@pytest.fixture
def picture(tmp_path):
    """A new picture for a badge."""
    file = tmp_path / "new.png"
    made = io.BytesIO()
    Image.new("RGB", (400, 400), "teal").save(made, "PNG")
    file.write_bytes(made.getvalue())
    return file


def row(page, badge):
    """Give the row of a badge, looked at anew."""
    page.goto(f"/badges/?q={badge}")
    return page.locator(".row").filter(has_text=badge).first


def until(page, badge, words):
    """Look again until the row of a badge says something."""
    for _ in range(PATIENCE // 500):
        if words in row(page, badge).inner_text():
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"the row of {badge} does not say {words!r}: {row(page, badge).inner_text()}")


def kept(page, badge):
    """Open the backpack at its host, and give the picture of a badge there, which is there once."""
    page.goto("/backpack/open")
    signing_in = page.get_by_role("radio", name="leo@example.org")
    if signing_in.count():
        signing_in.check()
        page.get_by_role("button", name="Sign in").click()
    card = page.locator("li.card").filter(has=page.get_by_role("heading", name=badge, exact=True))
    expect(card).to_have_count(1)
    source = card.locator("img").evaluate("image => image.src")
    return page.request.get(source).body()


class TestLeosBackpack:
    def test_gets_what_he_earns_and_what_becomes_of_it(self, visit, picture):
        with visit("leo") as page:
            backpacks.connect(page)
            story.choose_course(page)
            badge = story.finish(page)
            story.wait_until_signed(page)
            until(page, badge, "Uploaded to")
            before = kept(page, badge)

        with visit("grace") as page:
            page.goto(f"/admin/badges/?q={badge}")
            page.get_by_role("main").get_by_role("link", name=badge).first.click()
            page.locator("input[type=file]").set_input_files(picture)
            page.get_by_role("button", name="Save").click()
            expect(page.get_by_role("status")).to_be_visible()

        with visit("leo") as page:
            row(page, badge).get_by_label(f"Select {badge}").check()
            page.get_by_role("group", name="Download and update").get_by_role("button", name="Update").click()
            until(page, badge, "Uploaded to")
            for _ in range(PATIENCE // 500):
                page.goto("/notifications/")
                if page.get_by_text(f"{badge} is up to date").count():
                    break
                page.wait_for_timeout(500)
            expect(page.get_by_role("main")).to_contain_text("Your backpack has it.")
            assert kept(page, badge) != before

            backpacks.open_dialog(page)
            page.get_by_role("dialog").get_by_role("button", name="Disconnect").click()
            expect(page.get_by_text("Not connected", exact=True)).to_be_visible()

    def test_is_not_connected_when_he_does_not_allow_it(self, visit):
        with visit("leo") as page:
            backpacks.open_dialog(page)
            page.get_by_role("dialog").get_by_role("link", name="Connect").first.click()
            page.get_by_role("button", name="Deny").click()

            expect(page.get_by_role("alert")).to_contain_text("You did not allow it")
            expect(page.get_by_text("Not connected", exact=True)).to_be_visible()

    def test_can_be_connected_without_scripts(self, visit):
        with visit("leo", scripts=False) as page:
            page.goto("/badges/")
            page.get_by_role("link", name="Configure Badgr").click()

            expect(page.get_by_role("heading", level=1)).to_have_text("Your backpack")
            expect(page.get_by_role("link", name="Connect")).to_be_visible()
