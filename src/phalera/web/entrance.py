"""Signing in and out: the pages of allauth that we offer, and links that sign in once."""

from typing import Any, NoReturn

from allauth.account import views
from allauth.account.adapter import get_adapter
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, re_path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from phalera.accounts import actions
from phalera.common import errors
from phalera.jobs import clock

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_once(request: HttpRequest, secret: str) -> HttpResponse:
    """Sign in by a link, but only when its button is pressed: whatever previews links would use it up."""
    if request.method != "POST":
        return render(request, "web/sign_in_once.html")
    try:
        person = actions.sign_in_with_link(secret=secret, now=clock.now())
    except errors.LinkInvalidError as error:
        return render(request, "web/sign_in_once.html", {"refused": error}, status=410)
    login(request, person, backend=BACKEND)
    return redirect(get_adapter(request).get_login_redirect_url(request))


@login_not_required
def closed(_request: HttpRequest, **_parts: Any) -> NoReturn:
    """Answer as if there were no such page: allauth needs the name, we do not offer it."""
    raise Http404


urlpatterns = [
    path("sign-in/<str:secret>", sign_in_once, name="sign_in_once"),
    path("accounts/login/", views.login, name="account_login"),
    path("accounts/logout/", views.logout, name="account_logout"),
    path("accounts/inactive/", views.account_inactive, name="account_inactive"),
    path("accounts/reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("accounts/password/change/", views.password_change, name="account_change_password"),
    path("accounts/password/set/", views.password_set, name="account_set_password"),
    path("accounts/password/reset/", views.password_reset, name="account_reset_password"),
    path("accounts/password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    path(
        "accounts/password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    # There is no open sign-up (design, section 1), and addresses change by an administrator.
    path("accounts/signup/", closed, name="account_signup"),
    path("accounts/email/", closed, name="account_email"),
    path("accounts/confirm-email/", closed, name="account_email_verification_sent"),
    path("accounts/confirm-email/<str:key>/", closed, name="account_confirm_email"),
    path("accounts/login/code/confirm/", closed, name="account_confirm_login_code"),
]
