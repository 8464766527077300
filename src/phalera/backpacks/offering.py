"""Which badges are to go where: an Upload for each live connection and credential."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from phalera.accounts.models import Person
from phalera.awarding import actions as awarding
from phalera.awarding import queries as awards_known
from phalera.awarding.models import Award, Visibility
from phalera.backpacks.models import Connection, ConnectionState, Upload, UploadState
from phalera.common.models import AuditEvent
from phalera.issuing.models import Credential
from phalera.jobs import actions as jobs

# Rows that one statement writes or asks for.
_AT_ONCE = 500


def offer_all(*, connection: Connection, by: Person | None, now: datetime) -> int:
    """Let every badge that somebody holds go to their backpack, and give how many are new on their way."""
    return offer(awards=list(awards_known.held(connection.person)), by=by, now=now)


@transaction.atomic
def offer(*, awards: Sequence[Award], by: Person | None, now: datetime) -> int:
    """Let badges go to where their learners keep them, each credential once, and give how many are new on their way.

    An award that nobody outside has heard of becomes unlisted with it, as its learner wanted it to go; one that its
    learner took back to private stays so, and waits.
    """
    made = 0
    for start in range(0, len(awards), _AT_ONCE):
        made += _offer(awards[start : start + _AT_ONCE], by, now)
    return made


@transaction.atomic
def remove(*, award: Award, now: datetime) -> None:
    """Let a revoked badge go from where it was sent."""
    rows = list(
        Upload.objects.select_for_update()
        .filter(award=award)
        .exclude(state__in=(UploadState.SUPERSEDED, UploadState.REMOVED))
        .select_related("connection")
    )
    for row in rows:
        known = row.sent_at is not None or bool(row.host_id or row.replaces) or row.must_look
        row.to_remove, row.why, row.next_try_at, row.attempts = True, "", now, 0
        row.state = UploadState.WAITING if known else UploadState.REMOVED
        row.save(update_fields=["to_remove", "why", "next_try_at", "attempts", "state"])
        wake(connection=row.connection, now=now)


@transaction.atomic
def shown(*, award: Award, now: datetime) -> None:
    """Let a badge go that waited because its learner kept it private."""
    rows = Upload.objects.filter(award=award, state=UploadState.HELD, why="private")
    for connection in Connection.objects.filter(uploads__in=rows).distinct():
        _go_on(connection, rows, now)


@transaction.atomic
def try_again(*, connection: Connection, now: datetime) -> int:
    """Give what was held or refused another try, and give how many."""
    stuck = Upload.objects.filter(state__in=(UploadState.HELD, UploadState.REFUSED))
    return _go_on(connection, stuck, now)


@transaction.atomic
def wake(*, connection: Connection, now: datetime, at: datetime | None = None) -> None:
    """See to it that a job looks after what is due at a connection, at `at` or now."""
    moment = at or now
    earlier = Q(wake_at__isnull=False, wake_at__lte=moment)
    if Connection.objects.filter(~earlier, pk=connection.pk).update(wake_at=moment):
        jobs.enqueue(kind="upload", payload={"connection": str(connection.uuid)}, now=now, run_at=moment)


def _go_on(connection: Connection, rows: QuerySet[Upload], now: datetime) -> int:
    """Let these badges of a connection be tried as if for the first time, and give how many."""
    number = rows.filter(connection=connection).update(
        state=UploadState.WAITING, why="", said="", told=False, next_try_at=now, attempts=0
    )
    wake(connection=connection, now=now)
    return number


def _offer(awards: Sequence[Award], by: Person | None, now: datetime) -> int:
    connections = {
        each.person_id: each
        for each in Connection.objects.filter(
            person__in={award.learner_id for award in awards},
            state=ConnectionState.CONNECTED,
            region__integration__is_on=True,
        )
    }
    going = {award.pk: award for award in awards if award.learner_id in connections and not award.revoked_at}
    credentials = list(
        Credential.objects.filter(
            award__in=list(going), superseded_at=None, signature__isnull=False
        ).order_by("pk")
    )
    before = _before(going, connections.values())
    rows = [
        _row(going[each.award_id], each, connections[going[each.award_id].learner_id], before, now)
        for each in credentials
        if (before.get(each.award_id) is None or before[each.award_id].credential_id != each.pk)
    ]
    Upload.objects.bulk_create(rows, ignore_conflicts=True)
    Upload.objects.filter(pk__in=[before[row.award_id].pk for row in rows if row.award_id in before]).update(
        state=UploadState.SUPERSEDED
    )
    kept = _kept_private(going.values())
    _open([going[row.award_id] for row in rows if row.award_id not in kept], by, now)
    for connection in {row.connection_id: row.connection for row in rows}.values():
        wake(connection=connection, now=now)
    return len(rows)


def _before(awards: Iterable[int], connections: Iterable[Connection]) -> dict[int, Upload]:
    """Give what was last on its way of each award."""
    rows = Upload.objects.filter(
        award__in=list(awards), connection__in=[each.pk for each in connections]
    ).exclude(state=UploadState.SUPERSEDED)
    return {row.award_id: row for row in rows.order_by("pk")}


def _row(
    award: Award, credential: Credential, connection: Connection, before: dict[int, Upload], now: datetime
) -> Upload:
    old = before.get(award.pk)
    sent = old is not None and old.sent_at is not None
    return Upload(
        connection=connection,
        credential=credential,
        award=award,
        # What the older one left there must go first: hosts never change what they have.
        replaces=(old.host_id or old.replaces) if old else "",
        must_look=old is not None and (old.must_look or (sent and not old.host_id)),
        next_try_at=now,
        created_at=now,
    )


def _open(awards: Sequence[Award], by: Person | None, now: datetime) -> None:
    private = [award for award in awards if award.visibility == Visibility.PRIVATE]
    if private:
        awarding.open_all(awards=private, by=by, now=now)


def _kept_private(awards: Iterable[Award]) -> set[int]:
    """Give the awards, by key, that their learners took back to private."""
    private = {str(award.uuid): award.pk for award in awards if award.visibility == Visibility.PRIVATE}
    taken_back = AuditEvent.objects.filter(
        object_type="award",
        object_id__in=list(private),
        action="award.visibility_changed",
        details__to=str(Visibility.PRIVATE),
    )
    return {private[each] for each in taken_back.values_list("object_id", flat=True)}
