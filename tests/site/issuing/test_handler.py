"""The job that issues: in batches, again after trouble, given up only where trying again cannot help."""

from datetime import UTC, datetime, timedelta

import pytest

from factories import stage
from phalera.authoring import actions as authoring
from phalera.common import errors
from phalera.issuing import actions, queries, updating
from phalera.issuing import jobs as issuing_jobs
from phalera.issuing.models import Credential
from phalera.jobs import actions as jobs
from phalera.jobs import runner
from phalera.jobs.models import Job, State
from phalera.notifying.models import Notification

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return stage.build(NOW)


@pytest.fixture
def course(cast):
    return stage.add_course(cast, "knots", NOW)


def enqueue(*awards):
    return jobs.enqueue(kind="issue", payload={"awards": [str(award.uuid) for award in awards]}, now=NOW)


class TestTheHandler:
    def test_issues_batch_by_batch_and_shows_how_far_it_is(self, cast, course, monkeypatch):
        monkeypatch.setattr(issuing_jobs, "BATCH", 2)
        awards = [stage.award(cast, course, NOW, learner=stage.add_learner(f"L{n}", NOW)) for n in range(5)]
        job = enqueue(*awards)

        runner.run_due(now=NOW)

        job.refresh_from_db()
        assert (job.state, job.progress, job.total) == (State.DONE, 5, 5)
        assert queries.credentials().count() == 5

    def test_does_what_a_dead_worker_left(self, cast, course):
        awards = [stage.award(cast, course, NOW, learner=stage.add_learner(f"L{n}", NOW)) for n in range(3)]
        enqueue(awards[0])
        runner.run_due(now=NOW)
        first = queries.live_credential(awards[0])

        enqueue(*awards)
        runner.run_due(now=NOW)

        assert queries.live_credential(awards[0]) == first
        assert queries.credentials().count() == 3

    def test_gives_up_with_the_reason_when_there_is_no_badge_any_more(self, cast, course):
        job = enqueue(stage.award(cast, course, NOW))
        authoring.detach_badge(achievement=course.achievement, by=None, now=NOW)

        runner.run_due(now=NOW)

        job.refresh_from_db()
        assert job.state == State.DEAD
        assert "no badge" in job.last_error

    def test_goes_on_with_the_others_when_one_badge_was_taken_away(self, cast, course, monkeypatch):
        monkeypatch.setattr(issuing_jobs, "BATCH", 2)
        other = stage.add_course(cast, "splices", NOW)
        learners = [stage.add_learner(f"L{n}", NOW) for n in range(4)]
        without = [stage.award(cast, other, NOW, learner=learner) for learner in learners[:2]]
        signed = [stage.award(cast, course, NOW, learner=learner) for learner in learners]
        job = enqueue(signed[0], without[0], signed[1], without[1], *signed[2:])
        authoring.detach_badge(achievement=other.achievement, by=None, now=NOW)

        runner.run_due(now=NOW)

        job.refresh_from_db()
        assert (job.state, job.progress) == (State.DONE, 6)
        assert {row.award for row in queries.credentials()} == set(signed)
        apart = list(Job.objects.filter(kind="issue").exclude(pk=job.pk))
        assert {(each.state, "no badge" in each.last_error) for each in apart} == {(State.DEAD, True)}
        left = [uuid for each in apart for uuid in each.payload["awards"]]
        assert sorted(left) == sorted(str(award.uuid) for award in without)


class TestAnUpdate:
    def test_waits_until_it_can_begin_without_dating_itself_in_the_future(self, cast, course):
        award = stage.award(cast, course, NOW)
        [first] = actions.issue(awards=[award], now=NOW)
        soon, later = NOW + timedelta(milliseconds=300), NOW + timedelta(seconds=2)
        payload = {
            "awards": [str(award.uuid)],
            "credentials": [str(first.uuid)],
            "learner": str(cast.leo.uuid),
        }
        job = jobs.enqueue(kind="update", payload=payload, now=soon)

        runner.run_due(now=soon)
        job.refresh_from_db()
        assert (job.state, queries.live_credential(award)) == (State.WAITING, first)

        runner.run_due(now=later)
        job.refresh_from_db()
        assert job.state == State.DONE
        assert first.valid_from < queries.live_credential(award).valid_from <= later

    def test_goes_on_with_the_others_when_one_badge_cannot_be_signed_any_more(
        self, cast, course, monkeypatch
    ):
        other = stage.add_course(cast, "splices", NOW)
        awards = [stage.award(cast, each, NOW) for each in (course, other)]
        credentials = actions.issue(awards=awards, now=NOW)
        genuine = updating.follow

        def follow(*, credentials, now):
            if Credential.objects.filter(
                uuid__in=credentials, version__achievement=other.achievement
            ).exists():
                raise errors.InvalidError("“Splices” holds a control character.", remedy="Write it anew.")
            return genuine(credentials=credentials, now=now)

        monkeypatch.setattr(updating, "follow", follow)
        job = jobs.enqueue(
            kind="update",
            payload={
                "awards": [str(award.uuid) for award in awards],
                "credentials": [str(credential.uuid) for credential in credentials],
                "learner": str(cast.leo.uuid),
            },
            now=NOW,
        )

        runner.run_due(now=NOW + timedelta(seconds=2))

        job.refresh_from_db()
        assert (job.state, job.payload["awards"]) == (State.DONE, [str(awards[0].uuid)])
        assert queries.live_credential(awards[0]) != credentials[0]
        assert queries.live_credential(awards[1]) == credentials[1]
        [apart] = Job.objects.filter(kind="update").exclude(pk=job.pk)
        assert (apart.state, apart.payload["awards"]) == (State.DEAD, [str(awards[1].uuid)])
        assert apart.last_error == "“Splices” holds a control character. Write it anew."
        assert Notification.objects.get(event="update_finished").payload["number"] == 1
