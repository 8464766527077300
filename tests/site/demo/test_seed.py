"""The academy in the database: complete, issued, genuine, and never built twice."""

import hashlib
import io
from datetime import UTC, datetime

import pytest
from django.contrib.auth.hashers import check_password
from django.db import transaction
from PIL import Image

from phalera.accounts.models import Person, Role
from phalera.authoring import pictures
from phalera.authoring.models import Achievement, Badge, Picture
from phalera.awarding import queries as awarding
from phalera.awarding.models import Award
from phalera.common.models import AuditEvent
from phalera.delivering import files
from phalera.demo import seed
from phalera.demo.academy import courses, history, people
from phalera.issuing import queries as issuing
from phalera.issuing.models import Credential
from phalera.jobs.models import Job
from phalera.learning.models import Completion, Enrollment, LearningObject, ModuleCompletion
from phalera.notifying.models import Notification
from phalera.verifying import checker
from phalera_core.verifying import report

NOW = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
YEAR = history.year(NOW)
FINISHED = [story for story in YEAR.stories if story.finished_at]


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker):
    """Build the academy once for all tests here, and take it away again."""
    with django_db_blocker.unblock(), transaction.atomic():
        seed.load(now=NOW)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def academy(filled, db):
    """Show the academy to one test."""


@pytest.fixture
def leo(academy):
    return Person.objects.get(email="leo@example.org")


@pytest.mark.usefixtures("academy")
class TestLoad:
    def test_brings_everybody(self) -> None:
        assert Person.objects.filter(role=Role.LEARNER).count() == 60
        assert Person.objects.get(role=Role.AUTHOR).email == "ada@example.org"
        assert Person.objects.get(role=Role.ADMINISTRATOR).email == "grace@example.org"

    def test_tells_what_was_earned_without_sending_any_mail(self) -> None:
        assert Notification.objects.filter(event="badge_earned").count() == Award.objects.count()
        assert Notification.objects.get(read_at=None).person.email == "leo@example.org"
        assert not Notification.objects.filter(by_mail=True).exists()
        assert not Job.objects.exists()

    def test_lets_three_sign_in_and_nobody_else(self) -> None:
        who = {person.email for person in Person.objects.all() if person.has_usable_password()}

        assert who == {"leo@example.org", "ada@example.org", "grace@example.org"}
        assert all(check_password(people.PASSWORD, p.password) for p in Person.objects.filter(email__in=who))

    def test_keeps_addresses_as_they_were_typed(self) -> None:
        person = Person.objects.get(name="Jürgen Weiß")

        assert person.addresses.get().address == "Juergen.Weiss@example.org"

    def test_teaches_sixteen_courses_that_give_a_badge_each(self) -> None:
        assert LearningObject.objects.filter(kind="course", in_catalogue=True).count() == 16
        assert Achievement.objects.filter(badge__isnull=False).count() == 16
        assert all(course.modules.count() >= 3 for course in LearningObject.objects.all())

    def test_makes_forty_badges_with_a_picture_of_their_own(self) -> None:
        assert Badge.objects.count() == Picture.objects.count() == 40

    def test_tells_the_year_as_it_was(self) -> None:
        told = {
            (story.learner.email.casefold(), story.course.slug, story.enrolled_at) for story in YEAR.stories
        }
        enrollments = Enrollment.objects.values_list(
            "learner__email", "instance__learning_object__slug", "enrolled_at"
        )

        assert set(enrollments) == told
        assert ModuleCompletion.objects.count() == sum(len(story.ticked_at) for story in YEAR.stories)

    def test_awards_what_was_finished_with_success_and_nothing_else(self) -> None:
        awards = Award.objects.values_list(
            "learner__email", "achievement__learning_object__slug", "awarded_at"
        )

        assert set(awards) == {(s.learner.email.casefold(), s.course.slug, s.finished_at) for s in FINISHED}
        assert Completion.objects.filter(success=False).exists()
        assert not Award.objects.filter(completion__success=False).exists()

    def test_issues_one_signed_credential_for_each_award(self) -> None:
        signed = Credential.objects.filter(signature__isnull=False, superseded_at=None)

        assert signed.count() == Award.objects.count() == len(FINISHED)

    def test_takes_one_back_with_a_reason(self) -> None:
        award = Award.objects.get(revoked_at__isnull=False)

        assert award.revoked_reason
        assert award.status.revoked_at == NOW

    def test_writes_nothing_into_the_future(self) -> None:
        assert not AuditEvent.objects.filter(at__gt=NOW).exists()
        assert not Credential.objects.filter(valid_from__gt=NOW).exists()
        assert AuditEvent.objects.filter(action="demo.filled").count() == 1

    def test_does_nothing_the_second_time(self) -> None:
        before = (Person.objects.count(), Award.objects.count(), AuditEvent.objects.count())

        assert seed.load(now=NOW) is False

        assert (Person.objects.count(), Award.objects.count(), AuditEvent.objects.count()) == before


@pytest.mark.usefixtures("academy")
class TestPictures:
    def test_are_stored_under_their_digest_in_every_size(self) -> None:
        for picture in Picture.objects.all():
            png = pictures.read(picture.sha256, "png")
            assert hashlib.sha256(png).hexdigest() == picture.sha256
            assert hashlib.sha256(pictures.read(picture.svg_sha256, "svg")).hexdigest() == picture.svg_sha256
            assert Image.open(io.BytesIO(png)).size == (picture.width, picture.width) == (400, 400)
            for size in pictures.PREVIEWS:
                assert Image.open(io.BytesIO(pictures.read(picture.sha256, "png", size))).size == (size, size)


class TestLeo:
    def test_sees_nine_badges_with_the_newest_first(self, leo) -> None:
        earned = awarding.strip(learner=leo, now=NOW).earned

        assert [item.badge.name for item in earned] == [
            "Fire Warden",
            "First Aid at Work",
            "Data Basics",
            "Clear Writing",
            "Night Navigation",
            "Beekeeping",
            "Field Botany",
            "Safe Lifting",
            "First Week",
        ]

    def test_sees_what_is_nearest_to_done_before_the_catalog(self, leo) -> None:
        available = awarding.strip(learner=leo, now=NOW).available

        assert [(item.badge.name, item.done, item.total) for item in available[:2]] == [
            ("Careful Listener", 3, 4),
            ("Weather Reader", 1, 4),
        ]
        assert len(available) == 16 - 9

    @pytest.mark.parametrize("extension", ["png", "svg", "json"])
    def test_holds_badges_that_are_genuine(self, leo, extension: str) -> None:
        for item in awarding.strip(learner=leo, now=NOW, earned_limit=2).earned:
            file = files.content(issuing.live_credential(item.award), extension)

            said = checker.verify(file, now=NOW, recipient="leo@example.org")

            assert said, said.to_json()


@pytest.mark.usefixtures("academy")
class TestOthers:
    @pytest.mark.parametrize("slug", [course.slug for course in courses.COURSES])
    def test_hold_genuine_badges_of_every_course(self, slug: str) -> None:
        award = Award.objects.filter(achievement__learning_object__slug=slug, revoked_at=None).last()

        said = checker.verify(files.json(issuing.live_credential(award)), now=NOW)

        assert said, said.to_json()

    def test_show_a_revoked_badge_to_be_refused(self) -> None:
        award = Award.objects.get(revoked_at__isnull=False)

        said = checker.verify(files.json(issuing.live_credential(award)), now=NOW)

        assert said.verdict is report.Verdict.REFUSED
