"""What of handing out is remembered: how records look, and sets that were too many to make while somebody waits."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from phalera.authoring.models import Issuer, Picture
from phalera.common import colors


class Form(models.TextChoices):
    """What many badge records are put into."""

    PDF = "pdf", "One PDF"
    ZIP = "zip", "A ZIP of PDFs"


class Kind(models.TextChoices):
    """What a design is for: badges of one kind, or all that have no design of their own."""

    EVERY = "", "Every kind"
    COURSE = "course", "Course"
    PATH = "path", "Learning path"
    CERTIFICATION = "certification", "Certification"
    SKILL = "skill", "Skill"


class Orientation(models.TextChoices):
    """How the paper lies."""

    LANDSCAPE = "landscape", "Landscape"
    PORTRAIT = "portrait", "Portrait"


class RecordDesign(models.Model):
    """How the badge records of an issuer look, for one kind of what is earned or for every kind."""

    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="record_designs")
    kind = models.CharField(max_length=13, choices=Kind, blank=True)
    orientation = models.CharField(max_length=9, choices=Orientation, default=Orientation.LANDSCAPE)
    accent = models.CharField(max_length=7, default=colors.HONOR)  # #rrggbb, dark enough for white paper
    signatory_name = models.CharField(max_length=80, blank=True)
    signatory_title = models.CharField(max_length=80, blank=True)
    signature = models.ForeignKey(Picture, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["issuer", "kind"], name="record_design_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="record_design_kind"),
            models.CheckConstraint(
                condition=Q(orientation__in=Orientation.values), name="record_design_orientation"
            ),
            models.CheckConstraint(condition=Q(accent__regex="^#[0-9a-f]{6}$"), name="record_design_accent"),
        )

    def __str__(self) -> str:
        return self.kind or "every kind"


class Export(models.Model):
    """A set of badge records that a learner asked for; a job makes it, and its file is kept for some days."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exports")
    form = models.CharField(max_length=3, choices=Form)
    awards = models.JSONField()  # the uuids of what was chosen
    # Of these, so that asking for the same again while it is being made is asking once.
    chosen = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    # In the installation's storage; empty until it is made, and where nothing could be.
    file = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)  # bytes
    records = models.PositiveIntegerField(default=0)  # how many are in it
    left_out = models.JSONField(default=list)  # sentences: who was left out, and the remedy

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["learner", "form", "chosen"],
                condition=Q(finished_at__isnull=True),
                name="export_once_at_a_time",
            ),
            models.CheckConstraint(condition=Q(form__in=Form.values), name="export_form"),
            models.CheckConstraint(
                condition=Q(file="") | Q(finished_at__isnull=False), name="export_file_when_finished"
            ),
        )
        indexes = (models.Index(fields=["asked_at"], name="export_age"),)

    def __str__(self) -> str:
        return str(self.uuid)
