"""What can be earned: pictures, badges, achievements and their frozen versions."""

import uuid
from typing import cast

from django.db import models
from django.db.models import Q

from phalera.learning.models import Instance, LearningObject, SkillLevel


class Picture(models.Model):
    """A stored, content-addressed picture: always a PNG, and the cleaned SVG where one was given."""

    sha256 = models.CharField(max_length=64, unique=True)  # of the PNG, lower-case hex
    svg_sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    width = models.PositiveIntegerField()  # pixels of the PNG, which is a square unless it shows a signature
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256[:12]


class Issuer(models.Model):
    """Who awards; its identifier is fixed when the first credential is issued and never follows the address."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=160)
    url = models.URLField(max_length=500)
    email = models.EmailField(max_length=254)
    description = models.CharField(max_length=500, blank=True)
    picture = models.ForeignKey(Picture, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    did = models.CharField(max_length=500, blank=True)
    # The number of its page on LinkedIn, so that a badge added there shows the organization and its mark.
    linkedin_id = models.CharField(max_length=20, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["did"], condition=~Q(did=""), name="issuer_did_once"),)

    def __str__(self) -> str:
        return self.name


class Badge(models.Model):
    """What an administrator makes: name, words, picture."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=80)
    description = models.CharField(max_length=1_000)
    alt = models.CharField(max_length=300)
    tags = models.JSONField(default=list)
    language = models.CharField(max_length=12, default="en")  # of the words that are signed
    picture = models.ForeignKey(Picture, on_delete=models.PROTECT, related_name="badges")
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Achievement(models.Model):
    """What can be earned at one target; it shows a Badge, which may be changed or taken away."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="achievements")
    badge = models.ForeignKey(
        Badge, null=True, blank=True, on_delete=models.PROTECT, related_name="achievements"
    )
    learning_object = models.ForeignKey(
        LearningObject, null=True, blank=True, on_delete=models.PROTECT, related_name="achievements"
    )
    instance = models.ForeignKey(
        Instance, null=True, blank=True, on_delete=models.PROTECT, related_name="achievements"
    )
    skill_level = models.ForeignKey(
        SkillLevel, null=True, blank=True, on_delete=models.PROTECT, related_name="achievements"
    )
    criteria = models.TextField(max_length=5_000, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(learning_object__isnull=False, instance__isnull=True, skill_level__isnull=True)
                | Q(learning_object__isnull=True, instance__isnull=False, skill_level__isnull=True)
                | Q(learning_object__isnull=True, instance__isnull=True, skill_level__isnull=False),
                name="achievement_one_target",
            ),
            models.UniqueConstraint(fields=["learning_object"], name="achievement_of_learning_object"),
            models.UniqueConstraint(fields=["instance"], name="achievement_of_instance"),
            models.UniqueConstraint(fields=["skill_level"], name="achievement_of_skill_level"),
        )

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def target(self) -> LearningObject | Instance | SkillLevel:
        """What it hangs on."""
        # The constraint `achievement_one_target` sees to it that it is one of the three.
        return cast("Instance", self.learning_object or self.skill_level or self.instance)

    @property
    def earned_by(self) -> LearningObject | SkillLevel:
        """The learning object to finish, whether the target is itself or one run of it, or the level to reach."""
        # The constraint `achievement_one_target` sees to it that it is one of the three.
        return self.learning_object or self.skill_level or cast("Instance", self.instance).learning_object


class AchievementVersion(models.Model):
    """The frozen statement of an Achievement at one moment; the database refuses to change it (migration 0002)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    achievement = models.ForeignKey(Achievement, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    digest = models.CharField(
        max_length=64
    )  # SHA-256 of all that is stated, so that nothing new makes no version
    name = models.CharField(max_length=80)
    description = models.CharField(max_length=1_000)
    alt = models.CharField(max_length=300)
    criteria = models.TextField(max_length=5_000)
    language = models.CharField(max_length=12)
    issuer_name = models.CharField(max_length=160)
    picture = models.ForeignKey(Picture, on_delete=models.PROTECT, related_name="+")
    template_format = models.PositiveSmallIntegerField()
    template_v3 = models.BinaryField()  # JSON of the Open Badges 3.0 credential with slots
    template_v2 = models.BinaryField()  # JSON of the Open Badges 2.0 Assertion with slots
    badge_class = models.BinaryField()  # JSON of the Open Badges 2.0 BadgeClass
    # The installation's address at that moment: documents of this version name it for ever.
    public_url = models.CharField(max_length=300)
    frozen_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["achievement", "number"], name="achievement_version_number"),
        )

    def __str__(self) -> str:
        return f"{self.name} v{self.number}"
