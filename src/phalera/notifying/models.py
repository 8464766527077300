"""What people are told, each thing once, and what of it they want by mail."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from phalera.awarding.models import Award


class Event(models.TextChoices):
    """What may have happened that concerns somebody."""

    BADGE_EARNED = "badge_earned", "Badge earned"
    UPDATE_FINISHED = "update_finished", "Update finished"
    RECORDS_READY = "records_ready", "Badge records ready"
    BADGE_REVOKED = "badge_revoked", "Badge revoked"
    EXPIRING = "expiring", "Badge runs out soon"
    EXPIRED = "expired", "Badge ran out"
    UPLOAD_FAILED = "upload_failed", "Upload failed"
    UPLOAD_ATTENTION = "upload_attention", "Upload needs attention"


class Mail(models.TextChoices):
    """When somebody hears of an event by mail."""

    IMMEDIATE = "immediate", "At once"
    OFF = "off", "Not by mail"


class Notification(models.Model):
    """One event told to one person; `key` says which, so that telling it again changes nothing."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    event = models.CharField(max_length=20, choices=Event)
    key = models.CharField(max_length=120)
    award = models.ForeignKey(Award, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)
    by_mail = models.BooleanField(default=False)  # decided when it is told
    # The e-mail it goes into, once one is being sent; a job that comes back sends the same one.
    mail = models.UUIDField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "event", "key"], name="notification_once"),
            models.CheckConstraint(condition=Q(event__in=Event.values), name="notification_event"),
        )
        indexes = (
            models.Index(fields=["person", "-created_at", "-id"], name="notification_newest"),
            models.Index(fields=["person"], condition=Q(read_at__isnull=True), name="notification_unread"),
            models.Index(
                fields=["person", "event"],
                condition=Q(by_mail=True, mailed_at__isnull=True),
                name="notification_to_mail",
            ),
        )

    def __str__(self) -> str:
        return f"{self.event} {self.key}"


class Preference(models.Model):
    """What somebody chose for an event; without one, mail comes at once."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    event = models.CharField(max_length=20, choices=Event)
    mail = models.CharField(max_length=9, choices=Mail, default=Mail.IMMEDIATE)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "event"], name="preference_once"),
            models.CheckConstraint(condition=Q(event__in=Event.values), name="preference_event"),
            models.CheckConstraint(condition=Q(mail__in=Mail.values), name="preference_mail"),
        )

    def __str__(self) -> str:
        return f"{self.event}: {self.mail}"


class Reminder(models.Model):
    """Whether people are reminded so many days before something of theirs runs out; without a row, as is usual."""

    days = models.PositiveSmallIntegerField(unique=True)
    wanted = models.BooleanField()

    def __str__(self) -> str:
        return f"{self.days} days ahead: {self.wanted}"
