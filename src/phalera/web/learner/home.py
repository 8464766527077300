"""The home page and the badges page."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from phalera.web.learner import shelf


@require_safe
@login_required
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """Show who one is, the strap of badges, and what to do next."""
    whole = shelf.shelf(request.user, now=timezone.now())  # type: ignore[arg-type]  # login is required
    return render(
        request,
        "web/learner/home.html",
        {"shelf": whole, "next": whole.under_way[:3] or whole.available[:3]},
    )


@require_safe
@login_required
@never_cache
def badges(request: HttpRequest) -> HttpResponse:
    """Show the badges by kind of learning; with `?show=all` the complete list that the dialog has, as a page."""
    whole = shelf.shelf(request.user, now=timezone.now())  # type: ignore[arg-type]  # login is required
    if request.GET.get("show") == "all":
        return render(request, "web/learner/all_badges.html", {"shelf": whole})
    return render(request, "web/learner/badges.html", {"shelf": whole, "panels": shelf.panels(whole)})
