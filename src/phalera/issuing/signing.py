"""Sign prepared rows, and put what was signed before the public verifier; nothing is stored here but signatures."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from phalera.authoring import versions
from phalera.common import errors
from phalera.issuing import composing, keys, models, selfcheck
from phalera_core.signing import proof

# Of a batch, one in so many is put before the public verifier, and always the first and the last.
SAMPLE = 1_000


def sign(rows: Sequence[models.Credential], *, now: datetime) -> None:
    """Give each row its signature; twice gives the same, so that two workers at once do no harm.

    Raises IssuingError when what was signed does not verify.
    """
    suspects = {rows[0].pk, rows[-1].pk, *(row.pk for row in rows[::SAMPLE])}
    for row in rows:
        key, flat = row.key, composing.row_of(row)
        signed = proof.sign_template(
            versions.compiled(bytes(row.version.template_v3)),
            composing.slots(flat),
            keys.signer_of(key, did=key.issuer.did),
            created=row.proof_created,
            extra=composing.said_here(flat),
        )
        row.signature = signed.signature
        if not signed.fast:
            suspects.add(row.pk)
    for row in rows:
        if row.pk in suspects:
            selfcheck.check(row, now=now)


def keep_open(rows: Sequence[models.Credential]) -> list[models.Credential]:
    """Lock the rows that nobody has stored a signature of yet, and give those; inside a transaction.

    ConflictError when one of them is to be signed with another key by now, or its key was given up as compromised.
    """
    found = dict(
        models.Credential.objects.select_for_update()
        .filter(pk__in=[row.pk for row in rows], signature=None)
        .order_by("pk")
        .values_list("pk", "key_id")
    )
    fallen = models.SigningKey.objects.filter(
        pk__in={row.key_id for row in rows}, state=models.KeyState.COMPROMISED
    )
    kept = [row for row in rows if row.pk in found]
    if any(found[row.pk] != row.key_id for row in kept) or (kept and fallen.exists()):
        raise errors.ConflictError(
            _("The key of the issuer was changed while these badges were signed."),
            remedy=_("They are signed anew with the next try."),
        )
    return kept


def write(rows: Sequence[models.Credential]) -> None:
    """Store the signatures; inside a transaction."""
    table = connection.ops.quote_name(models.Credential._meta.db_table)  # noqa: SLF001  # Django's documented API
    with connection.cursor() as cursor:
        # One statement for all: `bulk_update` writes a CASE of as many branches as there are rows.
        cursor.executemany(
            f"UPDATE {table} SET signature = %s WHERE id = %s",  # noqa: S608  # the name is ours
            [(bytes(row.signature or b""), row.pk) for row in rows],
        )
