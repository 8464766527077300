"""Many badges or badge records in one ZIP, made while it is sent.

With badges go a list of them and a page that explains how to verify.
"""

import dataclasses
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from phalera.delivering import archive, files, listing, names, queries, records
from phalera.issuing import queries as issuing
from phalera.issuing.models import Credential


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Zip:
    """An archive on its way: how long it is, and its bytes, made while they are sent."""

    length: int  # bytes
    content: Iterator[bytes]


def badges(packed: Sequence[queries.Packed], *, now: datetime) -> Zip:
    """Give these badges, each with both versions in it, as one streamed archive.

    What is sent was settled before the first byte: an update that comes meanwhile changes nothing of it.
    """
    names_of = _names(((one.badge, one.learner, one.award_uuid) for one in packed), "png")
    lists = [
        _plain(name, text.encode()) for name, text in listing.lists(list(zip(names_of, packed, strict=True)))
    ]
    sizes = [files.png_length(picture=one.picture, v3=one.v3, v2=one.v2) for one in packed]
    plan = archive.Plan(
        names=[each.name for each in lists] + names_of, sizes=[each.size for each in lists] + sizes
    )
    return Zip(
        length=plan.length(),
        content=archive.stream(
            _members(lists, names_of, [one.credential for one in packed]), modified=timezone.localtime(now)
        ),
    )


class Records:
    """The records of these credentials, a PDF each, as one archive; iterating makes them one after the other.

    Who cannot be shown is left out, and a text at the end says who and what to do. How long it will be nobody knows
    before: a record is set in type when its turn comes.
    """

    def __init__(self, credentials: Sequence[Credential], *, now: datetime) -> None:
        self.done = 0  # made or left out so far
        self.left_out: list[str] = []  # sentences
        self._credentials = credentials
        self._now = timezone.localtime(now)
        # The words are those of who asked; by the time they are needed another language may be active.
        self._language = translation.get_language() or settings.LANGUAGE_CODE

    @property
    def made(self) -> int:
        """How many records are in it so far."""
        return self.done - len(self.left_out)

    def __iter__(self) -> Iterator[bytes]:
        return archive.stream(self._members(), modified=self._now)

    def _members(self) -> Iterator[archive.Member]:
        results = records.each(self._credentials)
        parts = ((each.version.name, each.award.learner.name, each.award.uuid) for each in self._credentials)
        for name in _names(parts, "pdf"):
            with translation.override(self._language):
                result = next(results)
            self.done += 1
            if isinstance(result, records.LeftOut):
                self.left_out.append(sentence(result))
            else:
                yield _plain(name, result[1])
        if self.left_out:
            with translation.override(self._language):
                name = _("Left out") + ".txt"
            yield _plain(name, "\n\n".join(self.left_out).encode())


def sentence(left_out: records.LeftOut) -> str:
    """Say why a record is missing, and what to do about it."""
    return f"{left_out.message} {left_out.remedy}".strip()


def _members(
    lists: Sequence[archive.Member], names_of: Sequence[str], credentials: Sequence[int]
) -> Iterator[archive.Member]:
    yield from lists
    # Rows are read as they are needed; nobody ever changes one that is signed.
    for name, (_key, picture, row) in zip(names_of, issuing.rows(credentials), strict=True):
        parts, crc = files.png_parts(row, picture=picture)
        yield archive.Member(name=name, parts=parts, crc=crc, size=sum(map(len, parts)))


def _plain(name: str, content: bytes) -> archive.Member:
    return archive.Member(name=name, parts=(content,), crc=zlib.crc32(content), size=len(content))


def _names(parts: Iterable[tuple[str, str, UUID]], extension: str) -> list[str]:
    taken: set[str] = set()
    result = []
    for badge, learner, award in parts:
        name = names.file_name(badge, learner, extension)
        # Unfolded names may meet on systems that do not tell capitals apart.
        if name.casefold() in taken:
            name = names.file_name(badge, learner, extension, mark=award.hex[:8])
        taken.add(name.casefold())
        result.append(name)
    return result
