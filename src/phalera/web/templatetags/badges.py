"""How far somebody is with a badge, in words."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from phalera.awarding.reach import AvailableItem

register = template.Library()


@register.filter
def progress(item: AvailableItem) -> str:
    """Give how far a learner is: “3 of 4 courses”; nothing where there is nothing to count."""
    if not item.total:
        return ""
    words = {
        "modules": ngettext("%(done)d of %(total)d module", "%(done)d of %(total)d modules", item.total),
        "courses": ngettext("%(done)d of %(total)d course", "%(done)d of %(total)d courses", item.total),
        "credits": ngettext("%(done)d of %(total)d credit", "%(done)d of %(total)d credits", item.total),
    }[item.counted_in]
    return words % {"done": item.done, "total": item.total}


@register.filter
def kind_names(kind: str) -> str:
    """Give the name of a kind of learning, as a filter says it; nothing stands for all."""
    return {
        "": _("All"),
        "course": _("Courses"),
        "path": _("Learning paths"),
        "certification": _("Certifications"),
        "skill": _("Skills"),
    }[kind]
