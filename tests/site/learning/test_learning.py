"""Courses, taking part and finishing: told twice, it happened once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from factories import stage
from phalera.common import errors
from phalera.common.models import AuditEvent
from phalera.learning import actions, arranging, queries
from phalera.learning.models import Completion, Enrollment, Instance, ModuleCompletion
from phalera.learning.validity import Unit, Validity

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return stage.build(NOW)


@pytest.fixture
def course(cast):
    return actions.add_learning_object(
        title="Splicing",
        slug="splicing",
        modules=[("One", "a"), ("Two", "b")],
        author=cast.ada,
        by=cast.ada,
        now=NOW,
    )


@pytest.fixture
def enrollment(cast, course):
    return actions.enroll(learner=cast.leo, instance=course.instances.get(), by=cast.leo, now=NOW)


def record(cast, course, **changes):
    return actions.record_completion(
        **{
            "source": "lms",
            "external_id": "1",
            "learner": cast.leo,
            "instance": course.instances.get(),
            "completed_at": NOW,
            "success": True,
            "by": None,
            "now": NOW,
            **changes,
        }
    )


class TestAddLearningObject:
    def test_has_a_default_instance_and_its_modules_in_order(self, course):
        assert course.instances.get().is_default
        assert [module.title for module in course.modules.all()] == ["One", "Two"]

    def test_refuses_an_address_twice(self, course):
        with pytest.raises(errors.ConflictError) as caught:
            actions.add_learning_object(title="Other", slug="splicing", by=None, now=NOW)

        assert caught.value.field == "slug"

    def test_makes_an_address_of_the_title(self, db):
        assert actions.add_learning_object(title="Bowline & Co", by=None, now=NOW).slug == "bowline-co"
        assert actions.add_learning_object(title="結び目", by=None, now=NOW).slug == "learning"

    def test_has_one_default_instance_only(self, course):
        with pytest.raises(IntegrityError), transaction.atomic():
            Instance.objects.create(learning_object=course, is_default=True)


class TestEnroll:
    def test_twice_is_once(self, cast, course, enrollment):
        again = actions.enroll(
            learner=cast.leo, instance=course.instances.get(), by=cast.leo, now=NOW + timedelta(days=1)
        )

        assert again == enrollment
        assert again.enrolled_at == NOW
        assert Enrollment.objects.count() == 1
        assert AuditEvent.objects.filter(action="learning.enrolled").count() == 1


class TestCompleteModule:
    def test_completes_the_course_with_the_last_one(self, cast, course, enrollment):
        one, two = course.modules.all()

        assert actions.complete_module(enrollment=enrollment, module=two, by=cast.leo, now=NOW) is None
        completion = actions.complete_module(enrollment=enrollment, module=one, by=cast.leo, now=NOW)

        assert completion is not None
        assert (completion.learner, completion.success, completion.source) == (cast.leo, True, "modules")

    def test_twice_is_once(self, cast, course, enrollment):
        one, two = course.modules.all()
        for module in (one, one, two, two):
            actions.complete_module(enrollment=enrollment, module=module, by=cast.leo, now=NOW)

        assert ModuleCompletion.objects.count() == 2
        assert Completion.objects.count() == 1

    def test_refuses_a_module_of_another_course(self, cast, enrollment):
        other = actions.add_learning_object(title="Other", modules=[("X", "")], by=None, now=NOW)

        with pytest.raises(errors.InvalidError):
            actions.complete_module(enrollment=enrollment, module=other.modules.get(), by=cast.leo, now=NOW)


class TestRecordCompletion:
    def test_told_again_is_the_same_completion(self, cast, course):
        first = record(cast, course)
        again = record(cast, course, success=False, completed_at=NOW + timedelta(days=1))

        assert again == first
        assert again.success
        assert AuditEvent.objects.filter(action="learning.completed").count() == 1

    def test_of_another_source_is_another(self, cast, course):
        assert record(cast, course) != record(cast, course, source="hr")

    def test_refuses_one_id_for_two_people(self, cast, course):
        record(cast, course)

        with pytest.raises(errors.ConflictError):
            record(cast, course, learner=cast.grace)

    def test_is_told_once_for_the_database_too(self, cast, course):
        first = record(cast, course)
        first.pk, first.uuid = None, None

        with pytest.raises(IntegrityError), transaction.atomic():
            first.save(force_insert=True)


class TestQueries:
    def test_count_modules_of_many_enrollments_at_once(
        self, cast, course, enrollment, django_assert_num_queries
    ):
        other = actions.enroll(learner=cast.grace, instance=course.instances.get(), by=None, now=NOW)
        actions.complete_module(enrollment=enrollment, module=course.modules.first(), by=cast.leo, now=NOW)

        with django_assert_num_queries(2):
            progress = queries.progress([enrollment, other])

        assert progress == {enrollment.pk: (1, 2), other.pk: (0, 2)}

    def test_show_a_course_with_what_is_done(self, cast, course, enrollment):
        actions.complete_module(enrollment=enrollment, module=course.modules.first(), by=cast.leo, now=NOW)

        page = queries.course_page("splicing", cast.leo)

        assert (page.done, page.total, page.enrollment, page.completion) == (1, 2, enrollment, None)
        assert [item.done for item in page.modules] == [True, False]

    def test_hide_a_course_outside_the_catalogue_from_who_takes_no_part(self, cast, course, enrollment):
        course.in_catalogue = False
        course.save()

        assert queries.course_page("splicing", cast.leo) is not None
        assert queries.course_page("splicing", cast.grace) is None
        assert course not in queries.catalogue()

    def test_show_one_outside_the_catalogue_to_who_completed_it_or_renews_something_with_it(
        self, cast, course
    ):
        pilot = actions.add_learning_object(
            kind="certification", title="Pilot", slug="pilot", in_catalogue=False, by=cast.ada, now=NOW
        )
        arranging.set_validity(
            certification=pilot,
            validity=Validity(count=1, unit=Unit.YEARS),
            renew_from_days=30,
            grace_days=0,
            renewed_by=course,
            by=cast.ada,
            now=NOW,
        )
        course.in_catalogue = False
        course.save()
        assert [queries.course_page(slug, cast.leo) for slug in ("pilot", "splicing")] == [None, None]

        record(cast, pilot)

        shown = [queries.course_page(slug, cast.leo) for slug in ("pilot", "splicing")]
        assert [page.learning_object for page in shown] == [pilot, course]
        assert [queries.course_page(slug, cast.grace) for slug in ("pilot", "splicing")] == [None, None]
