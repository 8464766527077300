"""A worker that dies by `kill -9`, wherever it is, loses nothing and doubles nothing."""

import email
import signal
import time
from datetime import timedelta

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from factories import stage
from factories.killing import working
from phalera.awarding.models import Award
from phalera.common import faults
from phalera.common.models import AuditEvent
from phalera.issuing import actions as issuing_actions
from phalera.issuing import queries as issuing
from phalera.issuing import rotation
from phalera.issuing.models import Credential, SigningKey, StatusEntry
from phalera.jobs import clock, runner
from phalera.jobs.models import Job, State
from phalera.journeys import earn_a_badge, update_a_badge
from phalera.notifying.models import Event, Notification
from phalera.verifying import checker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.timeout(900)]

# Those that every badge passes until it is signed; updating and mail have their own.
POINTS = sorted(point for point in faults.POINTS if not point.startswith(("update.", "upload.", "mail.")))

# What is decided once and must never change: everything that is signed.
DECIDED = (
    "subject_id",
    "address_hash",
    "salt",
    "awarded_at",
    "valid_from",
    "proof_created",
    "key",
    "version",
)


def decided():
    """Give what is stored of the credential and its place in the status list, if anything is."""
    return [*Credential.objects.values(*DECIDED), *StatusEntry.objects.values("index", "status_list")]


def until(condition, seconds=90):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)


class TestKilledWorker:
    def test_can_die_at_ten_points(self):
        assert len(POINTS) == 10

    @pytest.mark.parametrize("point", POINTS)
    def test_leaves_one_signed_credential(self, point):
        now = clock.now()
        scene = stage.build(now)
        course = stage.add_course(scene, "knots", now)
        earn_a_badge.finish_module(
            enrollment=course.enrollment, module=course.learning_object.modules.get(), by=scene.leo, now=now
        )
        job = Job.objects.get()
        if point == "sweep.ringing":
            # As if the web process had died between its commit and the ring: only the sweeper can find the job.
            with transaction.atomic():
                DBTaskResult.objects.all().delete()
                Job.objects.update(rung_at=None)

        with working(fault=point) as process:
            assert process.wait(timeout=90) == -signal.SIGKILL
        before = decided()
        with working():
            until(lambda: Job.objects.get(pk=job.pk).state == State.DONE)

        award = Award.objects.get(learner=scene.leo, achievement=course.achievement)
        credential = Credential.objects.get()
        assert credential.award == award
        assert credential.signature is not None
        assert (StatusEntry.objects.count(), SigningKey.objects.count()) == (1, 1)
        # What was decided before the crash is what was signed after it.
        if before:
            assert decided() == before
        assert AuditEvent.objects.filter(action="credential.issued").count() == 1
        report = checker.verify(issuing.v3_document(credential), now=clock.now())
        assert report, report.to_json()


# Where updating can be cut off: at its own points, and at those of every job.
UPDATING = sorted(
    {point for point in faults.POINTS if point.startswith("update.")}
    | {"job.heard", "job.taken", "job.finishing", "job.finished"}
)


class TestKilledWhileUpdating:
    @pytest.mark.parametrize("point", UPDATING)
    def test_leaves_one_live_credential_and_one_word_of_it(self, point, tmp_path):
        now = clock.now()
        scene = stage.build(now)
        course = stage.add_course(scene, "knots", now)
        award = stage.award(scene, course, now)
        earn_a_badge.issue_soon([award], now=now)
        runner.run_due(now=now)
        before = Credential.objects.get()
        job = update_a_badge.ask(learner=scene.leo, awards=[award], by=scene.leo, now=now)

        with working(fault=point, mails=tmp_path) as process:
            assert process.wait(timeout=90) == -signal.SIGKILL
        assert Credential.objects.filter(superseded_at=None, signature__isnull=False).count() == 1
        prepared = list(Credential.objects.filter(succeeds=before).values(*DECIDED))
        with working(mails=tmp_path):
            until(lambda: not Job.objects.exclude(state=State.DONE).exists())

        assert Job.objects.get(pk=job.pk).state == State.DONE
        after = Credential.objects.get(superseded_at=None)
        assert (Credential.objects.count(), after.succeeds) == (2, before)
        if prepared:
            assert [Credential.objects.values(*DECIDED).get(pk=after.pk)] == prepared
        assert AuditEvent.objects.filter(action="credential.superseded").count() == 1
        assert Notification.objects.filter(event=Event.UPDATE_FINISHED).count() == 1
        assert [message["Subject"] for message in sent(tmp_path)] == ["Knots is up to date"]
        for each in (before, after):
            credential = Credential.objects.select_related("award__status__status_list").get(pk=each.pk)
            assert checker.verify(issuing.v3_document(credential), now=clock.now())


class TestKilledWhileSigningAnew:
    """A key was in other hands; whatever dies on the way, each badge is followed once and says the same."""

    @pytest.mark.parametrize("point", [point for point in UPDATING if point.startswith("update.")])
    def test_leaves_each_badge_with_one_credential_of_another_key(self, point, settings):
        settings.PUBLIC_URL = "https://badges.example.org"
        now = clock.now() - timedelta(hours=1)
        scene = stage.build(now)
        course = stage.add_course(scene, "knots", now)
        awards = [stage.award(scene, course, now, learner=stage.add_learner(f"L{n}", now)) for n in range(3)]
        before = {row.award_id: row for row in issuing_actions.issue(awards=awards, now=now)}
        key = SigningKey.objects.get()
        job = rotation.mark_compromised(key=key, since=now, by=None, now=clock.now())

        with working(fault=point) as process:
            assert process.wait(timeout=90) == -signal.SIGKILL
        with working():
            until(lambda: not Job.objects.exclude(state=State.DONE).exists())

        assert Job.objects.get(pk=job.pk).state == State.DONE
        live = list(issuing.credentials())
        assert Credential.objects.count() == 2 * len(awards)
        assert {row.award_id: row.succeeds for row in live} == before
        assert AuditEvent.objects.filter(action="credential.superseded").count() == len(awards)
        assert Notification.objects.filter(event=Event.UPDATE_FINISHED).count() == len(awards)
        for row in live:
            assert row.key != key
            assert checker.verify(issuing.v3_document(row), now=clock.now())


class TestKilledWhileMailing:
    @pytest.mark.parametrize(("point", "times"), [("mail.taken", 1), ("mail.sent", 2)])
    def test_sends_the_same_mail_again_where_it_may_not_have_left(self, point, times, tmp_path):
        now = clock.now()
        scene = stage.build(now)
        award = stage.award(scene, stage.add_course(scene, "knots", now), now)
        earn_a_badge.issue_soon([award], now=now)

        with working(fault=point, mails=tmp_path) as process:
            assert process.wait(timeout=90) == -signal.SIGKILL
        with working(mails=tmp_path):
            until(lambda: not Job.objects.exclude(state=State.DONE).exists())

        mails = sent(tmp_path)
        assert [message["Subject"] for message in mails] == ["You earned Knots"] * times
        # By its name, mail programs know the second for the first.
        assert len({message["Message-ID"] for message in mails}) == 1
        assert Notification.objects.get().mailed_at is not None


def sent(folder):
    """Give the mails that workers wrote into a folder, one file for each connection."""
    texts = [file.read_bytes().split(b"\n" + b"-" * 79 + b"\n") for file in sorted(folder.glob("*.log"))]
    return [email.message_from_bytes(text) for one in texts for text in one if text.strip()]
