"""The badges page: which rows, in which order, on which page, and what is meant by “all”."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import stage
from phalera.authoring import actions as authoring
from phalera.authoring import versions
from phalera.authoring.models import Achievement, AchievementVersion
from phalera.awarding import actions as awarding
from phalera.awarding.models import Award
from phalera.issuing import actions as issuing
from phalera.issuing.models import Credential
from phalera.jobs import clock
from phalera.jobs.models import Job
from phalera.learning import actions as learning
from phalera.learning.models import Instance, LearningObject, PathItem
from phalera.web.learner import listing

MORNING = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
MANY = 2_000
# What one page may ask: twelve, and one more for each 500 badges.
MOST = 12 + MANY // 500

pytestmark = pytest.mark.django_db


@pytest.fixture
def academy():
    return stage.build(MORNING)


@pytest.fixture
def leo(academy, client):
    client.force_login(academy.leo)
    return client


def badge(academy, name):
    return authoring.add_badge(
        name=name, description=name, alt=name, picture=academy.badge.picture, by=None, now=MORNING
    )


def earnable(academy, name, *, kind="course", **fields):
    """Add something to learn that earns a badge of the same name."""
    learning_object = learning.add_learning_object(
        kind=kind, title=f"About {name}", slug=name.lower(), by=None, now=MORNING
    )
    LearningObject.objects.filter(pk=learning_object.pk).update(**fields)
    learning_object.refresh_from_db()
    return authoring.attach_badge(
        badge=badge(academy, name), target=learning_object, issuer=academy.issuer, by=None, now=MORNING
    )


def earn(academy, name, day=0, **what):
    """Let Leo earn it on a day, signed."""
    award = awarding.grant(
        learner=academy.leo,
        achievement=earnable(academy, name, **what),
        by=None,
        now=clock.now(),
        awarded_at=MORNING + day * DAY,
    )
    issuing.issue(awards=[award], now=clock.now())
    return award


def certify(academy, name, earned_at, **fields):
    """Let Leo earn a certification that holds for a year."""
    achievement = earnable(
        academy, name, kind="certification", validity_count=1, validity_unit="years", **fields
    )
    return certify_again(academy, achievement, earned_at)


def certify_again(academy, achievement, earned_at):
    completion = learning.mark_complete(
        learner=academy.leo,
        instance=achievement.learning_object.instances.get(),
        completed_at=earned_at,
        by=academy.grace,
        now=clock.now(),
    )
    award = awarding.grant(
        learner=academy.leo,
        achievement=achievement,
        completion=completion,
        awarded_at=earned_at,
        by=None,
        now=clock.now(),
    )
    if award.valid_until > clock.now():
        issuing.issue(awards=[award], now=clock.now())
    return award


def earn_many(academy, number):
    """Let Leo earn as many badges, each at a course of its own; one is signed, and the others are rows like it."""
    objects = LearningObject.objects.bulk_create(
        LearningObject(kind="course", slug=f"c{n}", title=f"Course {n:04}", created_at=MORNING)
        for n in range(number)
    )
    Instance.objects.bulk_create(Instance(learning_object=each, is_default=True) for each in objects)
    achievements = Achievement.objects.bulk_create(
        Achievement(issuer=academy.issuer, badge=academy.badge, learning_object=each, created_at=MORNING)
        for each in objects
    )
    awards = Award.objects.bulk_create(
        Award(learner=academy.leo, achievement=each, awarded_at=MORNING - n * DAY)
        for n, each in enumerate(achievements)
    )
    [signed] = issuing.issue(awards=awards[:1], now=MORNING + DAY)
    said = versions.statements([each.pk for each in achievements], public_url=settings.PUBLIC_URL)
    frozen = AchievementVersion.objects.bulk_create(
        copy_of(signed.version, achievement=each, digest=said[each.pk].digest) for each in achievements[1:]
    )
    Credential.objects.bulk_create(
        copy_of(signed, award=award, version=version)
        for award, version in zip(awards[1:], frozen, strict=True)
    )
    return awards


def copy_of(row, **fields):
    """Give a row like another one, under a key of its own."""
    said = {field.name: getattr(row, field.name) for field in row._meta.concrete_fields}
    return type(row)(**{**said, "id": None, "uuid": uuid4(), **fields})


def names(page):
    """Give the badges of the rows, in order."""
    return [
        re.sub("<.*?>", "", found)
        for found in re.findall(r'<div class="words"><h3>(.*?)</h3>', page, re.DOTALL)
    ]


def get(client, query=""):
    return client.get(f"/badges/{query}").content.decode()


def following(page):
    found = re.search(r'href="(/badges/\?[^"]*after=[^"]*)"', page)
    return found[1].replace("&amp;", "&") if found else None


def everything(client, query=""):
    """Give the rows of all pages, as one reads on by the links."""
    page = get(client, query)
    found = names(page)
    while (address := following(page)) is not None:
        page = client.get(address).content.decode()
        found += names(page)
    return found


class TestTheRows:
    def test_are_newest_first_within_each_kind(self, academy, leo):
        earn(academy, "Old", 1)
        earn(academy, "New", 3)
        earn(academy, "Path", 2, kind="path")

        page = get(leo)

        assert names(page) == ["New", "Old", "Path"]
        assert re.findall(r'<h2 id="kind-(\w+)"', page) == ["course", "path"]

    @pytest.mark.parametrize(
        ("sort", "expected"),
        [
            ("newest", ["Beta", "Gamma", "Alpha"]),
            ("oldest", ["Alpha", "Gamma", "Beta"]),
            ("name", ["Alpha", "Beta", "Gamma"]),
            ("nonsense", ["Beta", "Gamma", "Alpha"]),
        ],
    )
    def test_come_in_the_order_that_is_asked_for(self, academy, leo, sort, expected):
        for day, name in enumerate(("Alpha", "Gamma", "Beta")):
            earn(academy, name, day)

        assert names(get(leo, f"?sort={sort}")) == expected

    def test_with_what_ends_soonest_first(self, academy, leo):
        certify(academy, "Late", clock.now() - 10 * DAY)
        certify(academy, "Soon", clock.now() - 300 * DAY)
        earn(academy, "Never", kind="certification")

        assert names(get(leo, "?sort=ending")) == ["Soon", "Late", "Never"]

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("?kind=path", ["Path"]),
            ("?q=gam", ["Gamma"]),
            ("?q=about+gamma", ["Gamma"]),
            ("?q=path&kind=course", []),
            ("?status=achieved", ["Gamma", "Path"]),
            ("?status=in-progress", ["Open"]),
            ("?status=revoked", ["Lost"]),
            ("?status=expired", ["Ended"]),
            ("?status=update", []),
        ],
    )
    def test_are_those_that_match(self, academy, leo, query, expected):
        earn(academy, "Gamma")
        earn(academy, "Path", kind="path")
        awarding.revoke(award=earn(academy, "Lost"), reason="A mistake.", by=None, now=clock.now())
        certify(academy, "Ended", clock.now() - 400 * DAY)
        learning.enroll(
            learner=academy.leo,
            instance=earnable(academy, "Open").learning_object.instances.get(),
            by=None,
            now=MORNING,
        )

        assert names(get(leo, query)) == expected

    def test_with_an_update_are_those_whose_badge_changed(self, academy, leo):
        earn(academy, "Same")
        changed = earn(academy, "Changed").achievement.badge
        authoring.change_words(
            badge=changed, name="Other", description="o", alt="o", tags=[], by=None, now=MORNING
        )

        assert names(get(leo, "?status=update")) == ["Changed"]

    def test_say_that_nothing_matches(self, academy, leo):
        earn(academy, "Gamma")

        page = get(leo, "?q=frie")

        assert "No badge of these is called “frie”" in page
        assert 'href="/badges/"' in page

    def test_are_ones_own_only(self, academy, leo):
        awarding.grant(learner=academy.ada, achievement=earnable(academy, "Hers"), by=None, now=MORNING)

        assert names(get(leo)) == []

    def test_count_courses_of_a_path(self, academy, leo):
        path = earnable(academy, "Way", kind="path").learning_object
        for number in range(3):
            item = earn(academy, f"Step{number}").achievement.learning_object
            PathItem.objects.create(parent=path, item=item, position=number)
        learning.mark_complete(
            learner=academy.leo, instance=item.instances.get(), by=academy.grace, now=clock.now()
        )

        page = get(leo, "?kind=path")

        assert "1 of 3 courses done." in page


class TestARevokedRow:
    def test_says_why_and_cannot_be_taken(self, academy, leo):
        award = earn(academy, "Lost")
        awarding.revoke(award=award, reason="A mistake.", by=None, now=clock.now())

        page = get(leo)

        assert "Revoked" in page
        assert ": A mistake." in page
        assert f'value="{award.uuid}"' not in page
        assert f"{award.uuid}.png" not in page

    def test_goes_when_it_was_earned_again(self, academy, leo):
        award = earn(academy, "Lost")
        awarding.revoke(award=award, reason="A mistake.", by=None, now=clock.now())
        again = awarding.grant(learner=academy.leo, achievement=award.achievement, by=None, now=clock.now())
        issuing.issue(awards=[again], now=clock.now())

        page = get(leo)

        assert names(page) == ["Lost"]
        assert "Earned before" in page
        assert f'value="{again.uuid}"' in page


class TestACertificationThatEnds:
    def test_says_until_when_and_from_when_to_renew(self, academy, leo):
        certify(academy, "Ropes", clock.now() - 10 * DAY)

        page = get(leo)

        assert "Valid until" in page
        assert "It can be renewed from" in page
        assert "Expires" not in re.sub("<option.*?</option>", "", page)

    def test_offers_to_renew_while_there_is_time(self, academy, leo):
        certify(academy, "Ropes", clock.now() - 350 * DAY)

        page = get(leo)

        assert re.search(r"Expires in 1\d days", page)
        assert 'href="/learning/ropes/">Renew<' in page

    def test_leads_to_the_shorter_course_that_renews_it(self, academy, leo):
        short = learning.add_learning_object(title="Refresher", slug="refresher", by=None, now=MORNING)
        certify(academy, "Ropes", clock.now() - 350 * DAY, renewed_by=short)

        assert 'href="/learning/refresher/">Renew<' in get(leo)

    def test_says_that_it_is_over_and_keeps_its_place(self, academy, leo):
        certify(academy, "Ropes", clock.now() - 400 * DAY, grace_days=60)

        page = get(leo)

        assert "Expired" in page
        assert "It was valid until" in page
        assert "It keeps its place in a learning path until" in page
        assert ">Renew<" in page

    def test_shows_what_it_renews(self, academy, leo):
        first = certify(academy, "Ropes", clock.now() - 370 * DAY)
        certify_again(academy, first.achievement, clock.now() - 10 * DAY)

        page = get(leo)

        assert names(page) == ["Ropes"]
        assert ("Renewed once" in page) or ("Earned before" in page)

    def test_is_told_on_the_home_page(self, academy, leo):
        certify(academy, "Ropes", clock.now() - 350 * DAY)

        page = leo.get("/").content.decode()

        assert "To renew" in page
        assert 'href="/learning/ropes/">Renew<' in page


class TestPages:
    @pytest.fixture(autouse=True)
    def _small(self, monkeypatch):
        monkeypatch.setattr(listing, "PAGE", 2)

    @pytest.mark.parametrize("sort", ["newest", "oldest", "name", "ending"])
    def test_give_each_row_once(self, academy, leo, sort):
        for number in range(5):
            earn(academy, f"Course{number}", number % 2)
        for number in range(3):
            earn(academy, f"Path{number}", number % 2, kind="path")
        certify(academy, "Ropes", clock.now() - 10 * DAY)
        whole = {*(f"Course{n}" for n in range(5)), *(f"Path{n}" for n in range(3)), "Ropes"}

        read = everything(leo, f"?sort={sort}")

        assert len(read) == len(whole)
        assert set(read) == whole

    def test_say_what_is_in_progress_at_the_end_of_its_kind(self, academy, leo):
        for number in range(2):
            earn(academy, f"Course{number}")
        learning.enroll(
            learner=academy.leo,
            instance=earnable(academy, "Open").learning_object.instances.get(),
            by=None,
            now=MORNING,
        )
        earn(academy, "Path", kind="path")

        assert everything(leo) == ["Course1", "Course0", "Open", "Path"]

    def test_load_as_rows_for_a_page_that_is_scrolled(self, academy, leo):
        for number in range(3):
            earn(academy, f"Course{number}", number)
        earn(academy, "Path", kind="path")
        address = following(get(leo))

        part = leo.get(address, headers={"HX-Request": "true"}).content.decode()

        assert "<html" not in part
        rows, others = part.split('hx-swap-oob="beforeend:#panels"')
        assert names(rows) == ["Course0"]
        assert names(others) == ["Path"]

    @pytest.mark.parametrize("after", ["x", "00000000-0000-4000-8000-000000000000"])
    def test_begin_at_the_beginning_for_a_row_that_is_none(self, academy, leo, after):
        earn(academy, "Course")

        assert names(get(leo, f"?after={after}")) == ["Course"]


class TestAll:
    def test_that_are_on_the_page_are_ticked(self, academy, leo):
        for number in range(2):
            earn(academy, f"Course{number}")

        page = get(leo, "?all=1")

        assert page.count(" checked>") == 2
        assert 'name="all"' not in page

    def test_means_more_than_the_page(self, academy, leo, monkeypatch):
        monkeypatch.setattr(listing, "PAGE", 2)
        for number in range(3):
            earn(academy, f"Course{number}")

        page = get(leo, "?all=1&q=course")

        assert '<input type="hidden" name="all" value="1">' in page
        assert '<input type="hidden" name="q" value="course">' in page
        assert "Select all 3" in get(leo)
        assert page.count('class="n">3<') == 3

    def test_brings_all_up_to_date_that_match_and_says_what_is_left_out(self, academy, leo):
        for number in range(3):
            earn(academy, f"Course{number}")
        earn(academy, "Other")
        ended = certify(academy, "CourseOver", clock.now() - 300 * DAY)
        Award.objects.filter(pk=ended.pk).update(valid_until=clock.now() - DAY)

        page = leo.post("/badges/update", {"all": "1", "q": "course"}, follow=True).content.decode()

        assert Job.objects.get(kind="update").total == 3
        assert "1 badge has ended and is left out: renew it." in page

    def test_downloads_all_that_match(self, academy, leo):
        for number in range(2):
            earn(academy, f"Course{number}")
        earn(academy, "Other")

        answer = leo.post("/badges/chosen", {"all": "1", "q": "course", "as": "badge"})

        content = b"".join(answer.streaming_content)
        assert b"Course0 - Leo.png" in content
        assert b"Other - Leo.png" not in content


class TestTwoThousandBadges:
    @pytest.fixture
    def many(self, academy):
        return earn_many(academy, MANY)

    def test_take_few_queries_everywhere(self, academy, leo, many, capsys):
        page = get(leo)
        assert len(names(page)) == listing.PAGE
        assert "Select all 2000" in page
        cursor = many[1_000].uuid
        asked = {
            "badges page": lambda: leo.get("/badges/"),
            "a later page": lambda: leo.get(f"/badges/?after={cursor}"),
            "rows while scrolling": lambda: leo.get(
                f"/badges/?after={cursor}", headers={"HX-Request": "true"}
            ),
            "found by words": lambda: leo.get("/badges/?q=course+0001&sort=name"),
            "with an update": lambda: leo.get("/badges/?status=update"),
            "all ticked": lambda: leo.get("/badges/?all=1"),
            "home": lambda: leo.get("/"),
            "dialog as a page": lambda: leo.get("/badges/?show=all"),
            "update of all": lambda: leo.post("/badges/update", {"all": "1"}),
        }
        counted = {}
        for name, ask in asked.items():
            with CaptureQueriesContext(
                connection,
            ) as queries:
                answer = ask()
            assert answer.status_code in (200, 302), name
            counted[name] = sum(not each["sql"].startswith(("SAVEPOINT", "RELEASE")) for each in queries)

        with capsys.disabled():
            print("", *(f"{number:3} queries: {name}" for name, number in counted.items()), sep="\n")
        assert {name: number for name, number in counted.items() if number > MOST} == {}
        assert Job.objects.get(kind="update").total == MANY
