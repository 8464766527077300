"""Nora has more badges than a page shows: she finds, ticks, takes along and updates them, in a real browser."""

import zipfile

import pytest
from playwright.sync_api import expect

from browser import story
from browser.test_story import focused
from factories import crowd

ALL = crowd.COURSES + crowd.CERTIFICATIONS
PAGE = 24  # rows


@pytest.fixture(scope="module")
def nora(visit, demo_academy):
    """Give a function that opens a page as Nora sees it."""
    crowd.add(demo_academy.data, "Nora")
    return lambda **how: visit("nora", **how)


def rows(page):
    return page.locator(".row .words h3")


def bar(page):
    return page.get_by_role("group", name="Download and update")


def button(page, word):
    return bar(page).get_by_role("button", name=word)


def taken(page, word, folder):
    """Press a button of the bar, and give the file that comes."""
    # Setting a record in type takes a while on a busy machine.
    with page.expect_download(timeout=story.SIGNED_WITHIN) as started:
        button(page, word).click()
    file = folder / started.value.suggested_filename
    started.value.save_as(file)
    return file


def pictures(file):
    with zipfile.ZipFile(file) as archive:
        return [name for name in archive.namelist() if name.endswith(".png")]


class TestTheRows:
    def test_load_as_one_scrolls(self, nora):
        with nora() as page:
            page.goto("/badges/")
            expect(rows(page)).to_have_count(PAGE)
            expect(page.locator("h2", has_text="Certification")).to_have_count(0)

            page.get_by_role("link", name="More badges").scroll_into_view_if_needed()

            expect(rows(page)).to_have_count(ALL)
            # What goes on goes on in its own panel, and the next kind has one of its own.
            expect(page.locator("section[aria-labelledby=kind-course] .row")).to_have_count(crowd.COURSES)
            expect(page.locator("section[aria-labelledby=kind-certification] .row")).to_have_count(
                crowd.CERTIFICATIONS
            )
            assert page.url.endswith("/badges/")

    def test_follow_a_link_without_scripts(self, nora):
        with nora(scripts=False) as page:
            page.goto("/badges/")
            page.get_by_role("link", name="More badges").click()

            expect(rows(page)).to_have_count(ALL - PAGE)
            page.get_by_role("link", name="Back to the beginning").click()
            expect(rows(page)).to_have_count(PAGE)

    @pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
    def test_are_found_and_put_in_order(self, nora, scripts):
        with nora(scripts=scripts) as page:
            page.goto("/badges/")
            page.get_by_role("link", name="Courses", exact=True).click()
            page.get_by_label("Find a badge").fill("number 0")
            page.get_by_label("Order").select_option("Oldest first")
            page.get_by_role("button", name="Show").click()

            expect(rows(page)).to_have_text([f"Number {number:02}" for number in (*range(1, 10), 10, 20, 30)])
            page.get_by_label("Status", exact=True).select_option("Revoked")
            page.get_by_role("button", name="Show").click()
            expect(page.get_by_text("No badge of these is called “number 0”.")).to_be_visible()
            page.get_by_role("link", name="Show all badges").last.click()
            expect(rows(page)).to_have_count(PAGE)


class TestTickedRows:
    @pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
    def test_bring_the_bar_that_stays_in_reach(self, nora, scripts, tmp_path):
        with nora(scripts=scripts) as page:
            page.goto("/badges/")
            expect(page.get_by_text("Download All:")).to_be_visible()
            expect(button(page, "Update")).to_be_hidden()

            page.get_by_label("Select Number 30", exact=True).check()
            page.get_by_label("Select Number 12", exact=True).check()

            # It took the place of Download All, and is in sight although the row is far down.
            expect(page.get_by_text("Download All:")).to_be_hidden()
            expect(button(page, "Update")).to_be_in_viewport()
            if scripts:
                expect(bar(page).locator("strong")).to_have_text("2 selected")
                expect(button(page, "PDF")).to_have_text("PDF (2)")
                expect(bar(page).get_by_role("status")).to_have_text("2 selected")
            file = taken(page, "Badge", tmp_path)

            assert sorted(name[:9] for name in pictures(file)) == ["Number 12", "Number 30"]

    @pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
    def test_are_the_file_itself_when_it_is_one(self, nora, scripts, tmp_path):
        with nora(scripts=scripts) as page:
            page.goto("/badges/")
            page.get_by_label("Select Number 30", exact=True).check()

            assert taken(page, "Badge", tmp_path).name == "Number 30 - Nora.png"
            assert taken(page, "PDF", tmp_path).suffix == ".pdf"

    def test_are_cleared(self, nora):
        with nora() as page:
            page.goto("/badges/")
            page.get_by_label("Select Number 30", exact=True).check()
            button(page, "Clear").click()

            expect(page.get_by_label("Select Number 30", exact=True)).not_to_be_checked()
            expect(page.get_by_text("Download All:")).to_be_visible()

    @pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
    def test_are_all_that_match_and_not_those_of_the_page(self, nora, scripts, tmp_path):
        with nora(scripts=scripts) as page:
            page.goto("/badges/")
            page.get_by_role("link", name=f"Select all {ALL}").click()

            expect(bar(page).locator("strong")).to_have_text(f"{ALL} selected")
            assert len(pictures(taken(page, "Badge", tmp_path))) == ALL

            page.get_by_role("link", name="Certifications").click()
            page.get_by_role("link", name="Select all 2").click()
            page.get_by_label("Select Number 31", exact=True).uncheck()
            assert taken(page, "Badge", tmp_path).name == "Number 32 - Nora.png"

    def test_are_reached_with_the_keyboard_alone(self, nora):
        with nora() as page:
            page.goto("/badges/")
            go(page, "Tab", "Select Number 30")
            page.keyboard.press("Space")
            go(page, "Tab", "Select Number 29")
            page.keyboard.press("Space")
            go(page, "Shift+Tab", "Badge (2)")
            with page.expect_download() as started:
                page.keyboard.press("Enter")

            assert started.value.suggested_filename.endswith(".zip")


class TestAnUpdate:
    def test_shows_before_and_after_and_says_when_it_is_done(self, visit, demo_academy):
        # Somebody of its own: the others count on what Nora's badges are called.
        crowd.add(demo_academy.data, "Uma")
        crowd.change_a_badge(demo_academy.data, "Uma")
        with visit("uma") as page:
            page.goto("/badges/?status=update")
            expect(rows(page)).to_have_count(1)
            page.get_by_text("What the update changes").click()
            expect(page.locator("del")).to_have_text(["Number 30"])
            expect(page.locator("ins")).to_have_text(["Better Number 30"])
            page.get_by_label("Select Number 30", exact=True).check()
            button(page, "Update").click()

            expect(page.get_by_text("1 badge is being brought up to date.")).to_be_visible()
            for _ in range(120):
                page.goto("/badges/?q=better")
                if rows(page).filter(has_text="Better Number 30").count():
                    break
                page.wait_for_timeout(500)
            expect(rows(page)).to_have_text(["Better Number 30"])
            page.goto("/notifications/")
            expect(page.get_by_role("main")).to_contain_text("Better Number 30 is up to date")


class TestAllBadges:
    def test_open_from_the_strap_and_load_as_one_scrolls(self, nora):
        with nora() as page:
            page.goto("/")
            expect(page.locator(".strap .hold")).to_have_count(7)
            page.locator(".strap button").first.click()
            dialog = page.get_by_role("dialog", name="My badges")
            expect(dialog.get_by_role("link", name="Download All Badges")).to_be_visible()
            expect(dialog.locator(".case > li:not(.further)")).to_have_count(PAGE)

            dialog.get_by_role("link", name="More badges").scroll_into_view_if_needed()

            expect(dialog.locator(".case > li:not(.further)")).to_have_count(ALL)

    def test_are_pages_without_scripts(self, nora):
        with nora(scripts=False) as page:
            page.goto("/badges/?show=all")
            page.get_by_role("link", name="More badges").click()

            expect(page.locator(".case > li")).to_have_count(ALL - PAGE)


def go(page, key, words, *, most=60):
    """Press a key until the focus is on what begins with these words."""
    for _ in range(most):
        page.keyboard.press(key)
        if focused(page).startswith(words):
            return
    pytest.fail(f"{words!r} cannot be reached with {key}")
