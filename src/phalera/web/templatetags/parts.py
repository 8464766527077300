"""The small parts that templates are made of (the look, section 5)."""

from collections import Counter
from datetime import datetime

from django import template
from django.forms import BoundField
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from phalera.authoring.queries import Use
from phalera.learning.models import LearningObject, SkillLevel
from phalera_core.verifying.report import Report

register = template.Library()

# One stroke each, on a grid of 16.
GLYPHS = {
    "check": "M3 8.5l3.4 3.5L13 4.5",
    "cross": "M4 4l8 8M12 4l-8 8",
    "close": "M3.5 3.5l9 9M12.5 3.5l-9 9",
    "dash": "M4 8h8",
    "progress": "M2.5 8h7M12.5 8h1",
    "question": "M5.8 5.8a2.3 2.3 0 1 1 3 2.3c-.6.3-.8.7-.8 1.5M8 12v.1",
    "clock": "M8 4.5V8l2.5 1.7M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 1 1 8 1.8z",
    "glass": "M4 2h8M4 14h8M5 2c0 3.5 6 3.5 6 6s-6 2.5-6 6M11 2c0 1.5-.6 2.5-1.6 3.3M5 14",
    "update": "M8 13V3.5M3.5 8L8 3.5 12.5 8",
    "bell": "M3.5 11.5h9c-1-1-1.5-2-1.5-4.5a3 3 0 0 0-6 0c0 2.5-.5 3.5-1.5 4.5zM7 13.8h2",
    "cloud": "M4.7 12.6a3.1 3.1 0 0 1-.4-6.1 4.1 4.1 0 0 1 7.8-.7 3.4 3.4 0 0 1-.3 6.8z",
    "cube": "M8 1.8l5.5 3v6.4L8 14.2l-5.5-3V4.8zM2.5 4.8L8 7.9l5.5-3.1M8 7.9v6.3",
    "page": "M4 1.8h5.5L12.5 5v9.2H4zM9.3 1.8V5h3.2M6 8.2h4.5M6 10.8h4.5",
    "info": "M8 7.2v4M8 4.7v.1M8 1.8a6.2 6.2 0 1 1 0 12.4A6.2 6.2 0 1 1 8 1.8z",
    "alarm": "M8 2l6.5 11.5h-13zM8 6.5v3.2M8 11.6v.1",
    "seal": (
        "M8 1.5l1.7 1.3 2.1-.2.7 2 1.9 1-.5 2.4.5 2-1.9 1.1-.7 2-2.1-.2L8 14.5l-1.7-1.6-2.1.2-.7-2"
        "L1.6 10l.5-2-.5-2.4 1.9-1 .7-2 2.1.2zM5.5 8.2l1.8 1.8 3.2-3.6"
    ),
}
# What a message of Django's is on the page: its class and its glyph.
NOTES = {
    "success": ("done", "check"),
    "warning": ("ask", "clock"),
    "error": ("warn", "alarm"),
}
# The circumference of the circle of radius 46 that a rim is.
RIM = 289.0


@register.simple_tag
def glyph(name: str) -> SafeString:
    """Give a drawn sign; the word beside it says what it means, so it is hidden from screen readers."""
    return format_html(
        '<svg class="glyph" viewBox="0 0 16 16" aria-hidden="true"><path d="{}"/></svg>', GLYPHS[name]
    )


@register.simple_tag
def picture_of(sha256: str, classes: str = "", alt: str = "", pixels: int = 84) -> SafeString:
    """Give a badge's picture; `alt` stays empty where the name stands beside it."""
    size = 90 if pixels <= 45 else 400  # noqa: PLR2004 — the small preview is sharp up to half its width
    return format_html(
        '<img class="badge {}" src="{}?size={}" alt="{}" width="{}" height="{}" loading="lazy" decoding="async">',
        classes, reverse("picture_png", args=[sha256, "png"]), size, alt, pixels, pixels,
    )  # fmt: skip


@register.simple_tag
def rim(done: int, total: int) -> SafeString:
    """Give the ring round a badge, filled as far as the learner got; the same stands beside it in words."""
    part = RIM * min(done, total) / total if total else 0.0
    circle = '<circle cx="50" cy="50" r="46"/>'
    arc = f'<circle cx="50" cy="50" r="46" stroke-dasharray="{part:.1f} {RIM:.1f}"/>' if part else ""
    return mark_safe(f'<svg viewBox="0 0 100 100" aria-hidden="true">{circle}{arc}</svg>')  # noqa: S308 — numbers only


@register.simple_tag
def day(moment: datetime | None) -> SafeString | str:
    """Give the day of a moment in the reader's format and the organisation's zone, readable by machines."""
    if moment is None:
        return ""
    try:
        local = timezone.localtime(moment)
    except OverflowError:
        # A stranger's badge may be valid until the end of time, which is over in some zones.
        local = moment
    return format_html(
        '<time datetime="{}">{}</time>', local.date().isoformat(), formats.date_format(local, "DATE_FORMAT")
    )


@register.simple_tag
def instant(moment: datetime) -> SafeString:
    """Give a moment to the minute with its zone."""
    local = timezone.localtime(moment)
    return format_html(
        '<time datetime="{}">{} {}</time>',
        local.isoformat(timespec="seconds"), formats.date_format(local, "DATETIME_FORMAT"), local.tzname() or "",
    )  # fmt: skip


@register.filter
def outcome_word(outcome: str) -> str:
    """Give how a check ended, in a word."""
    return {
        "passed": _("Passed"),
        "failed": _("Failed"),
        "inconclusive": _("Could not be checked"),
        "not_applicable": _("Does not apply"),
        "not_run": _("Not done"),
    }[outcome]


@register.filter
def initials(name: str) -> str:
    """Give one or two letters for somebody without a picture, in whatever script the name is."""
    words = [word for word in name.split() if word[0].isalnum()]
    if not words:
        return "·"
    first = words[0][0]
    # Scripts without capitals join their letters or are read whole: one letter says enough.
    if first.upper() == first.lower() or len(words) == 1:
        return first.upper()
    return (first + words[-1][0]).upper()


@register.filter
def note_class(tags: str) -> str:
    """Give the class of the note that a message becomes."""
    return next((NOTES[tag][0] for tag in tags.split() if tag in NOTES), "")


@register.filter
def note_glyph(tags: str) -> str:
    """Give the sign of the note that a message becomes."""
    return next((NOTES[tag][1] for tag in tags.split() if tag in NOTES), "info")


@register.filter
def as_input(field: BoundField) -> SafeString:
    """Give a field's control with the class that the stylesheet knows."""
    return field.as_widget(attrs={"class": "input"})


@register.filter
def kind_name(kind: str) -> str:
    """Give the name of a kind of learning, as a heading says it."""
    return {
        "course": _("Course"),
        "path": _("Learning path"),
        "certification": _("Certification"),
        "skill": _("Skill"),
    }[kind]


@register.filter
def kind_plural(kind: str) -> str:
    """Give the name of a kind of learning, as a heading over several says it."""
    return {
        "course": _("Courses"),
        "path": _("Learning paths"),
        "certification": _("Certifications"),
        "skill": _("Skills"),
    }[kind]


@register.filter
def uses(use: Use) -> str:
    """Give at how many learning objects of a kind a badge is earned: “3 courses”."""
    words = {
        "course": ngettext("%(number)d course", "%(number)d courses", use.number),
        "path": ngettext("%(number)d learning path", "%(number)d learning paths", use.number),
        "certification": ngettext("%(number)d certification", "%(number)d certifications", use.number),
        "skill": ngettext("%(number)d skill level", "%(number)d skill levels", use.number),
    }[use.kind]
    return words % {"number": use.number}


@register.filter
def complete_the(kind: str) -> str:
    """Give the words before the name of a learning object that is still to be completed."""
    return {
        "course": _("Complete the course"),
        "path": _("Complete the learning path"),
        "certification": _("Complete the certification"),
        "skill": _("Reach the level"),
    }[kind]


@register.simple_tag
def page_of(target: LearningObject | SkillLevel) -> str:
    """Give the address of what something is earned by."""
    return reverse("learning_object" if isinstance(target, LearningObject) else "skill", args=[target.slug])


@register.filter
def tally(report: Report) -> str:
    """Give how the checks of a report ended, in numbers: “7 passed, 1 does not apply”."""
    counts = Counter(check.outcome.value for check in report.checks)
    said = (
        (counts["failed"], ngettext("%(number)d failed", "%(number)d failed", counts["failed"])),
        (counts["passed"], ngettext("%(number)d passed", "%(number)d passed", counts["passed"])),
        (
            counts["inconclusive"],
            ngettext("%(number)d undecided", "%(number)d undecided", counts["inconclusive"]),
        ),
        (
            counts["not_applicable"],
            ngettext("%(number)d does not apply", "%(number)d do not apply", counts["not_applicable"]),
        ),
        (counts["not_run"], ngettext("%(number)d not done", "%(number)d not done", counts["not_run"])),
    )
    return ", ".join(words % {"number": number} for number, words in said if number)
