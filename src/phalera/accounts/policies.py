"""What roles may do."""

from django.utils.translation import gettext as _

from phalera.accounts import models
from phalera.common import errors


def is_administrator(person: models.Person) -> bool:
    """Say whether somebody may run the installation."""
    return person.is_active and person.role == models.Role.ADMINISTRATOR


def is_author(person: models.Person) -> bool:
    """Say whether somebody may author; an administrator may too."""
    return person.is_active and person.role in (models.Role.AUTHOR, models.Role.ADMINISTRATOR)


def check_is_administrator(person: models.Person) -> None:
    """Raise NotAllowedError unless somebody may run the installation."""
    if not is_administrator(person):
        raise errors.NotAllowedError(_("Only an administrator may do this."))


def check_is_author(person: models.Person) -> None:
    """Raise NotAllowedError unless somebody may author."""
    if not is_author(person):
        raise errors.NotAllowedError(_("Only an author or administrator may do this."))
