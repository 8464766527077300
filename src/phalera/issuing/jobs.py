"""Issuing in the background."""

import itertools
import operator
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from phalera.accounts import queries as people
from phalera.awarding.models import Award
from phalera.common import errors
from phalera.issuing import actions, rotation, updating
from phalera.issuing.models import Credential, KeyState, SigningKey
from phalera.jobs import actions as jobs
from phalera.jobs import errors as job_errors
from phalera.jobs import registry
from phalera.jobs.context import JobContext
from phalera.jobs.models import Job

# Few enough that a crash repeats little, many enough that a commit is shared.
BATCH = 500
# The badge itself cannot be signed as it is; trying again would not mend it.
_UNSIGNABLE = (errors.InvalidError, errors.NothingToEarnError)


@registry.handler("issue")
def issue(job: Job, context: JobContext) -> None:
    """Issue the credentials of the awards in the payload, batch by batch; what is issued already stays."""
    wanted = [UUID(each) for each in job.payload["awards"]]
    for done in range(0, len(wanted), BATCH):
        found = Award.objects.filter(uuid__in=wanted[done : done + BATCH]).order_by("pk")
        awards = _with_address(list(found), job, context)
        try:
            actions.issue(awards=awards, now=context.now())
        except _UNSIGNABLE as error:
            if Award.objects.filter(uuid__in=wanted).values("achievement").distinct().count() == 1:
                raise job_errors.GiveUp(f"{error.message} {error.remedy}".strip()) from error
            _issue_apart(awards, job, context)
        context.progress(min(done + BATCH, len(wanted)), len(wanted))


def _with_address(awards: Sequence[Award], job: Job, context: JobContext) -> list[Award]:
    """Give those that can be made out to an address; of the others each gets a job of its own, which says why."""
    addresses = people.primary_addresses([award.learner_id for award in awards])
    found = [award for award in awards if award.learner_id in addresses]
    if len(job.payload["awards"]) == 1:
        return list(awards)
    for award in awards:
        if award.learner_id not in addresses:
            jobs.enqueue(
                kind="issue",
                payload={"awards": [str(award.uuid)]},
                dedupe_key=f"issue:{job.uuid}:{award.uuid}",
                now=context.now(),
            )
    return found


def _issue_apart(awards: Sequence[Award], job: Job, context: JobContext) -> None:
    """Issue achievement by achievement; those of one that cannot be signed get a job of their own, which says why."""
    of_achievement = operator.attrgetter("achievement_id")
    for key, group in itertools.groupby(sorted(awards, key=of_achievement), key=of_achievement):
        together = list(group)
        try:
            actions.issue(awards=together, now=context.now())
        except _UNSIGNABLE:
            jobs.enqueue(
                kind="issue",
                payload={"awards": [str(award.uuid) for award in together]},
                dedupe_key=f"issue:{job.uuid}:{together[0].uuid}:{key}",
                now=context.now(),
            )


@registry.handler("update")
def update(job: Job, context: JobContext) -> None:
    """Let new credentials take the place of those in the payload, batch by batch; what was followed already stays so."""
    wanted = [UUID(each) for each in job.payload["credentials"]]
    for done in range(0, len(wanted), BATCH):
        batch = wanted[done : done + BATCH]
        if updating.too_early(credentials=batch, now=context.now()):
            raise job_errors.RetryLater("It was signed a moment ago.", after=timedelta(seconds=1))
        try:
            updating.follow(credentials=batch, now=context.now())
        except _UNSIGNABLE as error:
            if _achievements(wanted) == 1:
                raise job_errors.GiveUp(f"{error.message} {error.remedy}".strip()) from error
            _follow_apart(batch, job, context)
        context.progress(done + len(batch), len(wanted))


def _follow_apart(credentials: Sequence[UUID], job: Job, context: JobContext) -> None:
    """Follow achievement by achievement; those of one that cannot be signed get a job of their own, which says why."""
    rows = Credential.objects.filter(uuid__in=credentials).order_by("version__achievement", "pk")
    found = rows.values_list("version__achievement", "uuid", "award__uuid")
    for key, group in itertools.groupby(found, key=operator.itemgetter(0)):
        together = list(group)
        try:
            updating.follow(credentials=[uuid for _key, uuid, _award in together], now=context.now())
        except _UNSIGNABLE:
            _set_apart(key, together, job, context)


@transaction.atomic
def _set_apart(
    achievement: int, together: Sequence[tuple[int, UUID, UUID]], job: Job, context: JobContext
) -> None:
    """Leave these to a job of their own; the first one tells only of the others."""
    context.hold()
    awards = [str(award) for _key, _uuid, award in together]
    jobs.enqueue(
        kind="update",
        payload={**job.payload, "awards": awards, "credentials": [str(uuid) for _key, uuid, _ in together]},
        dedupe_key=f"update:{job.uuid}:{together[0][1]}:{achievement}",
        total=len(together),
        now=context.now(),
    )
    job.payload = {
        **job.payload,
        "awards": [each for each in job.payload["awards"] if each not in set(awards)],
    }
    job.save(update_fields=["payload"])


def _achievements(credentials: Sequence[UUID]) -> int:
    found = Credential.objects.filter(uuid__in=credentials).order_by()
    return found.values("version__achievement").distinct().count()


@registry.handler("sign_anew")
def sign_anew(job: Job, context: JobContext) -> None:
    """Sign anew what rests on a key that was in other hands, batch by batch, until nothing does any more."""
    key = SigningKey.objects.get(public_multibase=job.payload["key"])
    resting = rotation.affected(key, now=context.now()).order_by("pk")
    # Counted once, and gone through from where it was left: there may be a million.
    done, last, total = 0, 0, resting.count()
    context.progress(done, total)
    while batch := list(resting.filter(pk__gt=last).values_list("pk", "uuid")[:BATCH]):
        last, wanted = batch[-1][0], [uuid for _pk, uuid in batch]
        if updating.too_early(credentials=wanted, now=context.now()):
            raise job_errors.RetryLater("It was signed a moment ago.", after=timedelta(seconds=1))
        done += len(updating.sign_anew(credentials=wanted, now=context.now()))
        context.progress(done, max(done, total))
    if resting.exists():
        raise job_errors.RetryLater("Others are signing these badges at the same time.")


@registry.sweep
def finish_signing_anew(now: datetime) -> None:
    """Look for what was still being signed with a key when it was marked as compromised, or was missed otherwise."""
    for key in SigningKey.objects.filter(state=KeyState.COMPROMISED):
        if rotation.affected(key, now=now).exists():
            jobs.enqueue(
                kind="sign_anew",
                payload={"key": key.public_multibase},
                dedupe_key=f"sign_anew:{key.public_multibase}:{now:%Y%m%dT%H}",
                now=now,
            )
