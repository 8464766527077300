"""Who awards, at which address, and who may sign in."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Count

from phalera.accounts.models import Person, Role
from phalera.authoring.models import Issuer
from phalera.backpacks import outside
from phalera.backpacks.models import Region
from phalera.commands.checkup.finding import Finding, ok, warn
from phalera.common import urls
from phalera.issuing.models import Credential
from phalera.jobs import clock


def address(_data: Path) -> Finding:
    """Look whether the outside can reach the public address."""
    url = settings.PUBLIC_URL
    host = urlsplit(url).hostname or ""
    if host in ("localhost", "127.0.0.1", "::1"):
        return warn(
            "public address",
            f"{url} is this machine only; nobody else can open a link.",
            "Set PHALERA_PUBLIC_URL to the https address people use, before the first badge is issued.",
        )
    if not url.startswith("https:"):
        return warn("public address", f"{url} is not encrypted.", "Put it behind https and say so.")
    return ok("public address", url)


def backpacks(_data: Path) -> Finding:
    """Look whether backpacks that are switched on can read what we publish."""
    regions = list(Region.objects.filter(is_offered=True, integration__is_on=True))
    if not regions:
        return ok("backpacks", "switched off")
    url = settings.PUBLIC_URL
    far = [each.name for each in regions if not (urls.is_local(url) and urls.is_local(each.api_url))]
    if far and not urls.is_public_https(url):
        return warn(
            "backpacks",
            f"{', '.join(far)} cannot fetch badges from {url}, so they are held.",
            "Set PHALERA_PUBLIC_URL to a public https address, then try them again.",
        )
    trouble = outside.trouble(url)
    if trouble:
        return warn(
            "backpacks",
            f"{trouble} Hosts fetch badges from there.",
            "Start it with `phalera serve`; if it runs, see that PHALERA_PUBLIC_URL is right and leads here.",
        )
    closed = [each.name for each in regions if each.closed_until and each.closed_until > clock.now()]
    if closed:
        return warn(
            "backpacks",
            f"{', '.join(closed)} did not answer lately and is left alone for a while.",
            "Test it under Administration, Backpacks.",
        )
    return ok("backpacks", ", ".join(each.name for each in regions))


def former_addresses(_data: Path) -> Iterator[Finding]:
    """Look whether badges that name where the installation was before can still be checked there."""
    named = (
        Credential.objects.filter(superseded_at=None, signature__isnull=False)
        .exclude(version__public_url=settings.PUBLIC_URL)
        .order_by()
        .values_list("version__public_url")
        .annotate(number=Count("pk"))
    )
    for base, number in sorted(named):
        yield _former(base, number)


def _former(base: str, number: int) -> Finding:
    name = "former address"
    badges = f"{number} badge{'s' if number != 1 else ''}"
    if urls.is_local(base):
        return warn(
            name,
            f"{badges} named {base}, which nobody else could ever open.",
            "As Open Badges 3.0 they verify; let their learners press Update, which gives them the public address.",
        )
    if base in settings.FORMER_URLS:
        return ok(name, f"{base} is answered for {badges}; keep the name leading here")
    return warn(
        name,
        f"{badges} name {base}, but the public address is {settings.PUBLIC_URL}.",
        f"Keep {base} leading to this server and set PHALERA_FORMER_URLS={base}, or they cannot be checked as "
        "Open Badges 2.0 any more. Updates keep their address.",
    )


def people(_data: Path) -> Finding:
    """Look whether anybody may administer."""
    count = Person.objects.filter(role=Role.ADMINISTRATOR, is_active=True).count()
    if not count:
        return warn("people", "Nobody may administer.", "Add somebody with `phalera createadmin`.")
    return ok("people", f"{Person.objects.count()} in all, {count} may administer")


def issuers(_data: Path) -> Iterator[Finding]:
    """Look whether each issuer's identifier still fits the public address."""
    found = list(Issuer.objects.order_by("pk"))
    if not found:
        yield warn("issuer", "Nobody can award yet.", "Sign in as administrator and name the issuer.")
    for issuer in found:
        yield _issuer(issuer)


def _issuer(issuer: Issuer) -> Finding:
    if not issuer.did:
        return ok("issuer", f"{issuer.name}; its identifier is fixed with its first badge")
    if issuer.did.startswith("did:key:"):
        return ok("issuer", f"{issuer.name}, known by its key; what it signed verifies anywhere")
    # did:web:host%3Aport:path…: the host part must be ours, or verifiers ask somebody else for the key.
    host = issuer.did.split(":")[2].lower()
    ours = urlsplit(settings.PUBLIC_URL).netloc.lower().replace(":", "%3a")
    if host != ours:
        return warn(
            "issuer",
            f"{issuer.name} signs as {issuer.did}, but the public address is {settings.PUBLIC_URL}.",
            f"Keep {host.replace('%3a', ':')} leading here and name it in PHALERA_FORMER_URLS, or badges that were "
            "issued there cannot be verified.",
        )
    return ok("issuer", f"{issuer.name}, {issuer.did}")


def all_of(data: Path) -> Iterator[Finding]:
    """Look at all of it."""
    yield address(data)
    yield from former_addresses(data)
    yield people(data)
    yield backpacks(data)
    yield from issuers(data)
