"""Learning belongs together: paths, certifications and skills complete themselves, also for who was there before."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import stage
from phalera.accounts.models import Person
from phalera.authoring import actions as authoring
from phalera.awarding.models import Award
from phalera.common import errors
from phalera.common.models import AuditEvent
from phalera.issuing.models import Credential
from phalera.jobs import runner
from phalera.jobs.models import Job
from phalera.journeys import build_a_path, earn_a_badge
from phalera.learning import actions as learning
from phalera.learning import arranging, following, levels, skills
from phalera.learning.models import Completion, Kind, PathItem
from phalera.learning.validity import Unit, Validity
from phalera.notifying import queries as told

START = datetime(2024, 1, 31, 9, 0, tzinfo=UTC)
YEAR = Validity(count=1, unit=Unit.YEARS)
pytestmark = pytest.mark.django_db


@pytest.fixture
def academy():
    return stage.build(START)


def add(academy, slug, kind=Kind.COURSE, *, badge=False):
    made = learning.add_learning_object(
        kind=kind, title=slug.title(), slug=slug, author=academy.ada, by=academy.ada, now=START
    )
    if badge:
        attach(academy, made)
    return made


def attach(academy, target):
    return authoring.attach_badge(
        badge=academy.badge, target=target, issuer=academy.issuer, criteria="", by=academy.grace, now=START
    )


def made_of(academy, parent, *items, now=START, **how):
    return build_a_path.arrange(parent=parent, items=items, by=academy.ada, now=now, **how)


def finish(academy, learning_object, at=START, *, learner=None, told="lms"):
    learner = learner or academy.leo
    completion = learning.record_completion(
        source=told,
        external_id=f"{learner.pk}:{learning_object.pk}:{at:%Y%m%d}",
        learner=learner,
        instance=learning_object.instances.get(),
        completed_at=at,
        success=True,
        by=None,
        now=at,
    )
    return earn_a_badge.earn(completion=completion, by=None, now=at)


def crowd(learning_objects, number):
    people = Person.objects.bulk_create(
        Person(name=f"N{n}", email=f"n{n}@example.org", joined_at=START) for n in range(number)
    )
    Completion.objects.bulk_create(
        Completion(
            source="crowd", external_id=f"{person.pk}:{each.pk}", learner=person, instance=each.instances.get(),
            completed_at=START, success=True, recorded_at=START,
        )
        for person in people
        for each in learning_objects
    )  # fmt: skip


class TestAPath:
    def test_is_completed_by_the_last_of_its_items(self, academy):
        one, two, path = add(academy, "one"), add(academy, "two"), add(academy, "path", Kind.PATH, badge=True)
        made_of(academy, path, one, two)

        assert finish(academy, one) == []
        [award] = finish(academy, two, START + timedelta(days=1))

        assert award.achievement.learning_object == path
        assert award.awarded_at == START + timedelta(days=1)
        assert finish(academy, two, START + timedelta(days=9)) == []

    def test_is_completed_by_n_of_m(self, academy):
        items = [add(academy, f"c{number}") for number in range(4)]
        path = add(academy, "path", Kind.PATH, badge=True)
        made_of(academy, path, *items, needed=2)

        finish(academy, items[3])

        assert len(finish(academy, items[0])) == 1

    def test_completes_the_path_that_it_is_part_of(self, academy):
        one = add(academy, "one")
        inner, outer = (add(academy, slug, Kind.PATH, badge=True) for slug in ("inner", "outer"))
        made_of(academy, inner, one)
        made_of(academy, outer, inner)

        awards = finish(academy, one)

        assert [award.achievement.learning_object for award in awards] == [inner, outer]

    def test_is_not_earned_anew_by_another_course_after_it_was_taken_away(self, academy):
        one, two, path = add(academy, "one"), add(academy, "two"), add(academy, "path", Kind.PATH, badge=True)
        made_of(academy, path, one, two, needed=1)
        [award] = finish(academy, one)
        Award.objects.filter(pk=award.pk).update(revoked_at=START + timedelta(days=1), revoked_reason="x")

        assert finish(academy, two, START + timedelta(days=2)) == []
        assert Award.objects.count() == 1


class TestArranging:
    def test_awards_who_has_done_enough_already_once(self, academy):
        one, two, path = add(academy, "one"), add(academy, "two"), add(academy, "path", Kind.PATH, badge=True)
        finish(academy, one, START)
        finish(academy, two, START + timedelta(days=2))

        [award] = made_of(academy, path, one, two, now=START + timedelta(days=5))

        assert (award.learner, award.awarded_at) == (academy.leo, START + timedelta(days=2))
        assert made_of(academy, path, two, one, now=START + timedelta(days=6)) == []
        assert Completion.objects.filter(source=following.ITEMS).count() == 1

    def test_writes_a_thousand_in_few_statements(self, academy):
        one, path = add(academy, "one"), add(academy, "path", Kind.PATH, badge=True)
        outer = add(academy, "outer", Kind.PATH, badge=True)
        made_of(academy, outer, path)
        crowd([one], 1_000)

        with CaptureQueriesContext(
            connection,
        ) as asked:
            awards = made_of(academy, path, one)

        assert len(awards) == 2_000
        assert len(asked) < 250  # SQLite takes 999 values in a statement
        assert sorted(job.total for job in Job.objects.filter(kind="issue")) == [500] * 4
        assert AuditEvent.objects.filter(action="award.granted").count() == 2_000

    @pytest.mark.parametrize(
        ("how", "field"),
        [
            ({"items": ("one", "one")}, "items"),
            ({"items": ("path",)}, "items"),
            ({"items": ("outer",)}, "items"),
            ({"items": ("gone",)}, "items"),
            ({"items": ("one", "two"), "needed": 3}, "needed"),
            ({"items": ("one", "two"), "needed": 0}, "needed"),
            ({"items": ("one", "two"), "needed": 1, "ordered": True}, "needed"),
        ],
    )
    def test_refuses_what_cannot_be(self, academy, how, field):
        known = {slug: add(academy, slug) for slug in ("one", "two", "gone")}
        known |= {slug: add(academy, slug, Kind.PATH) for slug in ("path", "outer")}
        made_of(academy, known["outer"], known["path"])
        known["gone"].retired_at = START
        known["gone"].save()

        with pytest.raises(errors.InvalidError) as caught:
            made_of(academy, known["path"], *[known[slug] for slug in how.pop("items")], **how)

        assert caught.value.field == field
        assert not PathItem.objects.filter(parent=known["path"]).exists()

    def test_is_for_its_author_and_administrators(self, academy):
        path = add(academy, "path", Kind.PATH)

        with pytest.raises(errors.NotAllowedError):
            build_a_path.arrange(parent=path, items=[], by=academy.leo, now=START)


class TestAnOrderedPath:
    @pytest.fixture
    def path(self, academy):
        path = add(academy, "path", Kind.PATH)
        made_of(academy, path, add(academy, "one"), add(academy, "two"), ordered=True)
        begin(academy, path)
        return path

    def test_says_what_comes_first(self, academy, path):
        two = path.items.get(position=2).item

        with pytest.raises(errors.NotAllowedError) as caught:
            begin(academy, two)

        assert "“One” comes before “Two”" in caught.value.message

    def test_lets_the_next_one_begin(self, academy, path):
        finish(academy, path.items.get(position=1).item)

        assert begin(academy, path.items.get(position=2).item).cycle == 0


def begin(academy, learning_object, now=START):
    return earn_a_badge.begin(
        learner=academy.leo, instance=learning_object.instances.get(), by=academy.leo, now=now
    )


class TestACertification:
    @pytest.fixture
    def certified(self, academy):
        course, short = add(academy, "course"), add(academy, "refresher")
        certification = add(academy, "certification", Kind.CERTIFICATION, badge=True)
        made_of(academy, certification, course)
        build_a_path.set_validity(
            certification=certification, validity=YEAR, renew_from_days=60, grace_days=14, renewed_by=short,
            by=academy.ada, now=START,
        )  # fmt: skip
        certification.refresh_from_db()
        return certification, course, short

    def test_is_renewed_from_its_old_end_by_an_award_that_follows(self, academy, certified):
        _certification, course, short = certified
        [first] = finish(academy, course)

        [second] = finish(academy, short, datetime(2025, 1, 2, 12, tzinfo=UTC))

        assert first.valid_until == datetime(2025, 1, 31, 23, 59, 59, tzinfo=UTC)
        assert (second.follows, second.occurrence) == (first, 1)
        assert second.valid_until == datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC)
        assert second.completion.counted_from == date(2024, 1, 31)

    def test_is_told_as_what_it_is(self, academy, certified):
        _certification, course, short = certified
        finish(academy, course)
        runner.run_due(now=START)
        renewed_at = datetime(2025, 1, 2, 12, tzinfo=UTC)
        finish(academy, short, renewed_at)
        runner.run_due(now=renewed_at)

        news = [(each.title, each.line) for each in told.recent(academy.leo)]

        assert news == [
            ("You renewed Knots; valid until Jan. 31, 2026", "You completed Certification."),
            ("You earned Knots", "You completed Certification. It is valid until Jan. 31, 2025."),
        ]
        assert [each.subject for each in mail.outbox] == [title for title, _line in reversed(news)]

    def test_too_early_changes_nothing(self, academy, certified):
        _certification, course, short = certified
        finish(academy, course)

        assert finish(academy, short, datetime(2024, 12, 1, 12, tzinfo=UTC)) == []
        assert Award.objects.count() == 1

    def test_late_begins_a_new_chain(self, academy, certified):
        _certification, course, short = certified
        [first] = finish(academy, course)

        [second] = finish(academy, short, datetime(2025, 3, 10, 12, tzinfo=UTC))

        assert second.follows == first
        assert second.completion.counted_from == date(2025, 3, 10)
        assert second.valid_until == datetime(2026, 3, 10, 23, 59, 59, tzinfo=UTC)

    def test_lends_the_credential_its_end(self, academy, certified):
        finish(academy, certified[1])
        runner.run_due(now=START)

        credential = Credential.objects.get()

        assert credential.valid_until == credential.award.valid_until

    def test_keeps_its_place_in_a_path_for_the_days_of_grace_only(self, academy, certified):
        certification, course, _short = certified
        path = add(academy, "path", Kind.PATH)
        made_of(academy, path, certification, add(academy, "other"))
        finish(academy, course)

        kept = following.doing(academy.leo, path, now=datetime(2025, 2, 14, 12, tzinfo=UTC))
        lost = following.doing(academy.leo, path, now=datetime(2025, 2, 15, 12, tzinfo=UTC))

        assert (len(kept.done), len(lost.done)) == (1, 0)
        assert Award.objects.get().valid_until == datetime(2025, 1, 31, 23, 59, 59, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("how", "field"),
        [
            ({"validity": Validity(count=0, unit=Unit.DAYS)}, "validity_count"),
            ({"validity": Validity(count=1, unit=Unit.MONTHS), "renew_from_days": 28}, "renew_from_days"),
            ({"validity": YEAR, "grace_days": -1}, "grace_days"),
        ],
    )
    def test_refuses_what_cannot_be(self, academy, certified, how, field):
        with pytest.raises(errors.InvalidError) as caught:
            arranging.set_validity(certification=certified[0], by=academy.ada, now=START, **how)

        assert caught.value.field == field


class TestASkill:
    def test_reaches_each_level_once_when_there_are_enough_credits(self, academy):
        one, two = add(academy, "one"), add(academy, "two")
        skill = arranging.add_skill(
            name="Knots", levels=[("Novice", 2), ("Master", 5)], by=academy.grace, now=START
        )
        for level in skill.levels.all():
            attach(academy, level)
        arranging.set_credits(skill=skill, credits_of={one: 2, two: 3}, by=academy.grace, now=START)

        [novice] = finish(academy, one)
        later = finish(academy, two, START + timedelta(days=1))

        assert novice.achievement.skill_level.name == "Novice"
        assert [(each.achievement.skill_level.name, each.awarded_at.day) for each in later] == [
            ("Novice", 31),
            ("Master", 1),
        ]
        assert Award.objects.count() == 2

    def test_awards_who_has_enough_when_credits_are_given_later(self, academy):
        one = add(academy, "one")
        finish(academy, one)
        skill = arranging.add_skill(name="Knots", levels=[("Novice", 2)], by=academy.grace, now=START)
        attach(academy, skill.levels.get())

        [award] = build_a_path.set_credits(skill=skill, credits_of={one: 2}, by=academy.grace, now=START)

        assert (award.learner, award.awarded_at) == (academy.leo, START)

    @pytest.mark.parametrize("levels", [[], [("A", 0)], [("A", 3), ("B", 3)]])
    def test_refuses_levels_that_do_not_climb(self, academy, levels):
        with pytest.raises(errors.InvalidError):
            arranging.add_skill(name="Knots", levels=levels, by=academy.grace, now=START)


class TestALevel:
    @pytest.fixture
    def skill(self, academy):
        skill = arranging.add_skill(
            name="Knots", levels=[("Novice", 2), ("Master", 5)], by=academy.grace, now=START
        )
        for level in skill.levels.all():
            attach(academy, level)
        return skill

    @pytest.fixture
    def novice(self, skill):
        return skill.levels.get(number=1)

    @pytest.fixture
    def two(self, academy, skill):
        """A course that is worth two credits, which Leo has completed."""
        course = add(academy, "two")
        arranging.set_credits(skill=skill, credits_of={course: 2}, by=academy.grace, now=START)
        finish(academy, course)
        return course

    def test_made_harder_is_kept_by_whoever_has_it_and_reached_by_nobody_else(self, academy, novice, two):
        before = levels.consequence(novice, credits_needed=4)
        made = build_a_path.change_level(
            level=novice, name="Beginner", credits_needed=4, by=academy.grace, now=START
        )
        others = finish(academy, two, learner=academy.ada)

        assert (before.keep, before.reach) == (1, 0)
        assert (made, others) == ([], [])
        assert set(skills.reached_at(novice)) == {academy.leo.pk}
        assert skills.kept(academy.leo, [novice.skill]) == [novice]
        assert Award.objects.get().revoked_at is None

    def test_made_easier_is_reached_and_awarded_at_once(self, academy, skill, two):
        master = skill.levels.get(number=2)
        add_one = add(academy, "one")
        arranging.set_credits(skill=skill, credits_of={add_one: 1}, by=academy.grace, now=START)
        finish(academy, add_one, START + timedelta(days=1))
        before = levels.consequence(master, credits_needed=3)

        [award] = build_a_path.change_level(
            level=master, name="Master", credits_needed=3, by=academy.grace, now=START + timedelta(days=9)
        )

        assert (before.keep, before.reach) == (0, 1)
        assert (award.learner, award.awarded_at) == (academy.leo, START + timedelta(days=1))
        assert Job.objects.filter(kind="issue", payload={"awards": [str(award.uuid)]}).exists()

    def test_retired_is_kept_and_reached_again_only_when_it_is_brought_back(self, academy, novice, two):
        build_a_path.retire_level(level=novice, by=academy.grace, now=START)
        meanwhile = finish(academy, two, learner=academy.ada)
        kept = set(skills.reached_at(novice))

        [award] = build_a_path.restore_level(level=novice, by=academy.grace, now=START)

        assert (meanwhile, kept) == ([], {academy.leo.pk})
        assert award.learner == academy.ada

    def test_is_kept_when_what_gave_its_credits_gives_none_any_more(self, academy, novice, two):
        build_a_path.set_credits(skill=novice.skill, credits_of={two: 0}, by=academy.grace, now=START)

        assert set(skills.reached_at(novice)) == {academy.leo.pk}

    def test_can_be_added_above(self, academy, skill):
        level = levels.add(skill=skill, name="Legend", credits_needed=9, by=academy.grace, now=START)

        assert level.number == 3

    @pytest.mark.parametrize("needed", [0, 5, 1_000_001])
    def test_must_go_on_climbing(self, academy, novice, needed):
        with pytest.raises(errors.InvalidError) as refused:
            levels.change(level=novice, name="Novice", credits_needed=needed, by=academy.grace, now=START)

        assert refused.value.field == "credits_needed"

    def test_is_retired_once_and_never_the_last_one(self, academy, skill, novice):
        levels.retire(level=novice, by=academy.grace, now=START)

        with pytest.raises(errors.ConflictError):
            levels.retire(level=novice, by=academy.grace, now=START)
        with pytest.raises(errors.ConflictError):
            levels.change(level=novice, name="Novice", credits_needed=1, by=academy.grace, now=START)
        with pytest.raises(errors.InvalidError, match="at least one level"):
            levels.retire(level=skill.levels.get(number=2), by=academy.grace, now=START)

    def test_is_changed_by_administrators_alone(self, academy, novice):
        with pytest.raises(errors.NotAllowedError):
            build_a_path.retire_level(level=novice, by=academy.ada, now=START)
