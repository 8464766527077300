"""One badge's step towards its host, written down before and after, so that it arrives exactly once.

    waiting ──► may have been sent ──► uploaded
                      │ no answer that says what happened
                      └──► looked for first, and sent again only when it is not there

A host never changes what it has: what a badge takes the place of is deleted there first.
"""

import contextlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from phalera.awarding.models import Visibility
from phalera.backpacks import addressing, breaker, trips
from phalera.backpacks.hosts import interface
from phalera.backpacks.models import OPEN, Connection, Upload, UploadState
from phalera.common import faults, urls

# How long a badge stays with the job that took it when that one is silent: longer than all calls for one badge.
_TAKEN = timedelta(minutes=2)
_SHORTEST, _LONGEST = timedelta(seconds=2), timedelta(minutes=30)
# The host could not read us so often: by then it is not a moment's trouble any more.
_MOST_UNREADABLE = 8


class StopError(Exception):
    """Nothing more can be done at this host for now."""

    def __init__(self, *, until: datetime) -> None:
        super().__init__("The host is not to be asked now.")
        self.until = until


def due(connection: Connection, *, now: datetime, job: UUID) -> Iterator[Upload]:
    """Give what is to be done, one after the other, each taken so that no other job does it at the same time."""
    mine = Q(next_try_at__lte=now) | Q(taken_by=job)
    keys = list(
        Upload.objects.filter(mine, connection=connection, state__in=OPEN)
        .order_by("next_try_at", "pk")
        .values_list("pk", flat=True)[:200]
    )
    for key in keys:
        if Upload.objects.filter(mine, pk=key, state__in=OPEN).update(next_try_at=now + _TAKEN, taken_by=job):
            yield Upload.objects.select_related(
                "credential__version", "award__learner", "connection__region"
            ).get(pk=key)


class _SupersededError(Exception):
    """A newer credential took this one's place meanwhile, or it was revoked; that looks after what is there."""


def step(upload: Upload, trip: trips.Trip) -> None:
    """Bring one badge as far as it goes now. StopError when the host is not to be asked any more."""
    with contextlib.suppress(_SupersededError), _answers(upload, trip):
        # Revoked, perhaps before it was written down that it was to go.
        if upload.to_remove or upload.award.revoked_at is not None:
            _remove(upload, trip)
            return
        hindrance = _hindrance(upload, trip.context.now())
        if hindrance:
            _end(upload, trip, UploadState.HELD, why=hindrance)
        elif _is_there(upload, trip):
            return
        elif addressing.fits(upload, trip):
            _send(upload, trip)
        else:
            _readdress(upload, trip)


def address_of(upload: Upload) -> str:
    """Give the id of the assertion, by which hosts know a badge."""
    return f"{upload.credential.version.public_url}/ob2/assertions/{upload.award.uuid}"


def _hindrance(upload: Upload, now: datetime) -> str:
    """Say under which key of `wording` the badge cannot go, or nothing."""
    award = upload.award
    if award.valid_until is not None and award.valid_until <= now:
        return "ended"
    if award.visibility == Visibility.PRIVATE:
        return "private"
    return "" if _is_reachable(upload.connection.region.api_url) else "unreachable"


def _is_reachable(api_url: str) -> bool:
    """Say whether a host may be able to fetch our documents: over public https, or on the same machine."""
    return urls.is_public_https(settings.PUBLIC_URL) or (
        urls.is_local(settings.PUBLIC_URL) and urls.is_local(api_url)
    )


def _is_there(upload: Upload, trip: trips.Trip) -> bool:
    """Look for what may have been sent, and for what it replaces; True when it is there."""
    if upload.sent_at is None and not upload.must_look:
        return False
    found = trip.held().get(address_of(upload), "")
    if found and found != upload.replaces:
        if upload.sent_at is not None:
            _end(upload, trip, UploadState.UPLOADED, host_id=found)
            return True
        upload.replaces = found
    upload.must_look = False
    _write(upload, trip, "replaces", "must_look")
    return False


def _send(upload: Upload, trip: trips.Trip) -> None:
    if upload.replaces:
        trip.call(lambda token: trip.host.delete(token, upload.replaces))
        trip.forget(address_of(upload))
        faults.at("upload.deleted")
    upload.state, upload.sent_at = UploadState.UPLOADING, trip.context.now()
    upload.attempts += 1
    _write(upload, trip, "state", "sent_at", "attempts")
    faults.at("upload.sending")
    host_id = trip.call(lambda token: trip.host.upload(token, address_of(upload)))
    faults.at("upload.sent")
    breaker.worked(trip.connection.region)
    _end(upload, trip, UploadState.UPLOADED, host_id=str(host_id or ""))


def _remove(upload: Upload, trip: trips.Trip) -> None:
    # Looked for, because “there is none” is also what a host says to whom it does not let look.
    found = trip.held().get(address_of(upload), "")
    if found:
        trip.call(lambda token: trip.host.delete(token, found))
        faults.at("upload.deleted")
    _end(upload, trip, UploadState.REMOVED)


def _readdress(upload: Upload, trip: trips.Trip) -> None:
    """Let a credential for an address that the host knows take its place, or say which address is missing."""
    now = trip.context.now()
    if addressing.too_early(upload, now=now):
        _later(upload, trip, why="", said="", at=now + timedelta(seconds=2))
    elif not addressing.follow(upload, trip.connection, now=now):
        _end(upload, trip, UploadState.HELD, why="address")


@contextlib.contextmanager
def _answers(upload: Upload, trip: trips.Trip) -> Iterator[None]:
    """Write down what the host's trouble means for this badge."""
    region, now = trip.connection.region, trip.context.now
    try:
        yield
    except interface.Refused as error:
        _end(upload, trip, UploadState.REFUSED, why=error.why, said=error.said)
    except interface.AddressUnknown as error:
        _end(upload, trip, UploadState.HELD, why="address", said=error.said)
    except interface.NotPermitted as error:
        _end(upload, trip, UploadState.HELD, why="permission", said=error.said)
        raise StopError(until=now()) from error
    except interface.Unreadable as error:
        if upload.attempts >= _MOST_UNREADABLE:
            _end(upload, trip, UploadState.REFUSED, why="unread", said=error.said)
        else:
            _later(upload, trip, why="fetch", said=error.said)
    except interface.Throttled as error:
        until = now() + error.wait
        breaker.throttled(region, until=until)
        _later(upload, trip, why="busy", said=error.said, at=until)
        raise StopError(until=until) from error
    except (interface.HostDown, interface.Broken) as error:
        silent = isinstance(error, interface.HostDown)
        breaker.failed(region, silent=silent, now=now())
        _later(upload, trip, why="down", said=error.said)
        closed = breaker.closed_until(region, now=now())
        if closed is not None:
            raise StopError(until=closed) from error


def _later(upload: Upload, trip: trips.Trip, *, why: str, said: str, at: datetime | None = None) -> None:
    now = trip.context.now()
    wait: timedelta = min(_LONGEST, _SHORTEST * 2 ** min(upload.attempts, 12))
    upload.next_try_at, upload.taken_by = at or now + wait, None
    upload.why, upload.said = why, said[:300]
    _write(upload, trip, "next_try_at", "taken_by", "why", "said")


def _end(
    upload: Upload, trip: trips.Trip, state: UploadState, *, host_id: str = "", why: str = "", said: str = ""
) -> None:
    upload.state, upload.why, upload.said = state, why, said[:300]
    upload.taken_by = None
    if state == UploadState.UPLOADED:
        upload.host_id, upload.replaces = host_id, ""
        upload.uploaded_at = trip.context.now()
    _write(upload, trip, "state", "why", "said", "taken_by", "host_id", "replaces", "uploaded_at")


def _write(upload: Upload, trip: trips.Trip, *fields: str) -> None:
    """Store what was decided, unless another run has the job or something newer was decided meanwhile.

    That is: a newer credential has taken this one's place, or the award was revoked.
    """
    values = {name: getattr(upload, name) for name in fields}
    with transaction.atomic():
        trip.context.hold()
        current = Upload.objects.filter(pk=upload.pk, to_remove=upload.to_remove)
        if not current.exclude(state=UploadState.SUPERSEDED).update(**values):
            raise _SupersededError
