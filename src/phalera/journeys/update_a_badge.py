"""How a badge is brought up to date: its learner asks, we sign what we say now, and tell them when it is done.

    ask ──► job ──► frozen version ──► successor, signed ──► told
            jobs       authoring            issuing        notifying

What does not change: the award, its date, its address. What was handed out before goes on verifying.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from phalera.accounts.models import Person
from phalera.awarding.models import Award
from phalera.common import audit
from phalera.issuing import updating
from phalera.jobs import actions as jobs
from phalera.jobs.models import Job, State


@transaction.atomic
def ask(*, learner: Person, awards: Sequence[Award], by: Person | None, now: datetime) -> Job | None:
    """A learner wants badges at their newest version, also those that are; None when none of them is signed yet.

    The worker does it (`issuing.jobs`) and then tells the learner (`notifying.jobs`). However often it is asked at the
    same time, it is done once: the credentials that are to be followed name the job.
    """
    own = [award for award in awards if award.learner_id == learner.pk]
    credentials = [str(uuid) for uuid in updating.current(own, now=now)]
    if not credentials:
        return None
    job = jobs.enqueue(
        kind="update",
        payload={
            "awards": [str(award.uuid) for award in own],
            "credentials": credentials,
            "learner": str(learner.uuid),
            "by": str(by.uuid) if by else "",
        },
        dedupe_key=f"update:{hashlib.sha256(''.join(sorted(credentials)).encode()).hexdigest()}",
        total=len(credentials),
        now=now,
    )
    audit.record(by=by, action="update.asked", target=job, details={"number": len(credentials)}, now=now)
    return job


def under_way(learner: Person) -> list[Job]:
    """What a learner asked for and is not done yet, with how far it is."""
    running = (State.WAITING, State.RUNNING)
    return list(Job.objects.filter(kind="update", state__in=running, payload__learner=str(learner.uuid)))
