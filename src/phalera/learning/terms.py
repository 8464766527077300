"""Until when completions hold, and who may renew: the rows behind `validity`."""

import dataclasses
import datetime as dt

from django.db.models import Q
from django.utils import timezone

from phalera.accounts.models import Person
from phalera.learning import models, validity


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When a certification may be renewed: from a day on; `until` is the last second that it holds."""

    opens_on: dt.date
    until: dt.datetime

    def is_open(self, *, now: dt.datetime) -> bool:
        """Say whether a completion now renews."""
        return local_day(now) >= self.opens_on


def local_day(moment: dt.datetime) -> dt.date:
    """Give the day it is at a moment in the organisation's zone."""
    return timezone.localdate(moment, timezone.get_default_timezone())


def end_of_day(day: dt.date) -> dt.datetime:
    """Give the last second of a day in the organisation's zone."""
    return validity.end_of_day(day, zone=timezone.get_default_timezone())


def set_term(completion: models.Completion) -> None:
    """Say until when a completion of a certification holds, seen from the one before; others hold for ever."""
    learning_object = completion.instance.learning_object
    length = learning_object.validity
    if length is None or not completion.success:
        return
    day = local_day(completion.completed_at)
    before = newest(completion.learner, learning_object)
    if before is None:
        set_first_term(completion)
        return
    term = validity.next_term(
        length, before=_term(before), day=day, renew_from_days=learning_object.renew_from_days
    )
    if term is None:
        _hold(completion, before.cycle, _term(before))
    else:
        _hold(completion, before.cycle + 1, term)


def set_first_term(completion: models.Completion) -> None:
    """Say until when a completion holds when none is before it."""
    length = completion.instance.learning_object.validity
    if length is not None and completion.success:
        _hold(completion, 0, validity.first_term(length, day=local_day(completion.completed_at)))


def holds_until(
    learning_object: models.LearningObject,
    *,
    earned_at: dt.datetime,
    held_until: dt.datetime | None,
    counted_from: dt.date | None = None,
) -> dt.datetime | None:
    """Give until when a certification holds that is earned without a completion, or None for ever.

    `held_until` is the end of the one before, which stays where it is too early to renew, and `counted_from` the first
    day of its chain.
    """
    length = learning_object.validity
    if length is None:
        return None
    day = local_day(earned_at)
    if held_until is None:
        return end_of_day(validity.first_term(length, day=day).last_day)
    last = local_day(held_until)
    before = validity.Term(counted_from=counted_from or last, last_day=last)
    term = validity.next_term(length, before=before, day=day, renew_from_days=learning_object.renew_from_days)
    return held_until if term is None else end_of_day(term.last_day)


def newest(learner: Person, learning_object: models.LearningObject) -> models.Completion | None:
    """Give the completion that holds longest of a certification that is to be renewed, or None."""
    return (
        models.Completion.objects.filter(
            learner=learner,
            instance__learning_object=learning_object,
            success=True,
            valid_until__isnull=False,
        )
        .order_by("-valid_until", "id")
        .first()
    )


def window(completion: models.Completion, learning_object: models.LearningObject) -> Window | None:
    """Give when what a completion holds may be renewed, or None when it holds for ever."""
    length = learning_object.validity
    if completion.valid_until is None or length is None:
        return None
    opens = validity.opens_on(length, term=_term(completion), renew_from_days=learning_object.renew_from_days)
    return Window(opens_on=opens, until=completion.valid_until)


def may_take_again(enrollment: models.Enrollment, *, now: dt.datetime) -> bool:
    """Say whether somebody who finished may take part once more, as something of theirs is to be renewed with it."""
    own = enrollment.instance.learning_object
    for certification in models.LearningObject.objects.filter(
        Q(pk=own.pk) | Q(renewed_by=own) | Q(renewed_by=None, items__item=own),
        validity_count__isnull=False,
        retired_at=None,
    ).distinct():
        held = newest(enrollment.learner, certification)
        opens = window(held, certification) if held else None
        if (
            opens is not None
            and opens.is_open(now=now)
            # Begun within the window already: then that one is to be finished.
            and local_day(enrollment.enrolled_at) < opens.opens_on
        ):
            return True
    return False


def _term(completion: models.Completion) -> validity.Term:
    last = local_day(completion.valid_until) if completion.valid_until else dt.date.max
    return validity.Term(counted_from=completion.counted_from or last, last_day=last)


def _hold(completion: models.Completion, cycle: int, term: validity.Term) -> None:
    completion.cycle, completion.counted_from = cycle, term.counted_from
    completion.valid_until = end_of_day(term.last_day)
