"""The learner's pages: what hangs on the strap, what the rows say, and the way from a module to a badge."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils.text import slugify

from factories import pages, stage
from phalera.authoring import actions as authoring
from phalera.awarding.models import Award
from phalera.delivering import actions as delivering
from phalera.issuing import actions as issuing
from phalera.jobs import clock, runner
from phalera.journeys import take_it_back
from phalera.learning import actions as learning
from phalera.learning.models import Enrollment

MORNING = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def academy():
    return stage.build(MORNING)


@pytest.fixture
def leo(academy, client):
    client.force_login(academy.leo)
    return client


def add_badge(academy, name):
    return authoring.add_badge(
        name=name,
        description=f"Can do {name}.",
        alt=f"A picture of {name}",
        picture=academy.badge.picture,
        by=academy.grace,
        now=MORNING,
    )


def add_course(academy, name, *, modules=2, enrolled=False):
    """Add a course of its own badge, which Leo takes part in or not."""
    course = learning.add_learning_object(
        title=f"Course of {name}",
        slug=slugify(name),
        modules=[(f"Part {number} of {name}", "Read this.") for number in range(modules)],
        by=academy.ada,
        now=MORNING,
    )
    achievement = authoring.attach_badge(
        badge=add_badge(academy, name),
        target=course,
        issuer=academy.issuer,
        criteria="Finish it.",
        by=academy.ada,
        now=MORNING,
    )
    enrollment = (
        learning.enroll(learner=academy.leo, instance=course.instances.get(), by=academy.leo, now=MORNING)
        if enrolled
        else None
    )
    return stage.Course(learning_object=course, achievement=achievement, enrollment=enrollment)


def award(academy, name, day):
    course = add_course(academy, name, enrolled=True)
    return stage.award(academy, course, MORNING + day * DAY)


def strap(page):
    """Give what hangs on the strap, in order: name and whether it is earned."""
    items = re.findall(r'<li([^>]*)><button.*?<span class="t">(.*?)</span>', page, re.DOTALL)
    return [(name, "unearned" not in classes) for classes, name in items]


class TestTheStrap:
    def test_hangs_the_newest_first_and_then_what_is_to_earn(self, academy, leo):
        award(academy, "Older", 1)
        award(academy, "Newer", 2)
        add_course(academy, "Zither")

        page = leo.get("/").content.decode()

        assert "My Achievements" in page
        assert strap(page) == [("Newer", True), ("Older", True), ("Zither", False)]

    def test_has_room_for_seven(self, academy, leo):
        for number in range(5):
            award(academy, f"Earned{number}", number)
        for number in range(5):
            add_course(academy, f"Open{number}")

        hung = strap(leo.get("/").content.decode())

        assert [earned for _, earned in hung] == [True] * 5 + [False] * 2

    def test_hangs_nothing_to_earn_when_seven_are_earned(self, academy, leo):
        for number in range(8):
            award(academy, f"Earned{number}", number)
        add_course(academy, "Open")

        hung = strap(leo.get("/").content.decode())

        assert [name for name, _ in hung] == [f"Earned{number}" for number in range(7, 0, -1)]

    def test_says_plainly_that_nothing_can_be_earned_yet(self, leo):
        page = leo.get("/").content.decode()

        assert "There is nothing to earn yet." in page
        assert "As soon as a course has a badge, you can earn it." in page
        for untrue in (
            "See all",
            "See the one",
            "within reach<",
            "You have earned everything",
            "Open to you",
        ):
            assert untrue not in page

    def test_says_when_everything_is_earned(self, academy, leo):
        award(academy, "Earned", 1)

        assert "You have earned everything there is." in leo.get("/").content.decode()

    def test_says_in_words_what_opacity_says(self, academy, leo):
        add_course(academy, "Zither")

        page = leo.get("/").content.decode()

        assert "not yet earned" in re.search(r'<ul class="strap">.*?</ul>', page, re.DOTALL)[0]

    def test_puts_what_is_nearest_to_done_first(self, academy, leo):
        add_course(academy, "Untouched")
        begun = add_course(academy, "Begun", enrolled=True)
        add_course(academy, "Waiting", enrolled=True)
        learning.complete_module(
            enrollment=begun.enrollment,
            module=begun.learning_object.modules.first(),
            by=academy.leo,
            now=MORNING,
        )

        hung = strap(leo.get("/").content.decode())

        assert [name for name, _ in hung] == ["Begun", "Waiting", "Untouched"]

    def test_leaves_out_what_was_revoked(self, academy, leo):
        gone = award(academy, "Gone", 1)
        take_it_back.revoke(award=gone, reason="A mistake.", by=academy.grace, now=MORNING + 2 * DAY)

        assert ("Gone", True) not in strap(leo.get("/").content.decode())

    def test_is_nobody_elses(self, academy, leo):
        course = add_course(academy, "Hers")
        stage.award(academy, course, MORNING, learner=academy.ada)

        assert strap(leo.get("/").content.decode()) == [("Hers", False)]

    def test_takes_as_many_queries_for_many_badges_as_for_few(
        self, academy, leo, django_assert_max_num_queries
    ):
        for number in range(12):
            award(academy, f"Earned{number}", number)
            add_course(academy, f"Open{number}")

        with django_assert_max_num_queries(14):
            leo.get("/")
        with django_assert_max_num_queries(14):
            leo.get("/badges/")


class TestAllBadges:
    @pytest.mark.parametrize("address", ["/", "/badges/?show=all"])
    def test_names_what_each_belongs_to(self, academy, leo, address):
        award(academy, "Knitting", 1)
        add_course(academy, "Zither")

        page = leo.get(address).content.decode()
        listed = page[page.index('class="case"') :]

        for slug in ("knitting", "zither"):
            assert f'href="/learning/{slug}/"' in listed
        # Both say the kind; beside a picture the colon is for those who hear it.
        assert len(re.findall(r"Course(<span class=\"sr\">)?:", listed)) == 2

    def test_open_from_every_badge_without_a_script_of_ours(self, academy, leo):
        award(academy, "Knitting", 1)

        page = leo.get("/").content.decode()

        assert page.count('commandfor="my-badges" command="show-modal"') == len(strap(page))
        assert '<dialog class="wide" id="my-badges"' in page


class TestTheRows:
    def test_say_what_was_completed_and_when(self, academy, leo):
        issuing.issue(awards=[award(academy, "Knitting", 1)], now=MORNING + DAY)

        page = leo.get("/badges/").content.decode()

        assert "Achieved" in page
        assert "Completed" in page
        assert "March 2, 2026" in page
        assert 'alt="A picture of Knitting"' in page

    def test_say_what_is_left_to_do(self, academy, leo):
        add_course(academy, "Zither", enrolled=True)

        page = leo.get("/badges/").content.decode()

        assert "In progress" in page
        assert "to achieve this badge. 0 of 2 modules done." in page
        assert "/badges/" not in re.search(r'<ul class="rows">.*?</ul>', page, re.DOTALL)[0]

    def test_offer_nothing_to_download_before_it_is_signed(self, academy, leo):
        waiting = award(academy, "Knitting", 1)

        page = leo.get("/badges/").content.decode()

        assert "Being signed" in page
        assert f"{waiting.uuid}.png" not in page

    def test_lead_to_a_first_badge_when_there_is_none(self, academy, leo):
        add_course(academy, "Zither")

        page = leo.get("/badges/").content.decode()

        assert "Your first badge is one course away" in page


class TestADownload:
    @pytest.fixture
    def signed(self, academy):
        made = award(academy, "Ça va? 結び目", 1)
        issuing.issue(awards=[made], now=MORNING + DAY)
        return made

    @pytest.mark.parametrize("extension", ["png", "svg", "json", "jwt"])
    def test_has_a_name_in_any_script(self, leo, signed, extension):
        answer = leo.get(f"/badges/{signed.uuid}.{extension}")

        # RFC 5987: UTF-8, percent-encoded.
        assert "filename*=utf-8''%C3%87a%20va-%20%E7%B5%90%E3%81%B3%E7%9B%AE%20-%20Leo." in answer[
            "Content-Disposition"
        ].replace("UTF-8", "utf-8")
        assert answer["Content-Disposition"].startswith("attachment;")

    def test_lets_the_badge_be_checked_from_then_on(self, leo, signed):
        before = leo.get(f"/ob3/credentials/{signed.uuid}").status_code
        leo.get(f"/badges/{signed.uuid}.png")
        after = leo.get(f"/ob3/credentials/{signed.uuid}").status_code

        assert (before, after) == (404, 200)

    def test_is_told_beside_the_link_before_and_once_afterwards(self, leo, signed):
        page = leo.get("/badges/").content.decode()
        assert "linked from nowhere" in page
        assert 'aria-describedby="unlisted"' in page

        leo.get(f"/badges/{signed.uuid}.png")
        page = leo.get("/badges/").content.decode()

        assert "can now be checked by whoever you give it to" in page
        assert "linked from nowhere" not in page

    def test_is_not_taken_by_asking_about_it(self, leo, signed):
        leo.head(f"/badges/{signed.uuid}.png")

        assert Award.objects.get(pk=signed.pk).visibility == "private"

    def test_is_the_signed_document(self, leo, signed):
        document = json.loads(leo.get(f"/badges/{signed.uuid}.json").content)

        assert document["proof"]["cryptosuite"] == "eddsa-rdfc-2022"

    def test_is_not_kept_by_any_cache(self, leo, signed):
        assert "no-store" in leo.get(f"/badges/{signed.uuid}.png")["Cache-Control"]


class TestACourse:
    @pytest.fixture
    def course(self, academy):
        return add_course(academy, "Zither")

    def test_shows_the_badge_that_can_be_earned(self, leo, course):
        page = leo.get("/learning/zither/").content.decode()

        assert "The badge you will earn" in page
        assert "Part 0 of Zither" in page
        assert "Read this." not in page  # to be read by those who take part

    def test_is_taken_part_in_once(self, academy, leo, course):
        for _ in range(2):
            assert leo.post("/learning/zither/enroll").status_code == 302

        assert Enrollment.objects.filter(learner=academy.leo).count() == 1

    def test_leads_from_its_first_module_to_the_badge(self, leo, course):
        leo.post("/learning/zither/enroll")

        places = []
        while True:
            page = leo.get("/learning/zither/").content.decode()
            left = [form for form in pages.forms(page) if "/modules/" in form.action]
            if not left:
                break
            places.append(leo.post(left[0].action)["Location"])

        assert places == ["/learning/zither/#module-2", "/learning/zither/#prize"]
        assert "Your badge is being prepared" in page
        # The page asks again by itself, and stops when the badge is there.
        assert 'hx-get="/learning/zither/badge"' in page
        runner.run_due(now=clock.now())
        part = leo.get("/learning/zither/badge", headers={"HX-Request": "true"}).content.decode()
        assert "hx-get" not in part
        made = Award.objects.get()
        assert reverse("badge_file", args=[made.uuid, "png"]) in part

    def test_gives_its_badge_part_only_to_the_page(self, leo, course):
        assert leo.get("/learning/zither/badge")["Location"] == "/learning/zither/"

    def test_takes_no_modules_from_who_does_not_take_part(self, leo, course):
        module = course.learning_object.modules.first()

        assert leo.post(f"/learning/zither/modules/{module.uuid}").status_code == 404

    def test_takes_no_modules_of_other_courses(self, academy, leo, course):
        leo.post("/learning/zither/enroll")
        other = add_course(academy, "Other").learning_object.modules.first()

        assert leo.post(f"/learning/zither/modules/{other.uuid}").status_code == 404

    def test_is_closed_to_others_when_it_is_not_in_the_catalogue(self, academy, leo):
        learning.add_learning_object(
            title="Secret", slug="secret", in_catalogue=False, by=academy.ada, now=MORNING
        )

        assert leo.get("/learning/secret/").status_code == 404
        assert leo.post("/learning/secret/enroll").status_code == 404


class TestTheCatalogue:
    def test_shows_what_one_takes_part_in_and_what_is_open(self, academy, leo):
        add_course(academy, "Mine", enrolled=True)
        add_course(academy, "Open")

        page = leo.get("/learning/").content.decode()

        assert page.index("You take part") < page.index("Course of Mine") < page.index("Open to you")
        assert page.index("Open to you") < page.index("Course of Open")

    def test_takes_as_many_queries_for_many_courses_as_for_few(
        self, academy, leo, django_assert_max_num_queries
    ):
        for number in range(30):
            add_course(academy, f"Course{number}", enrolled=number % 2 == 0)

        with django_assert_max_num_queries(12):
            page = leo.get("/learning/?page=1").content.decode()

        assert page.count("<h3>") == 30


def test_hostile_words_stay_words(academy, leo):
    academy.leo.name = "<script>alert(1)</script>"
    academy.leo.save()
    course = add_course(academy, "Zither", enrolled=True)
    course.learning_object.title = "<img src=x onerror=alert(1)>"
    course.learning_object.save()
    made = stage.award(academy, course, MORNING)
    issuing.issue(awards=[made], now=MORNING)
    delivering.hand_out(award=made, by=academy.leo, now=MORNING)

    for address in ("/", "/badges/", "/learning/", "/learning/zither/", f"/credentials/{made.uuid}"):
        page = leo.get(address, headers={"Accept": "text/html"}).content.decode()

        assert "<script>alert" not in page
        assert "<img src=x" not in page
