"""Pages of long lists: each begins after the last row of the one before, so that new rows never shift what one reads."""

import dataclasses
from collections.abc import Sequence
from typing import Generic, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import HttpRequest

PAGE = 50  # rows
# Of what is looked for; nobody types more.
LONGEST_SEARCH = 100

Row = TypeVar("Row", bound=Model)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[Row]):
    """Some rows of a list, and where the next ones are."""

    rows: Sequence[Row]
    words: str
    first: str  # the query of the first page, or nothing when this is the first
    following: str  # the query of the next page, or nothing when this is the last


def words(request: HttpRequest) -> str:
    """Give what is looked for."""
    return request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]


def after(request: HttpRequest, model: type[Row]) -> Row | None:
    """Give the row that the page begins after; an address that was tampered with begins at the beginning."""
    try:
        uuid = UUID(request.GET.get("after", ""))
    except ValueError:
        return None
    return model._default_manager.filter(uuid=uuid).first()  # noqa: SLF001  # Django's documented API


def page(request: HttpRequest, found: QuerySet[Row], **keep: str) -> Page[Row]:
    """Give a page of what was found, which begins after the row that the address names; `keep` stays in the addresses."""
    rows = list(found[: PAGE + 1])
    looked_for = words(request)
    kept = {name: value for name, value in {"q": looked_for, **keep}.items() if value}
    more = len(rows) > PAGE
    return Page(
        rows=rows[:PAGE],
        words=looked_for,
        first="?" + urlencode(kept) if request.GET.get("after") else "",
        following="?" + urlencode({**kept, "after": str(getattr(rows[PAGE - 1], "uuid", ""))})
        if more
        else "",
    )
