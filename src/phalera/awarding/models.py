"""Our decisions that a learner earned something."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from phalera.authoring.models import Achievement
from phalera.learning.models import Completion


class Visibility(models.TextChoices):
    """Who may see an award (design, section 5)."""

    PRIVATE = "private", "Private"
    UNLISTED = "unlisted", "Unlisted"
    PUBLIC = "public", "Public"


class Award(models.Model):
    """The decision that a learner earned an Achievement, once per occurrence."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="awards")
    achievement = models.ForeignKey(Achievement, on_delete=models.PROTECT, related_name="awards")
    # 0 for what is earned once, the recurrence number for recurring certifications, the next number when
    # earned again after a revocation.
    occurrence = models.PositiveIntegerField(default=0)
    completion = models.ForeignKey(
        Completion, null=True, blank=True, on_delete=models.SET_NULL, related_name="awards"
    )
    awarded_at = models.DateTimeField()
    # The last second of the last day of a certification that is to be renewed; null holds for ever.
    valid_until = models.DateTimeField(null=True, blank=True)
    # The award that this one renews.
    follows = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by"
    )
    visibility = models.CharField(max_length=8, choices=Visibility, default=Visibility.PRIVATE)
    # What the learner chose to tell on the public page, and since when there is one.
    show_name = models.BooleanField(default=False)
    published_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["learner", "achievement", "occurrence"], name="award_once"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_reason="")
                | Q(revoked_at__isnull=False) & ~Q(revoked_reason=""),
                name="award_revoked_with_reason",
            ),
            models.CheckConstraint(condition=Q(visibility__in=Visibility.values), name="award_visibility"),
        )
        indexes = (
            models.Index(fields=["learner", "-awarded_at", "-id"], name="award_newest"),
            models.Index(fields=["valid_until"], condition=Q(revoked_at__isnull=True), name="award_ending"),
        )

    def __str__(self) -> str:
        return str(self.uuid)


class ShareLink(models.Model):
    """A link under which somebody may see one award until it ends; only the hash of its secret is kept."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    award = models.ForeignKey(Award, on_delete=models.CASCADE, related_name="links")
    secret_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)  # taken back by the learner

    def __str__(self) -> str:
        return str(self.uuid)


class Profile(models.Model):
    """A page of somebody's public awards, at an address that says nothing; there is none before they ask for it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="profile")
    shown = models.BooleanField(default=True)  # or taken back, and then its address answers nothing
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.uuid)
