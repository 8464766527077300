"""The badges that there are: list them, add one, change its words and picture, retire it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from phalera.authoring import actions, queries
from phalera.authoring.models import Achievement, Badge
from phalera.awarding import queries as awarding
from phalera.common import errors
from phalera.common.models import AuditEvent
from phalera.issuing import queries as issuing
from phalera.jobs import clock
from phalera.web import paging, roles, uploads
from phalera.web.admin.badge_form import BadgeForm

# On a badge's page; whoever wants all looks through the learning.
MOST_USES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the list."""

    badge: Badge
    uses: list[queries.Use]
    awards: int
    changed_at: object


@roles.administrators_only
@require_safe
def badges(request: HttpRequest) -> HttpResponse:
    """List the badges in use, or the retired ones, fifty at a time."""
    retired = request.GET.get("show") == "retired"
    found = queries.page_of_badges(
        words=paging.words(request), retired=retired, after=paging.after(request, Badge)
    )
    page = paging.page(request, found, show="retired" if retired else "")
    uses, awards = queries.uses(page.rows), awarding.numbers_awarded(page.rows)
    changed = _changed(page.rows)
    return render(
        request,
        "web/admin/badges.html",
        {
            "page": page,
            "rows": [
                Row(
                    badge=badge,
                    uses=uses.get(badge.pk, []),
                    awards=awards.get(badge.pk, 0),
                    changed_at=changed.get(str(badge.uuid), badge.created_at),
                )
                for badge in page.rows
            ],
            "retired": retired,
            "in_use": Badge.objects.filter(retired_at=None).count(),
            "retired_number": Badge.objects.filter(retired_at__isnull=False).count(),
        },
    )


@roles.administrators_only
@uploads.takes_picture
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Add a badge."""
    form = BadgeForm(request.POST, request.FILES) if request.method == "POST" else BadgeForm()
    if form.is_bound and form.is_valid():
        try:
            badge = actions.add_badge(**form.cleaned_data, by=roles.person(request), now=clock.now())
        except errors.InvalidError as error:
            form.blame(error)
        else:
            messages.success(
                request, _("%(name)s can be earned as soon as you attach it.") % {"name": badge.name}
            )
            return redirect("admin_badge", badge.uuid)
    return render(request, "web/admin/badge_new.html", {"form": form}, status=422 if form.errors else 200)


@roles.administrators_only
@uploads.takes_picture
@require_http_methods(["GET", "HEAD", "POST"])
def badge(request: HttpRequest, badge: UUID) -> HttpResponse:
    """Show a badge and change it; how many would be offered an update stands beside the button."""
    found = _find(badge)
    form = (
        BadgeForm(request.POST, request.FILES, badge=found)
        if request.method == "POST"
        else BadgeForm(badge=found)
    )
    if form.is_bound and form.is_valid():
        try:
            changed = _change(found, form, request)
        except errors.InvalidError as error:
            form.blame(error)
        else:
            _say(request, found, changed=changed)
            return redirect("admin_badge", found.uuid)
    shown = _find(badge)  # as it is stored, whatever the form tried
    uses = list(
        shown.achievements.select_related("learning_object", "instance__learning_object").order_by("pk")[
            : MOST_USES + 1
        ]
    )
    return render(
        request,
        "web/admin/badge.html",
        {
            "badge": shown,
            "form": form,
            "uses": uses[:MOST_USES],
            "more_uses": len(uses) > MOST_USES,
            "awards": awarding.numbers_awarded([shown]).get(shown.pk, 0),
            "offered": _number_to_offer(shown),
        },
        status=422 if form.errors else 200,
    )


@roles.administrators_only
@require_POST
def retire(request: HttpRequest, badge: UUID) -> HttpResponse:
    """Take a badge out of what authors choose from."""
    found = _find(badge)
    try:
        actions.retire_badge(badge=found, by=roles.person(request), now=clock.now())
    except errors.ConflictError:
        messages.info(request, _("%(name)s was retired before.") % {"name": found.name})
    else:
        messages.success(request, _("%(name)s is retired. Whoever has it keeps it.") % {"name": found.name})
    return redirect("admin_badge", found.uuid)


@roles.administrators_only
@require_POST
def restore(request: HttpRequest, badge: UUID) -> HttpResponse:
    """Let authors choose a retired badge again."""
    found = _find(badge)
    try:
        actions.restore_badge(badge=found, by=roles.person(request), now=clock.now())
    except errors.ConflictError:
        messages.info(request, _("%(name)s is in use already.") % {"name": found.name})
    else:
        messages.success(request, _("%(name)s can be chosen again.") % {"name": found.name})
    return redirect("admin_badge", found.uuid)


def _find(uuid: UUID) -> Badge:
    found = Badge.objects.select_related("picture").filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


@transaction.atomic
def _change(badge: Badge, form: BadgeForm, request: HttpRequest) -> bool:
    """Change what the form says differently, and say whether that was anything."""
    given = form.cleaned_data
    by, now = roles.person(request), clock.now()
    words = {field: given[field] for field in ("name", "description", "alt", "tags")}
    words["description"] = words["description"].replace("\r\n", "\n")
    reworded = any(getattr(badge, field) != value for field, value in words.items())
    if reworded:
        actions.change_words(badge=badge, **words, by=by, now=now)
    picture = given["picture"]
    replaced = picture is not None and picture.pk != badge.picture_id
    if replaced:
        actions.replace_picture(badge=badge, picture=picture, by=by, now=now)
    return reworded or replaced


def _say(request: HttpRequest, badge: Badge, *, changed: bool) -> None:
    if not changed:
        messages.info(
            request, _("%(name)s says and shows this already. Nothing was changed.") % {"name": badge.name}
        )
        return
    number = _number_to_offer(badge)
    said = {"name": badge.name, "number": number}
    if not number:
        messages.success(request, _("%(name)s is changed.") % said)
        return
    messages.success(
        request,
        ngettext(
            "%(name)s is changed. %(number)d person is offered an update.",
            "%(name)s is changed. %(number)d people are offered an update.",
            number,
        )
        % said,
    )


def _number_to_offer(badge: Badge) -> int:
    return issuing.number_to_offer(Achievement.objects.filter(badge=badge))


def _changed(rows: Sequence[Badge]) -> dict[str, object]:
    """Give when each badge was changed last, by its public id."""
    return dict(
        AuditEvent.objects.filter(object_type="badge", object_id__in=[str(each.uuid) for each in rows])
        .values_list("object_id")
        .annotate(last=Max("at"))
    )
