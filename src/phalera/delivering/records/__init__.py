"""Badge records: a page that says what somebody earned, with the signed credential inside the file.

`pdf` makes one file of one or many; `each` one file for each, for a ZIP. Whoever cannot be shown is named, with the
remedy, and the others are delivered.
"""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from phalera.delivering import files, queries
from phalera.delivering.models import RecordDesign
from phalera.delivering.records import fonts, page, typesetting, wording, workshop
from phalera.issuing.models import Credential

# From so many on, a set is work for the background.
MOST_AT_ONCE = 200

_Shown = tuple[Credential, page.Record]
_Designs = Mapping[tuple[int, str], RecordDesign]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A credential without a page: why, and what to do about it, in sentences for people."""

    credential: Credential
    message: str
    remedy: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A PDF of the records that could be made, empty when there was none, and who was left out of it."""

    content: bytes
    left_out: tuple[LeftOut, ...]


def pdf(credentials: Sequence[Credential], *, landscape: bool | None = None) -> Delivered:
    """Give one PDF with a page for each signed credential, in their order; the same rows give the same bytes.

    The paper lies as the design of each says, unless `landscape` does. The rows need nothing fetched beforehand: what is
    missing comes in a fixed number of queries.
    """
    workshop.begin()
    return _pdf(credentials, _fetch(credentials), landscape=landscape)


def each(
    credentials: Sequence[Credential], *, landscape: bool | None = None
) -> Iterator[tuple[str, bytes] | LeftOut]:
    """Give a file name and a PDF for each signed credential, or why there is none, made as they are asked for."""
    designs = _fetch(credentials)
    for credential in credentials:
        delivered = _pdf([credential], designs, landscape=landscape)
        if delivered.content:
            yield files.filename(credential, "pdf"), delivered.content
        yield from delivered.left_out


def _pdf(credentials: Sequence[Credential], designs: _Designs, *, landscape: bool | None) -> Delivered:
    shown: list[_Shown] = []
    left_out: list[LeftOut] = []
    for credential in credentials:
        record = wording.record(credential, designs)
        if landscape is not None:
            record = dataclasses.replace(record, landscape=landscape)
        refused = _unshowable(credential, record)
        if refused:
            left_out.append(refused)
        else:
            shown.append((credential, record))
    content, broken = _set(shown)
    return Delivered(content=content, left_out=(*left_out, *broken))


def _fetch(credentials: Sequence[Credential]) -> _Designs:
    prefetch_related_objects(
        list(credentials),
        "award__learner",
        "award__follows",
        "award__status__status_list",
        "version__picture",
        "key__issuer__picture",
    )
    return queries.designs({credential.key.issuer_id for credential in credentials})


def _set(shown: Sequence[_Shown]) -> tuple[bytes, list[LeftOut]]:
    """Typeset all; where that fails, find for whom it fails and set the others."""
    if not shown:
        return b"", []
    try:
        return _typeset(shown), []
    except workshop.TypesettingError as error:
        broken = _broken(shown, error)
        lost = {one.credential.pk for one in broken}
        good = [pair for pair in shown if pair[0].pk not in lost]
        return (_typeset(good) if good else b""), broken


def _typeset(shown: Sequence[_Shown]) -> bytes:
    credentials = [credential for credential, _record in shown]
    return typesetting.typeset(
        [record for _credential, record in shown],
        sheet=wording.sheet(credentials),
        timestamp=int(max(credential.proof_created for credential in credentials).timestamp()),
    )


def _broken(shown: Sequence[_Shown], error: workshop.TypesettingError) -> list[LeftOut]:
    """Find by halves whose pages cannot be set; the error itself when each half can and the whole cannot."""
    if len(shown) == 1:
        return [_left_out(*shown[0], error)]
    broken = []
    for half in (shown[: len(shown) // 2], shown[len(shown) // 2 :]):
        try:
            _typeset(half)
        except workshop.TypesettingError as inner:
            broken += _broken(half, inner)
    if not broken:
        raise error
    return broken


def _unshowable(credential: Credential, record: page.Record) -> LeftOut | None:
    missing = fonts.missing(record.texts)
    if not missing:
        return None
    scripts = ", ".join(dict.fromkeys(fonts.script(character) for character in missing))
    return LeftOut(
        credential=credential,
        message=_(
            "The record of “%(badge)s” for %(name)s was left out: no font here shows its script (%(scripts)s)."
        )
        % {"badge": record.badge, "name": record.learner, "scripts": scripts},
        remedy=_("Install the fonts of Debian's package %(package)s on the server and start it again.")
        % {"package": fonts.DEBIAN_PACKAGE},
    )


def _left_out(credential: Credential, record: page.Record, error: workshop.TypesettingError) -> LeftOut:
    return LeftOut(
        credential=credential,
        message=_("The record of “%(badge)s” for %(name)s was left out: its page could not be set.")
        % {"badge": record.badge, "name": record.learner},
        remedy=_("Tell whoever runs this system: %(reason)s") % {"reason": str(error)[:200]},
    )
