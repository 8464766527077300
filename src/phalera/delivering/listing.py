"""What goes into an archive beside its badges: a page that explains how to verify, and a list for programs, twice.

All three are written line by line: the first byte of an archive waits for them, and the template engine, `csv` and
`json` would each take longer over thousands of lines than all else takes.
"""

import functools
import html
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from json.encoder import encode_basestring as _quoted
from urllib import parse

from django.template.loader import render_to_string

from phalera.common import urls
from phalera.delivering.queries import Packed

# What a spreadsheet would take for a formula at the start of a cell.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
# A name of which an address has to quote the spaces alone, as most are.
_PLAIN = re.compile(r"[A-Za-z0-9_.~ -]*")
# Where the rows go in the page.
_ROWS = "<!-- rows -->"
_HEAD = '"file","badge","issuer","awarded","valid_until","page"\r\n'


def lists(named: Sequence[tuple[str, Packed]]) -> Iterator[tuple[str, str]]:
    """Give the name and the text of each."""
    base = urls.public_url("/credentials/")
    rows, records, objects = [], [], []
    for file, one in named:
        awarded, ends, page = _day(one.awarded_at), _day(one.valid_until), f"{base}{one.award_uuid}"
        rows.append(_row(file, one, awarded, ends, page))
        records.append(
            f'{_cell(file)},{_cell(one.badge)},{_cell(one.issuer)},"{awarded}","{ends}",{_cell(page)}\r\n'
        )
        objects.append(
            f'{{"file": {_quoted(file)},\n"badge": {_quoted(one.badge)},\n"issuer": {_quoted(one.issuer)},\n'
            f'"awarded": "{awarded}",\n"valid_until": "{ends}",\n"page": {_quoted(page)}}}'
        )
    text = render_to_string("delivering/readme.html", {"verify": urls.public_url("/verify/")})
    yield "README.html", text.replace(_ROWS, "\n".join(rows))
    yield "manifest.csv", f"\ufeff{_HEAD}{''.join(records)}"
    yield "manifest.json", '{"badges": [' + ",\n".join(objects) + "]}"


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else ""


def _row(file: str, one: Packed, awarded: str, ends: str, page: str) -> str:
    # What stands quoted in an address needs no escaping.
    at = file.replace(" ", "%20") if _PLAIN.fullmatch(file) else parse.quote(file)
    return (
        f'<tr><td><a href="{at}"><img src="{at}" alt="" loading="lazy"></a></td>'
        f'<th scope="row"><a href="{html.escape(page)}"><bdi>{_escaped(one.badge)}</bdi></a></th>'
        f"<td><bdi>{_escaped(one.issuer)}</bdi></td><td>{awarded}</td><td>{ends or '–'}</td></tr>"
    )


# Many badges are called the same, and their issuers are few.
@functools.lru_cache(maxsize=1024)
def _escaped(value: str) -> str:
    return html.escape(value)


def _cell(value: str) -> str:
    """Give a cell as RFC 4180 quotes it, and so that no spreadsheet runs it."""
    doubled = value.replace('"', '""')
    return f'"\'{doubled}"' if value.startswith(_FORMULA) else f'"{doubled}"'
