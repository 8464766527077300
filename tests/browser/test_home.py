"""What one sees first: the newest badges, what is still to earn, and behind both the list of all, to take along."""

import zipfile

import pytest
from playwright.sync_api import expect

from browser import files, people

PLACES = 7


@pytest.fixture(scope="module", autouse=True)
def _signing_in(demo_academy):
    people.let_in(demo_academy.data, "mele", "ngozi")


def earned(page):
    """Give the names of the earned badges of the strap, from the left."""
    return page.locator(".strap li:not(.unearned):not(.all) .t").all_inner_texts()


class TestMyAchievements:
    def test_are_the_seven_newest_badges_from_the_left(self, visit):
        with visit("mele") as page:
            page.goto("/")
            section = page.get_by_role("heading", name="My Achievements")
            expect(section).to_be_visible()
            shown = earned(page)
            assert len(shown) == PLACES
            expect(page.locator(".strap .unearned")).to_have_count(0)

            page.goto("/badges/?show=all")
            days = page.locator(".case time").evaluate_all("times => times.map(time => time.dateTime)")
            assert days == sorted(days, reverse=True)
            assert page.locator(".case > li img + span").all_inner_texts()[:PLACES] == shown

    def test_say_in_words_what_is_not_yet_earned(self, visit):
        with visit("ngozi") as page:
            page.goto("/")
            mine, others = (
                page.locator(".strap li:not(.unearned):not(.all)"),
                page.locator(".strap .unearned"),
            )
            assert 0 < mine.count() < PLACES
            expect(others).to_have_count(PLACES - mine.count())

            # The seal hangs in gray, which nobody hears: the words say it.
            for each in others.all():
                expect(each.get_by_role("button", name="not yet earned")).to_be_visible()
            for each in mine.all():
                expect(each.get_by_role("button", name="earned ")).to_be_visible()
                assert "not yet" not in each.inner_text()


class TestTheList:
    def test_is_complete_and_hands_out_each_badge_and_all_of_them(self, visit, tmp_path):
        with visit("mele") as page:
            page.goto("/")
            names = earned(page)
            page.get_by_role("button", name=names[0]).click()
            dialog = page.get_by_role("dialog", name="My badges")
            expect(dialog).to_be_visible()
            assert dialog.evaluate("dialog => dialog.matches('dialog:modal')")
            number = dialog.locator(".case > li").count()
            assert number > PLACES
            expect(dialog.get_by_text(f"{number}, newest first")).to_be_visible()
            expect(dialog.get_by_role("heading", name="Still to earn")).to_be_visible()
            expect(dialog.get_by_text("(not yet earned)").first).to_be_attached()

            file = files.taken(
                page, dialog.get_by_role("link", name=f"Badge {names[0]} as a picture"), tmp_path
            )
            assert file.name == f"{names[0]} - Mele Kaʻōpua.png"
            file = files.taken(page, dialog.get_by_role("link", name=f"PDF of {names[0]}"), tmp_path)
            assert file.name == f"{names[0]} - Mele Kaʻōpua.pdf"
            file = files.taken(page, dialog.get_by_role("link", name="Download All Badges"), tmp_path)
            with zipfile.ZipFile(file) as archive:
                assert sum(name.endswith(".png") for name in archive.namelist()) == number
            file = files.taken(page, dialog.get_by_role("link", name="Download All Badge Records"), tmp_path)
            assert file.read_bytes().startswith(b"%PDF-")

            # Nothing of it closed the dialog; its own button does, and gives the focus back.
            dialog.get_by_role("button", name="Close").click()
            expect(dialog).to_be_hidden()
            expect(page.get_by_role("button", name=names[0])).to_be_focused()

    def test_is_a_page_of_its_own_without_scripts(self, visit, tmp_path):
        with visit("mele", scripts=False) as page:
            page.goto("/")
            newest = earned(page)[0]
            page.get_by_role("link", name="See all").click()

            expect(page.get_by_role("heading", name="My badges", level=1)).to_be_visible()
            expect(page.get_by_role("heading", name="Still to earn")).to_be_visible()
            assert page.locator(".case > li").count() > PLACES
            file = files.taken(page, page.get_by_role("link", name=f"Badge {newest} as a picture"), tmp_path)
            assert file.suffix == ".png"
            file = files.taken(page, page.get_by_role("link", name="Download All Badges"), tmp_path)
            assert zipfile.is_zipfile(file)
