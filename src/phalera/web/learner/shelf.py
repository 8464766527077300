"""What the learner's pages show of badges: the earned ones with their faces, and those still to earn."""

import dataclasses
from datetime import datetime, timedelta

from phalera.accounts.models import Person
from phalera.awarding import queries as awarding
from phalera.issuing import queries as issuing
from phalera.learning.models import Kind

# So many fit on the strap of the home page (the brief).
ON_STRAP = 7
# For so long a badge is called new.
NEW_FOR = timedelta(days=1)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """A badge that the learner has."""

    item: awarding.EarnedItem
    face: issuing.Face
    is_new: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """All badges of a learner: earned, newest first, and still to earn, nearest first."""

    earned: tuple[Earned, ...]
    available: tuple[awarding.AvailableItem, ...]

    @property
    def strap_earned(self) -> tuple[Earned, ...]:
        """The earned badges that hang on the strap."""
        return self.earned[:ON_STRAP]

    @property
    def strap_available(self) -> tuple[awarding.AvailableItem, ...]:
        """The badges to earn that fill the rest of the strap."""
        return self.available[: max(ON_STRAP - len(self.earned), 0)]

    @property
    def under_way(self) -> tuple[awarding.AvailableItem, ...]:
        """The badges of learning that the learner takes part in."""
        return tuple(item for item in self.available if item.enrollment is not None)

    @property
    def count(self) -> int:
        """How many badges there are to see."""
        return len(self.earned) + len(self.available)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """The badges of one kind of learning."""

    kind: str
    label: str
    earned: tuple[Earned, ...]
    available: tuple[awarding.AvailableItem, ...]


def shelf(learner: Person, *, now: datetime) -> Shelf:
    """Give all badges of a learner, in a number of queries that does not grow with them."""
    return _with_faces(awarding.strip(learner=learner), now)


def panels(whole: Shelf) -> list[Panel]:
    """Sort badges by kind of learning; kinds without any are left out."""
    found = []
    for kind in Kind:
        earned = tuple(each for each in whole.earned if each.item.learning_object.kind == kind)
        available = tuple(each for each in whole.under_way if each.learning_object.kind == kind)
        if earned or available:
            found.append(Panel(kind=kind.value, label=str(kind.label), earned=earned, available=available))
    return found


def _with_faces(strip: awarding.Strip, now: datetime) -> Shelf:
    faces = issuing.faces([item.award for item in strip.earned])
    return Shelf(
        earned=tuple(
            Earned(item=item, face=faces[item.award.pk], is_new=now - item.award.awarded_at < NEW_FOR)
            for item in strip.earned
            if item.award.pk
            in faces  # without a face only when the badge was taken away before it was signed
        ),
        available=strip.available,
    )
