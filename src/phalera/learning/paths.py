"""What one person sees of a path or certification: its items, how far they are, and until when it holds."""

import dataclasses
import datetime as dt
import enum

from phalera.accounts.models import Person
from phalera.learning import following, models, terms


class State(enum.StrEnum):
    """Where somebody stands with an item."""

    DONE = "done"
    UNDER_WAY = "under_way"
    OPEN = "open"
    LATER = "later"  # others come first


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """An item and where somebody stands with it."""

    learning_object: models.LearningObject
    state: State
    completion: models.Completion | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """How long a certification holds for somebody who has it, and what renews it."""

    window: terms.Window
    open: bool
    ended: bool
    history: tuple[models.Completion, ...]  # one for each term, the newest first


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PathView:
    """A path or certification as one person sees it."""

    steps: tuple[Step, ...]
    done: int
    needed: int
    renewing: bool
    first: models.LearningObject | None  # the next to be done, of an ordered one

    @property
    def any_of(self) -> bool:
        """Whether some of the items are enough."""
        return self.needed < len(self.steps)


def view(learner: Person, parent: models.LearningObject, *, now: dt.datetime) -> PathView:
    """Give what somebody sees of a path or certification, in six queries."""
    items = [row.item for row in parent.items.select_related("item").order_by("position")]
    doing = following.doing(learner, parent, now=now)
    counted = {each.instance.learning_object_id: each for each in doing.done}
    if doing.renewing and parent.renewed_by_id is not None:
        # What renews it is another course; its own items stay done.
        counted = {
            each.instance.learning_object_id: each
            for each in models.Completion.objects.filter(
                learner=learner, instance__learning_object__in=items, success=True
            ).select_related("instance")
        }
    taken = set(
        models.Enrollment.objects.filter(learner=learner, instance__learning_object__in=items).values_list(
            "instance__learning_object", flat=True
        )
    )
    first = next((item for item in items if item.pk not in counted), None) if parent.ordered else None
    needed = min(parent.needed or len(items), len(items))
    return PathView(
        steps=tuple(_step(item, counted, taken, first) for item in items),
        done=min(len(counted), needed),
        needed=needed,
        renewing=doing.renewing,
        first=first,
    )


def holding(learner: Person, certification: models.LearningObject, *, now: dt.datetime) -> Holding | None:
    """Give how long a certification holds for somebody, or None who never had it or has it for ever."""
    held = terms.newest(learner, certification)
    opens = terms.window(held, certification) if held else None
    if opens is None:
        return None
    by_term: dict[dt.datetime | None, models.Completion] = {}
    for each in models.Completion.objects.filter(
        learner=learner, instance__learning_object=certification, success=True, valid_until__isnull=False
    ).order_by("completed_at", "id"):
        by_term.setdefault(each.valid_until, each)
    return Holding(
        window=opens,
        open=opens.is_open(now=now),
        ended=opens.until < now,
        history=tuple(reversed(by_term.values())),
    )


def _step(
    item: models.LearningObject,
    counted: dict[int, models.Completion],
    taken: set[int],
    first: models.LearningObject | None,
) -> Step:
    completion = counted.get(item.pk)
    if completion is not None:
        state = State.DONE
    elif first is not None and item.pk != first.pk:
        state = State.LATER
    else:
        state = State.UNDER_WAY if item.pk in taken else State.OPEN
    return Step(learning_object=item, state=state, completion=completion)
