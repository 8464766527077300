"""Leo finishes a path with its last course, and renews a certification that has run out."""

import re

from playwright.sync_api import expect

from browser import story

PATIENCE = 60_000  # milliseconds; the worker's turn comes late on a busy machine


def read(page):
    """Take part where that is still to be done, and read all that is left."""
    take_part = page.get_by_role("button", name=re.compile("^(Take part|Take it again)$"))
    if take_part.count():
        take_part.click()
    for button in story.lessons(page):
        button.click()


def until(page, address, words):
    """Look again until a page says something."""
    for _ in range(PATIENCE // 500):
        page.goto(address)
        if words in page.get_by_role("main").inner_text():
            return
        page.wait_for_timeout(500)
    raise AssertionError(f"{address} does not say {words!r}:\n{page.get_by_role('main').inner_text()}")


class TestAPath:
    def test_is_walked_to_its_badge(self, visit):
        with visit("leo") as page:
            page.goto("/learning/nature-guide/")
            expect(page.get_by_role("main")).to_contain_text("3 of 4")
            page.get_by_role("main").get_by_role("link", name="Reading the Weather").first.click()
            read(page)

            until(page, "/badges/?kind=path", "Completed The Nature Guide")


class TestACertification:
    def test_that_ran_out_is_renewed_with_its_shorter_course(self, visit):
        with visit("leo") as page:
            page.goto("/badges/?q=Launch+Skipper")
            expect(page.locator(".row").first).to_contain_text("Expired")
            page.goto("/learning/launch-skipper/")
            page.get_by_role("button", name="Renew with").click()
            read(page)

            until(page, "/badges/?q=Launch+Skipper", "Renewed once")
            expect(page.locator(".row").first).to_contain_text("Achieved")
            expect(page.locator(".row").first).to_contain_text("Valid until")
