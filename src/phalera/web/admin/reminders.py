"""When people are reminded of certifications that run out."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from phalera.jobs import clock
from phalera.notifying import reminding
from phalera.web import roles


class RemindersForm(forms.Form):
    """A box for each number of days ahead."""

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or nothing
        wanted = reminding.marks()
        for days in reminding.OFFERED:
            self.fields[f"days_{days}"] = forms.BooleanField(
                label=_ahead(days), required=False, initial=days in wanted
            )

    def wanted(self) -> dict[int, bool]:
        """Give what was chosen of each."""
        return {days: self.cleaned_data[f"days_{days}"] for days in reminding.OFFERED}


@roles.administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: HttpRequest) -> HttpResponse:
    """Show when people are reminded, and keep what is chosen."""
    form = RemindersForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        reminding.choose(wanted=form.wanted(), by=roles.person(request), now=clock.now())
        messages.success(request, _("Your choice is kept. It holds from the next morning."))
        return redirect("admin_reminders")
    return render(request, "web/admin/reminders.html", {"form": form})


def _ahead(days: int) -> str:
    if days == 0:
        return _("On the last day")
    return ngettext("%(number)d day ahead", "%(number)d days ahead", days) % {"number": days}
