"""Bring badges up to date: a credential is followed by one at the newest version of the same award (design, section 5).

Its address, its subject, its place in the status list, the day it was awarded and the day it ends stay; what it says, the
moment from which it is valid and the signature are new. Until the new one is signed, verified and stored, the old one
counts; what was handed out of the old one goes on verifying.
"""

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from phalera.accounts import queries as people
from phalera.authoring import versions
from phalera.authoring.models import AchievementVersion
from phalera.awarding.models import Award
from phalera.common import audit, bulk, errors, faults, urls
from phalera.issuing import models, naming, signing
from phalera_core.documents import recipients

# Two workers who prepare the same successors meet at the constraints; the loser looks again.
_TRIES = 5
# A credential is followed a second later at the earliest. Who asks sooner waits, unless the clock is that far off.
_APART = timedelta(seconds=1)
_OFF = timedelta(seconds=5)
# What composing and signing need of a row.
_NEEDED = ("award__status__status_list", "award__learner", "version__picture", "key__issuer")


def update(*, awards: Sequence[Award], now: datetime) -> list[models.Credential]:
    """Follow the credential that each award has now by a new one, also where nothing changed; give the new ones.

    Awards that were revoked or have ended and those not issued yet are left out. Errors as of `follow`.
    """
    return follow(credentials=current(awards, now=now), now=now)


def open_still(now: datetime) -> Q:
    """Ask for awards that can still be said anew: neither revoked nor ended."""
    return Q(revoked_at=None) & (Q(valid_until=None) | Q(valid_until__gt=now))


def still_open(now: datetime) -> QuerySet[Award]:
    """Give those awards, as part of another question."""
    return Award.objects.filter(open_still(now)).order_by()


def current(awards: Sequence[Award], *, now: datetime) -> list[UUID]:
    """Give which credentials count now of awards that can still be said anew, in the order of their awards."""
    of_award: dict[int, UUID] = dict(
        models.Credential.objects.filter(
            award__in=Award.objects.filter(open_still(now), pk__in=[award.pk for award in awards]),
            superseded_at=None,
            signature__isnull=False,
        ).values_list("award_id", "uuid")
    )
    return [of_award[award.pk] for award in awards if award.pk in of_award]


def too_early(*, credentials: Sequence[UUID], now: datetime) -> bool:
    """Say whether what follows would begin in the future, which a moment's patience mends."""
    return models.Credential.objects.filter(
        uuid__in=credentials, valid_from__gt=now - _APART, valid_from__lte=now + _OFF, successor=None
    ).exists()


def follow(
    *, credentials: Sequence[UUID], now: datetime, addresses: Mapping[int, str] | None = None
) -> list[models.Credential]:
    """Give what takes the place of each of these credentials: made now, or found where that was done before.

    They are made out to the learners' primary addresses, or to those given in `addresses` by the learner's key.

    As it is the credential that is followed and not the award, it may be called again, by many and after a crash
    anywhere: each is followed once. Raises IssuingError when what was signed does not verify, and what freezing a
    version raises; then the old ones go on counting.
    """
    return _follow(credentials, now, lambda: _prepare(credentials, now, addresses or {}))


def sign_anew(*, credentials: Sequence[UUID], now: datetime) -> list[models.Credential]:
    """Give what takes the place of each of these credentials and says the same, under the key that signs now.

    As `follow` otherwise.
    """
    return _follow(credentials, now, lambda: _prepare_anew(credentials, now))


def _follow(
    credentials: Sequence[UUID], now: datetime, prepare: Callable[[], None]
) -> list[models.Credential]:
    rows = _prepared(credentials, now, prepare)
    faults.at("update.prepared")
    unsigned = [row for row in rows if row.signature is None]
    if unsigned:
        signing.sign(unsigned, now=now)
        faults.at("update.signed")
        _replace(unsigned, now)
    faults.at("update.stored")
    return rows


def _prepared(
    credentials: Sequence[UUID], now: datetime, prepare: Callable[[], None]
) -> list[models.Credential]:
    for _attempt in range(_TRIES):
        try:
            with transaction.atomic():
                prepare()
        except IntegrityError:
            continue
        rows = {
            row.succeeds.uuid: row  # type: ignore[union-attr]  # the filter sees to it that there is one
            # Of one that was never signed, and whose award was revoked or has ended since, nothing can be said anew.
            for row in models.Credential.objects.filter(
                Q(signature__isnull=False) | Q(award__in=still_open(now)),
                succeeds__uuid__in=credentials,
            ).select_related("succeeds", *_NEEDED)
        }
        return [rows[uuid] for uuid in credentials if uuid in rows]
    raise errors.ConflictError(_("These badges are being brought up to date by others at the same time."))


def _prepare(credentials: Sequence[UUID], now: datetime, wanted: Mapping[int, str]) -> None:
    """Store what will be signed, all slots decided, for those that nothing follows yet."""
    awards, rows = _locked(credentials, now)
    newest = _newest(rows, awards, now)
    missing = []
    for row in rows:
        made = getattr(row, "successor", None)
        version = newest[row.pk]
        # Prepared before a crash and never signed, and by now it would say what is out of date again?
        if made is not None and made.signature is None and (_is_stale(made) or made.version_id != version.pk):
            made.delete()
            made = None
        if made is None:
            missing.append((row, version))
    addresses = people.primary_addresses([awards[row.award_id].learner_id for row, _version in missing])
    addresses |= wanted
    keys = _keys_of({awards[row.award_id].achievement.issuer_id for row, _version in missing})
    bulk.insert(
        [
            _successor(
                row,
                version,
                keys[awards[row.award_id].achievement.issuer_id],
                addresses.get(awards[row.award_id].learner_id),
                naming.said(awards[row.award_id].learner, before=row.extra),
                now,
            )
            for row, version in missing
        ]
    )


def _prepare_anew(credentials: Sequence[UUID], now: datetime) -> None:
    """Store what will be signed for those that nothing follows yet: the same, but for the key and the moments."""
    _awards, rows = _locked(credentials, now)
    missing = []
    for row in rows:
        made = getattr(row, "successor", None)
        if made is not None and made.signature is None and _is_stale(made):
            made.delete()
            made = None
        if made is None:
            missing.append(row)
    keys = _keys_of({row.key.issuer_id for row in missing})
    bulk.insert(
        [_successor(row, row.version, keys[row.key.issuer_id], None, row.extra, now) for row in missing]
    )


def _locked(credentials: Sequence[UUID], now: datetime) -> tuple[dict[int, Award], list[models.Credential]]:
    """Give the awards that can still be said anew, by key, and their credentials, each with what follows it."""
    old = models.Credential.objects.filter(uuid__in=credentials, signature__isnull=False)
    # Locked, so that no award is revoked, and no other prepares its successor, in the meantime.
    awards = {
        award.pk: award
        for award in Award.objects.select_for_update(of=("self",))
        .filter(open_still(now), pk__in=old.values("award"))
        .select_related("achievement__issuer", "learner")
        .order_by("pk")
    }
    return awards, list(old.filter(award__in=awards).select_related("successor__key", "key", "version"))


def _is_stale(prepared: models.Credential) -> bool:
    """Say whether what was prepared would be signed with a key that signs no more."""
    return prepared.key.state != models.KeyState.ACTIVE


def _newest(
    rows: Sequence[models.Credential], awards: Mapping[int, Award], now: datetime
) -> dict[int, AchievementVersion]:
    """Give the newest version for what follows each of these credentials, by key, frozen now where something changed.

    It names the address that the credential names: an id once given out stays, also where the installation moved.
    """
    found: dict[int, AchievementVersion] = {}
    at: dict[str, list[models.Credential]] = {}
    for row in rows:
        at.setdefault(urls.kept(row.version.public_url), []).append(row)
    for base, those in at.items():
        of = {row.pk: awards[row.award_id].achievement for row in those}
        shown = {achievement.pk for achievement in of.values() if achievement.badge_id is not None}
        frozen = versions.freeze_all(achievements=shown, now=now, public_url=base) if shown else {}
        # Where no badge can be earned any more, what was said last stands.
        last = versions.newest({achievement.pk for achievement in of.values()} - shown)
        for row in those:
            key = of[row.pk].pk
            found[row.pk] = frozen.get(key) or last.get((key, base)) or last[key, row.version.public_url]
    return found


def _keys_of(issuers: Collection[int]) -> dict[int, models.SigningKey]:
    """Give the key that signs now for each issuer."""
    active = models.SigningKey.objects.filter(
        issuer__in=issuers, state=models.KeyState.ACTIVE, use=models.Use.PROOF
    )
    return {key.issuer_id: key for key in active}


def _successor(
    old: models.Credential,
    version: AchievementVersion,
    key: models.SigningKey,
    address: str | None,
    extra: str | None,
    now: datetime,
) -> models.Credential:
    # Later than what it follows, so that whoever has both knows which one counts.
    moment = max(now.replace(microsecond=0), max(old.valid_from, old.proof_created) + _APART)
    salt, address_hash = old.salt, old.address_hash
    if address is not None and recipients.hash_identity(address, salt) != address_hash:
        # Another primary address since. With the old salt the two hashes could be told to be of two addresses.
        salt = secrets.token_hex(16)
        address_hash = recipients.hash_identity(address, salt)
    return models.Credential(
        award_id=old.award_id,
        succeeds=old,
        version=version,
        key=key,
        subject_id=old.subject_id,
        recipient_type=old.recipient_type,
        address_hash=address_hash,
        salt=salt,
        awarded_at=old.awarded_at,
        valid_from=moment,
        valid_until=old.valid_until,
        proof_created=moment,
        extra=extra,
        prepared_at=now,
    )


@transaction.atomic
def _replace(rows: Sequence[models.Credential], now: datetime) -> None:
    """Let the signed rows count instead of those they follow, in one step."""
    # Another worker may have stored some meanwhile, with the same signature: the trail tells of each once.
    signed = signing.keep_open(rows)
    models.Credential.objects.filter(pk__in=[row.succeeds_id for row in signed], superseded_at=None).update(
        superseded_at=now
    )
    signing.write(signed)
    faults.at("update.storing")
    audit.record_many(
        by=None,
        action="credential.superseded",
        targets=[
            (
                row,
                {
                    "award": str(row.award.uuid),
                    "version": str(row.version.uuid),
                    "key": row.key_id,
                    "succeeds": str(row.succeeds.uuid if row.succeeds else ""),
                },
            )
            for row in signed
        ],
        now=now,
    )
