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
    visibility = models.CharField(max_length=8, choices=Visibility, default=Visibility.PRIVATE)
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
        indexes = (models.Index(fields=["learner", "-awarded_at", "-id"], name="award_newest"),)

    def __str__(self) -> str:
        return str(self.uuid)
