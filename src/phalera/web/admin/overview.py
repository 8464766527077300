"""What an administrator sees first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from phalera.accounts import queries as accounts
from phalera.authoring import queries as authoring
from phalera.awarding.models import Award
from phalera.jobs.models import Job, State
from phalera.learning.models import Completion
from phalera.web import roles
from phalera.web.admin import work

LATELY = 10  # completions


@roles.administrators_only
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show how much there is of everything, and what needs somebody."""
    return render(
        request,
        "web/admin/overview.html",
        {
            "issuer": authoring.find_issuer(),
            "people": accounts.search().count(),
            "awards": Award.objects.filter(revoked_at=None).count(),
            "waiting": Job.objects.filter(state__in=(State.WAITING, State.RUNNING)).count(),
            "dead": Job.objects.filter(state=State.DEAD).count(),
            "work": work.open_items(),
            "completions": lately(),
        },
    )


def lately() -> list[Completion]:
    """Give the completions that were recorded last."""
    return list(
        Completion.objects.select_related("learner", "instance__learning_object").order_by(
            "-recorded_at", "-id"
        )[:LATELY]
    )
