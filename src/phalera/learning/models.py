"""What can be learned, who takes part, and the fact that they finished."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy

from phalera.learning.validity import Unit, Validity


class Kind(models.TextChoices):
    """The kinds of learning object."""

    COURSE = "course", gettext_lazy("Course")
    PATH = "path", gettext_lazy("Learning path")
    CERTIFICATION = "certification", gettext_lazy("Certification")


UNITS = (
    (Unit.DAYS.value, gettext_lazy("Days")),
    (Unit.MONTHS.value, gettext_lazy("Months")),
    (Unit.YEARS.value, gettext_lazy("Years")),
)


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
    # Of paths and certifications: their items one after the other, and how many of them; null is all.
    ordered = models.BooleanField(default=False)
    needed = models.PositiveSmallIntegerField(null=True, blank=True)
    # Of certifications that are to be renewed; without, they hold for ever.
    validity_count = models.PositiveSmallIntegerField(null=True, blank=True)
    validity_unit = models.CharField(max_length=6, choices=UNITS, blank=True)
    renew_from_days = models.PositiveSmallIntegerField(default=90)  # days before the end
    grace_days = models.PositiveSmallIntegerField(default=0)  # days after it that keep the place in a path
    # What is shorter than the whole and renews it; without, the whole is taken again.
    renewed_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="renews"
    )
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="learning_object_kind"),
            models.CheckConstraint(
                condition=Q(validity_count__isnull=True, validity_unit="")
                | Q(kind=Kind.CERTIFICATION, validity_count__gte=1, validity_unit__in=[*Unit]),
                name="learning_object_validity",
            ),
            models.CheckConstraint(
                condition=Q(needed__isnull=True) | Q(needed__gte=1), name="learning_object_needed"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def validity(self) -> Validity | None:
        """How long a completion holds, or None for ever."""
        if self.validity_count is None:
            return None
        return Validity(count=self.validity_count, unit=Unit(self.validity_unit))


class PathItem(models.Model):
    """A learning object that another one, a path or certification, is made of."""

    parent = models.ForeignKey(LearningObject, on_delete=models.CASCADE, related_name="items")
    item = models.ForeignKey(LearningObject, on_delete=models.PROTECT, related_name="parents")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position",)
        constraints = (
            models.UniqueConstraint(fields=["parent", "item"], name="path_item_once"),
            models.UniqueConstraint(fields=["parent", "position"], name="path_item_position"),
            models.CheckConstraint(condition=~Q(parent=F("item")), name="path_item_of_another"),
        )

    def __str__(self) -> str:
        return f"{self.item_id} in {self.parent_id}"


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
    cycle = models.PositiveSmallIntegerField(default=0)  # how often it was taken before, for a renewal
    enrolled_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["learner", "instance", "cycle"], name="enrollment_once"),
        )

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
    # Of certifications that are to be renewed: how often it was before, the first day that the validity is counted
    # from, and the last second of the last day that holds.
    cycle = models.PositiveSmallIntegerField(default=0)
    counted_from = models.DateField(null=True, blank=True)
    valid_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["source", "external_id"], name="completion_told_once"),
        )
        indexes = (models.Index(fields=["learner", "instance"], name="completion_of_learner"),)

    def __str__(self) -> str:
        return f"{self.learner_id} finished {self.instance_id}"


class Skill(models.Model):
    """An ability that courses give credits for."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    summary = models.CharField(max_length=240, blank=True)
    description = models.TextField(max_length=10_000, blank=True)
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class SkillLevel(models.Model):
    """A level of a skill, reached with enough credits."""

    kind = "skill"  # what is earned here, beside the kinds of learning object

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="levels")
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    credits_needed = models.PositiveIntegerField()
    # Nobody reaches it any more; whoever has it keeps it.
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=["skill", "number"], name="skill_level_number"),
            models.CheckConstraint(
                condition=Q(number__gte=1, credits_needed__gte=1), name="skill_level_from_one"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The skill and the level in one line."""
        return f"{self.skill.name}: {self.name}"

    @property
    def slug(self) -> str:
        """The slug of the skill, on whose page its levels are."""
        return self.skill.slug


class KeptLevel(models.Model):
    """Somebody had reached a level when it was made harder or retired, so they have it whatever their credits."""

    level = models.ForeignKey(SkillLevel, on_delete=models.CASCADE, related_name="kept")
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="kept_levels"
    )
    since = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["learner", "level"], name="kept_level_once"),)

    def __str__(self) -> str:
        return f"{self.level_id} of {self.learner_id}"


class SkillCredit(models.Model):
    """So many credits of a skill come with completing a learning object, once."""

    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="credits")
    learning_object = models.ForeignKey(
        LearningObject, on_delete=models.CASCADE, related_name="skill_credits"
    )
    credits = models.PositiveIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["skill", "learning_object"], name="skill_credit_once"),
            models.CheckConstraint(condition=Q(credits__gte=1), name="skill_credit_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.credits} of {self.skill_id}"


class CompletionImport(models.Model):
    """A file of completions: looked through first, recorded when somebody says so, and what came of it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=160)
    lines = models.JSONField()  # as they were written; emptied when all is recorded
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    total = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    recorded = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    awards = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)  # [number, field, message] of the first ones

    def __str__(self) -> str:
        return self.name

    @property
    def left_out(self) -> int:
        """How many rows are not recorded because something is wrong with them."""
        return (self.done if self.begun_at else self.total) - self.recorded - self.known
