"""Leo finishes a course and takes his badge along; anybody checks it. Nothing is faked: a real job, a real signature."""

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from PIL import Image

from factories import stage
from phalera.awarding import queries as awarding
from phalera.common.models import AuditEvent
from phalera.issuing import queries as issuing
from phalera.jobs import clock, runner
from phalera.journeys import earn_a_badge, take_it_back
from phalera.notifying import queries as notifying
from phalera_core import baking
from phalera_core.verifying.report import Verdict

MORNING = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
NOON = MORNING + timedelta(hours=3)
EVENING = MORNING + timedelta(hours=9)
pytestmark = pytest.mark.django_db


@pytest.fixture
def academy():
    return stage.build(MORNING)


@pytest.fixture
def course(academy):
    return stage.add_course(academy, "knots", MORNING)


def finish(academy, course, *, now=NOON):
    [module] = course.learning_object.modules.all()
    [award] = earn_a_badge.finish_module(enrollment=course.enrollment, module=module, by=academy.leo, now=now)
    return award


class TestLeo:
    def test_earns_a_badge_and_shows_it_to_a_stranger(self, academy, course):
        # In the morning the badge is something he can still earn, and how far he is stands beside it.
        strip = awarding.strip(learner=academy.leo, now=clock.now())
        assert strip.earned == ()
        assert [(item.badge.name, item.done, item.total) for item in strip.available] == [("Knots", 0, 1)]

        # At noon he ticks off the last module: the badge is his at once, its file comes a moment later.
        award = finish(academy, course)
        assert [item.award for item in awarding.strip(learner=academy.leo, now=clock.now()).earned] == [award]
        assert not issuing.faces([award])[award.pk].ready
        assert earn_a_badge.take_along(award=award, extension="png", by=academy.leo, now=NOON) is None

        # The worker signs it, and he hears of it, on the page and by mail.
        assert runner.run_due(now=NOON) == 2
        assert [each.title for each in notifying.recent(academy.leo)] == ["You earned Knots"]
        assert [message.subject for message in mail.outbox] == ["You earned Knots"]
        assert issuing.faces([award])[award.pk].ready

        # He downloads it, under a name he will find again.
        name, file = earn_a_badge.take_along(award=award, extension="png", by=academy.leo, now=EVENING)
        assert name == "Knots - Leo.png"
        assert Image.open(io.BytesIO(file)).size == (512, 512)

        # A stranger checks the file and believes it.
        report = earn_a_badge.is_it_genuine(file, now=EVENING)
        assert report.verdict is Verdict.VERIFIED
        assert all(check.outcome.value in {"passed", "not_applicable"} for check in report.checks)

        # And nowhere in it is his name or address.
        inside = baking.unbake(file)
        assert b"leo" not in (inside.v3 + inside.v2).lower()

    def test_finds_the_same_badge_in_every_form(self, academy, course):
        award = finish(academy, course)
        runner.run_due(now=NOON)

        files = {
            kind: earn_a_badge.take_along(award=award, extension=kind, by=academy.leo, now=EVENING)[1]
            for kind in ("png", "svg", "json")
        }

        assert baking.unbake(files["png"]).v3 == baking.unbake(files["svg"]).v3 == files["json"]

    def test_gains_nothing_by_finishing_twice(self, academy, course):
        award = finish(academy, course)
        runner.run_due(now=NOON)
        signed = issuing.v3_document(issuing.live_credential(award))

        assert finish(academy, course, now=EVENING) == award
        assert earn_a_badge.mark_complete(
            learner=academy.leo, instance=course.enrollment.instance, by=academy.grace, now=EVENING
        ) == [award]
        assert runner.run_due(now=EVENING) == 0

        assert issuing.v3_document(issuing.live_credential(award)) == signed
        assert awarding.held(academy.leo).count() == 1

    def test_leaves_a_trail_of_what_happened(self, academy, course):
        award = finish(academy, course)
        runner.run_due(now=NOON)
        earn_a_badge.take_along(award=award, extension="png", by=academy.leo, now=EVENING)

        told = list(AuditEvent.objects.filter(at__gte=NOON).order_by("pk").values_list("action", flat=True))

        assert told == [
            "learning.module_completed",
            "learning.completed",
            "award.granted",
            "issuer.identified",
            "credential.issued",
            "award.visibility_changed",
            "award.handed_out",
        ]


class TestGrace:
    def test_marks_somebody_complete_who_learned_elsewhere(self, academy, course):
        mia = stage.add_learner("Mia", MORNING)

        [award] = earn_a_badge.mark_complete(
            learner=mia, instance=course.enrollment.instance, by=academy.grace, now=NOON
        )
        runner.run_due(now=NOON)

        _name, file = earn_a_badge.take_along(award=award, extension="json", by=mia, now=EVENING)
        assert earn_a_badge.is_it_genuine(file, now=EVENING)

    def test_takes_a_badge_back_and_everybody_who_checks_hears_so(self, academy, course):
        award = finish(academy, course)
        runner.run_due(now=NOON)
        _name, file = earn_a_badge.take_along(award=award, extension="png", by=academy.leo, now=NOON)

        take_it_back.revoke(award=award, reason="The knot did not hold.", by=academy.grace, now=EVENING)

        report = earn_a_badge.is_it_genuine(file, now=EVENING)
        assert report.verdict is Verdict.REFUSED
        assert "revoked" in report.sentence
        assert awarding.strip(learner=academy.leo, now=clock.now()).earned == ()

    def test_takes_back_what_is_not_even_signed(self, academy, course):
        award = finish(academy, course)

        take_it_back.revoke(award=award, reason="By mistake.", by=academy.grace, now=NOON)
        runner.run_due(now=NOON)

        assert issuing.live_credential(award) is None

    def test_gives_a_badge_back_that_was_taken_by_mistake(self, academy, course):
        first = finish(academy, course)
        runner.run_due(now=NOON)
        take_it_back.revoke(award=first, reason="By mistake.", by=academy.grace, now=EVENING)

        second = earn_a_badge.award_directly(
            learner=academy.leo, achievement=course.achievement, by=academy.grace, now=EVENING
        )
        runner.run_due(now=EVENING)

        _name, file = earn_a_badge.take_along(award=second, extension="json", by=academy.leo, now=EVENING)
        assert earn_a_badge.is_it_genuine(file, now=EVENING)
        assert json.loads(file)["id"].endswith(str(second.uuid))
