"""Run jobs: take, do, write down how it ended."""

import logging
import random
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from phalera.common import faults
from phalera.jobs import errors, leases, registry
from phalera.jobs.context import JobContext
from phalera.jobs.models import Job

logger = logging.getLogger(__name__)

Clock = Callable[[], datetime]

# Hardening, rule 10.
BACKOFF_BASE = timedelta(seconds=2)
BACKOFF_CAP = timedelta(minutes=15)
RETRY_AFTER_CAP = timedelta(hours=1)
MOST_ATTEMPTS = 12
LONGEST = timedelta(hours=48)
# Of an error, in characters, for people; the log has the traceback.
ERROR_LENGTH = 500


def run_one(*, job_uuid: uuid.UUID, clock: Clock, by: str, chance: random.Random | None = None) -> bool:
    """Run the job when it is due and free, and say whether it was; it never raises what the handler raised."""
    job = leases.take(job_uuid=job_uuid, now=clock(), by=by)
    if job is None:
        return False
    faults.at("job.taken")
    _do(job, clock, chance or random.SystemRandom())
    faults.at("job.finished")
    return True


def run_due(*, now: datetime, limit: int = 100, chance: random.Random | None = None) -> int:
    """Run what is due at `now` in this process, oldest first, and give how many were run."""
    done = 0
    while done < limit:
        due = Job.objects.filter(leases.due(now)).order_by("next_run_at", "pk")
        job_uuid = due.values_list("uuid", flat=True).first()
        if job_uuid is None:
            break
        done += run_one(job_uuid=job_uuid, clock=lambda: now, by=leases.owner(), chance=chance)
    return done


def backoff(*, attempts: int, chance: random.Random) -> timedelta:
    """Give a random wait below a bound that doubles with each attempt (full jitter)."""
    # The exponent is capped so that a large count does not make an unheard-of number first.
    bound: timedelta = min(BACKOFF_CAP, BACKOFF_BASE * 2 ** min(attempts, 16))
    return bound * chance.random()


def _do(job: Job, clock: Clock, chance: random.Random) -> None:
    if job.crashes >= leases.MOST_CRASHES:
        _bury(job, f"It ended its worker {job.crashes} times without getting further.", clock())
        return
    handler = registry.find(job.kind)
    if handler is None:
        _bury(job, f"This version of Phalera knows no work of kind “{job.kind}”.", clock())
        return
    try:
        context = JobContext(job=job, clock=clock)
        handler(job, context)
        for follower in registry.followers(job.kind):
            follower(job, context)
    except errors.GiveUp as error:
        _bury(job, error.reason[:ERROR_LENGTH], clock())
    except errors.LeaseLostError:
        logger.warning("job %s (%s) was taken over by another worker", job.uuid, job.kind)
    except errors.RetryLater as error:
        _again(job, str(error), error.after, clock(), chance)
    except Exception as error:
        logger.exception("job %s (%s) failed, attempt %d", job.uuid, job.kind, job.attempts)
        _again(job, f"{type(error).__name__}: {error}", None, clock(), chance)
    else:
        faults.at("job.finishing")
        if not leases.finish(job=job, now=clock()):
            logger.warning("job %s (%s) was finished by another worker", job.uuid, job.kind)


def _bury(job: Job, reason: str, now: datetime) -> None:
    mourner = registry.mourner(job.kind)
    with transaction.atomic():
        if leases.bury(job=job, now=now, reason=reason) and mourner is not None:
            mourner(job, now)


def _again(job: Job, reason: str, after: timedelta | None, now: datetime, chance: random.Random) -> None:
    reason = reason[:ERROR_LENGTH]
    if job.attempts >= MOST_ATTEMPTS or now - job.created_at >= LONGEST:
        _bury(job, f"Given up after {job.attempts} attempts. {reason}", now)
        return
    wait = min(after, RETRY_AFTER_CAP) if after is not None else backoff(attempts=job.attempts, chance=chance)
    leases.postpone(job=job, until=now + wait, reason=reason)
