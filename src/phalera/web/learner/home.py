"""The home page: what a learner earned, and what is within reach."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from phalera.awarding import queries as awarding
from phalera.jobs import clock
from phalera.notifying import queries as notifying
from phalera.web import roles
from phalera.web.learner import showing

# On one strap, so that it is taken in at a glance.
PLACES = 7
NEXT = 3
TOLD = 4
TO_UPDATE = 2


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the strap, the dialog behind it, and what to do next."""
    learner = roles.person(request)
    strip = awarding.strip(learner=learner)
    earned = showing.earned(strip.earned, now=clock.now())
    under_way = [item for item in strip.available if item.enrollment]
    return render(
        request,
        "web/learner/home.html",
        {
            "earned": earned,
            "available": strip.available,
            "strap_earned": earned[:PLACES],
            "strap_available": strip.available[: max(0, PLACES - len(earned))],
            "number": len(earned) + len(strip.available),
            "under_way": under_way,
            "next": (under_way or strip.available)[:NEXT],
            "told": notifying.recent(learner, limit=TOLD),
            "to_update": [item for item in earned if item.can_be_updated][:TO_UPDATE],
        },
    )
