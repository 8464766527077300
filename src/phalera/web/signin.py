"""How people sign in: no open sign-up, and where they come out."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse

from phalera.accounts import policies
from phalera.authoring import queries as authoring
from phalera.web import roles


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Close sign-up: people come by invitation, import or award (design, section 1)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Say no."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead home; on the first run an administrator is led to the next thing to do: say who awards."""
        if policies.is_administrator(roles.person(request)) and authoring.find_issuer() is None:
            return reverse("admin_issuer")
        return reverse("home")
