"""From a fresh installation to the first badge that somebody holds, through the pages alone."""

import io
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from factories import stage
from phalera.accounts import actions as accounts
from phalera.accounts.models import Role
from phalera.authoring.models import Badge
from phalera.awarding.models import Award
from phalera.jobs import clock, runner
from phalera.journeys import earn_a_badge
from phalera.learning.models import LearningObject
from phalera_core.verifying.report import Verdict

pytestmark = pytest.mark.django_db


def fill_in(client, page, /, *args, **given):
    """Send a form, and see that nothing was wrong with it."""
    answer = client.post(reverse(page, args=args), given, follow=True)
    assert answer.status_code == 200
    return answer


class TestAFreshInstallation:
    def test_awards_its_first_badge(self, settings):
        # As `phalera createadmin` leaves it, and where no mail is set up.
        settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
        now = datetime.now(UTC)
        first = accounts.add_person(
            name="Grace", email="grace@example.org", role=Role.ADMINISTRATOR, by=None, now=now
        )
        grace, leo = Client(), Client()
        answer = grace.post(reverse("sign_in_once", args=[accounts.make_sign_in_link(person=first, now=now)]))
        assert answer["Location"] == reverse("admin_issuer")

        # Grace says who awards, makes a badge and a course, and attaches the one to the other.
        fill_in(grace, "admin_issuer", name="Academy", url="academy.example", email="badges@academy.example")
        fill_in(
            grace,
            "admin_badge_new",
            name="Knots",
            description="Ties the knots that hold.",
            alt="A rope in a ring",
            tags="rope",
            picture=SimpleUploadedFile("knots.png", stage.disc().png, "image/png"),
        )
        answer = fill_in(
            grace, "admin_learning_new", kind="course", title="Ropes", modules="Bowline\nFigure eight"
        )
        chosen = answer.redirect_chain[0][0]
        answer = grace.post(chosen, {"do": "attach", "badge": str(Badge.objects.get().uuid)}, follow=True)
        assert "Ropes earns Knots now." in answer.content.decode()

        # She adds Leo and hands over the link, by which he signs in.
        answer = fill_in(grace, "admin_people_new", name="Leo", email="leo@example.org", role="learner")
        leo.post(answer.context["link"].removeprefix(settings.PUBLIC_URL))

        # He finds the course, takes part and ticks off its modules.
        assert "Ropes" in leo.get(reverse("learning")).content.decode()
        fill_in(leo, "enroll", "ropes")
        for module in LearningObject.objects.get().modules.all():
            fill_in(leo, "module_done", "ropes", module.uuid)
        runner.run_due(now=datetime.now(UTC))

        # What he downloads is signed, and anybody who checks it believes it.
        award = Award.objects.get(learner__email="leo@example.org")
        file = io.BytesIO(leo.get(reverse("badge_file", args=[award.uuid, "png"])).getvalue()).read()
        assert earn_a_badge.is_it_genuine(file, now=clock.now()).verdict is Verdict.VERIFIED
