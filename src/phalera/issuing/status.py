"""Places in status lists: given out at random but never twice, and published as a signed list of bits."""

import functools
import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from phalera.authoring.models import Issuer
from phalera.awarding.models import Award
from phalera.issuing import keys, models
from phalera_core import strictjson
from phalera_core.signing import proof
from phalera_core.status import bitstring

# An index has 17 bits, split into a left part of 8 and a right part of 9.
_LEFT, _RIGHT = 8, 9
_ROUNDS = 8


def begin(*, issuer: Issuer, now: datetime) -> models.StatusList:
    """Begin a new list of an issuer, published empty."""
    status_list = models.StatusList(
        issuer=issuer, public_url=settings.PUBLIC_URL, seed=secrets.token_bytes(32), valid_from=now
    )
    _sign(status_list, bitstring.Bitstring(), now)
    status_list.save(force_insert=True)
    return status_list


def allocate(*, awards: Sequence[Award], issuer: Issuer, now: datetime) -> list[models.StatusEntry]:
    """Give each award a place of its own in a list of the issuer; the caller's transaction stores or forgets all of it."""
    entries: list[models.StatusEntry] = []
    while len(entries) < len(awards):
        status_list = (
            models.StatusList.objects.select_for_update()
            .filter(issuer=issuer, allocated__lt=bitstring.LENGTH)
            .order_by("id")
            .first()
        ) or begin(issuer=issuer, now=now)
        first = status_list.allocated
        last = min(bitstring.LENGTH, first + len(awards) - len(entries))
        status_list.allocated = last
        status_list.save(update_fields=["allocated"])
        for number in range(first, last):
            entries.append(
                models.StatusEntry(
                    award=awards[len(entries)],
                    status_list=status_list,
                    index=place(bytes(status_list.seed), number),
                )
            )
    return models.StatusEntry.objects.bulk_create(entries)


@transaction.atomic
def publish_revocation(*, awards: Sequence[Award], now: datetime) -> int:
    """Set the bits of revoked awards and sign their lists anew; give how many were not set before."""
    entries = models.StatusEntry.objects.filter(award__in=awards, award__revoked_at__isnull=False)
    lists = list(
        models.StatusList.objects.select_for_update()
        .filter(pk__in=entries.order_by().values("status_list"))
        .select_related("issuer")
        .order_by("pk")
    )
    published = entries.filter(revoked_at=None).update(revoked_at=now)
    if published:
        for status_list in lists:
            _publish(status_list, now)
    return published


@transaction.atomic
def sign_anew(*, issuer: Issuer, now: datetime) -> None:
    """Sign all lists of an issuer with the key that signs now."""
    lists = models.StatusList.objects.select_for_update().filter(issuer=issuer).order_by("pk")
    for status_list in lists:
        _publish(status_list, now)


def place(seed: bytes, number: int) -> int:
    """Give the index of the n-th allocation: a permutation of all places that the seed decides (a Feistel network)."""
    left, right = number >> _RIGHT, number & ((1 << _RIGHT) - 1)
    for to_left, to_right in _tables(seed):
        left ^= to_left[right]
        right ^= to_right[left]
    return left << _RIGHT | right


@functools.lru_cache(maxsize=8)
def _tables(seed: bytes) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    """Work out the round functions once, as there are few inputs to each."""
    return tuple(
        (_table(seed, step, 1 << _RIGHT, 1 << _LEFT), _table(seed, step + 1, 1 << _LEFT, 1 << _RIGHT))
        for step in range(0, _ROUNDS, 2)
    )


def _table(seed: bytes, step: int, inputs: int, outputs: int) -> tuple[int, ...]:
    return tuple(
        int.from_bytes(
            hashlib.blake2b(bytes((step, *value.to_bytes(2, "big"))), key=seed, digest_size=4).digest(), "big"
        )
        % outputs
        for value in range(inputs)
    )


def _publish(status_list: models.StatusList, now: datetime) -> None:
    bits = bitstring.Bitstring()
    for index in status_list.entries.filter(revoked_at__isnull=False).values_list("index", flat=True):
        bits.set(index)
    _sign(status_list, bits, now)
    status_list.save(update_fields=["document", "valid_from"])


def _sign(status_list: models.StatusList, bits: bitstring.Bitstring, now: datetime) -> None:
    issuer = status_list.issuer
    # Never before the last one, whatever the clock does; never in the future.
    moment = max(now, status_list.valid_from).replace(microsecond=0)
    unsigned = bitstring.list_credential(status_list.url, issuer.did, bits, moment)
    status_list.document = strictjson.dumps(proof.sign(unsigned, keys.active_signer(issuer), created=moment))
    status_list.valid_from = moment
