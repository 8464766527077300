"""`/verify/`: anybody asks whether a badge is genuine. Nothing is kept, unless they ask for a link."""

import dataclasses
import json
import re

from csp.decorators import csp_update
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from phalera.verifying import apart, checker, limits, ours, results
from phalera.web.public import shown
from phalera_core import errors
from phalera_core.verifying import packages, report

TOO_LARGE = _("The file is larger than 5 MB. Choose the badge itself: genuine ones are far smaller.")
# Also as browsers show it, without its beginning; no token has a slash.
_ADDRESS = re.compile(
    r"\s*(?:(https?://[\x21-\x7e]+)|((?:[a-z0-9-]+\.)+[a-z]{2,}(?::[0-9]+)?/[\x21-\x7e]*))\s*", re.IGNORECASE
)


class Question(forms.Form):
    """A badge file or the text of one, and an address to compare with if one wants."""

    badge = forms.FileField(
        label=_("Badge file"),
        help_text=_(
            "PNG, SVG, PDF or JSON, a ZIP of them, or a photo of a badge’s QR code, up to 5 MB. It is checked here and "
            "not kept."
        ),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(
            attrs={
                "accept": ".png,.svg,.pdf,.json,.zip,.jpg,.jpeg,.webp,.gif,image/png,image/svg+xml,image/jpeg,image/webp,"
                "image/gif,application/pdf,application/json,application/zip"
            }
        ),
    )
    text = forms.CharField(
        label=_("Or its address"),
        help_text=_("The link you were sent, or the text of the badge."),
        required=False,
        max_length=limits.LARGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 1, "spellcheck": "false", "autocapitalize": "off"}),
    )
    recipient = forms.EmailField(
        label=_("E-mail address of the holder"),
        help_text=_(
            "Only if you want to know whether the badge was awarded to this address. It is not kept."
        ),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def clean_badge(self) -> UploadedFile[bytes] | None:
        """Refuse what is larger than any badge."""
        badge: UploadedFile[bytes] | None = self.cleaned_data["badge"]
        if badge is not None and (badge.size or 0) > limits.LARGEST_FILE:
            raise forms.ValidationError(TOO_LARGE)
        return badge

    def clean(self) -> dict[str, object]:
        """Ask for one of file and text."""
        cleaned: dict[str, object] = super().clean() or {}
        if not self.errors and cleaned.get("badge") is None and not str(cleaned.get("text", "")).strip():
            self.add_error("badge", _("Choose a badge file, or give the address or the text of one."))
        return cleaned

    def badge_bytes(self) -> bytes:
        """Give the bytes to verify, exactly as they came; ResolutionError when an address cannot be asked."""
        badge = self.cleaned_data["badge"]
        if badge is not None:
            content: bytes = badge.read()
            return content
        address = self.address()
        return (
            checker.load(address, now=timezone.now()) if address else str(self.cleaned_data["text"]).encode()
        )

    def address(self) -> str:
        """Give the address that was written in place of a badge, or nothing."""
        found = _ADDRESS.fullmatch(self.cleaned_data["text"])
        if found is None:
            return ""
        return found[1] or f"https://{found[2]}"


@login_not_required
@csrf_exempt  # It changes nothing, and a body is measured before anything reads it.
@never_cache
@csp_update({"img-src": ["'self'", "data:"]})  # the very picture that was given, which is kept nowhere
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a badge, or answer for the one that was given: as JSON to who asks for that."""
    if request.method != "POST":
        return render(request, "web/public/verify.html", {"form": Question()})
    if _length(request) > limits.LARGEST_BODY:
        return _refused(request, _with_error("badge", str(TOO_LARGE)), status=413)
    request.upload_handlers = [limits.InMemory(request)]
    form = Question(request.POST, request.FILES)
    if not form.is_valid():
        return _refused(request, form, status=422)
    with limits.place() as taken:
        if not taken:
            return _refused(request, _with_error("badge", str(limits.TOO_BUSY)), status=429)
        return _answer(request, form)


def _answer(request: HttpRequest, form: Question) -> HttpResponse:
    recipient = form.cleaned_data["recipient"] or None
    try:
        data = form.badge_bytes()
    except errors.GoneError:
        # An answer: what was published there was revoked, and the verifier says so.
        return _one(
            request, checker.verify_gone(form.address(), now=timezone.now(), recipient=recipient), b""
        )
    except errors.ResolutionError as error:
        form.add_error("text", f"{error.message} {error.remedy}".strip())
        return _refused(request, form, status=422)
    several = checker.verify_some(
        data, now=timezone.now(), recipient=recipient, most=limits.MOST, seconds=limits.LONGEST
    )
    if len(several.found) != 1 or several.found[0].name:
        return _several(request, several)
    return _one(request, several.found[0].report, data)


def _one(request: HttpRequest, found: report.Report, data: bytes) -> HttpResponse:
    """Answer for one badge, which was given as these bytes."""
    if _wants_json(request):
        return JsonResponse(found.to_json())
    seen = shown.of(found, data)
    said = results.summary(found, at=timezone.now(), shown=dataclasses.asdict(seen))
    return render(
        request,
        "web/public/verified.html",
        {
            "form": Question(),
            "report": found,
            "shown": seen,
            "sealed": results.sealed(said),
            "newer": ours.OLDER in found.checks,
            "json": json.dumps(found.to_json(), indent=2, ensure_ascii=False),
            "document": json.dumps(found.credential, indent=2, ensure_ascii=False)
            if found.credential
            else "",
            "again": _again(found),
        },
    )


def _several(request: HttpRequest, several: apart.Several) -> HttpResponse:
    """Answer for all badges of one file."""
    if _wants_json(request):
        return JsonResponse({**packages.to_json(several.found), "complete": not several.cut_short})
    reports = [each.report for each in several.found]
    return render(
        request,
        "web/public/verified_many.html",
        {
            "form": Question(),
            "badges": [
                {"name": each.name, "report": each.report, "shown": shown.of(each.report, b"")}
                for each in several.found
            ],
            "verdict": packages.verdict_of(reports),
            "genuine": sum(map(bool, reports)),
            "cut_short": several.cut_short,
            "most": limits.MOST,
        },
    )


def _again(found: report.Report) -> Question | None:
    """Give a form that asks of this very badge whether it is somebody's, without its file; None where it cannot be."""
    # Where the signature is not in the document, as in a JWT, nothing could be checked without the file.
    if not found or not found.credential or not (found.version == "2.0" or "proof" in found.credential):
        return None
    text = json.dumps(found.credential, ensure_ascii=False)
    # Its ids beside those of the form for another badge, on the same page.
    return Question(initial={"text": text}, auto_id="whose_%s") if len(text) <= limits.LARGEST_TEXT else None


def _refused(request: HttpRequest, form: Question, *, status: int) -> HttpResponse:
    if _wants_json(request):
        message = " ".join(str(error) for said in form.errors.values() for error in said)
        return JsonResponse({"error": message}, status=status)
    return render(request, "web/public/verify.html", {"form": form}, status=status)


def _with_error(field: str, message: str) -> Question:
    """Give an empty form that says what was wrong with a body that nobody read."""
    form = Question({})
    form.full_clean()
    form.errors.clear()
    form.add_error(field, message)
    return form


def _wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
