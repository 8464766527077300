"""What goes into an archive beside its badges: a page that explains how to verify, and a list for programs, twice."""

import csv
import functools
import html
import io
import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple
from urllib import parse

from django.template.loader import render_to_string

from phalera.common import urls
from phalera.delivering.queries import Packed

# What a spreadsheet would take for a formula at the start of a cell.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# How each ASCII character stands in an address, which `parse.quote` looks up more slowly.
_QUOTED = {code: parse.quote(chr(code)) for code in range(128)}
# Where the rows go in the page: the template engine would take longer over them than all else takes.
_ROWS = "<!-- rows -->"


class _Line(NamedTuple):
    file: str
    badge: str
    issuer: str
    awarded: str
    valid_until: str
    page: str


def lists(named: Sequence[tuple[str, Packed]]) -> Iterator[tuple[str, str]]:
    """Give the name and the text of each."""
    base = urls.public_url("/credentials/")
    lines = [
        _Line(
            name,
            one.badge,
            one.issuer,
            _day(one.awarded_at),
            _day(one.valid_until),
            f"{base}{one.award_uuid}",
        )
        for name, one in named
    ]
    page = render_to_string("delivering/readme.html", {"verify": urls.public_url("/verify/")})
    yield "README.html", page.replace(_ROWS, "\n".join(map(_html, lines)))
    table = io.StringIO(newline="")
    writer = csv.writer(table, quoting=csv.QUOTE_ALL)
    writer.writerow(_Line._fields)
    writer.writerows([*map(_cell, line[:3]), *line[3:]] for line in lines)
    yield "manifest.csv", "\ufeff" + table.getvalue()
    # A line for each member; indenting them would take the slow encoder.
    listed = {"badges": [line._asdict() for line in lines]}
    yield "manifest.json", json.dumps(listed, ensure_ascii=False, separators=(",\n", ": "))


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else ""


def _html(line: _Line) -> str:
    # What stands quoted in an address needs no escaping.
    file = line.file.translate(_QUOTED) if line.file.isascii() else parse.quote(line.file)
    return (
        f'<tr><td><a href="{file}"><img src="{file}" alt="" loading="lazy"></a></td>'
        f'<th scope="row"><a href="{html.escape(line.page)}"><bdi>{_escaped(line.badge)}</bdi></a></th>'
        f"<td><bdi>{_escaped(line.issuer)}</bdi></td><td>{line.awarded}</td><td>{line.valid_until or '–'}</td></tr>"
    )


# Many badges are called the same, and their issuers are few.
@functools.lru_cache(maxsize=1024)
def _escaped(value: str) -> str:
    return html.escape(value)


def _cell(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA) else value
