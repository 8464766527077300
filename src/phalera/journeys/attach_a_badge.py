"""How something comes to be earned: a badge is attached, and who finished earlier is awarded too, once.

attach ──► awards of those who finished ──► credentials, by 500s
authoring             awarding                   jobs, issuing
"""

from datetime import datetime

from django.db import transaction

from phalera.accounts.models import Person
from phalera.authoring import actions as authoring
from phalera.authoring import policies
from phalera.authoring.models import Achievement, Badge, Issuer
from phalera.awarding import catching_up
from phalera.awarding.models import Award
from phalera.jobs import actions as jobs
from phalera.learning.models import LearningObject, SkillLevel

# The worker signs so many at once: few enough that a crash repeats little, many enough that a commit is shared.
CHUNK = 500


@transaction.atomic
def attach(
    *,
    badge: Badge,
    target: LearningObject | SkillLevel,
    issuer: Issuer,
    criteria: str,
    award_earlier: bool,
    by: Person,
    now: datetime,
) -> list[Award]:
    """An author chooses what a course earns, and whether who finished it before has earned it too."""
    policies.check_can_attach(by, target)
    achievement = authoring.attach_badge(
        badge=badge, target=target, issuer=issuer, criteria=criteria, by=by, now=now
    )
    return _catch_up(achievement, by=by, now=now) if award_earlier else []


@transaction.atomic
def catch_up(*, achievement: Achievement, by: Person, now: datetime) -> list[Award]:
    """An author awards those who finished before, later than the badge was attached."""
    policies.check_can_attach(by, achievement.earned_by)
    return _catch_up(achievement, by=by, now=now)


@transaction.atomic
def detach(*, achievement: Achievement, by: Person, now: datetime) -> None:
    """An author takes the badge away: nobody earns it there any more, and who has it keeps it."""
    policies.check_can_attach(by, achievement.earned_by)
    authoring.detach_badge(achievement=achievement, by=by, now=now)


def _catch_up(achievement: Achievement, *, by: Person, now: datetime) -> list[Award]:
    awards = catching_up.catch_up(achievement=achievement, by=by, now=now)
    for start in range(0, len(awards), CHUNK):
        chunk = [str(award.uuid) for award in awards[start : start + CHUNK]]
        jobs.enqueue(kind="issue", payload={"awards": chunk}, total=len(chunk), now=now)
    return awards
