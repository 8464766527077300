"""What learner pages show of a badge: an award as it was issued, or what can still be earned."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils import timezone

from phalera.awarding.models import Award, Visibility
from phalera.awarding.queries import AvailableItem, EarnedItem
from phalera.issuing import queries as issuing
from phalera.learning.models import Kind, LearningObject, SkillLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """A badge that the learner has."""

    award: Award
    face: issuing.Face
    target: LearningObject | SkillLevel
    is_new: bool  # awarded today
    change: issuing.Change | None = None  # what an update would bring, where somebody looked

    @property
    def private(self) -> bool:
        """Whether its documents do not answer yet."""
        return self.award.visibility == Visibility.PRIVATE

    @property
    def can_be_updated(self) -> bool:
        """Whether what it says is not what its badge says by now."""
        face = self.face
        return face.version is not None and face.newest is not None and face.newest > face.version


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """The badges of one kind of learning."""

    kind: Kind
    earned: tuple[Earned, ...]
    under_way: tuple[AvailableItem, ...]


def earned(items: Iterable[EarnedItem], *, now: datetime) -> tuple[Earned, ...]:
    """Give each award its face; one without any, because its badge was taken away unsigned, is left out."""
    items = tuple(items)
    faces = issuing.faces(item.award for item in items)
    today = timezone.localdate(now)
    return tuple(
        Earned(
            award=item.award,
            face=faces[item.award.pk],
            target=item.target,
            is_new=timezone.localdate(item.award.awarded_at) == today,
        )
        for item in items
        if item.award.pk in faces
    )


def with_changes(items: Iterable[Earned]) -> tuple[Earned, ...]:
    """Add before and after to those that can be updated."""
    items = tuple(items)
    old = [item.award for item in items if item.can_be_updated]
    found = issuing.changes(old) if old else {}
    return tuple(replace(item, change=found.get(item.award.pk)) for item in items)


def panels(earned_: Sequence[Earned], under_way: Sequence[AvailableItem]) -> list[Panel]:
    """Sort badges into one panel for each kind that has any."""
    made = (
        Panel(
            kind=kind,
            earned=tuple(item for item in earned_ if item.target.kind == kind),
            under_way=tuple(item for item in under_way if item.target.kind == kind),
        )
        for kind in Kind
    )
    return [panel for panel in made if panel.earned or panel.under_way]
