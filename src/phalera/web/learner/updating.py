"""Bringing ticked badges up to date."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from phalera.awarding import queries as awarding
from phalera.jobs import clock
from phalera.journeys import update_a_badge
from phalera.web import roles
from phalera.web.learner import ticking

# Of the note that says so: it goes away when the page hears that all is done.
ASKED = "update-asked"


@require_POST
def update(request: HttpRequest) -> HttpResponse:
    """Ask for the newest version of what was ticked, also where nothing changed."""
    learner, now = roles.person(request), clock.now()
    # What was ticked may be an older award of a chain by now; only what one holds is brought up to date.
    awards = list(awarding.held(learner).filter(uuid__in=ticking.ticked(request)))
    open_ = [award for award in awards if award.valid_until is None or award.valid_until > now]
    job = update_a_badge.ask(learner=learner, awards=open_, by=learner, now=now)
    if job is not None:
        messages.info(
            request,
            ngettext(
                "%(number)d badge is being brought up to date. You can leave this page: a notification tells you when it is done.",
                "%(number)d badges are being brought up to date. You can leave this page: a notification tells you when it is done.",
                job.total,
            )
            % {"number": job.total},
            extra_tags=ASKED,
        )
    ended = len(awards) - len(open_)
    if ended:
        messages.warning(
            request,
            ngettext(
                "%(number)d badge has ended and is left out: renew it.",
                "%(number)d badges have ended and are left out: renew them.",
                ended,
            )
            % {"number": ended},
        )
    elif job is None:
        messages.error(request, _("Tick the badges that you want to bring up to date first."))
    return redirect("badges")
