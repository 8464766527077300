"""Tokens at rest and in use: one refresh at a time, the new pair stored before it is used (hardening, rules 6 to 9)."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from phalera.backpacks.hosts import interface
from phalera.backpacks.models import Connection, ConnectionState, Region, Upload, UploadState
from phalera.common import audit, encryption, errors

# Longer than any call to a host may take.
_LEASE = timedelta(seconds=60)
# Rows that are read together.
_AT_ONCE = 500


class BusyError(Exception):
    """Another worker is refreshing, or the host takes no token calls for now."""

    def __init__(self, *, until: datetime) -> None:
        super().__init__("The tokens of this connection are busy.")
        self.until = until


def access(connection: Connection) -> str:
    """Give the access token."""
    return encryption.decrypt_token(bytes(connection.access_token)).decode()


def store(*, connection: Connection, tokens: interface.Tokens) -> None:
    """Store a new pair, encrypted, and let the next refresh begin from it."""
    connection.access_token = encryption.encrypt_token(tokens.access.encode())
    connection.refresh_token = encryption.encrypt_token(tokens.refresh.encode()) if tokens.refresh else b""
    connection.token_number += 1
    connection.refreshing_until = None
    connection.save(update_fields=["access_token", "refresh_token", "token_number", "refreshing_until"])


def renew_encryption() -> int:
    """Encrypt anew what was not under the key that encrypts now, and give how many rows that were.

    Who has put a new key before an old one may take the old one away afterwards. What no key opens is left as it is.
    """
    return sum(
        _renew(model, field)
        for model, field in (
            (Connection, "access_token"),
            (Connection, "refresh_token"),
            (Region, "client_secret"),
        )
    )


def refresh(*, connection: Connection, host: interface.Host, clock: Callable[[], datetime]) -> None:
    """Get a new pair, unless another worker has got one since `connection` was read.

    BusyError when another is at it or the host takes no token calls; ReconnectNeeded when the host knows the learner's
    consent no more: then the connection says so and nobody asks again.
    """
    now, read = clock(), connection.token_number
    if not _take(connection, now):
        connection.refresh_from_db()
        if connection.token_number != read:
            return
        if connection.state != ConnectionState.CONNECTED:
            raise interface.ReconnectNeeded("The connection has ended.")
        raise BusyError(until=connection.refreshing_until or now + timedelta(seconds=2))
    secret = bytes(connection.refresh_token)
    try:
        _check_open(connection, now)
        # Not every host gives one.
        tokens = host.refresh(encryption.decrypt_token(secret).decode() if secret else "")
    except interface.ReconnectNeeded:
        if lose(connection=connection, now=clock()):
            raise
        _follow_learner(connection)
        return
    except interface.Throttled as error:
        # One address of ours is counted for all learners: none of them may ask before.
        until = clock() + error.wait
        Region.objects.filter(pk=connection.region_id).update(tokens_closed_until=until)
        _release(connection)
        raise BusyError(until=until) from error
    except BaseException:
        _release(connection)
        raise
    if not _store_fresh(connection, tokens):
        _follow_learner(connection)


@transaction.atomic
def lose(*, connection: Connection, now: datetime) -> bool:
    """Note that the host lets us in no more: only its learner can change that, by connecting once more.

    False when they have done so, or have let go of it, since `connection` was read.
    """
    if not Connection.objects.filter(
        pk=connection.pk, state=ConnectionState.CONNECTED, token_number=connection.token_number
    ).update(state=ConnectionState.RECONNECT, refreshing_until=None):
        return False
    connection.state = ConnectionState.RECONNECT
    Upload.objects.filter(
        connection=connection, state__in=(UploadState.WAITING, UploadState.UPLOADING)
    ).update(why="reconnect")
    audit.record(by=None, action="backpack.lost", target=connection, now=now)
    return True


def _renew(model: type[Connection] | type[Region], field: str) -> int:
    renewed, last = 0, 0
    rows = model._default_manager.order_by("pk").values_list("pk", field)  # noqa: SLF001  # documented
    # Each slice is read to its end before anything is written: SQLite refuses to write from within an older reading.
    while found := list(rows.filter(pk__gt=last)[:_AT_ONCE]):
        last = found[-1][0]
        for key, stored in found:
            secret = bytes(stored)
            try:
                anew = encryption.renewed_token(secret) if secret else None
            except errors.NotReadyError:
                # Lost with its key; the others must not be lost with the next one.
                continue
            if anew is not None:
                # Unless it was refreshed or let go in the meantime.
                renewed += rows.filter(pk=key, **{field: secret}).update(**{field: anew})
    return renewed


@transaction.atomic
def _store_fresh(connection: Connection, tokens: interface.Tokens) -> bool:
    """Store a new pair, unless the learner connected anew or let go while the host was asked."""
    if not (
        Connection.objects.select_for_update()
        .filter(pk=connection.pk, token_number=connection.token_number, state=ConnectionState.CONNECTED)
        .exists()
    ):
        return False
    store(connection=connection, tokens=tokens)
    return True


def _follow_learner(connection: Connection) -> None:
    """Take what the learner decided meanwhile; ReconnectNeeded when they let go."""
    connection.refresh_from_db()
    if connection.state != ConnectionState.CONNECTED:
        raise interface.ReconnectNeeded("The connection has ended.")


def _check_open(connection: Connection, now: datetime) -> None:
    closed = Region.objects.values_list("tokens_closed_until", flat=True).get(pk=connection.region_id)
    if closed is not None and closed > now:
        raise BusyError(until=closed)


def _take(connection: Connection, now: datetime) -> bool:
    free = Q(refreshing_until=None) | Q(refreshing_until__lte=now)
    return bool(
        Connection.objects.filter(
            free,
            pk=connection.pk,
            token_number=connection.token_number,
            state=ConnectionState.CONNECTED,
        ).update(refreshing_until=now + _LEASE)
    )


def _release(connection: Connection) -> None:
    Connection.objects.filter(pk=connection.pk, token_number=connection.token_number).update(
        refreshing_until=None
    )
