"""Who may see an award, and who may take one back."""

import enum

from django.utils.translation import gettext as _

from phalera.accounts import policies as accounts
from phalera.accounts.models import Person
from phalera.awarding import models
from phalera.common import errors


class Exposure(enum.Enum):
    """What the outside gets to know of an award."""

    HIDDEN = "hidden"  # nothing, not even that it exists
    SHOWN = "shown"
    GONE = "gone"  # only that it was revoked


def exposure(award: models.Award) -> Exposure:
    """Say what an award's public addresses answer (design, section 5)."""
    if award.visibility == models.Visibility.PRIVATE:
        # Nobody outside ever learnt of it, so a revocation tells nothing either.
        return Exposure.HIDDEN
    return Exposure.GONE if award.revoked_at else Exposure.SHOWN


def can_hold(award: models.Award, person: Person | None) -> bool:
    """Say whether somebody may download the award's files: its learner, while it is not revoked."""
    return person is not None and person.pk == award.learner_id and award.revoked_at is None


def check_can_award(person: Person) -> None:
    """Raise NotAllowedError unless somebody may grant and revoke."""
    if not accounts.is_administrator(person):
        raise errors.NotAllowedError(_("Only an administrator may award or revoke."))
