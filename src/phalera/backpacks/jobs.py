"""Uploading in the background: a job looks after one connection for a few seconds, then lets others in."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, Min, OuterRef

from phalera.awarding.models import Award
from phalera.backpacks import breaker, connecting, offering, sending, tokens, trips
from phalera.backpacks.hosts import interface
from phalera.backpacks.models import OPEN, Connection, ConnectionState, Upload
from phalera.common import slots
from phalera.issuing import queries as issuing
from phalera.jobs import lanes, registry
from phalera.jobs.context import JobContext
from phalera.jobs.models import Job

T = TypeVar("T")

# So long a job goes on with one connection; who has thousands of badges must not keep others waiting.
SLICE = timedelta(seconds=5)
_AT_ONCE = 500
# So long a connection rests whose job was given up: what ends workers must not do so all the time.
_AFTER_GIVEN_UP = timedelta(minutes=5)
# Half of the lanes for one host at most: one that hangs leaves the other half to the others.
_slots = slots.Slots(per_host=lanes.NUMBER // 2, in_all=lanes.NUMBER)


@registry.handler("upload", aside=True)
def upload(job: Job, context: JobContext) -> None:
    """Bring what is due at one connection to its host, and come back when more will be."""
    connection = (
        Connection.objects.select_related("region__integration", "person")
        .filter(uuid=job.payload["connection"])
        .first()
    )
    if connection is None:
        return
    # From now on, whoever has something new asks for another job.
    Connection.objects.filter(pk=connection.pk).update(wake_at=None)
    if connection.state != ConnectionState.CONNECTED or not connection.region.integration.is_on:
        return
    now, host = context.now(), str(connection.region_id)
    until = breaker.closed_until(connection.region, now=now)
    if until is None and not _slots.take(host, time.monotonic()):
        until = now + SLICE
    elif until is None:
        try:
            until = _work(connection, job, context)
        finally:
            _slots.give_back(host)
    _come_back(connection, context, until)


@registry.given_up("upload")
def look_again(job: Job, now: datetime) -> None:
    """Let another job look after the connection in a while: a worker's end must not end anybody's uploads."""
    for connection in Connection.objects.filter(
        Exists(Upload.objects.filter(connection=OuterRef("pk"), state__in=OPEN)),
        uuid=job.payload["connection"],
        state=ConnectionState.CONNECTED,
    ):
        Upload.objects.filter(connection=connection, taken_by=job.uuid, state__in=OPEN).update(
            taken_by=None, next_try_at=now
        )
        # What the job was asked for, perhaps before it ever ran, is asked of the next one.
        Connection.objects.filter(pk=connection.pk).update(wake_at=None)
        offering.wake(connection=connection, now=now, at=now + _AFTER_GIVEN_UP)


@registry.handler("wake_backpacks")
def wake_all(job: Job, context: JobContext) -> None:
    """Let what waited for an integration to be switched on go on its way, and what was signed while it was off."""
    connected = Connection.objects.filter(
        region__integration__key=job.payload["integration"],
        region__integration__is_on=True,
        state=ConnectionState.CONNECTED,
    )
    for done, connection in enumerate(list(connected.select_related("person").order_by("pk")), start=1):
        offering.offer_all(connection=connection, by=None, now=context.now())
        if Upload.objects.filter(connection=connection, state__in=OPEN).exists():
            offering.wake(connection=connection, now=context.now())
        if done % _AT_ONCE == 0:
            context.progress(done)


@registry.follows("issue")
@registry.follows("update")
def offer(job: Job, context: JobContext) -> None:
    """Let what was signed go to where its learner keeps badges."""
    wanted = [UUID(each) for each in job.payload["awards"]]
    for start in range(0, len(wanted), _AT_ONCE):
        awards = Award.objects.filter(uuid__in=wanted[start : start + _AT_ONCE], revoked_at=None)
        offering.offer(
            awards=list(awards.select_related("learner").order_by("pk")), by=None, now=context.now()
        )


@registry.follows("sign_anew")
def offer_anew(job: Job, context: JobContext) -> None:
    """Let what was signed anew take the place of what learners keep."""
    wanted = list(issuing.signed_anew(job.payload["key"]).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(wanted), _AT_ONCE):
        awards = Award.objects.filter(pk__in=wanted[start : start + _AT_ONCE]).select_related("learner")
        offering.offer(awards=list(awards.order_by("pk")), by=None, now=context.now())


@registry.sweep
def renew_encryption(_now: datetime) -> None:
    """Encrypt anew what opens backpacks, where that is still under an older key."""
    tokens.renew_encryption()


def _work(connection: Connection, job: Job, context: JobContext) -> datetime | None:
    """Do what is due; give the moment before which there is nothing to be done at this host, if there is one."""
    host = connecting.host_of(connection.region)
    ends, done = context.now() + SLICE, job.progress
    trip = trips.Trip(
        connection=connection, host=host, call=_caller(connection, host, context), context=context
    )
    try:
        for each in sending.due(connection, now=context.now(), job=job.uuid):
            sending.step(each, trip)
            done += 1
            context.progress(done)
            if context.now() >= ends:
                break
    except sending.StopError as error:
        return error.until
    except tokens.BusyError as error:
        return error.until
    except interface.TokenExpired:
        # Dead as soon as it was new: the host is confused, and asking it at once would not help.
        breaker.failed(connection.region, silent=False, now=context.now())
        return context.now() + timedelta(minutes=1)
    except interface.ReconnectNeeded:
        return None
    Connection.objects.filter(pk=connection.pk).update(active_at=context.now())
    return None


def _caller(connection: Connection, host: interface.Host, context: JobContext) -> trips.Call:
    def call(do: Callable[[str], T], /) -> T:
        try:
            return do(tokens.access(connection))
        except interface.TokenExpired:
            tokens.refresh(connection=connection, host=host, clock=context.clock)
            return do(tokens.access(connection))

    return call


def _come_back(connection: Connection, context: JobContext, until: datetime | None) -> None:
    """Ask for a job when the next badge is due, unless only the learner can go on."""
    connection.refresh_from_db(fields=["state"])
    if connection.state != ConnectionState.CONNECTED:
        return
    # What this run took and did not come to is free again.
    Upload.objects.filter(connection=connection, taken_by=context.job.uuid, state__in=OPEN).update(
        taken_by=None, next_try_at=context.now()
    )
    first = Upload.objects.filter(connection=connection, state__in=OPEN).aggregate(at=Min("next_try_at"))[
        "at"
    ]
    if first is not None:
        now = context.now()
        offering.wake(connection=connection, now=now, at=max(first, until or now, now))
