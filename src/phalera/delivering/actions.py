"""Every change that handing out makes."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from phalera.accounts.models import Person
from phalera.awarding import actions as awarding
from phalera.awarding import policies as awarding_policies
from phalera.awarding.models import Award, Visibility
from phalera.common import audit, errors


@transaction.atomic
def hand_out(*, award: Award, by: Person, now: datetime) -> bool:
    """Let a learner take their badge along; the first time makes it unlisted, and True says so.

    NotAllowedError when it is not theirs or was revoked.
    """
    if not awarding_policies.can_hold(award, by):
        raise errors.NotAllowedError(_("This badge is not yours to download."))
    first = award.visibility == Visibility.PRIVATE
    if first:
        # What leaves the house must be verifiable, so its documents begin to answer.
        awarding.change_visibility(award=award, visibility=Visibility.UNLISTED, by=by, now=now)
    audit.record(by=by, action="award.handed_out", target=award, now=now)
    return first
