"""João is told of what he earns: by the bell, on the page and by mail, each thing once, and as he chose."""

import re

import pytest
from playwright.sync_api import expect

from browser import people, story, waiting

JOAO = "joao"


@pytest.fixture(scope="module")
def joao(visit, demo_academy):
    """Give a function that opens a page as João sees it."""
    people.let_in(demo_academy.data, JOAO)
    return lambda **how: visit(JOAO, **how)


def bell(page, *, unread=False):
    """Give the bell, when it counts something or nothing."""
    name = re.compile(r"^Notifications\s*, \d+ unread$" if unread else "^Notifications$")
    return page.get_by_role("banner").get_by_role("link", name=name)


def told(page, words):
    """Give what is told in these words."""
    return page.locator(".feed li").filter(has=page.get_by_role("link", name=words, exact=True))


def earn(page, course):
    """Finish a course, and give the name of its badge."""
    page.goto(f"/learning/{course}/")
    return story.finish(page)


def choose(page, *, by_mail):
    """Choose whether an e-mail comes of a badge that is earned."""
    page.get_by_label("A badge is earned").set_checked(by_mail)
    page.get_by_role("button", name="Keep this choice").click()
    expect(page.get_by_role("status")).to_have_text("Your choice is kept.")
    expect(page.get_by_label("A badge is earned")).to_be_checked(checked=by_mail)


def letters(academy, badge):
    """Give the e-mails that tell of a badge, alone or with others that came with it."""
    return [each for each in people.mail(academy.mail, JOAO) if badge in text(each)]


def text(letter):
    return letter.get_body(("plain",)).get_content()


class TestABadgeThatIsEarned:
    @pytest.mark.parametrize(
        ("scripts", "course"),
        [(True, "bicycle-workshop"), (False, "spot-the-hook")],
        ids=["with scripts", "without"],
    )
    def test_is_told_of_once_until_it_is_read(self, joao, scripts, course):
        with joao(scripts=scripts) as page:
            page.goto("/notifications/")
            read = page.get_by_role("button", name="Mark all as read")
            if read.count():
                read.click()
            expect(bell(page)).to_be_visible()
            badge = earn(page, course)
            waiting.until(page, "/", bell(page, unread=True)).click()

            # One for the badge; a level of a skill that is reached with it is told of, too.
            new = page.locator(".feed").get_by_text("New", exact=True)
            expect(new).to_have_count(int(bell(page, unread=True).locator("b").inner_text()))
            expect(told(page, f"You earned {badge}")).to_have_count(1)
            expect(told(page, f"You earned {badge}").get_by_text("New")).to_be_visible()
            read.click()
            expect(bell(page)).to_be_visible()
            expect(told(page, f"You earned {badge}").get_by_text("New")).to_have_count(0)
            expect(read).to_have_count(0)

            # It leads to where something can be done with it.
            told(page, f"You earned {badge}").get_by_role("link").click()
            expect(page.get_by_role("heading", name=badge, exact=True)).to_be_visible()

    def test_comes_by_mail_at_once_or_not_at_all_as_he_chose(self, joao, demo_academy):
        with joao() as page:
            badge = earn(page, "meetings-worth-having")
            waiting.until(page, "/notifications/", told(page, f"You earned {badge}"))
            waiting.until_true(page, lambda: letters(demo_academy, badge))

            page.goto("/notifications/")
            choose(page, by_mail=False)
            other = earn(page, "the-bread-workshop")
            waiting.until(page, "/notifications/", told(page, f"You earned {other}"))

            # What is mailed after it proves that the mail of it would have come by now.
            choose(page, by_mail=True)
            last = earn(page, "saving-energy-at-work")
            waiting.until_true(page, lambda: letters(demo_academy, last))

        assert letters(demo_academy, other) == []
        [letter] = letters(demo_academy, badge)
        assert letter["Subject"].startswith("You earned ")
        assert f"{demo_academy.url}/badges/" in text(letter)
        assert f"{demo_academy.url}/notifications/" in text(letter)
        assert badge in letter.get_body(("html",)).get_content()
