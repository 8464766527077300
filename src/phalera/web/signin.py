"""How people sign in: no open sign-up, and where they come out."""

from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from phalera.accounts import policies
from phalera.authoring import queries as authoring
from phalera.common import urls
from phalera.web import roles


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Close sign-up: people come by invitation, import or award (design, section 1)."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Say no."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead home, or to what comes first: for an administrator to say who awards, without a password to choose one."""
        person = roles.person(request)
        if policies.is_administrator(person) and authoring.find_issuer() is None:
            return reverse("admin_issuer")
        if not person.has_usable_password():
            # They came by a link that works once: without a password there is no way back in.
            return reverse("account_set_password")
        return reverse("home")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002
        """Lead home, where it is said: the page to change it once more would look as if nothing had happened."""
        return reverse("home")

    def is_safe_url(self, url: str) -> bool:
        """Say whether people may be sent on to `url`: to a path of ours, never to a host, not even this machine's."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Give the address that is mailed, under the installation's own: the asker's `Host` may be anything."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return urls.public_url(path.replace("UID-KEY", quote(key)))
