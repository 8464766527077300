"""The pages of the badges page and of the case with all badges: rows, panels, and where the next ones are."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from phalera.accounts.models import Person
from phalera.awarding import holdings, reach
from phalera.awarding import queries as awarding
from phalera.awarding.holdings import Sort, Status, Wanted
from phalera.backpacks import queries as backpacks
from phalera.issuing import queries as issuing
from phalera.web.learner import listing, showing

STATUSES: tuple[tuple[Status, str | Promise], ...] = (
    (Status.ACHIEVED, _("Achieved")),
    (Status.IN_PROGRESS, _("In progress")),
    (Status.UPDATE, _("With an update")),
    (Status.EXPIRED, _("Expired")),
    (Status.REVOKED, _("Revoked")),
)
SORTS: tuple[tuple[Sort, str | Promise], ...] = (
    (Sort.NEWEST, _("Newest first")),
    (Sort.OLDEST, _("Oldest first")),
    (Sort.NAME, _("By name")),
    (Sort.ENDING, _("Ending soonest")),
)
# Badges of the case that are shown at once.
CASE = 24
# What is still to earn beside them.
TO_EARN = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """The rows of one kind that are on a page."""

    kind: str
    number: int  # of all badges of the kind, on whatever page
    earned: tuple[showing.Earned, ...]
    under_way: tuple[reach.AvailableItem, ...]
    following: str  # the address of the rows after these, where the page ends within the kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of the badges page."""

    wanted: Wanted
    panels: tuple[Panel, ...]
    number: int  # of all rows of badges that match
    takeable: int  # of those that can be downloaded and updated
    continues: str  # the kind whose rows began on the page before
    following: str
    chosen: str  # how rows are ticked: "" not, "ticked" each of them, "all" more than are on the page

    @property
    def empty(self) -> bool:
        """Whether there is nothing to show."""
        return not self.panels

    @property
    def filtered(self) -> bool:
        """Whether some badges may be left out."""
        return bool(self.wanted.kind or self.wanted.status or self.wanted.words)

    @property
    def any_private(self) -> bool:
        """Whether a download makes some of it answer for the first time."""
        return any(item.private and item.takeable for panel in self.panels for item in panel.earned)

    @property
    def fields(self) -> dict[str, str]:
        """The filter, for hidden fields."""
        return listing.fields(self.wanted)

    @property
    def beginning(self) -> str:
        """The address of the first page."""
        return listing.address(self.wanted)

    @property
    def select_all(self) -> str:
        """The address at which all that matches is ticked."""
        return listing.address(self.wanted, all="1")

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """The kinds and the addresses that show only these."""
        what = self.wanted
        return [
            (kind, listing.address(Wanted(kind=kind, status=what.status, words=what.words, sort=what.sort)))
            for kind in ("", *holdings.KINDS)
        ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Some of all badges, newest first, and what is still to earn."""

    earned: tuple[showing.Earned, ...]
    number: int  # of all that are earned
    available: tuple[reach.AvailableItem, ...]
    following: str
    first: bool


def page(
    learner: Person,
    wanted: Wanted,
    *,
    after: UUID | None,
    everything: bool,
    now: datetime,
    updating: Collection[str] = (),
) -> Page:
    """Give a page of rows that begins after one of them; `everything` ticks all that match.

    The awards that are `updating` are offered no update meanwhile.
    """
    found = listing.found(learner, wanted, now=now)
    numbers = holdings.numbers(found)
    taken = holdings.page(found, wanted, after=after, size=listing.PAGE)
    earned = showing.earned(
        map(awarding.item, taken.awards),
        now=now,
        before=holdings.earlier(taken.awards),
        uploads=backpacks.whereabouts(taken.awards),
        updating=updating,
    )
    # Where the page ends within a kind, what is under way of it stands on a later one.
    last = taken.kinds[-1] if taken.more else ""
    begun = holdings.KINDS.index(taken.continues) if taken.continues else 0
    ended = holdings.KINDS.index(last) if last else len(holdings.KINDS)
    under_way = _under_way(learner, wanted, holdings.KINDS[begun:ended], now)
    extra = {"all": "1"} if everything else {}
    following = listing.address(wanted, after=str(taken.awards[-1].uuid), **extra) if taken.more else ""
    panels = (
        Panel(
            kind=kind,
            number=numbers.get(kind, 0),
            earned=tuple(item for item in earned if item.target.kind == kind),
            under_way=tuple(item for item in under_way if item.target.kind == kind),
            following=following if kind == last else "",
        )
        for kind in holdings.KINDS
    )
    alone = not taken.more and not taken.continues
    takeable = sum(item.takeable for item in earned) if alone else issuing.ready(found).count()
    return Page(
        wanted=wanted,
        panels=tuple(panel for panel in panels if panel.earned or panel.under_way),
        number=sum(numbers.values()),
        takeable=takeable,
        continues=taken.continues,
        following=following,
        chosen=("ticked" if alone else "all") if everything and takeable else "",
    )


def case(learner: Person, *, after: UUID | None, now: datetime, number: int | None = None) -> Case:
    """Give some of all badges of a learner, after one of them; `number` is of all where that is known."""
    held = awarding.held(learner)
    rows = list(awarding.held_after(learner, after)[: CASE + 1])
    more = len(rows) > CASE
    following = "?" + "&".join(("show=all", f"after={rows[CASE - 1].uuid}")) if more else ""
    return Case(
        earned=showing.earned(map(awarding.item, rows[:CASE]), now=now),
        number=(len(rows) if not more and after is None else held.count()) if number is None else number,
        available=reach.available(learner, now=now, limit=TO_EARN) if after is None else (),
        following=following,
        first=after is None,
    )


def _under_way(
    learner: Person, wanted: Wanted, kinds: Sequence[str], now: datetime
) -> tuple[reach.AvailableItem, ...]:
    if wanted.status not in (None, Status.IN_PROGRESS) or not kinds:
        return ()
    words = wanted.words.casefold().split()
    return tuple(
        item
        for item in reach.available(learner, now=now, kind=wanted.kind, under_way=True)
        if item.target.kind in kinds
        and all(word in f"{item.badge.name} {item.target.title}".casefold() for word in words)
    )
