"""Who may decide what can be earned where."""

from django.utils.translation import gettext as _

from phalera.accounts import policies as accounts
from phalera.accounts.models import Person
from phalera.common import errors
from phalera.learning.models import LearningObject


def can_attach(person: Person, learning_object: LearningObject) -> bool:
    """Say whether somebody may choose the badge of a learning object: an administrator, or who authored it."""
    if accounts.is_administrator(person):
        return True
    return accounts.is_author(person) and learning_object.author_id == person.pk


def check_can_attach(person: Person, learning_object: LearningObject) -> None:
    """Raise NotAllowedError unless somebody may choose the badge of a learning object."""
    if not can_attach(person, learning_object):
        raise errors.NotAllowedError(_("Only its author or an administrator may choose the badge of this."))
