"""What was prepared and never signed: where a crash, a revocation, an end or a new key came in between."""

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from phalera.awarding.models import Award
from phalera.common import errors
from phalera.issuing import keys, models


def kept(rows: Iterable[models.Credential], *, open_still: Collection[int]) -> list[models.Credential]:
    """Give the rows without those that were never signed and of whose award nothing can be said any more: they go.

    What is still to be signed will be with the key that signs now. Inside a transaction that holds the awards, of which
    those in `open_still` (keys) are neither revoked nor ended.
    """
    rows = list(rows)
    lost = [row for row in rows if row.signature is None and row.award_id not in open_still]
    if lost:
        models.Credential.objects.filter(pk__in=[row.pk for row in lost], signature=None).delete()
    remaining = [row for row in rows if row not in lost]
    late = [row for row in remaining if row.signature is None and row.key.state != models.KeyState.ACTIVE]
    active = {issuer: keys.active_key(issuer) for issuer in {row.key.issuer for row in late}}
    for row in late:
        row.key = active[row.key.issuer]
        row.save(update_fields=["key"])
    return remaining


def check_addresses(awards: Sequence[Award], addresses: Mapping[int, str]) -> None:
    """Raise InvalidError that names whose badge cannot be made out to any address."""
    without = sorted({award.learner.name for award in awards if award.learner_id not in addresses})
    if without:
        raise errors.InvalidError(
            _("%(names)s has no e-mail address that a badge could be made out to.")
            % {"names": ", ".join(without)},
            remedy=_("Add a primary address for them, then try again."),
        )
