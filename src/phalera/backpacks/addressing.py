"""Hosts take a badge only when it is made out to an address that they know, with its case (Badgr, measured)."""

from datetime import datetime

from phalera.accounts.models import Address
from phalera.backpacks import offering, trips
from phalera.backpacks.models import Connection, Upload
from phalera.issuing import updating
from phalera_core.documents import recipients


def fits(upload: Upload, trip: trips.Trip) -> bool:
    """Say whether the host's account has the address that a credential is made out to; it is asked when it seems not."""
    if _matches(upload, trip.connection):
        return True
    account = trip.call(trip.host.account)
    if list(account.addresses) != trip.connection.addresses:
        trip.connection.addresses = list(account.addresses)
        trip.connection.save(update_fields=["addresses"])
    return _matches(upload, trip.connection)


def too_early(upload: Upload, *, now: datetime) -> bool:
    """Say whether what would follow this credential would begin in the future."""
    return updating.too_early(credentials=[upload.credential.uuid], now=now)


def follow(upload: Upload, connection: Connection, *, now: datetime) -> bool:
    """Let a credential follow that is made out to an address the host knows; False when none of them is the learner's."""
    address = known_address(connection)
    if address is None:
        return False
    learner = upload.award.learner_id
    made = updating.follow(credentials=[upload.credential.uuid], now=now, addresses={learner: address})
    offering.offer(awards=[upload.award], by=None, now=now)
    return bool(made)


def known_address(connection: Connection) -> str | None:
    """Give the address, as the host spells it, that it and we have both verified to be of this person."""
    ours = set(
        Address.objects.filter(person=connection.person_id, verified_at__isnull=False).values_list(
            "folded", flat=True
        )
    )
    return next((each for each in connection.addresses if each.casefold() in ours), None)


def _matches(upload: Upload, connection: Connection) -> bool:
    credential = upload.credential
    return any(
        recipients.hash_identity(each, credential.salt) == credential.address_hash
        for each in connection.addresses
    )
