"""How a badge is earned: somebody finishes, we decide, we sign, they take it along, anybody checks it.

    completion ──► award ──► credential ──► bake ──► deliver      verify
     learning     awarding     issuing           delivering      verifying

Every step may be taken twice and nothing happens twice: the database's constraints decide, not these lines.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from phalera.accounts.models import Person
from phalera.authoring.models import Achievement
from phalera.awarding import actions as awarding
from phalera.awarding.models import Award
from phalera.delivering import actions as delivering
from phalera.delivering import files
from phalera.issuing import queries as issuing
from phalera.issuing import tokens
from phalera.jobs import actions as jobs
from phalera.learning import actions as learning
from phalera.learning import following, policies
from phalera.learning.models import Completion, Enrollment, Instance, Module
from phalera.verifying import checker
from phalera_core.verifying.report import Report


@transaction.atomic
def begin(*, learner: Person, instance: Instance, by: Person, now: datetime) -> Enrollment:
    """A learner takes part; NotAllowedError where an ordered path says that something else comes first."""
    policies.check_can_begin(learner, instance.learning_object, now=now)
    return learning.enroll(learner=learner, instance=instance, by=by, now=now)


@transaction.atomic
def finish_module(*, enrollment: Enrollment, module: Module, by: Person, now: datetime) -> list[Award]:
    """A learner ticks off a module; with the last one the course is complete and its badge is earned."""
    completion = learning.complete_module(enrollment=enrollment, module=module, by=by, now=now)
    return earn(completion=completion, by=by, now=now) if completion else []


@transaction.atomic
def mark_complete(
    *,
    learner: Person,
    instance: Instance,
    completed_at: datetime | None = None,
    success: bool = True,
    by: Person,
    now: datetime,
) -> list[Award]:
    """An administrator says that somebody finished, and when, and whether with success."""
    completion = learning.mark_complete(
        learner=learner, instance=instance, completed_at=completed_at, success=success, by=by, now=now
    )
    return earn(completion=completion, by=by, now=now)


@transaction.atomic
def award_directly(*, learner: Person, achievement: Achievement, by: Person | None, now: datetime) -> Award:
    """Somebody is given a badge without a completion, or again after a revocation."""
    award = awarding.grant(learner=learner, achievement=achievement, by=by, now=now)
    issue_soon([award], now=now)
    return award


def issue_soon(awards: Sequence[Award], *, now: datetime) -> None:
    """The signing is done by a worker, which comes back to it until it is done (see `issuing.jobs`), and then tells the learner.

    What is told, and when by mail, is in `notifying.jobs`.
    """
    for award in awards:
        jobs.enqueue(
            kind="issue", payload={"awards": [str(award.uuid)]}, dedupe_key=f"issue:{award.uuid}", now=now
        )


def take_along(*, award: Award, extension: str, by: Person, now: datetime) -> tuple[str, bytes] | None:
    """The learner downloads the badge, under a good name; None while it is not signed yet or has no such file."""
    credential = issuing.live_credential(award)
    if credential and extension == "jwt":
        tokens.ensure(credential=credential, now=now)
    content = files.content(credential, extension) if credential else None
    if credential is None or content is None:
        return None
    delivering.hand_out(award=award, by=by, now=now)
    return files.filename(credential, extension), content


def is_it_genuine(file: bytes, *, now: datetime) -> Report:
    """Anybody shows us a badge and hears whether it is true."""
    return checker.verify(file, now=now)


def earn(*, completion: Completion, by: Person | None, now: datetime) -> list[Award]:
    """What was finished earns its badge, and so do the paths and certifications that it completes."""
    awards = decide(completion=completion, by=by, now=now)
    issue_soon(awards, now=now)
    return awards


def decide(*, completion: Completion, by: Person | None, now: datetime) -> list[Award]:
    """What follows from a completion, before it is signed."""
    completed = [completion, *following.follow_on(completion=completion, by=by, now=now)]
    return [
        award
        for each in completed
        for award in awarding.grant_for_completion(completion=each, by=by, now=now)
    ]
