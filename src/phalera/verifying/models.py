"""The only thing that is kept of verifying, and only when somebody asks for it."""

from django.db import models


class Result(models.Model):
    """What verifying a badge came to, for whoever has the link; only the hash of its secret is kept."""

    secret_hash = models.CharField(max_length=64, unique=True)
    said = models.JSONField()  # as `results.summary` gives it
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.said.get('name', '')} {self.made_at:%Y-%m-%d}"
