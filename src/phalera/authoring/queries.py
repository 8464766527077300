"""Questions about what can be earned."""

from django.db.models import F, Q, QuerySet

from phalera.authoring import models
from phalera.learning.models import Instance


def achievement_for(instance: Instance) -> models.Achievement | None:
    """Give what finishing `instance` earns: its own achievement, else that of its learning object, or None."""
    return (
        models.Achievement.objects.select_related("badge", "badge__picture", "issuer")
        .filter(Q(instance=instance) | Q(learning_object=instance.learning_object_id), badge__isnull=False)
        .order_by(F("instance").asc(nulls_last=True))  # the run's own one first
        .first()
    )


def badges() -> QuerySet[models.Badge]:
    """Give the badges that an author may choose from, by name."""
    return models.Badge.objects.filter(retired_at=None).select_related("picture").order_by("name", "id")


def find_issuer() -> models.Issuer | None:
    """Give the first issuer, or None before one was set up."""
    return models.Issuer.objects.order_by("id").first()


def earnable() -> QuerySet[models.Achievement]:
    """Give the achievements that show a badge."""
    return models.Achievement.objects.filter(badge__isnull=False).select_related(
        "badge", "badge__picture", "learning_object", "instance", "instance__learning_object"
    )
