"""Issue: compose, store, sign once, verify what was signed, and only then let it out (design, section 5)."""

import secrets
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from phalera.accounts import queries as people
from phalera.authoring import versions
from phalera.authoring.models import AchievementVersion, Issuer
from phalera.awarding.models import Award
from phalera.common import audit, errors, faults
from phalera.issuing import identity, keys, models, naming, signing, status, unsigned
from phalera_core.documents import recipients

publish_revocation = status.publish_revocation

# Two workers who prepare the same awards meet at the constraints; the loser looks again.
_TRIES = 5


def issue(*, awards: Sequence[Award], now: datetime) -> list[models.Credential]:
    """Give the signed credential of each award, in their order; revoked and ended ones without one are left out.

    May be called again after a crash anywhere: what was prepared is signed with the slots that were stored. Raises
    InvalidError that names who has no address it could be made out to, IssuingError when what was signed does not
    verify, and ConflictError when a key was changed meanwhile; then nothing is stored.
    """
    rows = _prepared(awards, now)
    faults.at("issue.prepared")
    to_sign = [row for row in rows if row.signature is None]
    if to_sign:
        signing.sign(to_sign, now=now)
        faults.at("issue.signed")
        _store(to_sign, now)
    faults.at("issue.stored")
    return rows


def _prepared(awards: Sequence[Award], now: datetime) -> list[models.Credential]:
    """Store what will be signed: once for each award, all slots decided, whoever comes second finds the first's."""
    issuers = {
        issuer.pk: identity.ensure(issuer=issuer, now=now)
        # In order, so that two batches of the same issuers never wait for each other's lists.
        for issuer in Issuer.objects.filter(achievements__awards__in=awards).distinct().order_by("pk")
    }
    for _attempt in range(_TRIES):
        try:
            with transaction.atomic():
                return _prepare(awards, issuers, now)
        except IntegrityError:
            continue
    raise errors.ConflictError(_("These badges are being issued by others at the same time."))


def _prepare(
    awards: Sequence[Award], issuers: Mapping[int, Issuer], now: datetime
) -> list[models.Credential]:
    # Locked, so that no award is revoked between this look and the storing of its place in the list.
    current = {
        award.pk: award
        for award in Award.objects.select_for_update(of=("self",))
        .filter(pk__in=[award.pk for award in awards])
        .select_related("achievement", "learner")
        .order_by("pk")
    }
    # What ended before we came to it would hold from a moment after its end: nobody could verify that.
    open_still = {
        award.pk
        for award in current.values()
        if award.revoked_at is None and (award.valid_until is None or award.valid_until > now)
    }
    rows = {row.award_id: row for row in unsigned.kept(_live(current), open_still=open_still)}
    missing = [award for award in current.values() if award.pk in open_still and award.pk not in rows]
    addresses = people.primary_addresses([award.learner_id for award in missing])
    unsigned.check_addresses(missing, addresses)
    for issuer_id, issuer in issuers.items():
        of_issuer = [award for award in missing if award.achievement.issuer_id == issuer_id]
        if not of_issuer:
            continue
        frozen = versions.freeze_all(achievements={award.achievement_id for award in of_issuer}, now=now)
        status.allocate(awards=of_issuer, issuer=issuer, now=now)
        key = keys.active_key(issuer)
        new = models.Credential.objects.bulk_create(
            [
                _row(award, frozen[award.achievement_id], key, addresses[award.learner_id], now)
                for award in of_issuer
            ]
        )
        rows.update((row.award_id, row) for row in new)
    return [rows[award.pk] for award in awards if award.pk in rows]


def _live(awards: Mapping[int, Award]) -> QuerySet[models.Credential]:
    """Give what was prepared before, with all that signing needs."""
    return models.Credential.objects.filter(models.LIVE, award__in=awards).select_related(
        "award__status__status_list", "version", "key__issuer"
    )


def _row(
    award: Award, version: AchievementVersion, key: models.SigningKey, address: str, now: datetime
) -> models.Credential:
    salt = secrets.token_hex(16)
    moment = now.replace(microsecond=0)
    return models.Credential(
        award=award,
        version=version,
        key=key,
        subject_id=uuid.uuid4(),
        address_hash=recipients.hash_identity(address, salt),
        salt=salt,
        awarded_at=award.awarded_at,
        valid_from=moment,
        valid_until=award.valid_until,
        proof_created=moment,
        extra=naming.said(award.learner),
        prepared_at=now,
    )


@transaction.atomic
def _store(rows: Sequence[models.Credential], now: datetime) -> None:
    # Another worker may have signed some meanwhile, with the same signature: the trail tells of each once.
    signed = signing.keep_open(rows)
    signing.write(signed)
    faults.at("issue.storing")
    audit.record_many(
        by=None,
        action="credential.issued",
        targets=[
            (row, {"award": str(row.award.uuid), "version": str(row.version.uuid), "key": row.key_id})
            for row in signed
        ],
        now=now,
    )
