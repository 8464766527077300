"""Who may arrange what is learned, and what of an ordered path may be begun."""

from datetime import datetime

from django.utils.translation import gettext as _

from phalera.accounts import policies as accounts
from phalera.accounts.models import Person
from phalera.common import errors
from phalera.learning import following, models


def can_arrange(person: Person, learning_object: models.LearningObject) -> bool:
    """Say whether somebody may say what a path or certification is made of: who authored it, or an administrator."""
    if accounts.is_administrator(person):
        return True
    return accounts.is_author(person) and learning_object.author_id == person.pk


def check_can_arrange(person: Person, learning_object: models.LearningObject) -> None:
    """Raise NotAllowedError unless somebody may arrange a path or certification."""
    if not can_arrange(person, learning_object):
        raise errors.NotAllowedError(_("Only its author or an administrator may arrange this."))


def comes_first(
    learner: Person, learning_object: models.LearningObject, *, now: datetime
) -> tuple[models.LearningObject, models.LearningObject] | None:
    """Give what a learner must complete before they may begin something, and the ordered path that says so, or None.

    A path speaks for those who take part in it, and where its item is not offered on its own.
    """
    parents = list(
        models.LearningObject.objects.filter(
            items__item=learning_object, ordered=True, retired_at=None
        ).order_by("pk")
    )
    if not parents:
        return None
    taken = set(
        models.Enrollment.objects.filter(
            learner=learner, instance__learning_object__in=[each.pk for each in parents]
        ).values_list("instance__learning_object", flat=True)
    )
    done = following.doing_all(learner, parents, now=now)
    for parent in parents:
        if parent.pk not in taken and learning_object.in_catalogue:
            continue
        finished = {each.instance.learning_object_id for each in done[parent.pk].done}
        for row in parent.items.select_related("item").order_by("position"):
            if row.item_id == learning_object.pk:
                break
            if row.item_id not in finished:
                return row.item, parent
    return None


def check_can_begin(learner: Person, learning_object: models.LearningObject, *, now: datetime) -> None:
    """Raise NotAllowedError where an ordered path says that something else comes first."""
    before = comes_first(learner, learning_object, now=now)
    if before is not None:
        first, path = before
        raise errors.NotAllowedError(
            _("In %(path)s, “%(first)s” comes before “%(title)s”.")
            % {"path": path.title, "first": first.title, "title": learning_object.title},
            remedy=_("Complete “%(first)s” first.") % {"first": first.title},
        )
