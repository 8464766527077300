"""Which credentials somebody takes along at once."""

from collections.abc import Collection
from uuid import UUID

from phalera.accounts.models import Person
from phalera.awarding import queries as awarding
from phalera.issuing import queries as issuing
from phalera.issuing.models import Credential


def badges_of(learner: Person, *, awards: Collection[UUID] | None = None) -> list[Credential]:
    """Give a learner's signed badges, newest first: all that count, or those of `awards`, in one query."""
    found = issuing.credentials().filter(award__in=awarding.held(learner).order_by().values("pk"))
    if awards is not None:
        found = found.filter(award__uuid__in=awards)
    return list(found.order_by("-award__awarded_at", "-award_id"))
