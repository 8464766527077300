"""`/verify/`: anybody asks whether a badge is genuine. Nothing is kept."""

import base64
import dataclasses
import json

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from phalera.verifying import checker
from phalera_core.verifying import report

LARGEST_FILE = 5_000_000  # bytes; a badge is rarely a tenth of it
LARGEST_TEXT = 256_000  # characters of a pasted document


class Question(forms.Form):
    """A badge file or the text of one, and an address to compare with if one wants."""

    badge = forms.FileField(
        label=_("Badge file"),
        help_text=_("PNG, SVG or JSON, up to 5 MB. It is checked here and not kept."),
        required=False,
        allow_empty_file=True,
    )
    text = forms.CharField(
        label=_("Or the text of a badge"),
        help_text=_("The JSON document itself."),
        required=False,
        max_length=LARGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )
    recipient = forms.EmailField(
        label=_("E-mail address of the holder"),
        help_text=_("Only if you want to know whether the badge was awarded to this address."),
        required=False,
        max_length=254,
    )

    def clean_badge(self) -> UploadedFile[bytes] | None:
        """Refuse what is larger than any badge."""
        badge: UploadedFile[bytes] | None = self.cleaned_data["badge"]
        if badge is not None and (badge.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(_("The file is larger than 5 MB. Choose the badge itself."))
        return badge

    def clean(self) -> dict[str, object]:
        """Ask for one of file and text."""
        cleaned: dict[str, object] = super().clean() or {}
        if not self.errors and cleaned.get("badge") is None and not str(cleaned.get("text", "")).strip():
            self.add_error("badge", _("Choose a badge file, or paste the text of one."))
        return cleaned

    def badge_bytes(self) -> bytes:
        """Give the bytes to verify, exactly as they came."""
        badge = self.cleaned_data["badge"]
        content: bytes = badge.read() if badge is not None else self.cleaned_data["text"].encode()
        return content


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the result page says of a badge; words of the badge come from the document that was checked."""

    name: str
    issuer: str
    awarded: str
    valid_until: str
    picture: str  # a data: address of the very file, or nothing


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Ask for a badge, or answer for the one that was given."""
    if request.method != "POST":
        return render(request, "web/public/verify.html", {"form": Question()})
    form = Question(request.POST, request.FILES)
    if not form.is_valid():
        return render(request, "web/public/verify.html", {"form": form}, status=422)
    data = form.badge_bytes()
    found = checker.verify(data, now=timezone.now(), recipient=form.cleaned_data["recipient"] or None)
    passed = sum(check.outcome is report.Outcome.PASSED for check in found.checks)
    return render(
        request,
        "web/public/verified.html",
        {
            "form": Question(),
            "report": found,
            "shown": _shown(found, data),
            "passed": passed,
            "json": json.dumps(found.to_json(), indent=2, ensure_ascii=False),
        },
    )


def _shown(found: report.Report, data: bytes) -> Shown:
    said = found.credential or {}
    subject = _mapping(said.get("credentialSubject"))
    achievement = _mapping(subject.get("achievement")) or _mapping(said.get("badge"))
    issuer = _mapping(said.get("issuer")) or _mapping(achievement.get("issuer"))
    return Shown(
        name=_text(achievement.get("name")) or _text(said.get("name")),
        issuer=(found.issuer.name if found.issuer else None) or _text(issuer.get("name")),
        awarded=_text(said.get("awardedDate") or said.get("issuedOn") or said.get("validFrom"))[:10],
        valid_until=_text(said.get("validUntil") or said.get("expires"))[:10],
        picture=_picture(found, data),
    )


def _picture(found: report.Report, data: bytes) -> str:
    # Only PNG: it was read under limits, and a browser does nothing with it but draw.
    if found.packed_as != "png":
        return ""
    return "data:image/png;base64," + base64.b64encode(data).decode()


def _mapping(value: object) -> dict[str, object]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    return value[:300] if isinstance(value, str) else ""
