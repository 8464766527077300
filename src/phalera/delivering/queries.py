"""Which credentials somebody takes along at once, and how their records look."""

from collections.abc import Collection, Mapping
from uuid import UUID

from phalera.accounts.models import Person
from phalera.awarding import queries as awarding
from phalera.delivering.models import RecordDesign
from phalera.issuing import queries as issuing
from phalera.issuing.models import Credential

# Of what comes with each of thousands of rows, what is long and goes into no file.
_NOT_NEEDED = (
    "award__learner__password",
    "award__status__status_list__document",
    "award__status__status_list__seed",
    "key__secret",
    "version__badge_class",
)


def badges_of(learner: Person, *, awards: Collection[UUID] | None = None) -> list[Credential]:
    """Give a learner's signed badges, newest first: all that count, or those of `awards`, in one query."""
    found = (
        issuing.credentials()
        .filter(award__in=awarding.held(learner).order_by().values("pk"))
        .defer(*_NOT_NEEDED)
    )
    if awards is not None:
        found = found.filter(award__uuid__in=awards)
    return list(found.order_by("-award__awarded_at", "-award_id"))


def designs(issuers: Collection[int]) -> Mapping[tuple[int, str], RecordDesign]:
    """Give how records look, by issuer and kind, in one query."""
    found = RecordDesign.objects.filter(issuer__in=issuers).select_related("signature")
    return {(design.issuer_id, design.kind): design for design in found}
