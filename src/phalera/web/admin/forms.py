"""The forms of administrators."""

from datetime import date
from typing import Any

from django import forms
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from phalera.accounts import queries as accounts
from phalera.accounts.models import Person
from phalera.learning.models import Completion, LearningObject

# Before this nobody finished anything online; it catches a year that was mistyped.
EARLIEST = date(1970, 1, 1)
# People that the browser offers while an address is typed.
SUGGESTED = 200


class IssuerForm(forms.Form):
    """Who awards: what every badge will say."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("Of your organization, as it should stand on every badge."),
        max_length=160,
        error_messages={"required": gettext_lazy("Enter the name of your organization.")},
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )
    url = forms.URLField(
        label=gettext_lazy("Website"),
        help_text=gettext_lazy("Its public address, such as https://academy.example.org."),
        max_length=500,
        assume_scheme="https",
        error_messages={
            "required": gettext_lazy("Enter the address of your website."),
            "invalid": gettext_lazy(
                "This is not a web address. Enter one such as https://academy.example.org."
            ),
        },
        # Not type=url: browsers would refuse “academy.example.org”, which we understand.
        widget=forms.TextInput(attrs={"autocomplete": "url", "inputmode": "url"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("Where people may ask about a badge. It is published in every badge."),
        max_length=254,
        error_messages={
            "required": gettext_lazy("Enter an e-mail address for questions."),
            "invalid": gettext_lazy("This is not an e-mail address. Enter one such as badges@example.org."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class LinkedInForm(forms.Form):
    """The issuer's page on LinkedIn."""

    linkedin_id = forms.CharField(
        label=gettext_lazy("LinkedIn page"),
        help_text=gettext_lazy(
            "Its number, or its address as you see it when you administer the page, such as"
            " linkedin.com/company/1234567/admin. Learners who add a badge to their profile there then name your"
            " page, with its mark. Without it they name your organization in words."
        ),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class CompletionForm(forms.Form):
    """Who finished what, when, and with success or not."""

    learner = forms.CharField(
        label=gettext_lazy("Learner"),
        help_text=gettext_lazy("Their e-mail address."),
        max_length=254,
        error_messages={"required": gettext_lazy("Enter the learner’s e-mail address.")},
        widget=forms.EmailInput(attrs={"autocomplete": "off", "list": "learners"}),
    )
    learning_object = forms.ModelChoiceField(
        label=gettext_lazy("Completed"),
        queryset=LearningObject.objects.filter(retired_at=None).order_by("title", "id"),
        empty_label=gettext_lazy("Choose a course"),
        error_messages={
            "required": gettext_lazy("Choose what was completed."),
            "invalid_choice": gettext_lazy("This course is not offered any more. Choose another one."),
        },
    )
    completed_on = forms.DateField(
        label=gettext_lazy("On"),
        error_messages={
            "required": gettext_lazy("Enter the day."),
            "invalid": gettext_lazy("This is not a day. Enter it as year-month-day, such as 2026-11-24."),
        },
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    success = forms.BooleanField(
        label=gettext_lazy("With success: who failed earns no badge"), required=False, initial=True
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["completed_on"].initial = timezone.localdate

    def clean_learner(self) -> Person:
        """Find the learner by any of their addresses."""
        learner = accounts.find_person(self.cleaned_data["learner"])
        if learner is None or not learner.is_active:
            raise forms.ValidationError(
                _("Nobody has the address “%(address)s”. Look for a typing mistake.")
                % {"address": self.cleaned_data["learner"]}
            )
        return learner

    def clean_completed_on(self) -> date:
        """Refuse what has not happened yet."""
        day: date = self.cleaned_data["completed_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("That day is still to come. Enter today or a day before."))
        if day < EARLIEST:
            raise forms.ValidationError(_("That is too long ago. Look for a typing mistake in the year."))
        return day

    def clean(self) -> dict[str, Any]:
        """Say it when the learner has completed this before: a badge is earned once."""
        given = super().clean() or self.cleaned_data
        learner, learning_object = given.get("learner"), given.get("learning_object")
        if learner and learning_object and given.get("success"):
            told = (
                Completion.objects.filter(
                    learner=learner, instance__learning_object=learning_object, success=True
                )
                .order_by("completed_at")
                .first()
            )
            if told is not None:
                day = formats.date_format(timezone.localtime(told.completed_at), "DATE_FORMAT")
                raise forms.ValidationError(
                    _("%(name)s completed %(title)s on %(day)s already. Nothing was changed.")
                    % {"name": learner.name, "title": learning_object.title, "day": day}
                )
        return given


def suggestions() -> list[Person]:
    """Give people whose addresses the browser offers."""
    return list(accounts.search().only("name", "email")[:SUGGESTED])
