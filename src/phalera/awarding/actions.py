"""Every change to awards: granting and revoking."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from phalera.accounts.models import Person
from phalera.authoring import queries as authoring
from phalera.authoring.models import Achievement
from phalera.awarding import models
from phalera.common import audit, errors, text
from phalera.learning import skills, terms
from phalera.learning.models import Completion, LearningObject

# SQLite and PostgreSQL both take so many values in one statement, whatever their version.
_AT_ONCE = 500


@transaction.atomic
def grant(
    *,
    learner: Person,
    achievement: Achievement,
    completion: Completion | None = None,
    by: Person | None,
    now: datetime,
    awarded_at: datetime | None = None,
) -> models.Award:
    """Decide that a learner earned an achievement, once: whoever decides second gets the award of the first.

    A certification that is renewed is a new award, which says which one it follows. NothingToEarnError when the
    achievement shows no badge.
    """
    if achievement.badge_id is None:
        raise errors.NothingToEarnError(
            _("There is no badge to earn here."), remedy=_("Choose a badge for it first.")
        )
    newest = _newest(learner, achievement)
    # Other systems' clocks may be ahead; what is signed is never dated in the future.
    earned_at = min(awarded_at or now, now).replace(microsecond=0)
    until = completion.valid_until if completion else _until(achievement, newest, earned_at)
    renews = newest is not None and _renews(newest, until, now)
    if newest is not None and not renews and not _is_earned_again(newest, completion):
        return newest
    award = models.Award(
        learner=learner,
        achievement=achievement,
        occurrence=newest.occurrence + 1 if newest else 0,
        completion=completion,
        awarded_at=earned_at,
        valid_until=until,
        follows=newest if renews else None,
    )
    try:
        with transaction.atomic():
            award.save(force_insert=True)
    except IntegrityError:
        # Somebody decided the same in this moment; the constraint `award_once` let one of us through.
        return models.Award.objects.get(learner=learner, achievement=achievement, occurrence=award.occurrence)
    audit.record(
        by=by,
        action="award.granted",
        target=award,
        details={
            "learner": str(learner.uuid),
            "achievement": str(achievement.uuid),
            "occurrence": award.occurrence,
            "completion": str(completion.uuid) if completion else None,
            "follows": str(award.follows.uuid) if award.follows else None,
        },
        now=now,
    )
    return award


def grant_for_completion(*, completion: Completion, by: Person | None, now: datetime) -> list[models.Award]:
    """Grant what a completion earns, and the skill levels that it reaches.

    Nothing without success, where no badge is shown, and of a certification that has ended before we heard of it.
    """
    if not completion.success:
        return []
    earned: list[tuple[Achievement, Completion | None]] = [
        (achievement, None)
        for achievement in authoring.achievements_at(
            skills.reached(completion.learner, completion.instance.learning_object)
        )
    ]
    own = authoring.achievement_for(completion.instance)
    if own is not None and (completion.valid_until is None or completion.valid_until > now):
        earned.insert(0, (own, completion))
    return [
        grant(
            learner=completion.learner,
            achievement=achievement,
            completion=of,
            awarded_at=completion.completed_at,
            by=by,
            now=now,
        )
        for achievement, of in earned
    ]


@transaction.atomic
def revoke(*, award: models.Award, reason: str, by: Person | None, now: datetime) -> None:
    """Take an award back for a reason that verifiers may read; AlreadyRevokedError when it was before."""
    reason = text.line(reason, field="reason", longest=500)
    if not models.Award.objects.filter(pk=award.pk, revoked_at=None).update(
        revoked_at=now, revoked_reason=reason
    ):
        raise errors.AlreadyRevokedError(_("This award was revoked before."))
    award.revoked_at, award.revoked_reason = now, reason
    audit.record(by=by, action="award.revoked", target=award, details={"reason": reason}, now=now)


@transaction.atomic
def change_visibility(
    *, award: models.Award, visibility: models.Visibility, by: Person | None, now: datetime
) -> None:
    """Let an award be seen by nobody else, by who has its address, or by all."""
    changed = (
        models.Award.objects.filter(pk=award.pk).exclude(visibility=visibility).update(visibility=visibility)
    )
    before, award.visibility = award.visibility, visibility
    if changed:
        audit.record(
            by=by,
            action="award.visibility_changed",
            target=award,
            details={"from": str(before), "to": str(visibility)},
            now=now,
        )


def open_all(*, awards: Sequence[models.Award], by: Person | None, now: datetime) -> None:
    """Let private awards be seen by who has their addresses, many at once."""
    unlisted = models.Visibility.UNLISTED
    keys = [award.pk for award in awards]
    for start in range(0, len(keys), _AT_ONCE):
        chosen = keys[start : start + _AT_ONCE]
        models.Award.objects.filter(pk__in=chosen, visibility=models.Visibility.PRIVATE).update(
            visibility=unlisted
        )
    details = {"from": str(models.Visibility.PRIVATE), "to": str(unlisted)}
    audit.record_many(
        by=by, action="award.visibility_changed", targets=[(award, details) for award in awards], now=now
    )
    for award in awards:
        award.visibility = unlisted


def _newest(learner: Person, achievement: Achievement) -> models.Award | None:
    return (
        models.Award.objects.filter(learner=learner, achievement=achievement).order_by("-occurrence").first()
    )


def _until(achievement: Achievement, newest: models.Award | None, earned_at: datetime) -> datetime | None:
    """Give until when an award without a completion holds, seen from the one before."""
    match achievement.earned_by:
        case LearningObject() as certification if certification.validity:
            held = newest.valid_until if newest and newest.revoked_at is None else None
            of = newest.completion if newest and held else None
            return terms.holds_until(
                certification,
                earned_at=earned_at,
                held_until=held,
                counted_from=of.counted_from if of else None,
            )
        case _:
            return None


def _renews(newest: models.Award, until: datetime | None, now: datetime) -> bool:
    """Say whether what holds until then goes beyond an award that ends; for ever only goes beyond one that has ended."""
    if newest.revoked_at is not None or newest.valid_until is None:
        return False
    return newest.valid_until < now if until is None else until > newest.valid_until


def _is_earned_again(newest: models.Award, completion: Completion | None) -> bool:
    """After a revocation, a person's word or a completion told since then earns again; an old one told twice does not."""
    if newest.revoked_at is None:
        return False
    return completion is None or completion.recorded_at > newest.revoked_at
