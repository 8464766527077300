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
from phalera.learning.models import Completion

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

    NothingToEarnError when the achievement shows no badge.
    """
    if achievement.badge_id is None:
        raise errors.NothingToEarnError(
            _("There is no badge to earn here."), remedy=_("Choose a badge for it first.")
        )
    newest = _newest(learner, achievement)
    if newest is not None and not _is_earned_again(newest, completion):
        return newest
    award = models.Award(
        learner=learner,
        achievement=achievement,
        occurrence=newest.occurrence + 1 if newest else 0,
        completion=completion,
        # Other systems' clocks may be ahead; what is signed is never dated in the future.
        awarded_at=min(awarded_at or now, now).replace(microsecond=0),
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
        },
        now=now,
    )
    return award


def grant_for_completion(*, completion: Completion, by: Person | None, now: datetime) -> list[models.Award]:
    """Grant what a completion earns: nothing without success or where no badge is shown."""
    achievement = authoring.achievement_for(completion.instance) if completion.success else None
    if achievement is None:
        return []
    return [
        grant(
            learner=completion.learner,
            achievement=achievement,
            completion=completion,
            awarded_at=completion.completed_at,
            by=by,
            now=now,
        )
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


def _is_earned_again(newest: models.Award, completion: Completion | None) -> bool:
    """After a revocation, a person's word or a completion told since then earns again; an old one told twice does not."""
    if newest.revoked_at is None:
        return False
    return completion is None or completion.recorded_at > newest.revoked_at
