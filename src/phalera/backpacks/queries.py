"""Questions about backpacks."""

import dataclasses
from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count

from phalera.accounts.models import Address, Person
from phalera.awarding.models import Award
from phalera.backpacks import wording
from phalera.backpacks.models import (
    OPEN,
    Connection,
    ConnectionState,
    Integration,
    Region,
    Upload,
    UploadState,
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where one badge is on its way, and why it is not there."""

    state: UploadState
    name: str  # of the host
    uploaded_at: datetime | None
    why: wording.Why | None


def is_on() -> bool:
    """Say whether learners can connect a backpack at all."""
    return Integration.objects.filter(is_on=True, regions__is_offered=True).exists()


def offered() -> list[Region]:
    """Give the regions that learners may choose from."""
    return list(Region.objects.filter(is_offered=True, integration__is_on=True).select_related("integration"))


def live_connection(person: Person) -> Connection | None:
    """Give somebody's connection, also one that waits to be renewed, or None."""
    return (
        Connection.objects.filter(person=person)
        .exclude(state=ConnectionState.DISCONNECTED)
        .select_related("region__integration")
        .first()
    )


def last_connection(person: Person) -> Connection | None:
    """Give the connection that somebody had last, or None."""
    return (
        Connection.objects.filter(person=person)
        .select_related("region__integration")
        .order_by("-connected_at")
        .first()
    )


def address_to_know(person: Person) -> str:
    """Give the address that somebody's account at a host must have: their primary one, as typed."""
    return Address.objects.filter(person=person, primary=True).values_list("address", flat=True).first() or ""


def whereabouts(awards: Iterable[Award]) -> dict[int, Whereabouts]:
    """Give where each badge is on its way, by the award's key, in three queries at most."""
    rows = list(
        Upload.objects.filter(award__in=[award.pk for award in awards])
        .exclude(state__in=(UploadState.SUPERSEDED, UploadState.REMOVED))
        .select_related("connection__region__integration")
        .order_by("connection__connected_at", "pk")
    )
    missing = {row.connection.person_id for row in rows if row.why == "address"}
    primary = (
        dict(Address.objects.filter(person__in=missing, primary=True).values_list("person_id", "address"))
        if missing
        else {}
    )
    return {
        row.award_id: Whereabouts(
            state=UploadState(row.state),
            name=row.connection.region.name,
            uploaded_at=row.uploaded_at,
            why=_why(row, primary.get(row.connection.person_id, "")),
        )
        for row in rows
    }


def tally(connection: Connection) -> dict[str, int]:
    """Give how many badges are in each state at a connection."""
    counted = Upload.objects.filter(connection=connection).values_list("state").annotate(number=Count("id"))
    return dict(counted)


def still_going(awards: Iterable[Award]) -> bool:
    """Say whether any of these badges is still on its way."""
    return Upload.objects.filter(
        award__in=[award.pk for award in awards],
        state__in=OPEN,
        connection__state=ConnectionState.CONNECTED,
    ).exists()


def _why(row: Upload, address: str) -> wording.Why | None:
    connection = row.connection
    if row.state in OPEN and not connection.region.integration.is_on:
        return wording.why("off")
    if row.state in OPEN and connection.state == ConnectionState.RECONNECT:
        return wording.why("reconnect")
    if row.state in OPEN and connection.state == ConnectionState.DISCONNECTED:
        return wording.why("disconnected")
    return wording.why(row.why, address=address)
