"""The forms of signing in, in our words; `settings.ACCOUNT_FORMS` names them."""

from typing import Any

from allauth.account import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from phalera.jobs import actions as jobs
from phalera.jobs import clock


class LoginForm(forms.LoginForm):  # type: ignore[misc]  # allauth has no types
    """E-mail address and password, with their labels above them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _tidy(self)
        self.fields["login"].label = _("E-mail address")
        self.fields["password"].help_text = ""
        self.fields["remember"].label = _("Keep me signed in")


class ResetPasswordForm(forms.ResetPasswordForm):  # type: ignore[misc]
    """The address to send a link to."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _tidy(self)
        self.fields["email"].label = _("E-mail address")

    def clean_email(self) -> str:
        """Look nobody up: whether somebody has the address must not be seen from how long the answer takes."""
        email: str = self.cleaned_data["email"]
        return email

    def save(self, request: HttpRequest, **_kwargs: Any) -> str:  # noqa: ARG002  # allauth's signature
        """Leave the mail to a worker (`web.jobs`): a mail server that is away is no fault of this page."""
        email: str = self.cleaned_data["email"]
        jobs.enqueue(
            kind="reset_mail",
            payload={"address": email, "language": translation.get_language() or settings.LANGUAGE_CODE},
            now=clock.now(),
        )
        return email


class ResetPasswordKeyForm(forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _tidy(self)


class ChangePasswordForm(forms.ChangePasswordForm):  # type: ignore[misc]
    """The old password, and a new one, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _tidy(self)


class SetPasswordForm(forms.SetPasswordForm):  # type: ignore[misc]
    """A first password, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _tidy(self)


def _tidy(form: Any) -> None:
    # A placeholder that repeats the label vanishes when it is needed, and hints as lists break our paragraphs.
    for name, field in form.fields.items():
        field.widget.attrs.pop("placeholder", None)
        if name in ("password1", "oldpassword"):
            field.help_text = _("At least 10 characters.") if name == "password1" else ""
