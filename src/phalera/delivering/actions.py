"""Every change that handing out makes."""

from collections.abc import Sequence
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


@transaction.atomic
def hand_out_all(*, awards: Sequence[Award], by: Person, now: datetime) -> int:
    """Let a learner take many badges along, in a fixed number of queries for each 500; give how many were private.

    NotAllowedError when one is not theirs or was revoked; then none is handed out.
    """
    if not all(awarding_policies.can_hold(award, by) for award in awards):
        raise errors.NotAllowedError(_("One of these badges is not yours to download."))
    first = [award for award in awards if award.visibility == Visibility.PRIVATE]
    awarding.open_all(awards=first, by=by, now=now)
    audit.record_many(by=by, action="award.handed_out", targets=[(award, {}) for award in awards], now=now)
    return len(first)
