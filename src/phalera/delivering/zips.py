"""Many badges or badge records in one ZIP, made while it is sent.

With badges go a list of them and a page that explains how to verify.
"""

import csv
import dataclasses
import io
import json
import zlib
from collections.abc import Iterator, Sequence
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from phalera.common import urls
from phalera.delivering import archive, crc, files, names, records
from phalera.issuing.models import Credential

# What a spreadsheet would take for a formula at the start of a cell.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Zip:
    """An archive on its way: how long it is, and its bytes, made while they are sent."""

    length: int  # bytes
    content: Iterator[bytes]


def badges(credentials: Sequence[Credential], *, now: datetime) -> Zip:
    """Give the badges of these credentials, each with both versions in it, as one streamed archive.

    What is sent was settled before the first byte: an update that comes meanwhile changes nothing of it.
    """
    named = list(zip(_names(credentials, "png"), credentials, strict=True))
    lists = [_plain(name, text.encode()) for name, text in _lists(named)]
    sizes = [each.size for each in lists] + [files.png_length(credential) for _, credential in named]
    plan = archive.Plan(names=[each.name for each in lists] + [name for name, _ in named], sizes=sizes)
    return Zip(
        length=plan.length(), content=archive.stream(_members(lists, named), modified=timezone.localtime(now))
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
        for name in _names(self._credentials, "pdf"):
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
    lists: Sequence[archive.Member], named: Sequence[tuple[str, Credential]]
) -> Iterator[archive.Member]:
    yield from lists
    for name, credential in named:
        before, baked, after = pieces = files.png_pieces(credential)
        start = zlib.crc32(baked, zlib.crc32(before))
        yield archive.Member(
            name=name,
            parts=pieces,
            crc=crc.combine(start, files.crc_after(credential), len(after)),
            size=sum(map(len, pieces)),
        )


def _plain(name: str, content: bytes) -> archive.Member:
    return archive.Member(name=name, parts=(content,), crc=zlib.crc32(content), size=len(content))


def _names(credentials: Sequence[Credential], extension: str) -> list[str]:
    taken: set[str] = set()
    result = []
    for credential in credentials:
        name = files.filename(credential, extension)
        # Unfolded names may meet on systems that do not tell capitals apart.
        if name.casefold() in taken:
            name = names.file_name(
                credential.version.name,
                f"{credential.award.learner.name} {credential.award.uuid.hex[:8]}",
                extension,
            )
        taken.add(name.casefold())
        result.append(name)
    return result


def _lists(named: Sequence[tuple[str, Credential]]) -> Iterator[tuple[str, str]]:
    rows = [_row(name, credential) for name, credential in named]
    table = io.StringIO(newline="")
    writer = csv.DictWriter(table, fieldnames=list(_row_fields()), quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows({key: _cell(value) for key, value in row.items()} for row in rows)
    yield (
        "README.html",
        render_to_string("delivering/readme.html", {"rows": rows, "verify": urls.public_url("/verify/")}),
    )
    yield "manifest.csv", "\ufeff" + table.getvalue()
    yield "manifest.json", json.dumps({"badges": rows}, ensure_ascii=False, indent=2)


def _row_fields() -> tuple[str, ...]:
    return ("file", "badge", "issuer", "awarded", "valid_until", "page")


def _row(name: str, credential: Credential) -> dict[str, str]:
    until = credential.valid_until
    values = (
        name,
        credential.version.name,
        credential.version.issuer_name,
        credential.awarded_at.date().isoformat(),
        until.date().isoformat() if until else "",
        urls.public_url(f"/credentials/{credential.award.uuid}"),
    )
    return dict(zip(_row_fields(), values, strict=True))


def _cell(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA) else value
