"""What an administrator decides about backpacks: whether there are any, which, and with what key."""

import dataclasses
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from phalera.accounts.models import Person
from phalera.backpacks import connecting, outside
from phalera.backpacks.hosts import interface
from phalera.backpacks.models import Integration, Region
from phalera.common import audit, encryption, errors, text, urls
from phalera.jobs import actions as jobs


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What trying a region came to."""

    works: bool
    sentence: str
    remedy: str = ""


@transaction.atomic
def switch(*, integration: Integration, is_on: bool, by: Person | None, now: datetime) -> None:
    """Switch an integration on or off; connections stay, and go on when it is on again."""
    integration.is_on = is_on
    integration.save(update_fields=["is_on"])
    audit.record(by=by, action="backpacks.switched", target=integration, details={"on": is_on}, now=now)
    if is_on:
        # By the worker: there may be thousands, and whoever switched it on waits for the page.
        jobs.enqueue(kind="wake_backpacks", payload={"integration": integration.key}, now=now)


@transaction.atomic
def change_region(
    *,
    region: Region,
    api_url: str,
    site_url: str,
    discovery_url: str = "",
    client_id: str,
    client_secret: str,
    is_offered: bool,
    by: Person | None,
    now: datetime,
) -> None:
    """Change where a region is and our key there; an empty secret keeps the one that is stored.

    InvalidError names the field.
    """
    region.api_url, region.site_url = _url(api_url, "api_url"), _url(site_url, "site_url")
    region.discovery_url = _url(discovery_url, "discovery_url") if discovery_url else ""
    region.client_id = text.line(client_id, field="client_id", longest=200, required=False)
    if client_secret:
        region.client_secret = encryption.encrypt_token(client_secret.strip().encode())
    if is_offered and not (region.client_id and region.client_secret):
        # Where both are missing, at the first of the two.
        raise errors.InvalidError(
            _("Without a client id and secret nobody can connect there."),
            remedy=_("Ask the host for them, or do not offer this region."),
            field="client_secret" if region.client_id else "client_id",
        )
    region.is_offered = is_offered
    region.failures, region.closed_until, region.tokens_closed_until = 0, None, None
    region.save()
    audit.record(
        by=by,
        action="backpacks.region_changed",
        target=region,
        details={"offered": is_offered, "api_url": region.api_url, "secret_changed": bool(client_secret)},
        now=now,
    )


def probe(*, region: Region, public_url: str) -> Probe:
    """Try whether a region is there, knows our key, and can fetch what we publish."""
    if not (
        urls.is_public_https(public_url) or (urls.is_local(public_url) and urls.is_local(region.api_url))
    ):
        return Probe(
            works=False,
            sentence=_("%(host)s cannot reach %(url)s to check badges.")
            % {"host": region.name, "url": public_url},
            remedy=_("Set PHALERA_PUBLIC_URL to the public https address of this site."),
        )
    trouble = outside.trouble(public_url)
    if trouble:
        return Probe(
            works=False,
            sentence=trouble,
            remedy=_("See that PHALERA_PUBLIC_URL is right and leads here; hosts fetch badges from there."),
        )
    try:
        return Probe(works=True, sentence=connecting.host_of(region).probe())
    except interface.HostError as error:
        return Probe(
            works=False,
            sentence=str(error),
            remedy=_("Check the addresses, the client id and the secret, then try again."),
        )


def _url(url: str, field: str) -> str:
    url = text.line(url, field=field, longest=300).rstrip("/")
    if not _may_be_asked(url):
        raise errors.InvalidError(
            _("“%(url)s” is not an https address.") % {"url": url[:80]},
            remedy=_("Give it with https:// in front."),
            field=field,
        )
    return url


def _may_be_asked(url: str) -> bool:
    """Say whether an address can be read, and is https where it is not on this machine or its network."""
    try:
        parts = urlsplit(url)
        # A port that is none is only noticed when it is asked for.
        named = bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
    return named and (parts.scheme == "https" or (parts.scheme == "http" and urls.is_local(url)))
