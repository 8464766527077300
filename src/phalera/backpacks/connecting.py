"""Connect a learner's backpack and let go of it: OAuth 2 with PKCE and a state that only their session knows.

RFC 6749 §4.1, RFC 7636 (S256), RFC 9207 (`iss`); hardening, rules 1 to 5.
"""

import base64
import contextlib
import dataclasses
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from phalera.accounts.models import Person
from phalera.backpacks import offering, tokens
from phalera.backpacks.hosts import interface
from phalera.backpacks.hosts.badgr import adapter as badgr
from phalera.backpacks.models import Connection, ConnectionState, Region, Upload, UploadState
from phalera.common import audit, encryption, errors

# So long somebody may take to consent.
PATIENCE = timedelta(minutes=15)
RETURN_PATH = "/backpack/return"

_ADAPTERS = {"badgr": badgr.Badgr}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What the session remembers while somebody is away at the host; used once."""

    person: str
    region: str
    state: str
    verifier: str
    begun_at: str

    def to_session(self) -> dict[str, str]:
        """Give it as JSON for the session."""
        return dataclasses.asdict(self)

    @classmethod
    def from_session(cls, value: object) -> "Attempt | None":
        """Read what the session remembers, or None when it is nothing of ours."""
        with contextlib.suppress(TypeError):
            return cls(**value) if isinstance(value, dict) else None
        return None


def host_of(region: Region) -> interface.Host:
    """Give the adapter for one region with our key there."""
    secret = bytes(region.client_secret)
    endpoint = interface.Endpoint(
        api_url=region.api_url,
        site_url=region.site_url,
        client_id=region.client_id,
        client_secret=encryption.decrypt_token(secret).decode() if secret else "",
        discovery_url=region.discovery_url,
    )
    return _ADAPTERS[region.integration.key](endpoint)


def begin(*, person: Person, region: Region, now: datetime) -> tuple[str, Attempt]:
    """Give where to send somebody to consent, and what their session must remember.

    ConflictError when they are connected already.
    """
    if Connection.objects.filter(person=person, state=ConnectionState.CONNECTED).exists():
        raise _connected_already()
    attempt = Attempt(
        person=str(person.uuid),
        region=str(region.uuid),
        state=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(64),
        begun_at=now.isoformat(),
    )
    challenge = (
        base64.urlsafe_b64encode(hashlib.sha256(attempt.verifier.encode()).digest()).rstrip(b"=").decode()
    )
    url = host_of(region).authorization_url(
        redirect_uri=_redirect_uri(), state=attempt.state, challenge=challenge
    )
    return url, attempt


def finish(
    *, person: Person, attempt: Attempt | None, answer: Mapping[str, str], now: datetime
) -> Connection:
    """Connect with what the host sent somebody back with; InvalidError says in plain words why not.

    ConflictError when another account was connected meanwhile. Nothing of the answer is used before its state has been found to be this session's own.
    """
    region = _check(person, attempt, answer, now)
    host = host_of(region)
    try:
        pair = host.exchange(
            code=answer["code"], verifier=attempt.verifier if attempt else "", redirect_uri=_redirect_uri()
        )
        account = host.account(pair.access)
    except interface.Throttled as error:
        Region.objects.filter(pk=region.pk).update(tokens_closed_until=now + error.wait)
        raise errors.InvalidError(
            _("Your backpack is busy at the moment."), remedy=_("Try it again in a few minutes.")
        ) from error
    except interface.ReconnectNeeded as error:
        raise errors.InvalidError(
            _("Your backpack did not accept the answer it had given itself."), remedy=_("Connect it again.")
        ) from error
    except interface.NotPermitted as error:
        raise errors.InvalidError(
            _("Your backpack let us in, but not to add badges."),
            remedy=_("Confirm your address there and allow all that is asked, then connect it again."),
        ) from error
    except interface.HostError as error:
        raise errors.InvalidError(
            _("Your backpack did not answer as it should."), remedy=_("Try it again later.")
        ) from error
    try:
        return _connect(person, region, pair, account, now)
    except errors.ConflictError:
        with contextlib.suppress(interface.HostError):
            host.revoke(pair.refresh or pair.access)
        raise


def disconnect(*, connection: Connection, by: Person | None, now: datetime) -> bool:
    """Let go of a backpack: badges there stay. False when the host could not be told to forget us."""
    told = _revoke(connection)
    with transaction.atomic():
        connection.state = ConnectionState.DISCONNECTED
        connection.access_token = connection.refresh_token = b""
        connection.refreshing_until = None
        connection.token_number += 1
        connection.save(
            update_fields=["state", "access_token", "refresh_token", "refreshing_until", "token_number"]
        )
        Upload.objects.filter(
            connection=connection, state__in=(UploadState.WAITING, UploadState.UPLOADING)
        ).update(why="disconnected")
        audit.record(
            by=by, action="backpack.disconnected", target=connection, details={"told": told}, now=now
        )
    return told


def _check(person: Person, attempt: Attempt | None, answer: Mapping[str, str], now: datetime) -> Region:
    if attempt is None or not hmac.compare_digest(attempt.state.encode(), answer.get("state", "").encode()):
        raise errors.InvalidError(
            _("This answer does not belong to anything you began here."),
            remedy=_("Connect your backpack again."),
        )
    if attempt.person != str(person.uuid):
        raise errors.InvalidError(
            _("Somebody else began to connect a backpack here."), remedy=_("Connect your own again.")
        )
    if now - datetime.fromisoformat(attempt.begun_at) > PATIENCE:
        raise errors.InvalidError(_("That took too long."), remedy=_("Connect your backpack again."))
    region = (
        Region.objects.select_related("integration")
        .filter(uuid=attempt.region, is_offered=True, integration__is_on=True)
        .first()
    )
    if region is None:
        raise errors.InvalidError(_("This backpack is not offered any more."))
    issuer = answer.get("iss")
    if issuer is not None and issuer.rstrip("/") not in (
        region.site_url.rstrip("/"),
        region.api_url.rstrip("/"),
    ):
        raise errors.InvalidError(
            _("This answer comes from another host than the one you were sent to."),
            remedy=_("Connect your backpack again."),
        )
    if answer.get("error") == "access_denied":
        raise errors.InvalidError(
            _("You did not allow it, so nothing was connected."), remedy=_("You can connect it at any time.")
        )
    if "error" in answer or not answer.get("code"):
        raise errors.InvalidError(
            _("Your backpack did not say that it may be connected."), remedy=_("Try it again later.")
        )
    return region


@transaction.atomic
def _connect(
    person: Person, region: Region, pair: interface.Tokens, account: interface.Account, now: datetime
) -> Connection:
    # One after the other, so that the second of two answers sees what came of the first.
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    # Another account than before: badges go to the new one from now on.
    for other in Connection.objects.filter(person=person).exclude(state=ConnectionState.DISCONNECTED):
        if (other.region_id, other.account) == (region.pk, account.id):
            continue
        if other.state == ConnectionState.CONNECTED:
            raise _connected_already()  # meanwhile, in another window: see `begin`
        other.state, other.access_token, other.refresh_token = ConnectionState.DISCONNECTED, b"", b""
        other.save(update_fields=["state", "access_token", "refresh_token"])
    connection, _made = Connection.objects.select_for_update().get_or_create(
        person=person,
        region=region,
        account=account.id,
        defaults={"state": ConnectionState.DISCONNECTED, "connected_at": now},
    )
    connection.state = ConnectionState.CONNECTED
    connection.addresses = list(account.addresses)
    connection.connected_at, connection.active_at = now, now
    connection.save(update_fields=["state", "addresses", "connected_at", "active_at"])
    tokens.store(connection=connection, tokens=pair)
    offering.try_again(connection=connection, now=now)
    number = offering.offer_all(connection=connection, by=person, now=now)
    audit.record(
        by=person, action="backpack.connected", target=connection, details={"offered": number}, now=now
    )
    return connection


def _connected_already() -> errors.ConflictError:
    return errors.ConflictError(
        _("Your backpack is connected already."), remedy=_("Disconnect it first to connect another.")
    )


def _revoke(connection: Connection) -> bool:
    secret = bytes(connection.refresh_token) or bytes(connection.access_token)
    if not secret:
        return True
    try:
        host_of(connection.region).revoke(encryption.decrypt_token(secret).decode())
    except interface.ReconnectNeeded:
        return True
    except (interface.HostError, errors.NotReadyError):
        return False
    return True


def _redirect_uri() -> str:
    return f"{settings.PUBLIC_URL}{RETURN_PATH}"
