"""Kateřina has no mouse: from the strap to the file in her folder and the link in her letter, and the focus always shows."""

import pytest
from playwright.sync_api import expect

from browser import people
from browser.test_story import focused, reach


@pytest.fixture
def katerina(visit, demo_academy):
    """A page as Kateřina sees it."""
    people.let_in(demo_academy.data, "katerina")
    with visit("katerina") as page:
        yield page


def taken(page):
    """Press Enter, and give the name of the file that comes."""
    with page.expect_download() as started:
        page.keyboard.press("Enter")
    return started.value.suggested_filename


def back(page, words):
    """Press Shift and Tab until the focus is on what begins with these words."""
    for _ in range(80):
        page.keyboard.press("Shift+Tab")
        if focused(page).startswith(words):
            return
    pytest.fail(f"{words!r} cannot be reached backwards")


def choose(page, words):
    """Go to a choice, which is one stop whatever is chosen, and with the arrows to another of it."""
    choices = page.get_by_role("radio")
    for _ in range(80):
        if page.evaluate("document.activeElement.type === 'radio'"):
            break
        page.keyboard.press("Shift+Tab")
    for _ in choices.all():
        if not page.get_by_role("radio", name=words).is_checked():
            page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name=words)).to_be_focused()
    expect(page.get_by_role("radio", name=words)).to_be_checked()


class TestTheKeyboard:
    def test_opens_the_list_takes_a_badge_out_of_it_and_goes_on_where_it_was(self, katerina):
        page = katerina
        page.goto("/")
        newest = page.locator(".strap .t").first.inner_text()
        reach(page, newest)
        page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name="My badges")
        expect(dialog).to_be_visible()
        assert focused(page) == "My badges"

        reach(page, "Download All Badges")
        assert taken(page).endswith(".zip")
        reach(page, f"Badge {newest} as a picture")
        assert taken(page) == f"{newest} - Kateřina Dvořáková.png"
        reach(page, f"PDF of {newest}")
        assert taken(page) == f"{newest} - Kateřina Dvořáková.pdf"

        # What is behind the dialog cannot be reached while it is open.
        for _ in range(40):
            page.keyboard.press("Tab")
            assert page.evaluate(
                "document.activeElement === document.body || !!document.activeElement.closest('dialog')"
            )
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        assert focused(page).startswith(newest)

    def test_finds_ticks_and_takes_along_on_the_page_of_badges(self, katerina):
        page = katerina
        page.goto("/badges/")
        first, second = page.locator(".row:has(.check) h3").all_inner_texts()[:2]
        reach(page, f"Select {first}")
        page.keyboard.press("Space")
        assert page.get_by_role("group", name="Download and update").get_by_role("status").inner_text() == (
            "1 selected"
        )
        back(page, "Badge (1)")
        assert taken(page) == f"{first} - Kateřina Dvořáková.png"
        reach(page, f"Select {second}")
        page.keyboard.press("Space")
        back(page, "PDF (2)")
        assert taken(page).endswith(".pdf")
        back(page, "Clear")
        page.keyboard.press("Enter")
        expect(page.get_by_label(f"Select {second}")).not_to_be_checked()

        back(page, "Find a badge")
        page.keyboard.type(second)
        page.keyboard.press("Enter")
        expect(page.locator(".row h3").first).to_have_text(second)
        page.wait_for_url("**q=*")

    def test_shares_and_takes_back(self, katerina):
        page = katerina
        page.goto("/badges/")
        reach(page, "Share")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Who sees this badge")).to_be_visible()

        reach(page, "Keep this choice")
        choose(page, "Public")
        reach(page, "Show my name")
        page.keyboard.press("Space")
        reach(page, "Keep this choice")
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").first).to_be_visible()
        reach(page, "Copy link")
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name="Copied").first).to_be_visible()

        reach(page, "It ends")
        page.keyboard.press("ArrowDown")
        reach(page, "Make a link")
        page.keyboard.press("Enter")
        link = page.get_by_label("Your new link").input_value()
        assert page.context.request.get(link).status == 200
        reach(page, "End it now")
        page.keyboard.press("Enter")
        expect(page.get_by_text("The link has ended.").first).to_be_visible()
        assert page.context.request.get(link).status == 410

        back(page, "Keep this choice")
        choose(page, "Private")
        reach(page, "Keep this choice")
        page.keyboard.press("Enter")
        expect(page.get_by_role("radio", name="Private")).to_be_checked()
