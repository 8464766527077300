"""Which credentials somebody takes along at once, and how their records look."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from phalera.accounts.models import Person
from phalera.awarding import queries as awarding
from phalera.awarding.models import Award
from phalera.delivering.models import RecordDesign
from phalera.issuing import composing, measuring
from phalera.issuing import queries as issuing
from phalera.issuing.models import Credential

_AT_ONCE = 500

# Of what comes with each of thousands of rows, what is long and goes into no file.
_NOT_NEEDED = (
    "award__learner__password",
    "award__status__status_list__document",
    "award__status__status_list__seed",
    "key__secret",
    "version__badge_class",
)


class Packed(NamedTuple):
    """What is to be known of a badge before an archive begins."""

    credential: int  # keys
    award: int
    award_uuid: UUID
    learner: str  # as they are called
    awarded_at: datetime
    valid_until: datetime | None
    badge: str  # as it was called then
    issuer: str
    picture: str  # SHA-256
    v3: int  # bytes of its documents
    v2: int


def badges_of(learner: Person, *, awards: Collection[UUID] | None = None) -> list[Credential]:
    """Give a learner's signed badges, newest first: all that count, or those of `awards`, in one query."""
    return list(_of(learner, awards, issuing.credentials().defer(*_NOT_NEEDED)))


def packed(learner: Person, *, awards: Collection[UUID] | None = None) -> list[Packed]:
    """Give the same badges as what goes into an archive, in one query, and one more for each 500 that say more."""
    # Put in order here: the database would carry all columns through its sorting.
    found = _of(learner, awards, issuing.credentials().select_related(None)).order_by()
    result, to_make = [], []
    for key, award, uuid, awarded_at, badge, issuer, sha256, *rest in found.values_list(
        "pk",
        "award_id",
        "award__uuid",
        "awarded_at",
        "version__name",
        "version__issuer_name",
        "version__picture__sha256",
        *measuring.FIELDS,
    ).iterator(chunk_size=_AT_ONCE):
        row = measuring.Row._make(rest)
        measured = measuring.lengths(row)
        if measured is None:
            to_make.append(key)
        v3, v2 = measured or (0, 0)
        result.append(
            Packed(key, award, uuid, learner.name, awarded_at, row.valid_until, badge, issuer, sha256, v3, v2)
        )
    if to_make:
        made = {
            key: (len(composing.v3(row)), len(composing.v2(row))) for key, _, row in issuing.rows(to_make)
        }
        result = [
            each._replace(v3=made[each.credential][0], v2=made[each.credential][1])
            if each.credential in made
            else each
            for each in result
        ]
    return sorted(result, key=lambda each: (each.awarded_at, each.award), reverse=True)


def awards_of(packed: Sequence[Packed], *, learner: Person) -> list[Award]:
    """Give the learner's awards of what is packed, in one query."""
    keys = {one.award for one in packed}
    return [award for award in Award.objects.filter(learner=learner) if award.pk in keys]


def _of(
    learner: Person, awards: Collection[UUID] | None, credentials: QuerySet[Credential]
) -> QuerySet[Credential]:
    found = credentials.filter(award__in=awarding.held(learner).order_by().values("pk"))
    if awards is not None:
        found = found.filter(award__uuid__in=awards)
    return found.order_by("-award__awarded_at", "-award_id")


def designs(issuers: Collection[int]) -> Mapping[tuple[int, str], RecordDesign]:
    """Give how records look, by issuer and kind, in one query."""
    found = RecordDesign.objects.filter(issuer__in=issuers).select_related("signature")
    return {(design.issuer_id, design.kind): design for design in found}
