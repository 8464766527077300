"""Numbers in words, as several pages say them."""

from django.utils.translation import ngettext

from phalera.learning.validity import Unit, Validity


def length(validity: Validity) -> str:
    """Give how long something holds: “18 months”."""
    match validity.unit:
        case Unit.DAYS:
            words = ngettext("%(number)d day", "%(number)d days", validity.count)
        case Unit.MONTHS:
            words = ngettext("%(number)d month", "%(number)d months", validity.count)
        case Unit.YEARS:
            words = ngettext("%(number)d year", "%(number)d years", validity.count)
    return words % {"number": validity.count}
