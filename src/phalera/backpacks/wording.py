"""Why a badge is not at the host, and what to do, in words for its learner."""

import dataclasses

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """A sentence and, where somebody can do something, another one that says what."""

    sentence: str
    remedy: str = ""


_WORDS = {
    "private": (
        gettext_lazy("You keep this badge to yourself."),
        gettext_lazy("Share it by its address first: then your backpack can read it."),
    ),
    "ended": (
        gettext_lazy("It has ended, and backpacks take no badges that have."),
        gettext_lazy("Renew it: the new one goes by itself."),
    ),
    "unreachable": (
        gettext_lazy("Your backpack cannot reach this site to check the badge."),
        gettext_lazy("The administrator must put it on a public https address."),
    ),
    "address": (
        gettext_lazy("Your backpack does not know the address that this badge is made out to."),
        gettext_lazy("Add that address to your account there and confirm it, then try again."),
    ),
    "reconnect": (
        gettext_lazy("Your backpack does not let us in any more."),
        gettext_lazy("Connect it once more."),
    ),
    "permission": (
        gettext_lazy("Your backpack does not let us add badges."),
        gettext_lazy("Confirm your address there, then try again."),
    ),
    "disconnected": (
        gettext_lazy("You disconnected your backpack."),
        gettext_lazy("Connect it to send this badge."),
    ),
    "off": (gettext_lazy("Your administrator has switched backpacks off."), ""),
    "busy": (gettext_lazy("Your backpack is busy; it is tried again by itself."), ""),
    "down": (gettext_lazy("Your backpack does not answer; it is tried again by itself."), ""),
    "fetch": (
        gettext_lazy("Your backpack could not read the badge from this site; it is tried again by itself."),
        "",
    ),
    "unread": (
        gettext_lazy("Your backpack could not read the badge from this site, however often it was tried."),
        gettext_lazy("Tell your administrator; nothing is lost."),
    ),
    "picture": (
        gettext_lazy("Your backpack does not take the picture of this badge."),
        gettext_lazy("Tell your administrator; nothing is lost."),
    ),
    "refused": (
        gettext_lazy("Your backpack refused this badge."),
        gettext_lazy("Tell your administrator; nothing is lost."),
    ),
}


def why(key: str, *, address: str = "") -> Why | None:
    """Give the words for what an Upload says under `why`, or None where it says nothing."""
    if not key:
        return None
    sentence, remedy = _WORDS.get(key, _WORDS["refused"])
    if key == "address" and address:
        remedy = _("Add %(address)s to your account there and confirm it, then try again.") % {
            "address": address
        }
    return Why(sentence=str(sentence), remedy=str(remedy))
