"""One award of the learner's: who sees it, and every way to show it."""

import base64
import re
from datetime import timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from phalera.awarding import queries as awarding
from phalera.awarding import sharing
from phalera.awarding.models import Award, Visibility
from phalera.common import errors, urls
from phalera.delivering import linkedin
from phalera.delivering.records import qr
from phalera.issuing import queries as issuing
from phalera.jobs import clock
from phalera.journeys import show_a_badge
from phalera.web import roles

# After so many days a link ends by itself; 0 is never.
LIVES = (
    (1, gettext_lazy("In a day")),
    (7, gettext_lazy("In 7 days")),
    (30, gettext_lazy("In 30 days")),
    (90, gettext_lazy("In 90 days")),
    (365, gettext_lazy("In a year")),
    (0, gettext_lazy("When I end it")),
)
# Somebody looks at an application within this.
USUAL_LIFE = 30
# Of the small page for other sites, in pixels: two lines of name and two of facts fit.
EMBED_SIZE = (380, 156)
# Modules of white around a QR code (ISO/IEC 18004, 6.3.8).
QUIET = 4
_SIDE = re.compile(r'viewBox="0 0 ([0-9]+) [0-9]+">')


class ShowingForm(forms.Form):
    """Who sees the award, and whether with the learner's name."""

    visibility = forms.ChoiceField(choices=Visibility)
    show_name = forms.BooleanField(required=False)


class LinkForm(forms.Form):
    """When a link ends by itself."""

    ends = forms.TypedChoiceField(
        label=gettext_lazy("It ends"), choices=LIVES, coerce=int, initial=USUAL_LIFE
    )


@never_cache
@require_safe
def award(request: HttpRequest, award: UUID) -> HttpResponse:
    """Show the learner who sees an award, and every way to show it."""
    return _page(request, _find(request, award))


@require_POST
def show(request: HttpRequest, award: UUID) -> HttpResponse:
    """Keep who sees an award; it holds from the next moment."""
    found, form = _find(request, award), ShowingForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose who may see this badge."))
        return redirect("award", found.uuid)
    try:
        show_a_badge.choose(
            award=found,
            visibility=Visibility(form.cleaned_data["visibility"]),
            show_name=form.cleaned_data["show_name"],
            by=roles.person(request),
            now=clock.now(),
        )
    except errors.NotAllowedError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _said(found))
    return redirect("award", found.uuid)


@never_cache
@require_POST
def make_link(request: HttpRequest, award: UUID) -> HttpResponse:
    """Make a link that ends, and show it: this once, as only its hash is kept."""
    found, form = _find(request, award), LinkForm(request.POST)
    if not form.is_valid():
        return _page(request, found, form=form, status=422)
    days, now = form.cleaned_data["ends"], clock.now()
    try:
        _link, secret = sharing.make_link(
            award=found,
            ends_at=now + timedelta(days=days) if days else None,
            by=roles.person(request),
            now=now,
        )
    except errors.PhaleraError as error:
        messages.error(request, f"{error.message} {error.remedy}".strip())
        return redirect("award", found.uuid)
    # Not after a redirect, as its address would have to be kept somewhere in between.
    return _page(request, found, made=urls.public_url(reverse("share_link", args=[secret])))


@require_POST
def end_link(request: HttpRequest, award: UUID, link: UUID) -> HttpResponse:
    """End a link at once."""
    found = sharing.find_link_of(roles.person(request), link)
    if found is None or found.award.uuid != award:
        raise Http404
    try:
        sharing.end_link(link=found, by=roles.person(request), now=clock.now())
    except errors.ConflictError as error:
        messages.info(request, error.message)
    else:
        messages.success(request, _("The link has ended. Whoever opens it is told so and sees nothing else."))
    return redirect(f"{reverse('award', args=[award])}#links")


def _find(request: HttpRequest, uuid: UUID) -> Award:
    found = awarding.find_award(uuid, learner=roles.person(request))
    if found is None:
        raise Http404
    return found


def _page(
    request: HttpRequest, award: Award, *, form: LinkForm | None = None, made: str = "", status: int = 200
) -> HttpResponse:
    credential, now = issuing.live_credential(award), clock.now()
    face = issuing.faces([award]).get(award.pk)
    if face is None:
        raise Http404  # its badge was taken away before it was signed
    address = urls.public_url(reverse("credential", args=[award.uuid]))
    seen = award.visibility != Visibility.PRIVATE and award.revoked_at is None and credential is not None
    return render(
        request,
        "web/learner/award.html",
        {
            "award": award,
            "face": face,
            "credential": credential,
            "target": award.achievement.earned_by,
            "renewed_by": award.followed_by.filter(revoked_at=None).first(),
            "follows": award.follows,
            "has_ended": award.valid_until is not None and award.valid_until <= now,
            "seen": seen,
            "is_public": seen and award.visibility == Visibility.PUBLIC,
            "address": address,
            "code": _code(address) if seen else "",
            "linkedin": linkedin.add_to_profile(credential, issuer=award.achievement.issuer)
            if seen and credential
            else "",
            "frame": _frame(award, face),
            "plain": _plain(address, face),
            "links": sharing.links(award, now=now),
            "form": form or LinkForm(),
            "made": made,
            "made_code": _code(made) if made else "",
            "longest": sharing.MOST_LINKS,
        },
        status=status,
    )


def _frame(award: Award, face: issuing.Face) -> SafeString:
    """Write the code of the small page; shown as text, what a badge is called is escaped in it, and it once more."""
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" style="border:0" loading="lazy"></iframe>',
        urls.public_url(reverse("credential_embed", args=[award.uuid])),
        face.name,
        *EMBED_SIZE,
    )


def _plain(address: str, face: issuing.Face) -> SafeString:
    """Write the code of a picture that leads to the page."""
    picture = urls.public_url(reverse("picture_png", args=[face.picture.sha256, "png"]))
    return format_html(
        '<a href="{}"><img src="{}?size=400" alt="{}" width="160" height="160"></a>',
        address,
        picture,
        face.name,
    )


def _code(address: str) -> str:
    """Draw the QR code of an address, as an address of its own; with the white around it that readers need."""
    drawn = _SIDE.sub(_on_white, qr.svg(address), count=1)
    return "data:image/svg+xml;base64," + base64.b64encode(drawn.encode()).decode()


def _on_white(found: re.Match[str]) -> str:
    side = int(found[1]) + 2 * QUIET
    return (
        f'viewBox="-{QUIET} -{QUIET} {side} {side}" width="{8 * side}" height="{8 * side}">'
        f'<path fill="#fff" d="M-{QUIET}-{QUIET}h{side}v{side}h-{side}z"/>'
    )


def _said(award: Award) -> str:
    match Visibility(award.visibility):
        case Visibility.PRIVATE:
            return _(
                "Nobody else sees it any more. Files that you gave away keep verifying as Open Badges 3.0, but"
                " their Open Badges 2.0 link answers nothing."
            )
        case Visibility.UNLISTED:
            return _("It is seen by whoever has its address, without your name.")
        case Visibility.PUBLIC:
            if award.show_name:
                return _("It is public, with your name. You can take it back at any time.")
            return _("It is public, without your name. You can take it back at any time.")
