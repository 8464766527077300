"""Which badges a learner asked for on the badges page, told in its address and in the form of the rows."""

from collections.abc import Collection
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.http import QueryDict

from phalera.accounts.models import Person
from phalera.awarding import holdings
from phalera.awarding.models import Award
from phalera.issuing import queries as issuing
from phalera.web import paging

PAGE = 24  # rows
_STATUSES = {status.value: status for status in holdings.Status}
_SORTS = {sort.value: sort for sort in holdings.Sort}


def wanted(asked: QueryDict) -> holdings.Wanted:
    """Give what an address or a form asks for; what it does not know it leaves out."""
    kind, status, sort = asked.get("kind", ""), asked.get("status", ""), asked.get("sort", "")
    return holdings.Wanted(
        kind=kind if kind in holdings.KINDS else "",
        status=_STATUSES.get(status),
        words=asked.get("q", "").replace("\x00", "").strip()[: paging.LONGEST_SEARCH],
        sort=_SORTS.get(sort, holdings.Sort.NEWEST),
    )


def fields(what: holdings.Wanted) -> dict[str, str]:
    """Give what says the same in an address or in hidden fields."""
    sort = "" if what.sort is holdings.Sort.NEWEST else what.sort.value
    said = {"kind": what.kind, "status": what.status or "", "q": what.words, "sort": sort}
    return {name: str(value) for name, value in said.items() if value}


def address(what: holdings.Wanted, **more: str) -> str:
    """Give the query of a page that shows this."""
    return "?" + urlencode({**fields(what), **more})


def after(asked: QueryDict) -> UUID | None:
    """Give the row that a page begins after; an address that was tampered with begins at the beginning."""
    try:
        return UUID(asked.get("after", ""))
    except ValueError:
        return None


def found(learner: Person, what: holdings.Wanted, *, now: datetime) -> QuerySet[Award]:
    """Give the rows of what a learner has."""
    changed: Collection[int] | None = None
    if what.status is holdings.Status.UPDATE:
        changed = issuing.outdated(holdings.rows(learner, holdings.Wanted(), now=now))
    return holdings.rows(learner, what, now=now, changed=changed)


def takeable(learner: Person, what: holdings.Wanted, *, now: datetime) -> QuerySet[Award]:
    """Give those of the rows that can be downloaded and updated."""
    return issuing.ready(found(learner, what, now=now))
