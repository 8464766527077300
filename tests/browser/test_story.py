"""Leo finishes a course, takes his badge along, and a stranger checks it: as people do it, in a real browser."""

import json

import pytest
from playwright.sync_api import expect

from browser import story
from factories import server


class TestLeo:
    def test_earns_a_badge_that_everybody_believes(self, visit, demo_academy, tmp_path):
        with visit() as page:
            story.sign_in(page)
            story.choose_course(page)
            course = page.url
            badge = story.finish(page)
            story.wait_until_signed(page)

            # It hangs leftmost on his strap, and he takes it along.
            assert story.leftmost(page) == badge
            page.goto(course)
            file = story.download(page, tmp_path)
            assert file.name.startswith(badge)

        # The command believes it, with nothing but the file and the installation's own documents.
        answer = server.phalera(
            demo_academy.data, "verify", str(file), "--data", str(demo_academy.data), "--json"
        )
        assert answer.returncode == 0, answer.stdout + answer.stderr
        assert json.loads(answer.stdout)["verdict"] == "verified"

        # A stranger without an account believes it, and is told why.
        with visit() as page:
            assert story.verify(page, file) == "Verified"
            assert badge in page.locator(".verdict").inner_text()

            # But not one word may be changed.
            assert story.verify(page, story.tampered(file, tmp_path / "tampered.png")) == "Refused"
            expect(page.locator(".checks .failed")).to_contain_text("changed after it was signed")

    def test_earns_one_without_scripts(self, visit, tmp_path):
        with visit("leo", scripts=False) as page:
            story.choose_course(page)
            badge = story.finish(page)
            story.wait_until_signed(page, scripts=False)
            file = story.download(page, tmp_path)

            assert story.leftmost(page) == badge
            assert story.verify(page, file) == "Verified"
            assert story.verify(page, story.tampered(file, tmp_path / "tampered.png")) == "Refused"

    def test_sees_all_badges_without_scripts(self, visit):
        with visit("leo", scripts=False) as page:
            page.goto("/")
            page.get_by_role("link", name="See all").click()

            expect(page.get_by_role("heading", level=1)).to_have_text("My badges")

    def test_earns_one_with_the_keyboard_alone(self, visit, tmp_path):
        with visit() as page:
            page.goto("/accounts/login/")
            press(page, "E-mail address", "leo@example.org")
            press(page, "Password", story.PASSWORD)
            page.keyboard.press("Enter")
            expect(page.get_by_role("heading", name="My Achievements")).to_be_visible()

            # The first stop leads past the header.
            page.keyboard.press("Tab")
            assert focused(page) == "Skip to content"
            page.keyboard.press("Enter")
            reach(page, "Find something to learn")
            page.keyboard.press("Enter")
            page.wait_for_url("**/learning/")
            title = page.locator("section[aria-labelledby=open] li a").first.inner_text()
            reach(page, title)
            page.keyboard.press("Enter")
            expect(page.get_by_role("heading", level=1)).to_have_text(title)
            reach(page, "Take part")
            page.keyboard.press("Enter")
            for _button in story.lessons(page):
                reach(page, "I have read this")
                page.keyboard.press("Enter")
            story.wait_until_signed(page)
            reach(page, "Download badge")
            with page.expect_download() as started:
                page.keyboard.press("Enter")

            assert started.value.suggested_filename.endswith(".png")

    def test_opens_and_closes_all_badges_with_the_keyboard(self, visit):
        with visit("leo") as page:
            page.goto("/")
            strap = page.locator(".strap button").first
            strap.focus()
            page.keyboard.press("Enter")
            dialog = page.get_by_role("dialog", name="My badges")
            expect(dialog).to_be_visible()
            assert focused(page) == "My badges"

            page.keyboard.press("Escape")

            expect(dialog).to_be_hidden()
            expect(strap).to_be_focused()


class TestGrace:
    def test_marks_somebody_complete_who_finds_the_badge(self, visit):
        with visit("grace") as page:
            page.goto("/admin/completions/")
            page.get_by_label("Learner").fill("ada@example.org")
            page.get_by_label("Completed").select_option(index=1)
            page.get_by_role("button", name="Mark complete").click()
            expect(page.get_by_role("status")).to_contain_text("badge is on its way")

        with visit("ada") as page:
            page.goto("/badges/")
            expect(page.locator(".row .st.achieved")).to_have_count(1)

    def test_hears_what_is_wrong_beside_the_field(self, visit):
        with visit("grace") as page:
            page.goto("/admin/completions/")
            page.get_by_label("Learner").fill("nobody@example.org")
            page.get_by_role("button", name="Mark complete").click()

            expect(page).to_have_title("Error: Completions · Phalera")
            expect(page.get_by_label("Learner")).to_have_attribute("aria-invalid", "true")
            page.get_by_role("alert").get_by_role("link", name="Learner").click()
            expect(page.get_by_label("Learner")).to_be_focused()


def focused(page) -> str:
    """Give the words of what has the focus."""
    words = page.evaluate("(document.activeElement.labels?.[0] ?? document.activeElement).innerText")
    return " ".join(words.split())


def reach(page, words: str, *, most: int = 80) -> None:
    """Press Tab until the focus is on what begins with these words, and see that it shows."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if focused(page).startswith(words):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none", f"the focus on {words!r} does not show"
            return
    pytest.fail(f"{words!r} cannot be reached with the keyboard")


def press(page, label: str, text: str) -> None:
    """Go to a field with the keyboard and write into it."""
    reach(page, label)
    page.keyboard.type(text)
