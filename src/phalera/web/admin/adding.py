"""Add a course, learning path or certification; its badge and what it is made of are the next pages."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from phalera.accounts import queries as accounts
from phalera.common import errors
from phalera.jobs import clock
from phalera.learning import actions, queries
from phalera.learning.models import Kind, LearningObject
from phalera.web import roles


class LearningForm(forms.Form):
    """Something new to learn."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        help_text=gettext_lazy("Learning paths and certifications are made of courses, on the next page."),
        choices=Kind,
        initial=Kind.COURSE,
    )
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=160,
        error_messages={
            "required": gettext_lazy("Enter a title, up to 160 characters."),
            "max_length": gettext_lazy("This title is too long. Enter one of up to 160 characters."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    summary = forms.CharField(
        label=gettext_lazy("In one line"),
        help_text=gettext_lazy("What one learns. It stands under the title."),
        max_length=240,
        required=False,
        error_messages={
            "max_length": gettext_lazy("This is too long. Say it in up to 240 characters."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    modules = forms.CharField(
        label=gettext_lazy("Modules of a course"),
        help_text=gettext_lazy(
            "One title a line. Whoever ticks off all of them has completed the course. "
            "Leave it empty when you mark people complete, or bring completions from elsewhere."
        ),
        max_length=20_000,
        required=False,
        error_messages={
            "max_length": gettext_lazy("These are too many. Give up to 20,000 characters."),
        },
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    author = forms.ModelChoiceField(
        label=gettext_lazy("Author"),
        help_text=gettext_lazy("They may attach badges to it, as you may."),
        queryset=accounts.authors(),
        required=False,
        empty_label=gettext_lazy("Nobody"),
        error_messages={
            "invalid_choice": gettext_lazy("This person does not author any more. Choose another one."),
        },
    )

    def clean_title(self) -> str:
        """Refuse a title that is taken: people could not tell the two apart."""
        title: str = self.cleaned_data["title"]
        if LearningObject.objects.filter(title__iexact=title, retired_at=None).exists():
            raise forms.ValidationError(
                _("There is something called “%(title)s” already. Enter another title.") % {"title": title}
            )
        return title

    def clean_modules(self) -> list[tuple[str, str]]:
        """Read the lines; only a course has modules."""
        titles = [line.strip() for line in str(self.cleaned_data["modules"]).splitlines() if line.strip()]
        if titles and self.cleaned_data.get("kind") != Kind.COURSE:
            raise forms.ValidationError(_("Only a course has modules. Leave this empty, or choose Course."))
        return [(title, "") for title in titles]


@roles.administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Add something to learn, and lead on: a course to its badge, all else to what it is made of."""
    form = LearningForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            added = _add(request, form.cleaned_data)
        except errors.PhaleraError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            said = {"title": added.title}
            if added.kind == Kind.COURSE:
                messages.success(request, _("%(title)s is added. Choose what it earns.") % said)
                return redirect("admin_learning_badge", added.slug)
            messages.success(request, _("%(title)s is added. Say what it is made of.") % said)
            return redirect("admin_learning_arrange", added.slug)
    return render(request, "web/admin/learning_new.html", {"form": form}, status=422 if form.errors else 200)


def _add(request: HttpRequest, given: dict[str, Any]) -> LearningObject:
    return actions.add_learning_object(
        **given, slug=queries.free_slug(given["title"]), by=roles.person(request), now=clock.now()
    )
