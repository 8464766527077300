"""Who may open a page: everybody must be signed in unless a view says otherwise, and here is what says more."""

import functools
from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render

from phalera.accounts import policies
from phalera.accounts.models import Person

View = Callable[..., HttpResponseBase]


def person(request: HttpRequest) -> Person:
    """Give who is signed in; only where the middleware has asked for it."""
    return cast("Person", request.user)


def administrators_only(view: View) -> View:
    """Answer 403 to everybody who is signed in but does not administer."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not policies.is_administrator(person(request)):
            # Rendered here, as an exception would be logged with all its frames, and this is an answer.
            return render(request, "403.html", status=403)
        return view(request, *args, **kwargs)

    return guarded
