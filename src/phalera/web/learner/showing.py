"""What learner pages show of a badge: an award as it was issued, or what can still be earned."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from phalera.awarding.models import Award, Visibility
from phalera.awarding.queries import EarnedItem
from phalera.backpacks import queries as backpacks
from phalera.issuing import queries as issuing
from phalera.learning import terms
from phalera.learning.models import LearningObject, SkillLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class Earned:
    """A badge that the learner has."""

    award: Award
    face: issuing.Face
    target: LearningObject | SkillLevel
    now: datetime
    change: issuing.Change | None = None  # what an update would bring, where somebody looked
    before: tuple[Award, ...] = ()  # what it renews, the last one first, where somebody looked
    upload: backpacks.Whereabouts | None = (
        None  # how it fares on its way to a backpack, where somebody looked
    )
    updating: bool = False  # whether that was asked for and is not done yet, where somebody looked

    @property
    def is_new(self) -> bool:
        """Whether it was awarded today."""
        return timezone.localdate(self.award.awarded_at) == timezone.localdate(self.now)

    @property
    def private(self) -> bool:
        """Whether its documents do not answer yet."""
        return self.award.visibility == Visibility.PRIVATE

    @property
    def revoked(self) -> bool:
        """Whether it was taken back."""
        return self.award.revoked_at is not None

    @property
    def ended(self) -> bool:
        """Whether it was valid until a day that is over."""
        return self.award.valid_until is not None and self.award.valid_until <= self.now

    @property
    def takeable(self) -> bool:
        """Whether there is something to download."""
        return self.face.ready and not self.revoked

    @property
    def can_be_updated(self) -> bool:
        """Whether what it says is not what its badge says by now, and can still be said anew and is not being so."""
        return self.face.outdated and not self.updating and not self.ended and not self.revoked

    @property
    def renew_with(self) -> LearningObject | None:
        """What to complete now so that it goes on; None where there is nothing to renew yet."""
        match self.target:
            case LearningObject() as own if self.award.valid_until and not self.revoked:
                opens = terms.local_day(self.award.valid_until) - timedelta(days=own.renew_from_days)
                window = terms.Window(opens_on=opens, until=self.award.valid_until)
                return (own.renewed_by or own) if window.is_open(now=self.now) else None
            case _:
                return None

    @property
    def renew_from(self) -> datetime | None:
        """The moment from which it may be renewed, while that is still to come."""
        match self.target:
            case LearningObject() as own if self.award.valid_until and not self.renew_with:
                return self.award.valid_until - timedelta(days=own.renew_from_days)
            case _:
                return None

    @property
    def days_left(self) -> int:
        """How many days it holds after today, where it ends."""
        if self.award.valid_until is None:
            return 0
        return (terms.local_day(self.award.valid_until) - terms.local_day(self.now)).days

    @property
    def grace_until(self) -> datetime | None:
        """Until when it keeps its place in a path although it has ended."""
        match self.target:
            case LearningObject(grace_days=days) if self.ended and days and self.award.valid_until:
                until = self.award.valid_until + timedelta(days=days)
                return until if until > self.now else None
            case _:
                return None

    @property
    def renewals(self) -> int:
        """How often it was renewed in a row."""
        known = {each.pk: each for each in self.before}
        count, last = 0, self.award.follows_id
        while last in known:
            count, last = count + 1, known[last].follows_id
        return count


def earned(
    items: Iterable[EarnedItem],
    *,
    now: datetime,
    before: Mapping[int, tuple[Award, ...]] | None = None,
    uploads: Mapping[int, backpacks.Whereabouts] | None = None,
    updating: Collection[str] = (),
) -> tuple[Earned, ...]:
    """Give each award its face, before and after; one without any, because its badge was taken away unsigned, is left out."""
    items = tuple(items)
    faces, changes = issuing.faces_and_changes(item.award for item in items)
    return tuple(
        Earned(
            award=item.award,
            face=faces[item.award.pk],
            target=item.target,
            now=now,
            change=changes.get(item.award.pk),
            before=(before or {}).get(item.award.pk, ()),
            upload=(uploads or {}).get(item.award.pk),
            updating=str(item.award.uuid) in updating,
        )
        for item in items
        if item.award.pk in faces
    )
