"""The form of a badge: words, picture and tags."""

import re
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phalera.authoring import pictures
from phalera.authoring.models import Badge, Picture
from phalera.common import errors
from phalera.jobs import clock

_SHA256 = re.compile(r"[0-9a-f]{64}")
_BETWEEN_TAGS = re.compile(r"[,;،、，\n]")
_LONGEST_FILE_NAME = 60  # characters of it that an error repeats


class BadgeForm(forms.Form):
    """What a badge says and shows; a picture that was taken stays when something else is wrong."""

    name = forms.CharField(
        label=gettext_lazy("Badge name"),
        max_length=80,
        error_messages={
            "required": gettext_lazy("Enter a name, up to 80 characters."),
            "max_length": gettext_lazy("This name is too long. Enter one of up to 80 characters."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    description = forms.CharField(
        label=gettext_lazy("What it says about somebody"),
        help_text=gettext_lazy("One or two sentences. They stand on the public page and in the badge."),
        max_length=1_000,
        error_messages={
            "required": gettext_lazy("Say what somebody who has this badge can do."),
            "max_length": gettext_lazy("This is too long. Say it in up to 1,000 characters."),
        },
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    picture = forms.FileField(
        label=gettext_lazy("Picture"),
        help_text=gettext_lazy(
            "PNG, JPEG, GIF, WebP or SVG, at least 250 × 250 pixels, up to 5 MB. "
            "Not square? It is fitted, never cropped."
        ),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg,.gif,.webp,.svg,image/*"}),
    )
    alt = forms.CharField(
        label=gettext_lazy("Describe the picture"),
        help_text=gettext_lazy("For people who cannot see it, and for search."),
        max_length=300,
        error_messages={
            "required": gettext_lazy(
                "Describe what the picture shows, for example “A flame on a dark blue disc”."
            ),
            "max_length": gettext_lazy("This is too long. Describe the picture in up to 300 characters."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    tags = forms.CharField(
        label=gettext_lazy("Tags"),
        help_text=gettext_lazy(
            "For search, separated by commas, such as “safety, fire”. You can leave this empty."
        ),
        required=False,
        max_length=1_100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: Any = None, files: Any = None, *, badge: Badge | None = None) -> None:
        initial = (
            {
                "name": badge.name,
                "description": badge.description,
                "alt": badge.alt,
                "tags": ", ".join(badge.tags),
            }
            if badge
            else {}
        )
        super().__init__(data, files, initial=initial)
        self.badge = badge
        self.kept: Picture | None = None  # a new picture that was taken before
        if badge:
            self.fields["picture"].label = _("Another picture")

    def clean_picture(self) -> Picture | None:
        """Take the picture, or the one that was taken when the form came first; None leaves the badge's own."""
        upload: UploadedFile[bytes] | None = self.cleaned_data["picture"]
        self.kept = _taken(upload) if upload else self._taken_before()
        if self.kept is None and self.badge is None:
            raise forms.ValidationError(_("Choose a picture for the badge."))
        return self.kept

    def clean_tags(self) -> list[str]:
        """Give each tag once."""
        tags = (tag.strip() for tag in _BETWEEN_TAGS.split(self.cleaned_data["tags"]))
        return list(dict.fromkeys(tag for tag in tags if tag))

    def blame(self, error: errors.PhaleraError) -> None:
        """Show an error of the platform beside the field it is about."""
        field = error.field if error.field in self.fields else None
        self.add_error(field, f"{error.message} {error.remedy}".strip())

    def _taken_before(self) -> Picture | None:
        sha256 = str(self.data.get("kept", ""))
        # The name of a picture is its content: whoever knows it has seen it.
        return Picture.objects.filter(sha256=sha256).first() if _SHA256.fullmatch(sha256) else None


def _taken(upload: "UploadedFile[bytes]") -> Picture:
    name = (upload.name or "")[:_LONGEST_FILE_NAME]
    if (upload.size or 0) > pictures.LARGEST_UPLOAD:
        raise forms.ValidationError(
            _("“%(name)s” is larger than 5 MB. Choose a smaller picture, or save it as one.") % {"name": name}
        )
    try:
        return pictures.store(upload.read(), now=clock.now())
    except errors.PictureRefusedError as error:
        raise forms.ValidationError(
            _("“%(name)s” was not taken. %(reason)s %(remedy)s")
            % {"name": name, "reason": error.message, "remedy": error.remedy or _("Choose another picture.")}
        ) from error
