"""The catalogue and the page of a course: read, tick off, finish."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from phalera.accounts.models import Person
from phalera.authoring import queries as authoring
from phalera.awarding import queries as awarding
from phalera.issuing import queries as issuing
from phalera.journeys import earn_a_badge
from phalera.learning import actions, queries
from phalera.learning.models import Enrollment


@require_safe
@login_required
@never_cache
def catalogue(request: HttpRequest) -> HttpResponse:
    """Show what can be learned, and what one takes part in."""
    person = _person(request)
    enrollments = list(Enrollment.objects.filter(learner=person).select_related("instance"))
    progress = queries.progress(enrollments)
    mine = {each.instance.learning_object_id: progress[each.pk] for each in enrollments}
    badges = {
        each.learning_object_id: each.badge
        for each in authoring.earnable()
        if each.learning_object_id is not None
    }
    rows = [
        {"learning_object": each, "badge": badges.get(each.pk), "progress": mine.get(each.pk)}
        for each in queries.catalogue()
    ]
    return render(request, "web/learner/catalogue.html", {"rows": rows})


@require_safe
@login_required
@never_cache
def learning_object(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a course: the badge one will earn, its modules, and how far one is."""
    person = _person(request)
    page = queries.course_page(slug, person)
    if page is None:
        raise Http404
    achievement = authoring.achievement_for(page.instance)
    award = awarding.held(person).filter(achievement=achievement).first() if achievement else None
    face = issuing.faces([award]).get(award.pk) if award else None
    waiting = any(not item.done for item in page.modules)
    return render(
        request,
        "web/learner/course.html",
        {
            "page": page,
            "badge": achievement.badge if achievement else None,
            "award": award,
            "face": face,
            "current": next((item.module.pk for item in page.modules if not item.done), None)
            if waiting
            else None,
        },
    )


@require_POST
@login_required
def enroll(request: HttpRequest, slug: str) -> HttpResponse:
    """Take part in the default run of a course."""
    person = _person(request)
    page = queries.course_page(slug, person)
    if page is None:
        raise Http404
    actions.enroll(learner=person, instance=page.instance, by=person, now=timezone.now())
    return redirect("learning_object", slug=slug)


@require_POST
@login_required
def module_done(request: HttpRequest, slug: str, module: UUID) -> HttpResponse:
    """Tick off a module; with the last one the badge is earned."""
    person = _person(request)
    page = queries.course_page(slug, person)
    if page is None:
        raise Http404
    found = queries.find_module(page.enrollment, module) if page.enrollment else None
    if page.enrollment is None:
        messages.error(request, _("Start the course first, then tick off its modules."))
        return redirect("learning_object", slug=slug)
    if found is None:
        raise Http404
    awards = earn_a_badge.finish_module(
        enrollment=page.enrollment, module=found, by=person, now=timezone.now()
    )
    if awards:
        messages.success(
            request, _("You finished %(title)s and earned its badge.") % {"title": page.learning_object.title}
        )
    where = reverse("learning_object", kwargs={"slug": slug})
    return redirect(where if awards else f"{where}#modules")


def _person(request: HttpRequest) -> Person:
    if not isinstance(request.user, Person):
        raise Http404
    return request.user
