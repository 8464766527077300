"""The truth about work in the background: the queue is only a doorbell (design, section 7)."""

import uuid

from django.db import models
from django.db.models import Q


class State(models.TextChoices):
    """Where a job stands."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    DEAD = "dead", "Given up"


class Job(models.Model):
    """One piece of work, written in the transaction that causes it; may run twice, ends once."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=64)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    # Counted when taken, not when finished, so that a job that kills its worker still counts.
    attempts = models.PositiveIntegerField(default=0)
    # Runs in a row that ended with their process and got no further.
    crashes = models.PositiveSmallIntegerField(default=0)
    next_run_at = models.DateTimeField()
    # When the doorbell was last rung for it; null when the ring got lost between commit and queue.
    rung_at = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    owner = models.CharField(max_length=128, blank=True)  # host:pid of the process that holds the lease
    # Grows with every taking; who holds an old number may not write the result.
    fence = models.PositiveBigIntegerField(default=0)
    progress = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    last_error = models.TextField(blank=True)
    # Two causes of the same work make one job.
    dedupe_key = models.CharField(max_length=200, null=True, blank=True, unique=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="chunks")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = (models.Index(fields=["state", "next_run_at"], name="job_due"),)
        constraints = (
            models.CheckConstraint(
                condition=~Q(state=State.RUNNING) | Q(lease_until__isnull=False), name="job_running_has_lease"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(State.DONE, State.DEAD)) | Q(finished_at__isnull=False),
                name="job_ended_at",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.uuid} {self.state}"


class Worker(models.Model):
    """A worker's sign of life, for `/readyz` and `doctor`."""

    name = models.CharField(max_length=128, unique=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
