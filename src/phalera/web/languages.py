"""Which language a page is in: that of who is signed in, else what the browser asks for."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from phalera.accounts import actions
from phalera.common import errors
from phalera.jobs import clock
from phalera.web import roles


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A language that somebody may read the pages in, named in itself."""

    code: str
    name: str
    current: bool


def in_own_language(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give people their own language; without a session, what the browser asked for stays."""

    def middleware(request: HttpRequest) -> HttpResponse:
        # Documents for machines carry no session; asking who they are would make each its reader's own.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            language = supported(request.user.language)
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return answer(request)

    return middleware


def supported(language: str) -> str:
    """Give the language, or the house's where we have no words in it."""
    try:
        return translation.get_supported_language_variant(language)
    except LookupError:
        return settings.LANGUAGE_CODE


def choices() -> list[Choice]:
    """Give the languages to choose from."""
    current = translation.get_language() or settings.LANGUAGE_CODE
    return [Choice(code=code, name=name, current=code == current) for code, name in settings.LANGUAGES]


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Keep which language somebody reads, and go back to where they were."""
    person = roles.person(request)
    try:
        actions.choose_language(
            person=person, language=request.POST.get("language", ""), by=person, now=clock.now()
        )
    except errors.InvalidError as error:
        messages.error(request, str(error))
    back = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if ours else "home")
