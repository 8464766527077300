"""Where learners keep their badges outside: regions of hosts, connections to them, and each badge's way there."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from phalera.awarding.models import Award
from phalera.issuing.models import Credential


class Integration(models.Model):
    """A kind of host, such as Badgr, and whether the administrator has switched it on."""

    key = models.CharField(max_length=20, unique=True)  # names the adapter
    is_on = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.key


class Region(models.Model):
    """One installation of a host, with its own accounts and its own key for us; everything about it is data."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    integration = models.ForeignKey(Integration, on_delete=models.CASCADE, related_name="regions")
    key = models.SlugField(max_length=20)
    name = models.CharField(max_length=60)
    api_url = models.CharField(max_length=300)
    site_url = models.CharField(max_length=300)  # where people sign in and consent
    discovery_url = models.CharField(max_length=300, blank=True)  # the host's own word of where its site is
    client_id = models.CharField(max_length=200, blank=True)
    client_secret = models.BinaryField(default=b"")  # ciphertext
    is_offered = models.BooleanField(default=False)
    # What one answer told and all who ask the same host must know.
    failures = models.PositiveIntegerField(default=0)  # in a row
    closed_until = models.DateTimeField(null=True, blank=True)
    tokens_closed_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=["integration", "key"], name="region_key_once"),)

    def __str__(self) -> str:
        return self.name


class ConnectionState(models.TextChoices):
    """Whether badges can go."""

    CONNECTED = "connected", "Connected"
    RECONNECT = "reconnect", "Reconnect needed"
    DISCONNECTED = "disconnected", "Not connected"


class Connection(models.Model):
    """A learner's link to their account at a host; tokens are ciphertext."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="connections")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="connections")
    account = models.CharField(max_length=200)  # the host's id of the account
    state = models.CharField(max_length=12, choices=ConnectionState, default=ConnectionState.CONNECTED)
    access_token = models.BinaryField(default=b"")
    refresh_token = models.BinaryField(default=b"")
    # Grows with each new pair; who refreshes names the one it read.
    token_number = models.PositiveIntegerField(default=0)
    refreshing_until = models.DateTimeField(null=True, blank=True)
    # The verified addresses that the host knows of the account, with their case.
    addresses = models.JSONField(default=list)
    connected_at = models.DateTimeField()
    active_at = models.DateTimeField(null=True, blank=True)  # the last time the host answered well
    # The earliest job that will look after its uploads, so that there is one and not one for each badge.
    wake_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person", "region", "account"], name="connection_of_account"),
            # One at a time: somebody who wants another account disconnects the first.
            models.UniqueConstraint(
                fields=["person"], condition=~Q(state="disconnected"), name="connection_one_live"
            ),
            models.CheckConstraint(condition=Q(state__in=ConnectionState.values), name="connection_state"),
            models.CheckConstraint(
                condition=~Q(state="disconnected") | Q(access_token=b"", refresh_token=b""),
                name="connection_forgets_tokens",
            ),
        )

    def __str__(self) -> str:
        return str(self.uuid)


class UploadState(models.TextChoices):
    """Where a badge is on its way."""

    WAITING = "waiting", "Waiting"
    UPLOADING = "uploading", "Uploading"  # may have been sent: looked for before it is sent again
    UPLOADED = "uploaded", "Uploaded"
    HELD = "held", "Held"  # something must change first
    REFUSED = "refused", "Refused"
    SUPERSEDED = "superseded", "Superseded"
    REMOVED = "removed", "Removed"


# What the worker still has to do something about.
OPEN = (UploadState.WAITING, UploadState.UPLOADING)


class Upload(models.Model):
    """One credential's way to one connection's host."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    connection = models.ForeignKey(Connection, on_delete=models.CASCADE, related_name="uploads")
    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, related_name="uploads")
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="uploads")
    state = models.CharField(max_length=10, choices=UploadState, default=UploadState.WAITING)
    why = models.CharField(max_length=30, blank=True)  # a key of `wording`
    said = models.CharField(max_length=300, blank=True)  # what the host answered, for the expert
    # Written down before it is sent, so that who comes after a crash looks before sending again.
    sent_at = models.DateTimeField(null=True, blank=True)
    host_id = models.CharField(max_length=200, blank=True)
    # The host's id of what this one takes the place of; it is deleted there first.
    replaces = models.CharField(max_length=200, blank=True)
    must_look = models.BooleanField(default=False)  # what it replaces may be there under an id we do not know
    to_remove = models.BooleanField(default=False)  # revoked: it is to go from the host
    attempts = models.PositiveIntegerField(default=0)
    told = models.BooleanField(default=False)  # its learner has heard why it does not go
    # Due from then on. Whoever takes it moves this ahead, and says which job has it, so that the same job may go on
    # after a crash at once and others only later.
    next_try_at = models.DateTimeField()
    taken_by = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField()
    uploaded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["connection", "credential"], name="upload_once"),
            models.CheckConstraint(condition=Q(state__in=UploadState.values), name="upload_state"),
        )
        indexes = (
            models.Index(fields=["connection", "state", "next_try_at"], name="upload_due"),
            models.Index(fields=["award", "connection"], name="upload_of_award"),
        )

    def __str__(self) -> str:
        return f"{self.credential_id} to {self.connection_id}: {self.state}"
