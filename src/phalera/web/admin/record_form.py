"""The form in which administrators say how badge records look, and who signs them."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phalera.authoring import pictures
from phalera.authoring.models import Picture
from phalera.common import errors
from phalera.delivering import actions
from phalera.delivering.models import Orientation, RecordDesign
from phalera.jobs import clock


class DesignForm(forms.Form):
    """How a record looks, and who signs it."""

    orientation = forms.ChoiceField(
        label=gettext_lazy("How the paper lies"),
        choices=(
            (Orientation.LANDSCAPE.value, gettext_lazy("Landscape")),
            (Orientation.PORTRAIT.value, gettext_lazy("Portrait")),
        ),
    )
    accent = forms.CharField(
        label=gettext_lazy("Color of the badge’s name and of the rosette"),
        help_text=gettext_lazy("Dark enough to be read on white paper."),
        max_length=7,
        widget=forms.TextInput(attrs={"type": "color"}),
    )
    signatory_name = forms.CharField(
        label=gettext_lazy("Who signs"),
        help_text=gettext_lazy("Stands under a line. Leave it empty for a record without one."),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    signatory_title = forms.CharField(
        label=gettext_lazy("Their title"),
        help_text=gettext_lazy("Such as “Head of Training”."),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    signature = forms.FileField(
        label=gettext_lazy("Picture of the signature"),
        help_text=gettext_lazy(
            "PNG, JPEG, GIF, WebP or SVG, at least 100 × 40 pixels, best on a transparent ground. "
            "It only decorates: what proves a record is the signed badge inside."
        ),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".png,.jpg,.jpeg,.gif,.webp,.svg,image/*"}),
    )
    unsigned = forms.BooleanField(label=gettext_lazy("No picture of a signature"), required=False)

    def __init__(self, data: Any = None, files: Any = None, *, design: RecordDesign) -> None:
        names = ("orientation", "accent", "signatory_name", "signatory_title")
        super().__init__(data, files, initial={name: getattr(design, name) for name in names})
        self.kept: Picture | None = design.signature
        if design.signature is None and not data:
            del self.fields["unsigned"]

    def clean_accent(self) -> str:
        """Take a color that can be read on paper."""
        try:
            return actions.check_accent(self.cleaned_data["accent"])
        except errors.InvalidError as error:
            raise forms.ValidationError(f"{error.message} {error.remedy}".strip()) from error

    def clean_signature(self) -> Picture | None:
        """Take the picture, the one that was taken when the form came first, or the one that was stored."""
        upload: UploadedFile[bytes] | None = self.cleaned_data["signature"]
        if upload:
            if (upload.size or 0) > pictures.LARGEST_UPLOAD:
                raise forms.ValidationError(_("The picture is larger than 5 MB. Choose a smaller one."))
            try:
                self.kept = pictures.store(upload.read(), signature=True, now=clock.now())
            except errors.PictureRefusedError as error:
                raise forms.ValidationError(f"{error.message} {error.remedy}".strip()) from error
        elif taken := Picture.objects.filter(sha256=str(self.data.get("kept", ""))[:64]).first():
            self.kept = taken
        return self.kept

    def clean(self) -> dict[str, Any]:
        """Take the picture away where that is wanted."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.pop("unsigned", False):
            cleaned["signature"] = self.kept = None
        return cleaned
