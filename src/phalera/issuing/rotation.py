"""Change the keys of an issuer: the next one, and what follows when one was in other hands (hardening, rule 19).

A key that retires goes on verifying what it signed. One that was in other hands verifies nothing any more, as a thief
writes any date he likes: it stays listed as revoked, all that counts and was signed with it is signed anew with another
key (`jobs.sign_anew`), and our own record tells what we signed before that (`queries.record_of_signature`).
"""

import dataclasses
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from phalera.authoring.models import Issuer
from phalera.common import audit, errors
from phalera.issuing import keys, models, status, updating
from phalera.jobs import actions as jobs
from phalera.jobs.models import Job


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How much would be signed anew, by what our own record says of when it was signed."""

    since: int
    before: int

    @property
    def number(self) -> int:
        """All of it."""
        return self.since + self.before


@transaction.atomic
def rotate(*, issuer: Issuer, by: audit.Actor | None, now: datetime) -> models.SigningKey:
    """Let another key sign for the issuer from now on, and give it; the old one goes on verifying what it signed.

    Tokens, too, are signed with another one then, which is made with the next of them.

    NotReadyError when the issuer is known by its key alone, or has none yet.
    """
    issuer = _held(issuer)
    old = keys.active_key(issuer)
    _retire(models.SigningKey.objects.filter(issuer=issuer, state=models.KeyState.ACTIVE), now)
    new = keys.create(issuer=issuer, now=now)
    audit.record(by=by, action="key.rotated", target=new, details={"retired": old.public_multibase}, now=now)
    return new


@transaction.atomic
def mark_compromised(
    *, key: models.SigningKey, since: datetime, by: audit.Actor | None, now: datetime
) -> Job:
    """Say that others may have signed with a key since then; give the job that signs anew what it signed.

    A moment can be moved, but only to earlier. Raises InvalidError when the moment is in the future or later than the
    one said before, NotReadyError as `rotate`.
    """
    issuer = _held(key.issuer)
    key = models.SigningKey.objects.select_for_update(no_key=True).get(pk=key.pk)
    since = _checked(since, key, now)
    if key.state == models.KeyState.ACTIVE:
        _retire(models.SigningKey.objects.filter(pk=key.pk), now)
        if key.use == models.Use.PROOF:
            keys.create(issuer=issuer, now=now)
    key.state, key.compromised_since = models.KeyState.COMPROMISED, since
    key.save(update_fields=["state", "compromised_since"])
    # Whoever looks up what was revoked must find a list that verifies.
    status.sign_anew(issuer=issuer, now=now)
    job = jobs.enqueue(
        kind="sign_anew",
        payload={"key": key.public_multibase},
        dedupe_key=f"sign_anew:{key.public_multibase}:{since:%Y%m%dT%H%M%S}",
        total=affected(key, now=now).count(),
        now=now,
    )
    audit.record(
        by=by,
        action="key.compromised",
        target=key,
        details={"key": key.public_multibase, "since": since.isoformat(), "to_sign_anew": job.total},
        now=now,
    )
    return job


def affected(key: models.SigningKey, *, now: datetime) -> QuerySet[models.Credential]:
    """Give what counts now and rests on a key: its own signature, or that of the token which was made of it."""
    return models.Credential.objects.filter(
        Q(key=key) | Q(token__key=key),
        superseded_at=None,
        signature__isnull=False,
        award__in=updating.still_open(now),
    )


def extent(key: models.SigningKey, *, since: datetime, now: datetime) -> Extent:
    """Give how much would be signed anew if the key were marked as compromised since then."""
    later = Q(prepared_at__gte=since) | Q(token__key=key, token__signed_at__gte=since)
    found = affected(key, now=now)
    number = found.filter(later).count()
    return Extent(since=number, before=found.count() - number)


def check_can_change(issuer: Issuer) -> None:
    """Raise NotReadyError when an issuer's key is its name, or it has neither yet."""
    if not issuer.did:
        raise errors.NotReadyError(
            _("%(name)s has no key yet: it gets one with its first badge.") % {"name": issuer.name}
        )
    if not issuer.did.startswith("did:web:"):
        raise errors.NotReadyError(
            _("%(name)s is known by its key alone, so another key would be another issuer.")
            % {"name": issuer.name},
            remedy=_(
                "Keys can be changed where the issuer is known by an address: set PHALERA_PUBLIC_URL to the https "
                "address of this installation before the first badge is issued."
            ),
        )


def can_change(issuer: Issuer) -> bool:
    """Say whether an issuer's keys can be changed."""
    try:
        check_can_change(issuer)
    except errors.NotReadyError:
        return False
    return True


def _held(issuer: Issuer) -> Issuer:
    """Lock the issuer, so that of two who change its keys at once the second sees what the first did."""
    # Only against changes: whoever stores a row that names the issuer or its key meanwhile may hold what we want next.
    issuer = Issuer.objects.select_for_update(no_key=True).get(pk=issuer.pk)
    check_can_change(issuer)
    return issuer


def _retire(those: QuerySet[models.SigningKey], now: datetime) -> None:
    those.update(state=models.KeyState.RETIRED, retired_at=now)


def _checked(since: datetime, key: models.SigningKey, now: datetime) -> datetime:
    if since > now:
        raise errors.InvalidError(_("That is in the future."), field="since")
    # What is published says whole seconds.
    since = max(since, key.created_at).replace(microsecond=0)
    if key.compromised_since is not None and since > key.compromised_since:
        raise errors.InvalidError(
            _("It is published as compromised since an earlier moment already."),
            field="since",
            remedy=_("Name an earlier one, or leave it as it is."),
        )
    return since
