"""What every template may use."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from phalera.accounts.models import Role
from phalera.authoring.models import Issuer
from phalera.notifying.queries import unread_count
from phalera.web import languages


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A link of the navigation, and whether the page at hand belongs to it."""

    label: str
    url: str
    current: bool


def phalera(request: HttpRequest) -> dict[str, object]:
    """Give the organisation's name, the navigation for who asks, and whether this is the demo."""
    return {
        "demo": settings.DEMO,
        "unread": SimpleLazyObject(lambda: _unread(request)),
        "organisation": SimpleLazyObject(_organisation),
        "languages": SimpleLazyObject(languages.choices),
        "navigation": list(_navigation(request)),
    }


def _organisation() -> str:
    issuer = Issuer.objects.order_by("pk").first()
    return issuer.name if issuer else ""


def _unread(request: HttpRequest) -> int:
    person = getattr(request, "user", None)
    return unread_count(person) if person is not None and person.is_authenticated else 0


def _navigation(request: HttpRequest) -> Iterator[Entry]:
    person = getattr(request, "user", None)  # a refused request may never have reached the session
    if person is None or not person.is_authenticated:
        return
    entries = [(_("Home"), "home"), (_("Badges"), "badges"), (_("Learning"), "learning")]
    if person.role == Role.ADMINISTRATOR:
        entries.append((_("Administration"), "admin_overview"))
    if person.role == Role.AUTHOR:
        entries.append((_("Authoring"), "author_home"))
    entries.append((_("Verify"), "verify"))
    for label, name in entries:
        url = reverse(name)
        yield Entry(label=label, url=url, current=_is_under(request.path, url))


def _is_under(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
