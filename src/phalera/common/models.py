"""What every room writes to: the audit trail."""

from django.db import models


class AuditEvent(models.Model):
    """One thing that somebody did; the database refuses to change or delete it (migration 0002)."""

    at = models.DateTimeField()
    # Text, not a foreign key: the trail outlives the person, and `common` may not know `accounts`.
    actor = models.CharField(max_length=64, blank=True)
    action = models.CharField(max_length=64)
    object_type = models.CharField(max_length=64)
    object_id = models.CharField(max_length=64)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = (models.Index(fields=["object_type", "object_id", "at"], name="audit_object"),)

    def __str__(self) -> str:
        return f"{self.action} {self.object_type} {self.object_id}"
