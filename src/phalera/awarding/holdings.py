"""The badges that a learner has, as the badges page lists them: filtered, sorted, a page at a time."""

import dataclasses
import datetime as dt
import enum
from collections.abc import Collection, Sequence
from uuid import UUID

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, Lower

from phalera.accounts.models import Person
from phalera.authoring.models import AchievementVersion
from phalera.awarding.models import Award
from phalera.learning.models import Kind, SkillLevel

# The panels of the page, in their order.
KINDS = (*(kind.value for kind in Kind), SkillLevel.kind)

# Who has not renewed for so long was told often enough.
_LONG_AGO = dt.timedelta(days=365)


class Status(enum.StrEnum):
    """What a row says of a badge."""

    ACHIEVED = "achieved"
    IN_PROGRESS = "in-progress"
    UPDATE = "update"
    EXPIRED = "expired"
    REVOKED = "revoked"


class Sort(enum.StrEnum):
    """What stands first within a kind."""

    NEWEST = "newest"
    OLDEST = "oldest"
    NAME = "name"
    ENDING = "ending"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which rows somebody wants to see, and in which order."""

    kind: str = ""
    status: Status | None = None
    words: str = ""
    sort: Sort = Sort.NEWEST


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some rows, the kind of each, and the kind that the page goes on with."""

    awards: tuple[Award, ...]
    kinds: tuple[str, ...]
    continues: str
    more: bool


def rows(
    learner: Person, wanted: Wanted, *, now: dt.datetime, changed: Collection[int] | None = None
) -> QuerySet[Award]:
    """Give the row of each achievement of a learner: its newest award, or the revoked one where no other is left.

    `changed` are the keys of awards whose badge has changed since, which the status asks for that is told by those who
    issue.
    """
    found = _by_kind(_one_each(learner)).filter(_has(wanted.status, now, changed))
    if wanted.kind:
        found = found.filter(Q(rank=KINDS.index(wanted.kind)))
    said = AchievementVersion.objects.filter(achievement=OuterRef("achievement"))
    for word in wanted.words.split():
        found = found.filter(
            Q(achievement__badge__name__icontains=word)
            | Q(achievement__learning_object__title__icontains=word)
            | Q(achievement__instance__learning_object__title__icontains=word)
            | Q(achievement__skill_level__skill__name__icontains=word)
            | Q(Exists(said.filter(name__icontains=word)))
        )
    return found.order_by(F("rank"), *_ORDER[wanted.sort])


def page(found: QuerySet[Award], wanted: Wanted, *, after: UUID | None, size: int) -> Page:
    """Give the rows that come after one of them; a cursor that is none of them begins at the beginning."""
    # Looked for among all and not among what was found: its status may have changed since it was read.
    last = _by_kind(Award.objects.filter(uuid=after)).first() if after else None
    if last is not None:
        found = found.filter(_follows(last, wanted.sort))
    taken = list(
        found.select_related(
            "achievement__badge__picture",
            "achievement__learning_object__renewed_by",
            "achievement__instance__learning_object__renewed_by",
            "achievement__skill_level__skill",
        )[: size + 1]
    )
    return Page(
        awards=tuple(taken[:size]),
        kinds=tuple(_kind(award) for award in taken[:size]),
        continues=_kind(last) if last else "",
        more=len(taken) > size,
    )


def numbers(found: QuerySet[Award]) -> dict[str, int]:
    """Give how many there are of each kind."""
    return {
        KINDS[rank]: number
        for rank, number in found.order_by().values_list(F("rank")).annotate(number=Count("pk"))
    }


def earlier(awards: Sequence[Award]) -> dict[int, tuple[Award, ...]]:
    """Give what came before each award that is not the first of its achievement, by key, the last one first."""
    later = [award for award in awards if award.occurrence]
    if not later:
        return {}
    before: dict[tuple[int, int], list[Award]] = {}
    for award in Award.objects.filter(
        learner__in={each.learner_id for each in later},
        achievement__in={each.achievement_id for each in later},
    ).order_by("-occurrence"):
        before.setdefault((award.learner_id, award.achievement_id), []).append(award)
    return {
        award.pk: tuple(
            each
            for each in before.get((award.learner_id, award.achievement_id), ())
            if each.occurrence < award.occurrence
        )
        for award in later
    }


def ending(learner: Person, *, most: int, now: dt.datetime) -> list[Award]:
    """Give the badges of a learner that end, or ended within the last year and were not renewed, the next one first."""
    own = Award.objects.filter(learner=learner, revoked_at=None)
    later = own.filter(achievement=OuterRef("achievement"), occurrence__gt=OuterRef("occurrence"))
    return list(
        own.filter(~Exists(later), valid_until__gt=now - _LONG_AGO)
        .select_related(
            "achievement__badge__picture",
            "achievement__learning_object__renewed_by",
            "achievement__instance__learning_object__renewed_by",
            "achievement__skill_level__skill",
        )
        .order_by("valid_until", "id")[:most]
    )


_ORDER: dict[Sort, tuple[str, ...]] = {
    Sort.NEWEST: ("-awarded_at", "-id"),
    Sort.OLDEST: ("awarded_at", "id"),
    Sort.NAME: ("called", "id"),
    Sort.ENDING: ("ends", "valid_until", "id"),
}


def _one_each(learner: Person) -> QuerySet[Award]:
    others = Award.objects.filter(learner=learner, achievement=OuterRef("achievement"))
    later = others.filter(occurrence__gt=OuterRef("occurrence"))
    return Award.objects.filter(
        Q(revoked_at=None) & ~Q(Exists(later.filter(revoked_at=None)))
        | Q(revoked_at__isnull=False) & ~Q(Exists(later)) & ~Q(Exists(others.filter(revoked_at=None))),
        learner=learner,
    )


def _by_kind(awards: QuerySet[Award]) -> QuerySet[Award]:
    """Add what rows are sorted by: their kind, how the badge is called, and whether it ends at all."""
    kind = Coalesce(
        "achievement__learning_object__kind",
        "achievement__instance__learning_object__kind",
        Value(SkillLevel.kind),
    )
    name = Coalesce("achievement__badge__name", "achievement__learning_object__title", Value(""))
    return awards.annotate(of_kind=kind).annotate(
        rank=Case(
            *(When(of_kind=each, then=place) for place, each in enumerate(KINDS)),
            output_field=IntegerField(),
        ),
        called=Lower(name),
        ends=Case(When(valid_until=None, then=1), default=0, output_field=IntegerField()),
    )


def _kind(award: Award) -> str:
    return str(getattr(award, "of_kind", ""))  # as `_by_kind` says


def _has(status: Status | None, now: dt.datetime, changed: Collection[int] | None) -> Q:
    ended = Q(valid_until__isnull=False, valid_until__lte=now)
    match status:
        case None:
            return Q()
        case Status.ACHIEVED:
            return Q(revoked_at=None) & ~ended
        case Status.EXPIRED:
            return Q(revoked_at=None) & ended
        case Status.REVOKED:
            return Q(revoked_at__isnull=False)
        case Status.UPDATE:
            return Q(revoked_at=None, pk__in=changed or ()) & ~ended
        case Status.IN_PROGRESS:
            # Nothing of what one has; `reach` gives those.
            return Q(pk__in=())


def _follows(last: Award, sort: Sort) -> Q:
    """Ask for what stands after a row that `_by_kind` described."""
    rank = getattr(last, "rank", 0)
    match sort:
        case Sort.NEWEST:
            after = Q(awarded_at__lt=last.awarded_at) | Q(awarded_at=last.awarded_at, pk__lt=last.pk)
        case Sort.OLDEST:
            after = Q(awarded_at__gt=last.awarded_at) | Q(awarded_at=last.awarded_at, pk__gt=last.pk)
        case Sort.NAME:
            called = getattr(last, "called", "")
            after = Q(called__gt=called) | Q(called=called, pk__gt=last.pk)
        case Sort.ENDING if last.valid_until is None:
            after = Q(valid_until=None, pk__gt=last.pk)
        case Sort.ENDING:
            after = (
                Q(valid_until=None)
                | Q(valid_until__gt=last.valid_until)
                | Q(valid_until=last.valid_until, pk__gt=last.pk)
            )
    return Q(rank__gt=rank) | Q(rank=rank) & after
