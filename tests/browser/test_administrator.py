"""Grace makes badges, says what earns them, records who finished, and takes back what was a mistake."""

import re
import struct
import zlib
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from browser import files, people, story, waiting

LATELY = f"{datetime.now(UTC) - timedelta(days=30):%Y-%m-%d}"
# Each is refused in words that say why; what stands in the other fields is kept.
REFUSED = {
    "small.png": "at least 250",
    "words.png": "not a picture",
    "huge.png": "pixels",
    "bomb.svg": "document type",
    "page.svg": "SVG",
}


def hostile(folder):
    """Write down what somebody may try to give as a picture."""
    files.drawn(folder / "small.png", color="teal", size=249)
    (folder / "words.png").write_text("This is a picture, is it not?")
    (folder / "huge.png").write_bytes(immense(60_000))
    (folder / "bomb.svg").write_text(
        '<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
        '<svg xmlns="http://www.w3.org/2000/svg"><text>&b;</text></svg>'
    )
    (folder / "page.svg").write_text("<html><script>alert(1)</script></html>")


def immense(size):
    """Give a PNG of a few bytes that would take gigabytes to draw."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(1_000)))
        + chunk(b"IEND", b"")
    )


@pytest.fixture
def grace(visit):
    with visit("grace") as page:
        yield page


def choose(page, here, badge):
    """Look for a badge on the page of what earns it, and choose it: how many it concerns is shown next."""
    page.goto(here)
    page.get_by_label("Find a badge").fill(badge)
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name=f"Choose {badge}").click()


def add_badge(page, name, picture):
    page.goto("/admin/badges/")
    page.get_by_role("link", name="Add badge").click()
    page.get_by_label("Badge name").fill(name)
    page.get_by_label("What it says about somebody").fill("Ties a bowline with eyes closed.")
    page.get_by_label("Describe the picture").fill("A plain square")
    page.get_by_label("Picture", exact=True).set_input_files(picture)
    page.get_by_role("main").get_by_role("button", name="Add badge").click()


def shown(page):
    """Give the picture of the badge whose page is open."""
    return page.get_by_role("img", name="A plain square").get_attribute("src")


def complete(page, who, what, *, on=None, success=True):
    """Record what somebody finished, and give nothing: what is said of it is up to the test."""
    page.goto("/admin/completions/")
    page.get_by_label("Learner").fill(f"{who}@example.org")
    page.get_by_label("Completed").select_option(label=what)
    if on:
        page.get_by_label("On", exact=True).fill(on)
    page.get_by_label("With success").set_checked(success)
    page.get_by_role("button", name="Mark complete").click()


def earned_here(page, number):
    """Give the sentence that says how many have what is earned here."""
    people = "person" if number == 1 else "people"
    return page.get_by_text(f"{number} {people} earned it here.")


def said(page, words):
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()


class TestABadge:
    def test_is_not_made_of_a_picture_that_is_too_small_or_hostile(self, grace, tmp_path):
        hostile(tmp_path)
        add_badge(grace, "Knot Master", tmp_path / "small.png")
        for name, why in REFUSED.items():
            grace.get_by_label("Picture", exact=True).set_input_files(tmp_path / name)
            grace.get_by_role("main").get_by_role("button", name="Add badge").click()

            problem = grace.locator("#id_picture_error")
            expect(problem).to_contain_text(f"“{name}” was not taken.")
            expect(problem).to_contain_text(re.compile(why, re.IGNORECASE))
            expect(grace.get_by_label("Badge name")).to_have_value("Knot Master")
            expect(grace.get_by_label("Describe the picture")).to_have_value("A plain square")
        grace.goto("/admin/badges/?q=Knot+Master")
        expect(grace.get_by_role("heading", name="No badge is called “Knot Master”")).to_be_visible()

    def test_is_added_gets_another_picture_and_is_retired(self, grace, tmp_path):
        add_badge(grace, "Bowline", files.drawn(tmp_path / "one.png", color="navy"))
        said(grace, "Bowline can be earned as soon as you attach it.")
        before, here = shown(grace), grace.url

        grace.get_by_label("Another picture").set_input_files(files.drawn(tmp_path / "two.png", color="teal"))
        grace.get_by_role("button", name="Save badge").click()
        said(grace, "Bowline is changed.")
        assert shown(grace) != before

        grace.get_by_role("button", name="Retire badge").click()
        said(grace, "Bowline is retired. Whoever has it keeps it.")
        grace.goto("/admin/learning/the-kitchen-once-more/badge?q=Bowline")
        expect(grace.get_by_text("No badge is called “Bowline”.")).to_be_visible()

        grace.goto(here)
        grace.get_by_role("button", name="Let it be chosen again").click()
        said(grace, "Bowline can be chosen again.")
        grace.goto("/admin/learning/the-kitchen-once-more/badge?q=Bowline")
        expect(grace.get_by_role("link", name="Choose Bowline")).to_be_visible()


class TestWhatEarnsABadge:
    def test_is_said_by_its_author_who_awards_all_that_finished_once(self, grace, visit, demo_academy):
        people.let_in(demo_academy.data, "sakura")
        for who, success in (("sakura", True), ("kavitha", True), ("anil", False)):
            complete(grace, who, "The Forklift, Once a Year", on=LATELY, success=success)
            said(grace, "recorded. No badge follows from it.")

        with visit("ada") as page:
            page.goto("/author/")
            page.get_by_role("link", name="the badge of The Forklift, Once a Year").click()
            here = page.url
            assert "/author/" in here
            choose(page, here, "Energy Saver")
            earlier = page.get_by_role("region", name="People who have finished already")
            expect(earlier.locator(".big")).to_have_text("2")
            expect(earlier).to_contain_text("1 more finished without success and is left out.")
            expect(earlier.get_by_role("listitem")).to_have_count(2)
            page.get_by_role("button", name="Attach and award 2 badges").click()
            said(page, "The Forklift, Once a Year earns Energy Saver now. 2 badges are awarded")
            expect(earned_here(page, 2)).to_be_visible()

            # Taken away they keep theirs, and attached again nobody is awarded twice.
            page.get_by_role("link", name="Remove").click()
            expect(page.locator(".big")).to_have_text("2")
            page.get_by_role("button", name="Remove badge").click()
            said(page, "Whoever has one keeps it.")
            choose(page, here, "Energy Saver")
            expect(page.get_by_text("Nobody who finished is without this badge.")).to_be_visible()
            page.get_by_role("button", name="Attach badge").click()
            expect(earned_here(page, 2)).to_be_visible()

            # What else there is to administer is not hers.
            assert page.goto("/admin/").status == 403

        with visit("sakura") as page:
            row = page.locator(".row").filter(has_text="The Forklift, Once a Year")
            waiting.until(page, "/badges/", row.get_by_role("link", name="PDF of Energy Saver"))
            expect(row).to_have_count(1)
            expect(row.locator(f"time[datetime='{LATELY}']")).to_be_visible()

    @pytest.mark.parametrize(
        ("listing", "link", "own"),
        [
            ("/admin/learning/", "the badge of Harbor Crew", "Harbor Crew"),
            ("/admin/learning/", "the badge of Data Protection", "Data Protection"),
            ("/admin/skills/problem-solving/", "Change badge : Tinkerer", "Problem Solving, level 1"),
        ],
        ids=["a path", "a certification", "a level of a skill"],
    )
    def test_is_said_of_everything_and_how_many_it_concerns_before(self, grace, listing, link, own):
        grace.goto(listing)
        grace.get_by_role("main").get_by_role("link", name=link).click()
        here = grace.url
        have = int(re.search(r"(\d+) \w+ earned it here", grace.get_by_role("main").inner_text())[1])

        choose(grace, here, "Bicycle Mender")
        expect(grace.locator("section[aria-labelledby=offered] .big")).to_have_text(str(have))
        grace.get_by_role("button", name=f"Save and offer {have} update").click()
        said(grace, "earns Bicycle Mender now")
        expect(earned_here(grace, have)).to_be_visible()

        grace.get_by_role("link", name="Remove").click()
        expect(grace.locator(".big")).to_have_text(str(have))
        grace.get_by_role("link", name="Keep it").click()
        grace.get_by_role("link", name="Remove").click()
        grace.get_by_role("button", name="Remove badge").click()
        said(grace, "earns no badge any more. Whoever has one keeps it.")

        choose(grace, here, own)
        grace.get_by_role("button", name="Attach badge").click()
        said(grace, f"earns {own} now")


class TestWhoFinished:
    def test_is_told_one_at_a_time(self, grace, visit, demo_academy):
        people.let_in(demo_academy.data, "sunil")
        complete(grace, "sunil", "The Bicycle Workshop")
        said(grace, "completed The Bicycle Workshop. Their badge is on its way.")

        # Told again, it changes nothing.
        complete(grace, "sunil", "The Bicycle Workshop")
        expect(grace.get_by_role("alert")).to_contain_text("already. Nothing was changed.")
        with visit("sunil") as page:
            row = page.locator(".row").filter(has_text="Bicycle Mender")
            expect(waiting.until(page, "/badges/", row.locator("a", has_text="Badge"))).to_have_count(1)

    def test_is_told_in_a_file_whose_faulty_rows_are_named(self, grace, visit, demo_academy, tmp_path):
        people.let_in(demo_academy.data, "anil", "kavitha")
        table = tmp_path / "spring.csv"
        table.write_text(
            "email,learning object,completed_at,success\n"
            f"anil@example.org,spot-the-hook,{LATELY},yes\n"
            f"nobody@example.org,spot-the-hook,{LATELY},yes\n"
            f"anil@example.org,underwater-basketry,{LATELY},yes\n"
            "anil@example.org,bicycle-workshop,31.02.2026,yes\n"
            f"kavitha@example.org,Spot the Hook,{LATELY},no\n"
        )
        grace.goto("/admin/completions/")
        grace.get_by_label("CSV file").set_input_files(table)
        grace.get_by_role("button", name="Look through it").click()

        # Nothing is recorded before it was read.
        rows = grace.get_by_role("region", name="Table of rows that are left out").locator("tbody tr")
        expect(rows).to_have_count(3)
        for row, (number, column, what) in zip(
            rows.all(),
            [
                ("3", "email", "nobody@example.org"),
                ("4", "learning object", "underwater-basketry"),
                ("5", "completed_at", "31.02.2026"),
            ],
            strict=True,
        ):
            expect(row.get_by_role("rowheader")).to_have_text(number)
            expect(row.get_by_role("cell").first).to_have_text(column)
            expect(row.get_by_role("cell").last).to_contain_text(what)
        grace.get_by_role("button", name="Record 2 completions").click()
        expect(grace.get_by_text("Recorded. It was done on")).to_be_visible(timeout=waiting.PATIENCE)
        figures = grace.locator("dl.figures")
        expect(figures.locator("div", has_text="Recorded").locator("dd")).to_have_text("2")
        expect(figures.locator("div", has_text="Left out").locator("dd")).to_have_text("3")
        # More than the one of the course, where it was the last that a certification wanted.
        expect(figures.locator("div", has_text="Badges awarded").locator("dd")).not_to_have_text("0")

        with visit("anil") as page:
            row = page.locator(".row").filter(has_text="Hook Spotter")
            waiting.until(page, "/badges/", row.locator("a", has_text="Badge"))
            expect(row.locator(f"time[datetime='{LATELY}']")).to_be_visible()
        with visit("kavitha") as page:
            page.goto("/badges/")
            expect(page.locator(".row").filter(has_text="Hook Spotter")).to_have_count(0)


class TestAMistake:
    def test_is_taken_back_with_a_reason_that_everybody_can_read(self, grace, visit, demo_academy, tmp_path):
        people.let_in(demo_academy.data, "djordje")
        why = "The examination was not his own."
        with visit("djordje") as page:
            page.goto("/badges/")
            row = page.locator(".row").filter(has=page.get_by_label("Select ")).first
            badge = row.get_by_role("heading").inner_text()
            link = row.get_by_role("link", name=f"Badge {badge} as a picture")
            file, address = files.taken(page, link, tmp_path), link.get_attribute("href")
        with visit() as page:
            assert story.verify(page, file) == "Verified"

        grace.goto("/admin/awards/?q=djordje")
        grace.get_by_role("link", name=f"Revoke {badge}").click()
        grace.get_by_role("button", name="Revoke 1 award").click()
        expect(grace.locator("#id_reason_error")).to_contain_text("Say why it is taken back")
        grace.get_by_label("Reason").fill(why)
        grace.get_by_role("button", name="Revoke 1 award").click()
        said(grace, f"{badge} of Đorđe Živković is revoked.")

        with visit() as page:
            assert story.verify(page, file) == "Refused"
            expect(page.locator(".verdict")).to_contain_text("revoked")
            expect(page.get_by_role("main")).to_contain_text(why)
        found = files.verified(demo_academy.data, file)
        assert found["verdict"] == "refused"
        with visit("djordje") as page:
            page.goto("/badges/?status=revoked")
            row = page.locator(".row").filter(has_text=badge)
            expect(row).to_contain_text("Revoked")
            expect(row).to_contain_text(why)
            expect(row.get_by_role("link", name="PDF")).to_have_count(0)
            assert page.goto(address).status == 410
            waiting.until(page, "/notifications/", page.get_by_role("link", name=f"{badge} was revoked"))
            expect(page.locator(".feed li", has_text=f"{badge} was revoked")).to_contain_text(why)

        # It was the right one after all: a new award, and the old file stays what it is.
        grace.goto("/admin/awards/?q=djordje")
        grace.get_by_role("link", name=f"Award again {badge}").click()
        grace.get_by_role("button", name="Award 1 badge").click()
        said(grace, "again, and on its way.")
        with visit("djordje") as page:
            page.goto("/badges/")
            again = page.get_by_role("link", name=f"Badge {badge} as a picture")
            new = files.taken(page, waiting.until(page, "/badges/", again), tmp_path / "new")
        with visit() as page:
            assert story.verify(page, new) == "Verified"
            assert story.verify(page, file) == "Refused"
