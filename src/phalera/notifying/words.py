"""What is said of an event, on the page and in the mail (the look, section 9)."""

import dataclasses
from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from phalera.backpacks import wording
from phalera.issuing.queries import Face
from phalera.notifying.models import Event, Notification


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A notification in words of the language that was active."""

    notification: Notification
    title: str
    line: str  # one more sentence, or nothing
    path: str  # where one can do something about it
    action: str  # and what that is called
    face: Face | None


def tell(notification: Notification, face: Face | None) -> Told:
    """Put one notification into words."""
    name = face.name if face else _named(notification)
    match Event(notification.event):
        case Event.BADGE_EARNED:
            title, line = _earned(notification, name), _course(notification)
        case Event.UPDATE_FINISHED:
            title, line = _updated(notification), _followed(notification)
        case Event.RECORDS_READY:
            title, line = _records(notification)
        case Event.BADGE_REVOKED:
            title, line = _("%(badge)s was revoked") % {"badge": name}, _reason(notification)
        case Event.EXPIRING:
            title, line = _runs_out(notification, name), _renewal(notification)
        case Event.EXPIRED:
            title, line = _("%(badge)s has run out") % {"badge": name}, _ended(notification)
        case Event.UPLOAD_FAILED:
            title, line = _("%(badge)s did not reach your backpack") % {"badge": name}, _upload(notification)
        case Event.UPLOAD_ATTENTION:
            title, line = _("Your backpack needs you"), _upload(notification)
    return Told(
        notification=notification,
        title=title if face else capfirst(title),
        line=line,
        path=_path(notification),
        action=_action(notification),
        face=face,
    )


def summary(event: Event, told: Sequence[Told]) -> str:
    """Give the subject of an e-mail about several notifications of one event, or about one."""
    if len(told) == 1:
        return told[0].title
    number = len(told)
    match event:
        case Event.BADGE_EARNED:
            subject = _badges_earned({_renewed(each.notification) for each in told})
        case Event.UPDATE_FINISHED:
            return _up_to_date(sum(_number(each.notification) for each in told))
        case Event.RECORDS_READY:
            return told[0].title
        case Event.BADGE_REVOKED:
            subject = _("%(number)d badges were revoked")
        case Event.EXPIRING:
            subject = _("%(number)d badges run out soon")
        case Event.EXPIRED:
            subject = _("%(number)d badges have run out")
        case Event.UPLOAD_FAILED:
            subject = _("%(number)d badges did not reach your backpack")
        case Event.UPLOAD_ATTENTION:
            return told[0].title
    return subject % {"number": number}


def invitation(told: Sequence[Told]) -> str:
    """Give what the button of an e-mail about these says."""
    return told[0].action if len(told) == 1 else _see(len(told))


def event_name(event: Event) -> str:
    """Give what people choose about."""
    return {
        Event.BADGE_EARNED: _("A badge is earned"),
        Event.UPDATE_FINISHED: _("An update has finished"),
        Event.RECORDS_READY: _("Badge records are ready to download"),
        Event.BADGE_REVOKED: _("A badge is revoked"),
        Event.EXPIRING: _("A badge runs out soon"),
        Event.EXPIRED: _("A badge has run out"),
        Event.UPLOAD_FAILED: _("An upload failed"),
        Event.UPLOAD_ATTENTION: _("An upload needs you"),
    }[event]


def _path(notification: Notification) -> str:
    if _renews(notification):
        return reverse("learning_object", args=[notification.payload["renew"]])
    if notification.event in {Event.UPLOAD_FAILED, Event.UPLOAD_ATTENTION}:
        return reverse("backpack")
    export = notification.payload.get("export")
    return reverse("export", args=[export]) if export else reverse("badges")


def _action(notification: Notification) -> str:
    if _renews(notification):
        return _("Renew it")
    if notification.event in {Event.UPLOAD_FAILED, Event.UPLOAD_ATTENTION}:
        return _("See your backpack")
    if notification.event != Event.RECORDS_READY:
        return _see(_number(notification))
    return _("Download them") if _number(notification) else _("See what can be done")


def _records(notification: Notification) -> tuple[str, str]:
    """Say that badge records are ready, or that there are none and why."""
    number, left_out = _number(notification), int(notification.payload.get("left_out", 0))
    if not number:
        return _("Your badge records could not be made"), str(notification.payload.get("reason", ""))
    line = ngettext(
        "%(number)d record was left out; the page says why.",
        "%(number)d records were left out; the page says why.",
        left_out,
    ) % {"number": left_out}
    ready = ngettext("%(number)d badge record is ready", "%(number)d badge records are ready", number)
    return ready % {"number": number}, line if left_out else _("The file is kept for seven days.")


def way(told: Sequence[Told]) -> str:
    """Give where the button of an e-mail about these leads."""
    return told[0].path if len(told) == 1 else reverse("badges")


def _see(number: int) -> str:
    return _("See your badge") if number == 1 else _("See your badges")


def _renews(notification: Notification) -> bool:
    return notification.event in {Event.EXPIRING, Event.EXPIRED} and bool(notification.payload.get("renew"))


def _until(notification: Notification) -> str:
    """Give the last day, as the language that is active writes it; nothing where it was not said."""
    said = str(notification.payload.get("until", ""))
    return formats.date_format(date.fromisoformat(said), "DATE_FORMAT") if said else ""


def _runs_out(notification: Notification, name: str) -> str:
    day = _until(notification)
    if not day:
        return _("%(badge)s runs out soon") % {"badge": name}
    return _("%(badge)s runs out on %(day)s") % {"badge": name, "day": day}


def _renewal(notification: Notification) -> str:
    title = notification.payload.get("title")
    return _("Complete %(title)s to renew it.") % {"title": title} if title else ""


def _ended(notification: Notification) -> str:
    day, renewal = _until(notification), _renewal(notification)
    ended = _("It was valid until %(day)s.") % {"day": day} if day else ""
    return " ".join(part for part in (ended, renewal) if part)


def _followed(notification: Notification) -> str:
    """Say whether the backpack has what was updated, and what becomes of what was handed out."""
    if notification.payload.get("anew"):
        return _(
            "A key of the issuer was in other hands, so what it had signed was signed anew. Hand out the new file: "
            "the old one may be refused."
        )
    backpack = {
        "there": _("Your backpack has it."),
        "going": _("It is still on its way to your backpack."),
        "stuck": _("It did not reach your backpack: its row says why."),
    }.get(str(notification.payload.get("backpack", "")), "")
    return f"{backpack} {_('What you handed out before goes on verifying.')}".strip()


def _upload(notification: Notification) -> str:
    why = wording.why(str(notification.payload.get("why", "")))
    return f"{why.sentence} {why.remedy}".strip() if why else ""


def _updated(notification: Notification) -> str:
    names = notification.payload.get("names", [])
    if _number(notification) == 1 and names:
        return _("%(badge)s is up to date") % {"badge": names[0]}
    return _up_to_date(_number(notification))


def _up_to_date(number: int) -> str:
    return ngettext("%(number)d badge is up to date", "%(number)d badges are up to date", number) % {
        "number": number
    }


def _number(notification: Notification) -> int:
    return int(notification.payload.get("number", 1))


def _named(notification: Notification) -> str:
    """Give the name that was kept for when nothing else has one any more."""
    return str(notification.payload.get("badge", "")) or _("a badge")


def _badges_earned(renewed: set[bool]) -> str:
    """Say of badges that they were earned, renewed, or some this and some that."""
    if renewed == {True}:
        return _("You renewed %(number)d badges")
    return (
        _("You earned or renewed %(number)d badges") if True in renewed else _("You earned %(number)d badges")
    )


def _renewed(notification: Notification) -> bool:
    return bool(notification.payload.get("renewed"))


def _earned(notification: Notification, name: str) -> str:
    day = _until(notification)
    if not _renewed(notification):
        return _("You earned %(badge)s") % {"badge": name}
    if not day:
        return _("You renewed %(badge)s") % {"badge": name}
    return _("You renewed %(badge)s; valid until %(day)s") % {"badge": name, "day": day}


def _course(notification: Notification) -> str:
    """Say what was completed, and how long that holds; a renewal says the latter above."""
    title, day = notification.payload.get("title"), _until(notification)
    if not title:
        return _("It is valid until %(day)s.") % {"day": day} if day and not _renewed(notification) else ""
    if _renewed(notification):
        return _("You completed %(title)s.") % {"title": title}
    if day:
        return _("You completed %(title)s. It is valid until %(day)s.") % {"title": title, "day": day}
    return _("You completed %(title)s. The badge is yours to keep.") % {"title": title}


def _reason(notification: Notification) -> str:
    reason = notification.payload.get("reason")
    return _("The reason given: %(reason)s") % {"reason": reason} if reason else ""
