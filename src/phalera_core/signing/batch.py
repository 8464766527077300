"""Issue many credentials at once: each composed and signed, some of them put before the verifier's eyes."""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from phalera_core import errors
from phalera_core.keys import signer as signers
from phalera_core.linkeddata import template as templates
from phalera_core.signing import proof

# Checking costs as much as signing a hundred: of a batch, one in so many is checked, and always the first and the last.
SAMPLE = 1_000


class Prepared(NamedTuple):
    """All of a credential but its signature; credentials of several achievements and issuers may go together."""

    template: templates.Template
    slots: templates.Slots
    signer: signers.Signer
    created: dt.datetime  # of the proof
    extra: Mapping[str, Any] | None = None  # what only this award says


class Issued(NamedTuple):
    """A signed credential."""

    prepared: Prepared
    signature: bytes
    fast: bool  # whether the template's path made it; otherwise the general one

    @property
    def document(self) -> bytes:
        """The exact document with its proof."""
        template, slots, signer, created, extra = self.prepared
        return proof.compose(
            template,
            slots,
            signature=self.signature,
            key_id=signer.key_id,
            created=created,
            extra=extra,
        )


class Refused(NamedTuple):
    """One that cannot be signed: its place in the batch, from 0, and why."""

    place: int
    error: errors.CoreError


def verify_own(_place: int, issued: Issued) -> None:
    """Check a document's proof by the general path, as anybody would; ProofError when it does not fit."""
    proof.verify_proof(json.loads(issued.document), issued.prepared.signer.public)


def issue_many(
    rows: Iterable[Prepared], *, check: Callable[[int, Issued], None] = verify_own, sample: int = SAMPLE
) -> list[Issued | Refused]:
    """Sign each row, in their order; one that cannot be signed is refused and keeps no other waiting.

    `check` is shown the first, the last, one in every `sample` and whatever the general path made, each with its place.
    What it raises ends the batch, since a signature that does not verify makes all others doubtful: by default ProofError.
    """
    made = [_issue(place, row) for place, row in enumerate(rows)]
    signed = [(place, one) for place, one in enumerate(made) if isinstance(one, Issued)]
    for number, (place, one) in enumerate(signed):
        if number % sample == 0 or number == len(signed) - 1 or not one.fast:
            check(place, one)
    return made


def _issue(place: int, row: Prepared) -> Issued | Refused:
    template, slots, signer, created, extra = row
    try:
        signed = proof.sign_template(template, slots, signer, created=created, extra=extra)
    except errors.CoreError as error:
        return Refused(place, error)
    return Issued(row, signed.signature, signed.fast)
