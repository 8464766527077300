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
from phalera.journeys import earn_a_badge
from phalera.learning import actions as learning
from phalera.learning import paths
from phalera.learning.models import Completion, Enrollment, LearningObject, ModuleCompletion
from phalera.notifying import reminding
from phalera.notifying.models import Notification
from phalera.verifying import checker
from phalera_core.verifying import report

NOW = datetime(2026, 11, 24, 18, 30, tzinfo=UTC)
YEAR = history.year(NOW)
COURSES = [course.slug for course in courses.COURSES]
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

    def test_teaches_sixteen_courses_that_give_a_badge_each_and_three_that_renew(self) -> None:
        taught = LearningObject.objects.filter(kind="course", in_catalogue=True)

        assert taught.count() == 19
        assert taught.filter(achievements__badge__isnull=False).count() == 16
        assert taught.filter(achievements=None, renews__kind="certification").count() == 3
        assert all(course.modules.count() >= 2 for course in taught)

    def test_arranges_paths_certifications_and_skills_that_give_badges(self) -> None:
        given = Achievement.objects.filter(badge__isnull=False)

        assert given.filter(learning_object__kind="path").count() == 3
        assert given.filter(learning_object__kind="certification").count() == 4
        assert given.filter(skill_level__isnull=False).count() == 9
        assert len(set(given.values_list("badge", flat=True))) == given.count() == 32

    def test_makes_forty_badges_with_a_picture_of_their_own(self) -> None:
        assert Badge.objects.count() == Picture.objects.count() == 40

    def test_tells_the_year_as_it_was(self) -> None:
        told = {
            (story.learner.email.casefold(), story.course.slug, story.enrolled_at) for story in YEAR.stories
        }
        enrollments = Enrollment.objects.values_list(
            "learner__email", "instance__learning_object__slug", "enrolled_at"
        )

        assert set(enrollments.filter(instance__learning_object__slug__in=COURSES)) == told
        ticks = ModuleCompletion.objects.filter(module__learning_object__slug__in=COURSES)
        assert ticks.count() == sum(len(story.ticked_at) for story in YEAR.stories)

    def test_awards_what_was_finished_with_success_and_nothing_else(self) -> None:
        awards = Award.objects.filter(achievement__learning_object__kind="course").values_list(
            "learner__email", "achievement__learning_object__slug", "awarded_at"
        )

        assert set(awards) == {(s.learner.email.casefold(), s.course.slug, s.finished_at) for s in FINISHED}
        assert Completion.objects.filter(success=False).exists()
        assert not Award.objects.filter(completion__success=False).exists()

    def test_issues_one_signed_credential_for_each_award(self) -> None:
        signed = Credential.objects.filter(signature__isnull=False, superseded_at=None)

        assert signed.count() == Award.objects.count() > len(FINISHED)

    def test_gives_paths_certifications_and_skills_to_a_believable_number(self) -> None:
        of_kind = [
            Award.objects.filter(achievement__learning_object__kind=kind).count()
            for kind in ("path", "certification")
        ]
        levels = Award.objects.filter(achievement__skill_level__isnull=False)

        assert all(5 <= number <= 80 for number in of_kind), of_kind
        assert 20 <= levels.count() <= 120
        assert Award.objects.filter(follows__isnull=False).count() >= 2
        assert Award.objects.filter(valid_until__lt=NOW).count() >= 2

    def test_signs_what_has_ended_while_it_held(self) -> None:
        for credential in Credential.objects.filter(valid_until__lt=NOW):
            assert credential.award.awarded_at <= credential.valid_from < credential.valid_until

    def test_leaves_nobody_to_be_told_that_something_ends(self) -> None:
        assert list(reminding.remind(now=NOW)) == []

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
    def test_sees_his_badges_with_the_newest_first(self, leo) -> None:
        earned = awarding.strip(learner=leo, now=NOW).earned

        assert [item.badge.name for item in earned] == [
            "Fire Warden",
            "Food Hygiene",
            "Harbor Crew",
            "First Aid at Work",
            "Problem Solving, level 1",
            "Data Protection",
            "Data Basics",
            "Public Speaking, level 1",
            "Clear Writing",
            "Launch Skipper",
            "Night Navigation",
            "Beekeeping",
            "Field Botany",
            "Forklift Operator",
            "Safe Lifting",
            "First Week",
        ]

    def test_sees_what_is_nearest_to_done_before_the_catalog(self, leo) -> None:
        available = awarding.strip(learner=leo, now=NOW).available

        assert {(item.badge.name, item.done, item.total) for item in available if item.under_way} == {
            ("Careful Listener", 3, 4),
            ("Nature Guide", 3, 4),
            ("Problem Solving, level 2", 70, 100),
            ("Public Speaking, level 2", 40, 80),
            ("Leading Teams", 2, 4),
            ("Languages, level 1", 20, 50),
            ("Weather Reader", 1, 4),
        }
        assert [item.badge.name for item in available[:2]] == ["Careful Listener", "Nature Guide"]

    def test_has_one_to_renew_one_that_ended_and_one_that_was_renewed(self, leo) -> None:
        held = {
            award.achievement.earned_by.slug: award
            for award in Award.objects.filter(learner=leo).order_by("pk")
        }
        left = {slug: (award.valid_until - NOW).days for slug, award in held.items() if award.valid_until}

        assert 15 <= left["forklift-operator"] <= 30
        assert -40 <= left["launch-skipper"] < 0
        assert left["food-hygiene"] > 90
        assert held["food-hygiene"].follows.valid_until > held["food-hygiene"].awarded_at
        assert held["data-protection"].valid_until is None
        windows = {
            slug: paths.holding(leo, held[slug].achievement.learning_object, now=NOW)
            for slug in ("forklift-operator", "launch-skipper", "food-hygiene")
        }
        assert {slug: (window.open, window.ended) for slug, window in windows.items()} == {
            "forklift-operator": (True, False),
            "launch-skipper": (True, True),
            "food-hygiene": (False, False),
        }
        assert len(windows["food-hygiene"].history) == 2

    def test_earns_the_badge_of_the_story_and_nothing_beside_it(self, leo) -> None:
        with transaction.atomic():
            enrollment = Enrollment.objects.get(
                learner=leo, instance__learning_object__slug="the-art-of-listening"
            )
            module = enrollment.instance.learning_object.modules.last()

            awards = earn_a_badge.finish_module(enrollment=enrollment, module=module, by=leo, now=NOW)

            fresh = [award for award in awards if award.awarded_at == NOW]
            assert [award.achievement.badge.name for award in fresh] == ["Careful Listener"]
            transaction.set_rollback(True)

    def test_earns_one_badge_with_each_course_that_is_open_to_him(self, leo) -> None:
        taken = Enrollment.objects.filter(learner=leo).values("instance__learning_object")
        still = LearningObject.objects.exclude(pk__in=taken).filter(achievements__badge__isnull=False)

        with transaction.atomic():
            for course in still:
                completion = learning.mark_complete(
                    learner=leo, instance=course.instances.get(), by=None, now=NOW
                )
                awards = earn_a_badge.decide(completion=completion, by=None, now=NOW)
                fresh = [award for award in awards if award.awarded_at == NOW]
                assert [award.achievement.learning_object for award in fresh] == [course]
            transaction.set_rollback(True)
        assert {course.kind for course in still} == {"course"}

    def test_shows_one_to_everybody_and_one_to_who_has_its_address(self, leo) -> None:
        shown = Award.objects.filter(learner=leo).exclude(visibility="private")

        assert {(award.visibility, award.achievement.badge.name) for award in shown} == {
            ("public", "Clear Writing"),
            ("unlisted", "Night Navigation"),
        }

    def test_was_told_of_what_ends(self, leo) -> None:
        told = Notification.objects.filter(person=leo).exclude(event="badge_earned").order_by("created_at")

        assert [(each.award.achievement.badge.name, each.event) for each in told] == [
            *[("Launch Skipper", "expiring")] * 4,
            ("Launch Skipper", "expired"),
            ("Food Hygiene", "expiring"),
            ("Forklift Operator", "expiring"),
        ]

    @pytest.mark.parametrize("extension", ["png", "svg", "json"])
    def test_holds_badges_that_are_genuine(self, leo, extension: str) -> None:
        for item in awarding.strip(learner=leo, now=NOW, earned_limit=4).earned:
            file = files.content(issuing.live_credential(item.award), extension)

            said = checker.verify(file, now=NOW, recipient="leo@example.org")

            assert said, said.to_json()


@pytest.mark.usefixtures("academy")
class TestOthers:
    @pytest.mark.parametrize("slug", COURSES)
    def test_hold_genuine_badges_of_every_course(self, slug: str) -> None:
        award = Award.objects.filter(achievement__learning_object__slug=slug, revoked_at=None).last()

        said = checker.verify(files.json(issuing.live_credential(award)), now=NOW)

        assert said, said.to_json()

    def test_show_badges_that_have_ended_as_such(self) -> None:
        for award in Award.objects.filter(valid_until__lt=NOW)[:3]:
            said = checker.verify(files.json(issuing.live_credential(award)), now=NOW)

            assert said.verdict is report.Verdict.REFUSED
            assert said.decisive.id == "dates"

    def test_show_a_revoked_badge_to_be_refused(self) -> None:
        award = Award.objects.get(revoked_at__isnull=False)

        said = checker.verify(files.json(issuing.live_credential(award)), now=NOW)

        assert said.verdict is report.Verdict.REFUSED
