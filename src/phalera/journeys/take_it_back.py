"""How a badge is taken back: we decide, and from the same moment everybody who checks it hears so, and its learner; it goes from their backpack."""

from datetime import datetime

from django.db import transaction

from phalera.accounts.models import Person
from phalera.awarding import actions as awarding
from phalera.awarding.models import Award
from phalera.backpacks import offering as backpacks
from phalera.issuing import actions as issuing
from phalera.notifying import actions as notifying
from phalera.notifying.models import Event


@transaction.atomic
def revoke(*, award: Award, reason: str, by: Person | None, now: datetime) -> None:
    """An administrator takes a badge back and says why; AlreadyRevokedError when it was before."""
    awarding.revoke(award=award, reason=reason, by=by, now=now)
    issuing.publish_revocation(awards=[award], now=now)
    backpacks.remove(award=award, now=now)
    notifying.notify(
        person=award.learner,
        event=Event.BADGE_REVOKED,
        key=str(award.uuid),
        award=award,
        payload={"reason": award.revoked_reason},
        now=now,
    )
