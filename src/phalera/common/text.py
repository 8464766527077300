"""Words that people give: trimmed, measured, and free of what cannot be shown or signed."""

import re
import unicodedata

from django.utils.translation import gettext as _

from phalera.common import errors

# Controls but tab and line feed, lone surrogates and noncharacters: what is signed must read the same everywhere.
_REFUSED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(plane | 0xFFFE)}{chr(plane | 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)


def line(value: str, *, field: str, longest: int, required: bool = True) -> str:
    """Give one trimmed line in NFC; InvalidError names the field when it is empty, too long or has controls."""
    value = paragraphs(value, field=field, longest=longest, required=required)
    if "\n" in value or "\t" in value:
        raise errors.InvalidError(_("This must be a single line."), field=field)
    return value


def paragraphs(value: str, *, field: str, longest: int, required: bool = True) -> str:
    """Give trimmed text in NFC with plain line ends; InvalidError as for `line`, which may not hold line ends."""
    value = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if required and not value:
        raise errors.InvalidError(_("This must not be empty."), field=field)
    if len(value) > longest:
        raise errors.InvalidError(
            _("This has %(length)d characters, at most %(longest)d are allowed.")
            % {"length": len(value), "longest": longest},
            field=field,
        )
    refused = _REFUSED.search(value)
    if refused:
        raise errors.InvalidError(
            _("The character U+%(code)04X cannot be used here.") % {"code": ord(refused[0])}, field=field
        )
    return value
