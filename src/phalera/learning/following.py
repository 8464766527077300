"""What follows from a completion: paths and certifications of which enough is done now."""

import dataclasses
import datetime as dt
import itertools
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.db.models import Q

from phalera.accounts.models import Person
from phalera.common import audit
from phalera.learning import actions, models, terms

# The source of completions that come of the items of a path or certification.
ITEMS = "items"
# Rows that one statement writes or asks for.
_AT_ONCE = 500


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """How far somebody is in a path or certification that is made of items."""

    done: tuple[models.Completion, ...]  # one for each item that counts, the earliest first
    needed: int
    renewing: bool  # it was completed before, and what is done now counts for the next time

    @property
    def enough_at(self) -> dt.datetime | None:
        """The moment since which enough is done, or None."""
        if self.needed == 0 or len(self.done) < self.needed:
            return None
        return self.done[self.needed - 1].completed_at


@transaction.atomic
def follow_on(
    *, completion: models.Completion, by: Person | None, now: dt.datetime
) -> list[models.Completion]:
    """Complete what a completion completes, and what that completes; the same twice changes nothing."""
    made: list[models.Completion] = []
    if not completion.success:
        return made
    waiting, seen = [completion], {completion.instance.learning_object_id}
    while waiting:
        own = waiting.pop()
        for parent in _made_of(own.instance.learning_object_id):
            following = None if parent.pk in seen else _complete(parent, own, by=by, now=now)
            if following is not None:
                seen.add(parent.pk)
                made.append(following)
                waiting.append(following)
    return made


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Enough:
    """Somebody has had enough of the items done, since a moment."""

    learner: int  # the key of the person
    at: dt.datetime


@transaction.atomic
def settle(*, parent: models.LearningObject, by: Person | None, now: dt.datetime) -> list[models.Completion]:
    """Complete a path or certification for everybody who had enough of it done before it was made of this.

    And what that completes in turn. Many are written in few statements.
    """
    made: list[models.Completion] = []
    waiting, seen = [parent], {parent.pk}
    while waiting:
        own = waiting.pop(0)
        items = [row.item for row in own.items.select_related("item").order_by("position")]
        made += _record_all(own, have_enough(own, items=items, needed=own.needed, now=now), by=by, now=now)
        for above in _made_of(own.pk):
            if above.pk not in seen:
                seen.add(above.pk)
                waiting.append(above)
    return made


def have_enough(
    parent: models.LearningObject,
    *,
    items: Sequence[models.LearningObject],
    needed: int | None,
    now: dt.datetime,
) -> list[Enough]:
    """Give who never completed a path or certification and has done enough, if it is made of these; in one query."""
    number = min(needed or len(items), len(items))
    if number == 0:
        return []
    by_key = {item.pk: item for item in items}
    had = models.Completion.objects.filter(instance__learning_object=parent, success=True)
    rows = (
        models.Completion.objects.filter(instance__learning_object__in=by_key, success=True)
        .exclude(learner__in=had.values("learner"))
        .select_related("instance")
        .order_by("learner_id", "completed_at", "id")
    )
    found = []
    for learner, group in itertools.groupby(rows.iterator(chunk_size=2_000), key=lambda row: row.learner_id):
        first: dict[int, dt.datetime] = {}
        for row in group:
            if _keeps(by_key[row.instance.learning_object_id], row, now):
                first.setdefault(row.instance.learning_object_id, row.completed_at)
        if len(first) >= number:
            found.append(Enough(learner=learner, at=sorted(first.values())[number - 1]))
    return sorted(found, key=lambda each: (each.at, each.learner))


def doing(learner: Person, parent: models.LearningObject, *, now: dt.datetime) -> Doing:
    """Give how far a learner is: of a certification that is to be renewed, how far with its next cycle."""
    return doing_all(learner, [parent], now=now)[parent.pk]


def doing_all(
    learner: Person, parents: Iterable[models.LearningObject], *, now: dt.datetime
) -> dict[int, Doing]:
    """Give how far a learner is in each path and certification, by its key, in three queries."""
    parents = list(parents)
    items: dict[int, list[models.LearningObject]] = {}
    for row in models.PathItem.objects.filter(parent__in=[each.pk for each in parents]).select_related(
        "item"
    ):
        items.setdefault(row.parent_id, []).append(row.item)
    wanted = {item.pk for each in items.values() for item in each} | {each.pk for each in parents}
    wanted |= {each.renewed_by_id for each in parents if each.renewed_by_id is not None}
    of_object: dict[int, list[models.Completion]] = {}
    for completion in (
        models.Completion.objects.filter(learner=learner, instance__learning_object__in=wanted, success=True)
        .select_related("instance")
        .order_by("completed_at", "id")
    ):
        of_object.setdefault(completion.instance.learning_object_id, []).append(completion)
    return {parent.pk: _doing(parent, items.get(parent.pk, []), of_object, now) for parent in parents}


def _doing(
    parent: models.LearningObject,
    items: Sequence[models.LearningObject],
    of_object: dict[int, list[models.Completion]],
    now: dt.datetime,
) -> Doing:
    since = _renewing_since(parent, of_object.get(parent.pk, []), now)
    if since is not None and parent.renewed_by is not None:
        items = [parent.renewed_by]
    done = []
    for item in items:
        counting = [
            each
            for each in of_object.get(item.pk, [])
            if (since is None or terms.local_day(each.completed_at) >= since) and _keeps(item, each, now)
        ]
        done += counting[:1]
    done.sort(key=lambda each: (each.completed_at, each.pk))
    return Doing(
        done=tuple(done), needed=min(parent.needed or len(items), len(items)), renewing=since is not None
    )


def _renewing_since(
    parent: models.LearningObject, own: Sequence[models.Completion], now: dt.datetime
) -> dt.date | None:
    """Give the day from which items count again, once the certification may be renewed."""
    ending = [(each.valid_until, each) for each in own if each.valid_until is not None]
    held = max(ending, key=lambda pair: pair[0])[1] if ending else None
    opens = terms.window(held, parent) if held else None
    return opens.opens_on if opens is not None and opens.is_open(now=now) else None


def _keeps(item: models.LearningObject, completion: models.Completion, now: dt.datetime) -> bool:
    """Say whether a completion still keeps the item's place: until its end and the days of grace after it."""
    if completion.valid_until is None:
        return True
    return now <= completion.valid_until + dt.timedelta(days=item.grace_days)


def _made_of(learning_object_id: int) -> Sequence[models.LearningObject]:
    return list(
        models.LearningObject.objects.filter(
            Q(items__item=learning_object_id) | Q(renewed_by=learning_object_id), retired_at=None
        )
        .distinct()
        .order_by("pk")
    )


def _complete(
    parent: models.LearningObject, completion: models.Completion, *, by: Person | None, now: dt.datetime
) -> models.Completion | None:
    learner = completion.learner
    held = terms.newest(learner, parent)
    if held is None and _completed(learner, parent):
        return None  # for ever: done again, it is the same
    opens = terms.window(held, parent) if held else None
    if opens is not None and terms.local_day(completion.completed_at) < opens.opens_on:
        return None
    enough_at = doing(learner, parent, now=now).enough_at
    if enough_at is None:
        return None
    return _record(parent, learner, enough_at, cycle=held.cycle + 1 if held else 0, by=by, now=now)


def _completed(learner: Person, parent: models.LearningObject) -> bool:
    return models.Completion.objects.filter(
        learner=learner, instance__learning_object=parent, success=True
    ).exists()


def _record_all(
    parent: models.LearningObject, enough: Sequence[Enough], *, by: Person | None, now: dt.datetime
) -> list[models.Completion]:
    """Record first completions of a path or certification, by 500s."""
    if not enough:
        return []
    instance = parent.instances.select_related("learning_object").get(is_default=True)
    made: list[models.Completion] = []
    for start in range(0, len(enough), _AT_ONCE):
        chosen = enough[start : start + _AT_ONCE]
        people = Person.objects.in_bulk([each.learner for each in chosen])
        rows = [
            models.Completion(
                source=ITEMS,
                external_id=f"{people[each.learner].uuid}:{instance.uuid}:0",
                learner=people[each.learner],
                instance=instance,
                completed_at=each.at,
                success=True,
                recorded_at=now,
            )
            for each in chosen
        ]
        for row in rows:
            terms.set_first_term(row)
        # Who completes it in this very moment keeps that completion: the constraint `completion_told_once` decides.
        models.Completion.objects.bulk_create(rows, ignore_conflicts=True)
        made += (
            models.Completion.objects.filter(uuid__in=[row.uuid for row in rows])
            .select_related("learner", "instance__learning_object")
            .order_by("pk")
        )
    audit.record_many(
        by=by,
        action="learning.completed",
        targets=[
            (
                each,
                {
                    "source": ITEMS,
                    "learner": str(each.learner.uuid),
                    "instance": str(instance.uuid),
                    "success": True,
                },
            )
            for each in made
        ],
        now=now,
    )
    return made


def _record(
    parent: models.LearningObject,
    learner: Person,
    completed_at: dt.datetime,
    *,
    cycle: int,
    by: Person | None,
    now: dt.datetime,
) -> models.Completion:
    instance = parent.instances.select_related("learning_object").get(is_default=True)
    return actions.record_completion(
        source=ITEMS,
        external_id=f"{learner.uuid}:{instance.uuid}:{cycle}",
        learner=learner,
        instance=instance,
        completed_at=completed_at,
        success=True,
        by=by,
        now=now,
    )
