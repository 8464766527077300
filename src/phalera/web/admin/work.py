"""What happens in the background, as far as it needs an administrator: what it is for, why it waits, and a retry."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from phalera.awarding.models import Award
from phalera.common import errors
from phalera.jobs import actions, clock
from phalera.jobs.models import Job, State
from phalera.web import roles

# On the overview; whoever has more to mend starts with these.
MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A piece of work, in words for people."""

    job: Job
    what: str
    whom: str

    @property
    def gave_up(self) -> bool:
        """Whether nothing happens any more until somebody says so."""
        return self.job.state == State.DEAD


@roles.administrators_only
@require_POST
def retry(request: HttpRequest, job: UUID) -> HttpResponse:
    """Try work again that was given up."""
    found = Job.objects.filter(uuid=job).first()
    if found is None:
        raise Http404
    try:
        actions.retry(job=found, by=roles.person(request), now=clock.now())
    except errors.ConflictError:
        messages.info(request, _("This is being tried again already."))
    else:
        messages.success(request, _("It is tried again now. Reload the page in a moment to see how it went."))
    return redirect("admin_overview")


def open_items() -> list[Item]:
    """Give what was given up, then what is still to be done, the oldest first of each."""
    dead = Job.objects.filter(state=State.DEAD).order_by("created_at", "pk")[:MOST]
    waiting = Job.objects.filter(state__in=(State.WAITING, State.RUNNING)).order_by("created_at", "pk")[:MOST]
    jobs = [*dead, *waiting][:MOST]
    awards = _awards(jobs)
    return [Item(job=job, what=_what(job), whom=_whom(job, awards)) for job in jobs]


def _awards(jobs: Iterable[Job]) -> Mapping[str, Award]:
    # Of each job the first award names it; the others are a number.
    wanted = [ids[0] for job in jobs if (ids := job.payload.get("awards")) and _is_uuid(ids[0])]
    found = Award.objects.filter(uuid__in=wanted).select_related("learner", "achievement__badge")
    return {str(award.uuid): award for award in found}


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _what(job: Job) -> str:
    number = len(job.payload.get("awards", ()))
    if job.kind == "issue":
        return ngettext("Sign a badge", "Sign %(number)d badges", number) % {"number": number}
    if job.kind == "update":
        return ngettext("Bring a badge up to date", "Bring %(number)d badges up to date", number) % {
            "number": number
        }
    return {
        "sign_anew": _("Sign badges anew, after a key was in other hands"),
        "import_completions": _("Record a file of completions"),
        "mail": _("Send a mail"),
        "reset_mail": _("Send a mail"),
        "invitation_mail": _("Send a mail"),
        "tell_of_update": _("Tell that an update has finished"),
        "remind": _("Remind people of what runs out"),
        "records": _("Make badge records"),
        "upload": _("Bring badges to a backpack"),
        "wake_backpacks": _("Let badges go on to backpacks"),
    }.get(job.kind, job.kind)


def _whom(job: Job, awards: Mapping[str, Award]) -> str:
    ids = job.payload.get("awards", ())
    award = awards.get(ids[0]) if ids else None
    if award is None:
        return ""
    badge = award.achievement.badge
    first = _("%(badge)s for %(name)s") % {
        "badge": badge.name if badge else award.achievement.earned_by.title,
        "name": award.learner.name,
    }
    others = len(ids) - 1
    if not others:
        return first
    return ngettext("%(first)s and one more", "%(first)s and %(others)d more", others) % {
        "first": first,
        "others": others,
    }
