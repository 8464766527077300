"""Courses: find one, take part, read and tick off, and see the badge coming."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from phalera.authoring import queries as authoring
from phalera.awarding import queries as awarding
from phalera.common import errors
from phalera.issuing import queries as issuing
from phalera.jobs import clock
from phalera.journeys import earn_a_badge
from phalera.learning import models, paths, queries, terms
from phalera.web import roles, wording

PAGE = 24  # courses


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """Show what the learner takes part in, then everything that is open to them."""
    learner = roles.person(request)
    mine = list(
        models.Enrollment.objects.filter(learner=learner)
        .select_related("instance__learning_object")
        .order_by("-enrolled_at", "-id")
    )
    progress = queries.progress(mine)
    finished = set(
        models.Completion.objects.filter(learner=learner, success=True).values_list("instance", flat=True)
    )
    kind = request.GET.get("kind", "")
    kind = kind if kind in models.Kind.values else ""
    offers = queries.catalogue().exclude(
        pk__in=[enrollment.instance.learning_object_id for enrollment in mine]
    )
    if kind:
        offers = offers.filter(kind=kind)
        mine = [each for each in mine if each.instance.learning_object.kind == kind]
    far = queries.path_progress(learner, [each.instance.learning_object for each in mine], now=clock.now())
    # What is still to be done first; a sort keeps the newest first among equals.
    mine.sort(key=lambda enrollment: enrollment.instance_id in finished)
    page = Paginator(offers, PAGE).get_page(request.GET.get("page"))
    badges = {
        achievement.learning_object_id: achievement.badge
        for achievement in authoring.earnable().filter(
            learning_object__in=[
                *(offer.pk for offer in page),
                *(enrollment.instance.learning_object_id for enrollment in mine),
            ]
        )
    }
    return render(
        request,
        "web/learner/catalogue.html",
        {
            "mine": [
                {
                    "learning_object": enrollment.instance.learning_object,
                    "done": far.get(enrollment.instance.learning_object_id, progress[enrollment.pk])[0],
                    "total": far.get(enrollment.instance.learning_object_id, progress[enrollment.pk])[1],
                    "made_of_items": enrollment.instance.learning_object_id in far,
                    "finished": enrollment.instance_id in finished,
                    "badge": badges.get(enrollment.instance.learning_object_id),
                }
                for enrollment in mine
            ],
            "page": page,
            "kind": kind,
            "kinds": models.Kind.values,
            "offers": [{"learning_object": offer, "badge": badges.get(offer.pk)} for offer in page],
        },
    )


@never_cache
@require_safe
def course(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a course, path or certification: what it is made of, how far the learner is, and the badge."""
    shown = _course(request, slug)
    return render(request, "web/learner/path.html" if shown["path"] else "web/learner/course.html", shown)


@never_cache
@require_safe
def prize(request: HttpRequest, slug: str) -> HttpResponse:
    """Give only the part of the course page that shows the badge, which asks again until it is signed."""
    if not request.headers.get("HX-Request"):
        return redirect("learning_object", slug)
    return render(request, "web/learner/prize.html", _course(request, slug))


@require_POST
def enroll(request: HttpRequest, slug: str) -> HttpResponse:
    """Let the learner take part, or once more in what renews something of theirs."""
    page = _page(request, slug)
    learner = roles.person(request)
    try:
        earn_a_badge.begin(learner=learner, instance=page.instance, by=learner, now=clock.now())
    except errors.NotAllowedError as error:
        messages.error(request, f"{error.message} {error.remedy}")
    return redirect("learning_object", slug)


@require_POST
def finish_module(request: HttpRequest, slug: str, module: UUID) -> HttpResponse:
    """Tick a module off, and go on to the next one."""
    page = _page(request, slug)
    found = queries.find_module(page.enrollment, module) if page.enrollment else None
    if page.enrollment is None or found is None:
        raise Http404
    earn_a_badge.finish_module(
        enrollment=page.enrollment, module=found, by=roles.person(request), now=clock.now()
    )
    following = [item.module.position for item in page.modules if not item.done and item.module != found]
    place = f"#module-{following[0]}" if following else "#prize"
    return redirect(reverse("learning_object", args=[slug]) + place)


def _page(request: HttpRequest, slug: str) -> queries.CoursePage:
    page = queries.course_page(slug, roles.person(request))
    if page is None:
        raise Http404
    return page


def _course(request: HttpRequest, slug: str) -> dict[str, object]:
    page = _page(request, slug)
    achievement = authoring.achievement_for(page.instance)
    award = (
        awarding.held(roles.person(request))
        .filter(achievement=achievement)
        .select_related("achievement__badge__picture")
        .first()
        if achievement
        else None
    )
    now, learner, own = clock.now(), roles.person(request), page.learning_object
    path = paths.view(learner, own, now=now) if own.items.exists() else None
    return {
        "page": page,
        "path": path,
        "holding": paths.holding(learner, own, now=now) if own.validity else None,
        "length": wording.length(own.validity) if own.validity else "",
        "again": page.enrollment is not None and terms.may_take_again(page.enrollment, now=now),
        "done": path.done if path else page.done,
        "total": path.needed if path else page.total,
        "credits": skills_given(own),
        "next": next((item.module.pk for item in page.modules if not item.done), None),
        "achievement": achievement,
        "award": award,
        "face": issuing.faces([award]).get(award.pk) if award else None,
    }


def skills_given(own: models.LearningObject) -> list[models.SkillCredit]:
    """Give the skills that something gives credits for."""
    return list(
        own.skill_credits.filter(skill__retired_at=None).select_related("skill").order_by("skill__name")
    )
