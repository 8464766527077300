"""Questions that no page of ours asks: what stands in their parameters, forms, bodies, headers and addresses."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import phalera

NOBODY = "00000000-0000-4000-8000-000000000000"
# What a stranger writes where a number, a day, a uuid, an address, a name or a choice is wanted.
VALUES = (
    "",
    "\x00",
    "a\x00b",
    "-1",
    "0",
    "99999999999999999999999",
    "1" * 5_000,
    "1e309",
    "NaN",
    "\u0663",
    "\udc80",
    "\ud800",
    "x" * 50_000,
    NOBODY,
    "00000000-0000-0000-0000-00000000000g",
    "{}",
    "[1]",
    "null",
    "'\"--;<script>%s%n{0}{{7*7}}",
    "../../../../etc/passwd",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "1969-12-31T23:59:60Z",
    "\u202e\ufeff\u0000\uffff",
    "http://[::1",
    "//evil.example",
    "#12345g",
    "a:b\r\nSet-Cookie: c=d",
    "leo@example.org\r\nBcc: eve@example.org",
    "=HYPERLINK(1):2",
)
ADDRESSES = ("http://[::1", "https://a:b", "https://")
METHODS = ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "HEAD", "BREW")
# How a body says what it is, and what it then is not.
BODIES = (
    ("application/json", b'{"a":' * 5_000),
    ("application/json", b'{"a":"\\ud800","b":1e999}'),
    ("application/json; charset=utf-16", b"\xff\xfe{"),
    ("text/plain", b"\x00" * 2_000),
    ("", b"a=b"),
    ("application/x-www-form-urlencoded; charset=no-such", b"a=%ff"),
    ("application/x-www-form-urlencoded; charset=utf-16", b"do=%00"),
    ("application/x-www-form-urlencoded", b"%&=&&;=%zz&\xff\x00=\xfe"),
    ("application/x-www-form-urlencoded", b"a=b&" * 2_000),
    ("multipart/form-data", b"no boundary"),
    ("multipart/form-data; boundary=", b"----"),
    ("multipart/form-data; boundary=" + "b" * 300, b"--b\r\n"),
    ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="do"\r\n\r\nx'),
    (
        "multipart/form-data; boundary=b",
        (
            b'--b\r\nContent-Disposition: form-data; name="file"; filename="\x00../../a\xff"\r\n'
            b"Content-Transfer-Encoding: base64\r\n\r\n!!!\r\n--b--\r\n"
        ),
    ),
    (
        "multipart/form-data; boundary=b",
        (
            b'--b\r\nContent-Disposition: form-data; name="picture"; filename="a.png"\r\n'
            b"Content-Type: image/png\r\n\r\n\x89PNG\r\n\x1a\n\r\n--b\r\n"
            b'Content-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n\xff\xfe"\r\n--b--\r\n'
        ),
    ),
)
HEADERS = {
    "HTTP_ACCEPT": "*/*;q=none, application/\x00json;q=9e9, ;;;",
    "HTTP_ACCEPT_LANGUAGE": "de;q=x, " + "a-" * 2_000,
    "HTTP_ACCEPT_ENCODING": "gzip;q=none, \udcff",
    "HTTP_REFERER": "http://[::1",
    "HTTP_ORIGIN": "http://[",
    "HTTP_IF_NONE_MATCH": 'W/"\x00, *, "',
    "HTTP_IF_MODIFIED_SINCE": "Mon, 99 Foo 99999 99:99:99 GMT",
    "HTTP_RANGE": "bytes=-1-,9999999999999999999999-",
    "HTTP_AUTHORIZATION": "Bearer \x00\udcff",
    "HTTP_HX_REQUEST": "true",
    "HTTP_HX_CURRENT_URL": "http://[::1",
    "HTTP_HX_CURRENT_URL_URI_AUTOENCODED": "true",
    "HTTP_X_FORWARDED_FOR": "'; --, ::, \udcff",
    "HTTP_X_REQUESTED_WITH": "XMLHttpRequest",
    "HTTP_COOKIE": 'sessionid="\\000\\377; csrftoken=\x7f; messages="[[x; django_language=../..',
    "CONTENT_LENGTH": "many",
}
FILES = (
    ("\x00.png", b"\x89PNG\r\n\x1a\n"),
    ("a.csv", b'\xff\xfe"\n'),
    ("x" * 5_000 + ".svg", b"<svg xmlns='http://www.w3.org/2000/svg'>"),
    ("../../a.zip", b"PK\x03\x04"),
    ("", b""),
)
# What may stand in each kind of place in an address.
PLACES = {
    "int": ("0", "9" * 30),
    "slug": ("unknown", "a-" * 2_000),
    "str": ("unknown", "x" * 5_000, "%00", "%ED%A0%80", "..%2f..", "%"),
    "uuid": (NOBODY,),
}
_NAMED = re.compile(
    r"""(?:GET|POST|FILES)(?:\.get(?:list)?\(|\[)["']([^"']+)["']|^    (\w+) = (?:forms\.|\w*Field\()""",
    re.MULTILINE,
)


def names() -> list[str]:
    """Give every parameter and field that a view of ours reads, and some that none does."""
    found = set()
    for path in sorted(Path(phalera.__file__).parent.glob("*/**/*.py")):
        if path.parts[-2] != "migrations":
            found |= {first or second for first, second in _NAMED.findall(path.read_text())}
    return sorted(found | {"a[]", "next", "csrfmiddlewaretoken", "page", "after"})


class Forms(HTMLParser):
    """Read the forms that a page posts: where to, what each field holds, and which fields take files."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, list[str]], set[str]]] = []
        self._open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a form, or a field of the one that is open."""
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = said.get("method", "").lower() == "post"
            if self._open:
                self.found.append((said.get("action", ""), {}, set()))
        elif self._open and said.get("name") and tag in {"input", "select", "textarea", "button"}:
            _action, fields, files = self.found[-1]
            if said.get("type") == "file":
                files.add(said["name"])
            else:
                fields.setdefault(said["name"], []).append(said.get("value", ""))


def spoiled(fields: dict[str, list[str]], *, turn: int, each: int) -> Iterator[dict[str, list[str]]]:
    """Give a form with one field after the other spoiled, by `each` values that take turns and by what suits its name."""
    for place, name in enumerate(sorted(fields)):
        for step in range(each):
            value = VALUES[(turn + place * 7 + step * 11) % len(VALUES)]
            yield {**fields, name: [value] * (1 + 40 * (step % 2))}
        for value in ADDRESSES if "url" in name else ():
            yield {**fields, name: [value]}


def encoded(fields: dict[str, list[str]]) -> str:
    """Write fields as an address or a form does, whatever they hold."""
    return "&".join(
        f"{_quoted(name)}={_quoted(value)}" for name, values in fields.items() for value in values
    )


def multipart(fields: dict[str, list[str]], files: dict[str, tuple[str, bytes]]) -> bytes:
    """Write a form with files as its body, with the boundary `b`."""
    parts = [
        b'--b\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), _bytes(value))
        for name, values in fields.items()
        for value in values
    ]
    parts += [
        b'--b\r\nContent-Disposition: form-data; name="%s"; filename="%s"\r\n\r\n%s\r\n'
        % (name.encode(), filename.encode(), content)
        for name, (filename, content) in files.items()
    ]
    return b"".join(parts) + b"--b--\r\n"


def _quoted(text: str) -> str:
    return quote(_bytes(text), safe="")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
