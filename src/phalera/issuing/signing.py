"""Sign prepared rows, and put what was signed before the public verifier; nothing is stored here but signatures."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from phalera.authoring import versions
from phalera.common import errors
from phalera.issuing import composing, keys, models, selfcheck
from phalera_core.signing import batch


def sign(rows: Sequence[models.Credential], *, now: datetime) -> None:
    """Give each row its signature; twice gives the same, so that two workers at once do no harm.

    Some are put before the public verifier, as a stranger would. Raises IssuingError when one does not verify.
    """

    def check(place: int, issued: batch.Issued) -> None:
        rows[place].signature = issued.signature
        selfcheck.check(rows[place], now=now)

    for row, made in zip(rows, batch.issue_many(map(_prepared, rows), check=check), strict=True):
        if isinstance(made, batch.Refused):
            raise made.error
        row.signature = made.signature


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


def _prepared(row: models.Credential) -> batch.Prepared:
    flat = composing.row_of(row)
    return batch.Prepared(
        template=versions.compiled(bytes(row.version.template_v3)),
        slots=composing.slots(flat),
        signer=keys.signer_of(row.key, did=row.key.issuer.did),
        created=row.proof_created,
        extra=composing.said_here(flat),
    )
