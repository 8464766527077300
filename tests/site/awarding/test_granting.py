"""An award is decided once, however often and from wherever; after a revocation it can be earned again."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from factories import stage
from phalera.authoring import actions as authoring
from phalera.awarding import actions
from phalera.awarding.models import Award, Visibility
from phalera.common import errors
from phalera.common.models import AuditEvent
from phalera.learning import actions as learning

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return stage.build(NOW)


@pytest.fixture
def course(cast):
    return stage.add_course(cast, "knots", NOW)


def complete(cast, course, *, external_id="1", success=True, now=NOW):
    return learning.record_completion(
        source="lms",
        external_id=external_id,
        learner=cast.leo,
        instance=course.enrollment.instance,
        completed_at=now,
        success=success,
        by=None,
        now=now,
    )


def grant_for(completion, now=NOW):
    return actions.grant_for_completion(completion=completion, by=None, now=now)


class TestGrantForCompletion:
    def test_awards_success(self, cast, course):
        completion = complete(cast, course)

        [award] = grant_for(completion)

        assert (award.learner, award.achievement, award.occurrence, award.completion) == (
            cast.leo,
            course.achievement,
            0,
            completion,
        )
        assert award.visibility == Visibility.PRIVATE
        assert award.awarded_at == completion.completed_at

    def test_awards_nothing_without_success(self, cast, course):
        assert grant_for(complete(cast, course, success=False)) == []

    def test_awards_nothing_where_no_badge_is_shown(self, cast, course):
        authoring.detach_badge(achievement=course.achievement, by=cast.ada, now=NOW)

        assert grant_for(complete(cast, course)) == []

    def test_changes_nothing_at_a_second_completion(self, cast, course):
        [first] = grant_for(complete(cast, course))

        [again] = grant_for(complete(cast, course, external_id="2", now=LATER), LATER)

        assert again == first
        assert Award.objects.count() == 1
        assert AuditEvent.objects.filter(action="award.granted").count() == 1

    def test_prefers_the_badge_of_the_run(self, cast, course):
        own = authoring.attach_badge(
            badge=cast.badge, target=course.enrollment.instance, issuer=cast.issuer, by=cast.ada, now=NOW
        )

        [award] = grant_for(complete(cast, course))

        assert award.achievement == own


class TestGrant:
    def test_refuses_an_achievement_without_a_badge(self, cast, course):
        authoring.detach_badge(achievement=course.achievement, by=cast.ada, now=NOW)
        course.achievement.refresh_from_db()

        with pytest.raises(errors.NothingToEarnError):
            stage.award(cast, course, NOW)

    def test_is_never_dated_in_the_future(self, cast, course):
        award = actions.grant(
            learner=cast.leo, achievement=course.achievement, by=None, now=NOW, awarded_at=LATER
        )

        assert award.awarded_at == NOW

    def test_gives_way_to_who_was_quicker(self, cast, course, monkeypatch):
        quicker = stage.award(cast, course, NOW)
        # What a second process sees that looked just before the first one stored.
        monkeypatch.setattr(actions, "_newest", lambda *_: None)

        assert stage.award(cast, course, NOW) == quicker
        assert Award.objects.count() == 1


class TestDatabase:
    def test_refuses_the_same_award_twice(self, cast, course):
        award = stage.award(cast, course, NOW)

        with pytest.raises(IntegrityError), transaction.atomic():
            Award.objects.create(learner=award.learner, achievement=award.achievement, awarded_at=NOW)

    def test_refuses_a_revocation_without_a_reason(self, cast, course):
        award = stage.award(cast, course, NOW)

        with pytest.raises(IntegrityError), transaction.atomic():
            Award.objects.filter(pk=award.pk).update(revoked_at=NOW)


class TestRevoke:
    def test_keeps_when_and_why(self, cast, course):
        award = stage.award(cast, course, NOW)

        actions.revoke(award=award, reason="Given by mistake.", by=cast.grace, now=LATER)

        award.refresh_from_db()
        assert (award.revoked_at, award.revoked_reason) == (LATER, "Given by mistake.")

    def test_says_when_it_was_revoked_before(self, cast, course):
        award = stage.award(cast, course, NOW)
        actions.revoke(award=award, reason="First.", by=cast.grace, now=LATER)

        with pytest.raises(errors.AlreadyRevokedError):
            actions.revoke(award=award, reason="Second.", by=cast.grace, now=LATER)
        award.refresh_from_db()
        assert award.revoked_reason == "First."

    @pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
    def test_needs_a_reason(self, cast, course, reason):
        award = stage.award(cast, course, NOW)

        with pytest.raises(errors.InvalidError):
            actions.revoke(award=award, reason=reason, by=cast.grace, now=LATER)


class TestAfterARevocation:
    @pytest.fixture
    def revoked(self, cast, course):
        [award] = grant_for(complete(cast, course))
        actions.revoke(award=award, reason="By mistake.", by=cast.grace, now=LATER)
        award.refresh_from_db()
        return award

    def test_an_administrator_may_award_again(self, cast, course, revoked):
        again = stage.award(cast, course, LATER)

        assert (again.occurrence, again.revoked_at) == (1, None)
        assert stage.award(cast, course, LATER) == again

    def test_the_same_completion_told_again_does_not(self, cast, course, revoked):
        assert grant_for(complete(cast, course), LATER) == [revoked]

    def test_a_completion_told_before_it_does_not(self, cast, course):
        told_by_two = [complete(cast, course), complete(cast, course, external_id="2")]
        [award] = grant_for(told_by_two[0])
        actions.revoke(award=award, reason="By mistake.", by=cast.grace, now=LATER)

        assert grant_for(told_by_two[1], LATER) == [award]

    def test_a_new_completion_earns_again(self, cast, course, revoked):
        [again] = grant_for(complete(cast, course, external_id="2", now=LATER + timedelta(days=1)))

        assert again.occurrence == 1
