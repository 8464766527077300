"""Who finished before there was a badge is awarded too, once."""

from datetime import UTC, datetime, timedelta

import pytest

from factories import stage
from phalera.accounts.models import Person
from phalera.authoring import actions as authoring
from phalera.awarding import actions, catching_up
from phalera.awarding.models import Award
from phalera.common import errors
from phalera.common.models import AuditEvent
from phalera.issuing.models import Credential
from phalera.jobs import runner
from phalera.jobs.models import Job
from phalera.journeys import attach_a_badge
from phalera.learning import actions as learning
from phalera.learning.models import Completion, Instance

MORNING = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
EVENING = MORNING + timedelta(hours=9)
pytestmark = pytest.mark.django_db


@pytest.fixture
def academy():
    return stage.build(MORNING)


@pytest.fixture
def course(academy):
    return stage.add_course(academy, "knots", MORNING)


def finish(learner, course, at=MORNING, *, success=True, told="once"):
    return learning.record_completion(
        source="test",
        external_id=f"{learner.pk}:{told}",
        learner=learner,
        instance=course.learning_object.instances.get(is_default=True),
        completed_at=at,
        success=success,
        by=None,
        now=at,
    )


def crowd(course, number):
    """Let many finish, in a few statements."""
    people = Person.objects.bulk_create(
        Person(name=f"N{n}", email=f"n{n}@example.org", joined_at=MORNING) for n in range(number)
    )
    Completion.objects.bulk_create(
        Completion(
            source="crowd",
            external_id=str(person.pk),
            learner=person,
            instance=course.learning_object.instances.get(is_default=True),
            completed_at=MORNING,
            success=True,
            recorded_at=MORNING,
        )
        for person in people
    )


class TestCatchingUp:
    def test_awards_who_finished_dated_by_the_first_time(self, academy, course):
        finish(academy.leo, course, MORNING + timedelta(days=1), told="again")
        first = finish(academy.leo, course, MORNING)

        [award] = catching_up.catch_up(
            achievement=course.achievement, by=academy.ada, now=MORNING + timedelta(days=2)
        )

        assert award == Award.objects.get()
        assert (award.learner, award.awarded_at, award.completion) == (academy.leo, MORNING, first)

    def test_awards_once_however_often(self, academy, course):
        finish(academy.leo, course)

        for awarded in (1, 0):
            made = catching_up.catch_up(achievement=course.achievement, by=academy.ada, now=EVENING)
            assert len(made) == awarded

        assert Award.objects.count() == 1

    def test_leaves_out_who_failed(self, academy, course):
        finish(academy.leo, course, success=False)

        assert not catching_up.catch_up(achievement=course.achievement, by=academy.ada, now=EVENING)
        assert catching_up.failed(course.learning_object) == 1

    def test_leaves_out_whom_it_was_taken_from(self, academy, course):
        finish(academy.leo, course)
        [award] = catching_up.catch_up(achievement=course.achievement, by=academy.ada, now=EVENING)
        actions.revoke(award=award, reason="A mistake.", by=academy.grace, now=EVENING)

        assert not catching_up.catch_up(achievement=course.achievement, by=academy.ada, now=EVENING)

    def test_leaves_out_runs_with_a_badge_of_their_own(self, academy, course):
        own = Instance.objects.create(learning_object=course.learning_object, title="Spring")
        authoring.attach_badge(
            badge=academy.badge, target=own, issuer=academy.issuer, by=academy.ada, now=MORNING
        )
        learning.record_completion(
            source="test", external_id="s", learner=academy.leo, instance=own,
            completed_at=MORNING, success=True, by=None, now=MORNING,
        )  # fmt: skip

        assert not catching_up.catch_up(achievement=course.achievement, by=academy.ada, now=EVENING)
        assert [each.learner for each in catching_up.earned_earlier(own, now=EVENING)] == [academy.leo]

    def test_is_never_dated_in_the_future(self, academy, course):
        finish(academy.leo, course, EVENING)

        [award] = catching_up.catch_up(achievement=course.achievement, by=academy.ada, now=MORNING)

        assert award.awarded_at == MORNING

    def test_needs_a_badge(self, academy, course):
        authoring.detach_badge(achievement=course.achievement, by=academy.ada, now=MORNING)

        with pytest.raises(errors.NothingToEarnError):
            catching_up.catch_up(achievement=course.achievement, by=academy.ada, now=MORNING)

    def test_is_told_by_the_audit_trail(self, academy, course):
        finish(academy.leo, course)

        [award] = catching_up.catch_up(achievement=course.achievement, by=academy.ada, now=EVENING)

        [told] = AuditEvent.objects.filter(action="award.granted")
        assert (told.actor, told.object_id) == (str(academy.ada.uuid), str(award.uuid))
        assert AuditEvent.objects.get(action="achievement.caught_up").details == {"awards": 1}

    def test_takes_few_queries_for_many(self, academy, course, django_assert_max_num_queries):
        crowd(course, 1_200)

        with django_assert_max_num_queries(60):
            made = catching_up.catch_up(achievement=course.achievement, by=academy.ada, now=EVENING)

        assert len(made) == Award.objects.count() == 1_200


class TestTheJourney:
    def test_has_them_signed_five_hundred_at_a_time(self, academy, course):
        crowd(course, 1_001)

        attach_a_badge.catch_up(achievement=course.achievement, by=academy.ada, now=EVENING)

        assert sorted(job.total for job in Job.objects.filter(kind="issue")) == [1, 500, 500]

    def test_awards_who_finished_when_a_badge_is_attached(self, academy, course):
        authoring.detach_badge(achievement=course.achievement, by=academy.ada, now=MORNING)
        finish(academy.leo, course)

        awards = attach_a_badge.attach(
            badge=academy.badge, target=course.learning_object, issuer=academy.issuer, criteria="",
            award_earlier=True, by=academy.ada, now=EVENING,
        )  # fmt: skip

        runner.run_due(now=datetime.now(UTC))
        assert [each.award for each in Credential.objects.filter(signature__isnull=False)] == awards

    def test_is_for_the_author_and_administrators_only(self, academy, course):
        for stranger in (academy.leo, Person(name="Eve", role="author")):
            with pytest.raises(errors.NotAllowedError):
                attach_a_badge.detach(achievement=course.achievement, by=stranger, now=EVENING)

        attach_a_badge.detach(achievement=course.achievement, by=academy.grace, now=EVENING)
