"""What can be learned, who takes part, and the fact that they finished."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class Kind(models.TextChoices):
    """The kinds of learning object."""

    COURSE = "course", "Course"
    PATH = "path", "Learning path"
    CERTIFICATION = "certification", "Certification"


class LearningObject(models.Model):
    """A course, learning path or certification."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=13, choices=Kind)
    slug = models.SlugField(max_length=80, unique=True)
    title = models.CharField(max_length=160)
    summary = models.CharField(max_length=240, blank=True)
    description = models.TextField(max_length=10_000, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="authored"
    )
    # Anybody may enroll: it is shown among what can still be earned.
    in_catalogue = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="learning_object_kind"),
        )

    def __str__(self) -> str:
        return self.title


class Instance(models.Model):
    """One run of a learning object; each has a default one from the start."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learning_object = models.ForeignKey(LearningObject, on_delete=models.CASCADE, related_name="instances")
    title = models.CharField(max_length=160, blank=True)
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["learning_object"], condition=Q(is_default=True), name="instance_one_default"
            ),
        )

    def __str__(self) -> str:
        return self.title or str(self.learning_object)


class Module(models.Model):
    """A part of a course that a learner reads and ticks off."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learning_object = models.ForeignKey(LearningObject, on_delete=models.CASCADE, related_name="modules")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=160)
    body = models.TextField(max_length=20_000, blank=True)

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["learning_object", "position"], name="module_position"),
        )

    def __str__(self) -> str:
        return self.title


class Enrollment(models.Model):
    """Somebody takes part in an instance."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrollments"
    )
    instance = models.ForeignKey(Instance, on_delete=models.CASCADE, related_name="enrollments")
    enrolled_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["learner", "instance"], name="enrollment_once"),)

    def __str__(self) -> str:
        return f"{self.learner_id} in {self.instance_id}"


class ModuleCompletion(models.Model):
    """A learner has ticked off a module."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.CASCADE, related_name="module_completions")
    module = models.ForeignKey(Module, on_delete=models.CASCADE, related_name="+")
    completed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["enrollment", "module"], name="module_completed_once"),
        )

    def __str__(self) -> str:
        return f"{self.module_id} by {self.enrollment_id}"


class Completion(models.Model):
    """The fact that somebody finished, with success or not; told once per source and external id."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.CharField(max_length=40)
    external_id = models.CharField(max_length=200)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="completions"
    )
    instance = models.ForeignKey(Instance, on_delete=models.CASCADE, related_name="completions")
    completed_at = models.DateTimeField()
    success = models.BooleanField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["source", "external_id"], name="completion_told_once"),
        )
        indexes = (models.Index(fields=["learner", "instance"], name="completion_of_learner"),)

    def __str__(self) -> str:
        return f"{self.learner_id} finished {self.instance_id}"
