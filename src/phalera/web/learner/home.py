"""The home page: what a learner earned, and what is within reach."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from phalera.awarding import holdings
from phalera.awarding import queries as awarding
from phalera.jobs import clock
from phalera.notifying import queries as notifying
from phalera.web import roles
from phalera.web.learner import rows, showing

# On one strap, so that it is taken in at a glance.
PLACES = 7
NEXT = 3
TOLD = 4
TO_UPDATE = 2
# Looked at for renewals that are due; the one that ends first is among them.
ENDING = 8
TO_RENEW = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the strap, the dialog behind it, and what to do next."""
    learner, now = roles.person(request), clock.now()
    case = rows.case(learner, after=None, now=now)
    under_way = [item for item in case.available if item.under_way]
    due = holdings.ending(learner, most=ENDING, now=now)
    shown = {item.award.pk: item for item in case.earned}
    unknown = [award for award in due if award.pk not in shown]
    if unknown:
        shown |= {item.award.pk: item for item in showing.earned(map(awarding.item, unknown), now=now)}
    renew = [shown[award.pk] for award in due if award.pk in shown and shown[award.pk].renew_with]
    return render(
        request,
        "web/learner/home.html",
        {
            "case": case,
            "strap_earned": case.earned[:PLACES],
            "strap_available": case.available[: max(0, PLACES - len(case.earned))],
            "number": case.number + len(case.available),
            "under_way": under_way,
            "next": (under_way or list(case.available))[:NEXT],
            "renew": renew[:TO_RENEW],
            "told": notifying.recent(learner, limit=TOLD),
            "to_update": [item for item in case.earned if item.can_be_updated][:TO_UPDATE],
        },
    )
