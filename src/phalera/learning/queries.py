"""Questions about learning."""

import dataclasses
import datetime as dt
import itertools
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.text import slugify

from phalera.accounts.models import Person
from phalera.learning import following, models


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ModuleItem:
    """A module and whether the person ticked it off."""

    module: models.Module
    done: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CoursePage:
    """What one person sees of one learning object."""

    learning_object: models.LearningObject
    instance: models.Instance
    enrollment: models.Enrollment | None
    completion: models.Completion | None
    modules: tuple[ModuleItem, ...]

    @property
    def total(self) -> int:
        """The number of modules."""
        return len(self.modules)

    @property
    def done(self) -> int:
        """The number of modules ticked off."""
        return sum(item.done for item in self.modules)


def free_slug(title: str) -> str:
    """Give a slug for a title that nothing has yet: what scripts without Latin letters leave empty is counted."""
    stem = slugify(title)[:70] or "learning"
    taken = set(models.LearningObject.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    if stem not in taken:
        return stem
    return next(slug for number in itertools.count(2) if (slug := f"{stem}-{number}") not in taken)


def progress(enrollments: Iterable[models.Enrollment]) -> dict[int, tuple[int, int]]:
    """Give how many modules are done, of how many, by key of the enrollment, in two queries."""
    enrollments = list(enrollments)
    done: dict[int, int] = dict(
        models.ModuleCompletion.objects.filter(enrollment__in=[each.pk for each in enrollments])
        .values_list("enrollment_id")
        .annotate(number=Count("id"))
    )
    total: dict[int, int] = dict(
        models.Instance.objects.filter(pk__in={each.instance_id for each in enrollments})
        .values_list("pk")
        .annotate(number=Count("learning_object__modules"))
    )
    return {each.pk: (done.get(each.pk, 0), total[each.instance_id]) for each in enrollments}


def path_progress(
    learner: Person, parents: Iterable[models.LearningObject], *, now: dt.datetime
) -> dict[int, tuple[int, int]]:
    """Give how many items are done, of how many that are needed, of what is made of items, in three queries."""
    doing = following.doing_all(
        learner, [each for each in parents if each.kind != models.Kind.COURSE], now=now
    )
    return {
        key: (min(len(each.done), each.needed), each.needed) for key, each in doing.items() if each.needed
    }


def catalogue() -> QuerySet[models.LearningObject]:
    """Give the learning objects that anybody may enroll in, by title."""
    return models.LearningObject.objects.filter(in_catalogue=True, retired_at=None).order_by("title", "id")


def default_instance(learning_object: models.LearningObject) -> models.Instance:
    """Give the run that a learning object has from the start."""
    return learning_object.instances.select_related("learning_object").get(is_default=True)


def course_page(slug: str, person: Person) -> CoursePage | None:
    """Give what `person` sees of a learning object, or None when there is none, or none for them to see."""
    completed = models.Completion.objects.filter(learner=person)
    # Beside what is offered to all: what they took part in or completed elsewhere, and what renews what they hold.
    learning_object = (
        models.LearningObject.objects.select_related("author")
        .filter(
            Q(in_catalogue=True, retired_at=None)
            | Exists(
                models.Enrollment.objects.filter(learner=person, instance__learning_object=OuterRef("pk"))
            )
            | Exists(completed.filter(instance__learning_object=OuterRef("pk")))
            | Q(
                Exists(completed.filter(instance__learning_object__renewed_by=OuterRef("pk"))),
                retired_at=None,
            ),
            slug=slug,
        )
        .first()
    )
    if learning_object is None:
        return None
    # The run they take part in, their newest one first; else the default one.
    enrollment = (
        models.Enrollment.objects.select_related("instance")
        .filter(learner=person, instance__learning_object=learning_object)
        .order_by("-enrolled_at", "-id")
        .first()
    )
    instance = enrollment.instance if enrollment else default_instance(learning_object)
    done = set(enrollment.module_completions.values_list("module_id", flat=True)) if enrollment else set()
    return CoursePage(
        learning_object=learning_object,
        instance=instance,
        enrollment=enrollment,
        completion=models.Completion.objects.filter(learner=person, instance=instance, success=True)
        .order_by("completed_at", "id")
        .first(),
        modules=tuple(
            ModuleItem(module=module, done=module.pk in done) for module in learning_object.modules.all()
        ),
    )


def find_module(enrollment: models.Enrollment, uuid: UUID) -> models.Module | None:
    """Give a module of the course that the enrollment is in, or None."""
    return models.Module.objects.filter(learning_object__instances=enrollment.instance_id, uuid=uuid).first()
