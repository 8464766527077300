"""How learning comes to belong together: who has done enough of it already has earned its badge too, once.

arrange ──► completions of those with enough ──► awards ──► credentials, by 500s
learning              following                catching up        jobs, issuing
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from phalera.accounts import policies as accounts
from phalera.accounts.models import Person
from phalera.authoring import queries as authoring
from phalera.awarding import catching_up
from phalera.awarding.models import Award
from phalera.jobs import actions as jobs
from phalera.learning import arranging, following, levels, policies, skills
from phalera.learning.models import LearningObject, Skill, SkillLevel
from phalera.learning.validity import Validity

# The worker signs so many at once (see `attach_a_badge`).
CHUNK = 500


@transaction.atomic
def arrange(
    *,
    parent: LearningObject,
    items: Sequence[LearningObject],
    ordered: bool = False,
    needed: int | None = None,
    by: Person,
    now: datetime,
) -> list[Award]:
    """An author says what a path or certification is made of; who has done enough completes it in this moment."""
    policies.check_can_arrange(by, parent)
    arranging.arrange(parent=parent, items=items, ordered=ordered, needed=needed, by=by, now=now)
    completions = following.settle(parent=parent, by=by, now=now)
    awards = catching_up.catch_up_with(completions=completions, by=by, now=now)
    _issue(awards, now=now)
    return awards


@transaction.atomic
def set_validity(
    *,
    certification: LearningObject,
    validity: Validity | None,
    renew_from_days: int,
    grace_days: int,
    renewed_by: LearningObject | None,
    by: Person,
    now: datetime,
) -> None:
    """An author says how long a certification holds from now on; nothing that was issued changes."""
    policies.check_can_arrange(by, certification)
    arranging.set_validity(
        certification=certification,
        validity=validity,
        renew_from_days=renew_from_days,
        grace_days=grace_days,
        renewed_by=renewed_by,
        by=by,
        now=now,
    )


@transaction.atomic
def set_credits(
    *, skill: Skill, credits_of: Mapping[LearningObject, int], by: Person, now: datetime
) -> list[Award]:
    """An administrator says what gives credits; who has a level keeps it, and who reaches one by it is awarded."""
    accounts.check_is_administrator(by)
    had = {level: skills.reached_at(level) for level in skill.levels.all()}
    arranging.set_credits(skill=skill, credits_of=credits_of, by=by, now=now)
    for level, since in had.items():
        levels.keep(level=level, had=since)
    return _reach(list(had), by=by, now=now)


@transaction.atomic
def change_level(
    *, level: SkillLevel, name: str, credits_needed: int, by: Person, now: datetime
) -> list[Award]:
    """An administrator changes a level; who has it keeps it, and who reaches it by that is awarded."""
    accounts.check_is_administrator(by)
    levels.change(level=level, name=name, credits_needed=credits_needed, by=by, now=now)
    return _reach([level], by=by, now=now)


@transaction.atomic
def retire_level(*, level: SkillLevel, by: Person, now: datetime) -> None:
    """An administrator lets nobody reach a level any more; who has it keeps it."""
    accounts.check_is_administrator(by)
    levels.retire(level=level, by=by, now=now)


@transaction.atomic
def restore_level(*, level: SkillLevel, by: Person, now: datetime) -> list[Award]:
    """An administrator lets a level be reached again; who has had enough meanwhile is awarded."""
    accounts.check_is_administrator(by)
    levels.restore(level=level, by=by, now=now)
    return _reach([level], by=by, now=now)


def _reach(reached: Sequence[SkillLevel], *, by: Person, now: datetime) -> list[Award]:
    awards = [
        award
        for achievement in authoring.achievements_at(reached)
        for award in catching_up.catch_up(achievement=achievement, by=by, now=now)
    ]
    _issue(awards, now=now)
    return awards


def _issue(awards: Sequence[Award], *, now: datetime) -> None:
    for start in range(0, len(awards), CHUNK):
        chunk = [str(award.uuid) for award in awards[start : start + CHUNK]]
        jobs.enqueue(kind="issue", payload={"awards": chunk}, total=len(chunk), now=now)
