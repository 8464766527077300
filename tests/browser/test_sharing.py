"""Showing a badge, as its learner does it and as a stranger sees it."""

import re
import threading
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from browser import story


def choose(page, who, *, named=False):
    page.get_by_role("radio", name=who).check()
    page.get_by_role("checkbox", name="Show my name").set_checked(named)
    page.get_by_role("button", name="Keep this choice").click()
    expect(page.get_by_role("status").first).to_be_visible()


def make_link(page):
    page.get_by_label("It ends").select_option(label="In 7 days")
    page.get_by_role("button", name="Make a link").click()
    return page.get_by_label("Your new link").input_value()


@pytest.fixture
def leo(visit):
    """Leo's page of a badge, reached as people do: from its row."""
    with visit("leo") as page:
        page.goto("/badges/")
        page.get_by_role("link", name="Share ").first.click()
        expect(page.get_by_role("heading", name="Who sees this badge")).to_be_visible()
        yield page


@pytest.fixture
def stranger(visit):
    with visit() as page:
        yield page


@pytest.fixture
def somebody_elses():
    """Give a function that puts a page on a site of somebody else's, and gives its address.

    A real one: what a browser is only told to have come from a site, it takes for public, and lets reach nothing local.
    """
    with ExitStack() as stack:

        def put(html):
            class Site(BaseHTTPRequestHandler):
                def do_GET(self):
                    self.send_response(200)
                    self.send_header("Content-Type", "text/html")
                    self.end_headers()
                    self.wfile.write(html.encode())

                def log_message(self, *_words):
                    pass

            site = stack.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), Site))
            thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05})
            thread.start()
            stack.callback(thread.join)
            stack.callback(site.shutdown)
            return f"http://localhost:{site.server_port}/"

        yield put


class TestSharing:
    def test_shows_a_stranger_what_was_chosen_until_it_is_taken_back(self, leo, stranger):
        choose(leo, "Public", named=True)
        address = leo.get_by_role("textbox", name="Its address").input_value()
        name = leo.get_by_role("heading", level=1).inner_text()

        assert stranger.goto(address).status == 200
        expect(stranger.get_by_role("heading", level=1)).to_have_text("Leo Okafor")
        expect(stranger.get_by_text("This badge is genuine and in date.")).to_be_visible()
        expect(stranger.locator("article .for")).to_have_text(name)

        choose(leo, "Public")
        stranger.reload()
        expect(stranger.get_by_role("heading", level=1)).to_have_text(name)

        choose(leo, "Private")
        assert stranger.reload().status == 404

    def test_shows_a_private_badge_to_who_has_a_link_until_it_is_ended(self, leo, stranger):
        choose(leo, "Private")
        link = make_link(leo)

        assert stranger.goto(link).status == 200
        expect(stranger.get_by_text("The holder gave you this link.")).to_be_visible()

        leo.get_by_role("button", name="End link 1 now").click()
        expect(leo.get_by_text("The link has ended.").first).to_be_visible()
        assert stranger.reload().status == 410
        expect(stranger.get_by_role("heading", level=1)).to_have_text("This link has ended")

    def test_copies_the_address_and_leads_to_linkedin_with_it(self, leo):
        choose(leo, "Public")
        address = leo.get_by_role("textbox", name="Its address").input_value()
        leo.get_by_role("button", name="Copy link").first.click()

        expect(leo.get_by_role("button", name="Copied").first).to_be_visible()
        away = leo.get_by_role("link", name="Add to LinkedIn profile").get_attribute("href")
        assert away.startswith("https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME&")
        assert address.split("/")[-1] in away

    def test_stands_in_somebody_elses_page(self, leo, stranger, somebody_elses):
        choose(leo, "Public")
        code = leo.get_by_label("A small page that shows the badge").input_value()
        name = leo.get_by_role("heading", level=1).inner_text()

        site = somebody_elses(f"<!doctype html><title>A site of mine</title>{code}")
        stranger.goto(site)
        framed = stranger.frame_locator("iframe")

        expect(framed.get_by_role("link", name=name)).to_be_visible()
        expect(framed.get_by_text("This badge is genuine and in date.")).to_be_visible()
        tall = framed.locator("body").evaluate("body => body.scrollHeight")
        assert tall <= int(re.search(r'height="(\d+)"', code)[1])

    def test_works_without_scripts(self, visit):
        with visit(scripts=False) as page:
            story.sign_in(page)
            page.goto("/badges/")
            page.get_by_role("link", name="Share ").first.click()
            choose(page, "Unlisted")
            link = make_link(page)

            assert page.goto(link).status == 200
            expect(page.get_by_role("button", name="Copy link")).to_have_count(0)
