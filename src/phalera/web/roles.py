"""Who may open a page: everybody must be signed in unless a view says otherwise, and here is what says more."""

import functools
from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

from phalera.accounts import policies
from phalera.accounts.models import Person

View = Callable[..., HttpResponseBase]


def person(request: HttpRequest) -> Person:
    """Give who is signed in; only where the middleware has asked for it."""
    return cast("Person", request.user)


def administrators_only(view: View) -> View:
    """Answer 403 to everybody who is signed in but does not administer."""
    return _only(policies.is_administrator, view)


def authors_only(view: View) -> View:
    """Answer 403 to everybody who is signed in but neither authors nor administers."""
    return _only(policies.is_author, view)


def refused(request: HttpRequest) -> HttpResponse:
    """Answer that this person may not; rendered, as an exception would be logged with all its frames."""
    return render(request, "403.html", status=403)


def _only(may: Callable[[Person], bool], view: View) -> View:
    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may(person(request)):
            return refused(request)
        return view(request, *args, **kwargs)

    return guarded
