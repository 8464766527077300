"""Who may decide what can be earned where."""

from django.utils.translation import gettext as _

from phalera.accounts import policies as accounts
from phalera.accounts.models import Person
from phalera.common import errors
from phalera.learning.models import LearningObject, SkillLevel


def can_attach(person: Person, target: LearningObject | SkillLevel) -> bool:
    """Say whether somebody may choose the badge there: an administrator, or who authored the learning object."""
    if accounts.is_administrator(person):
        return True
    # Skills belong to nobody in particular.
    if isinstance(target, SkillLevel):
        return False
    return accounts.is_author(person) and target.author_id == person.pk


def check_can_attach(person: Person, target: LearningObject | SkillLevel) -> None:
    """Raise NotAllowedError unless somebody may choose the badge of a learning object."""
    if not can_attach(person, target):
        raise errors.NotAllowedError(_("Only its author or an administrator may choose the badge of this."))
