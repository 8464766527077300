"""Any input in, the exact signed documents out, with how they were packed.

The bytes handed on are those that were found: nothing is parsed and written again (design §5, style 16).
"""

import contextlib
import dataclasses
import enum
import re
from collections.abc import Iterator, Mapping
from typing import Literal

from phalera_core import errors, strictjson
from phalera_core.baking import contents, png, svg
from phalera_core.packages import pdf, zips

MAX_BYTES = 10_000_000  # What /verify/ accepts; a genuine badge file is under 1 MB.

# What a file that holds many badges may have; its members are bounded one by one.
MAX_PACKAGE = 200_000_000

# The type of a Comprehensive Learner Record (CLR 2.0), a credential that holds others.
RECORD = "ClrCredential"

PackedAs = Literal["json", "jwt", "png", "svg", "pdf"]

_PNG = b"\x89PNG\r\n\x1a\n"
_PDF = b"%PDF-"
_ZIP = b"PK\x03\x04"
_WHITESPACE = b" \t\r\n"
_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|title)[\s>]", re.IGNORECASE)
_SVG = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?svg[\s/>]")
# With what follows it in an SD-JWT, whose parts the holder may leave out (RFC 9901).
_JWT = re.compile(rb"[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){2,4}(?:~[A-Za-z0-9_.~-]*)?")
# How we name what is attached to a record, and many others do.
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.json", re.IGNORECASE)
_LONGEST_NAME = 80  # characters
_URL = re.compile(rb"https?://[\x21-\x7e]+", re.IGNORECASE)

# What people hand in by mistake: first bytes, what it is, what to do.
_ASK_FOR_ORIGINAL = (
    "Ask for the original PNG or SVG: a screenshot, or a picture saved again, loses the badge inside."
)
_OTHER_FILES: tuple[tuple[bytes, str, str], ...] = (
    (_ZIP, "a ZIP archive", "Unpack it and give one of the badge files inside."),
    (b"PK\x05\x06", "an empty ZIP archive", "Give a badge file: PNG, SVG, JSON or PDF."),
    (b"\x1f\x8b", "a gzip archive (perhaps an SVGZ)", "Unpack it and give the SVG or JSON inside."),
    (b"\xff\xd8\xff", "a JPEG picture", _ASK_FOR_ORIGINAL),
    (b"GIF8", "a GIF picture", _ASK_FOR_ORIGINAL),
    (b"RIFF", "a WebP picture or another RIFF file", _ASK_FOR_ORIGINAL),
    (b"BM", "a BMP picture", _ASK_FOR_ORIGINAL),
    (b"\x89PNG", "a PNG damaged on its way", "Ask for the file again, for instance inside a ZIP."),
)
# Of these, pictures that show what people photograph.
_PICTURES = (b"\xff\xd8\xff", b"GIF8", b"RIFF")
_LIKE_NOTHING = (
    "is nothing that can hold a badge",
    "Give a badge file: PNG, SVG, JSON, JWT or PDF, or a ZIP of them.",
)
# How every token begins: with `{"`, in base64url.
_BEGINS = b"eyJ"
_CHANGED = "looks like a signed token (JWT or JWS) that was changed or cut off"
_COPY_AGAIN = "Copy it again, as a whole, or ask the issuer for the original badge."

_VC_CONTEXTS = ("https://www.w3.org/ns/credentials/v2", "https://www.w3.org/2018/credentials/v1")
_OB2_CONTEXTS = ("https://w3id.org/openbadges/v2", "https://openbadgespec.org/v2/context.json")
_OB1_CONTEXT = "https://w3id.org/openbadges/v1"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """The documents found in one input, byte for byte, and what they were packed in."""

    packed_as: PackedAs
    v3: bytes | None = None
    v2: bytes | None = None
    by_code: bool = False  # not itself in what was given, but where a code in that picture leads


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One of the badges in a file that may hold many, or why it cannot be read; `name` is its own inside that file."""

    name: str
    packed: Packed | errors.CoreError


class Content(enum.Enum):
    """What the text of a badge may be."""

    JSON = "json"
    TOKEN = "token"  # noqa: S105 - a JWS or JWT, not a secret.
    URL = "url"
    OTHER = "other"


def read(data: bytes, *, name: str = "") -> Packed:
    """Find the badge in `data`.

    Raises InputError, with what it looks like and what to do, for everything that holds none; `name` is the file's
    name, for the message.
    """
    this = f"“{name}”" if name else "This"
    if len(data) > MAX_BYTES:
        raise _too_large(this, MAX_BYTES)
    text = data.removeprefix(_BOM).lstrip(_WHITESPACE)
    if not text:
        raise errors.InputError(
            f"{this} is empty.", remedy="Download the badge again, or ask for the original file."
        )
    if data.startswith(_PNG):
        return _from_picture(png.unbake(data), "png", this)
    if data.startswith(_PDF):
        return _from_pdf(data, this)
    if text.startswith((b"{", b"[")):
        return _from_json(data, this)
    if text.startswith(b"<") and not _HTML.match(text) and _SVG.search(text):
        return _from_picture(svg.unbake(data), "svg", this)
    if content_of(text) is Content.TOKEN:
        return _from_token(text.rstrip(_WHITESPACE), this)
    raise _not_a_badge(data, text, this)


def read_all(data: bytes, *, name: str = "") -> Iterator[Member]:
    """Find every badge in a ZIP or PDF, or the one in any other file; it never raises for what the file holds.

    Each badge is read when it is asked for.
    """
    try:
        if data.startswith((_ZIP, _PDF)) and len(data) > MAX_PACKAGE:
            raise _too_large(f"“{name}”" if name else "This", MAX_PACKAGE)
        if data.startswith(_ZIP):
            yield from _in_zip(data, name)
        elif data.startswith(_PDF):
            yield from _in_pdf(data, name)
        elif RECORD.encode() in data and (record := _record(data)):
            yield Member(name="the record itself", packed=Packed(packed_as="json", v3=data))
            yield from _in_record(record)
        else:
            yield Member(name="", packed=read(data, name=name))
    except errors.CoreError as error:
        yield Member(name="", packed=error)


def content_of(text: bytes) -> Content:
    """Say what kind of text a badge's text is, by its first characters."""
    stripped = text.strip(_WHITESPACE)
    if stripped.startswith(b"{"):
        return Content.JSON
    if _URL.fullmatch(stripped):
        return Content.URL
    if _JWT.fullmatch(stripped):
        return Content.TOKEN
    return Content.OTHER


def _from_token(token: bytes, this: str) -> Packed:
    """Tell by what a token states, unverified, of which version it is."""
    # Only tokens need this, and with it come the kinds of keys.
    from phalera_core.signing import jws

    try:
        payload = jws.read(token).payload
    except errors.UnsupportedProofError:
        # It may well be a good one; whoever verifies says that it cannot be checked.
        return Packed(packed_as="jwt", v3=token)
    except errors.ProofError as error:
        raise errors.InputError(
            f"{this} looks like a signed token (JWT or JWS), but is none. {error.message}",
            remedy=error.remedy,
        ) from error
    try:
        stated = strictjson.loads(payload)
    except errors.JsonError as error:
        raise errors.JsonError(
            f"{this} {_CHANGED}: what it states cannot be read. {error.message}", remedy=_COPY_AGAIN
        ) from error
    if isinstance(stated, Mapping) and isinstance(stated.get("vc"), Mapping):
        return Packed(packed_as="jwt", v3=token)
    found = _from_json(payload, f"{this}, a signed token (JWT),")
    return Packed(
        packed_as="jwt",
        v3=token if found.v3 is not None else None,
        v2=token if found.v2 is not None else None,
    )


def _from_picture(baked: contents.Baked, packed_as: PackedAs, this: str) -> Packed:
    if baked.v3 is None and baked.v2 is None:
        kind = errors.NoBadgeError if packed_as == "png" else errors.ContainerError
        raise kind(f"{this} is a {packed_as.upper()} picture with no badge inside.", remedy=_ASK_FOR_ORIGINAL)
    return Packed(packed_as=packed_as, v3=baked.v3, v2=baked.v2)


def _from_pdf(data: bytes, this: str) -> Packed:
    found = list(_attached(data))
    if not found:
        raise errors.ContainerError(
            f"{this} is a PDF with no badge inside.",
            remedy="Ask for the original PDF: one that was printed or saved again loses the badge inside.",
        )
    if len(found) > 1:
        raise errors.InputError(
            f"{this} is a PDF of {len(found):,} badges.",
            remedy="Give it to `phalera verify`, which looks at each.",
        )
    return found[0][1]


def _attached(data: bytes) -> Iterator[tuple[str, Packed]]:
    for name, content in pdf.attachments(data):
        # A PDF may carry anything beside a badge: an invoice, a transcript.
        with contextlib.suppress(errors.InputError):
            packed = _from_json(content, f"“{name}”")
            yield name, dataclasses.replace(packed, packed_as="pdf")


def _in_pdf(data: bytes, name: str) -> Iterator[Member]:
    found = list(_attached(data))
    if len(found) < 2:  # noqa: PLR2004 - one is the file itself
        yield Member(name="", packed=_from_pdf(data, f"“{name}”" if name else "This"))
        return
    for attached, packed in found:
        yield Member(name=_named(attached, packed), packed=packed)


def _named(attached: str, packed: Packed) -> str:
    """Put what a credential calls its badge before a name that is nothing but an id, which tells people nothing."""
    if not _ID.fullmatch(attached):
        return attached
    document = strictjson.loads(packed.v3 or packed.v2 or b"{}")
    subject = document.get("credentialSubject") if isinstance(document, Mapping) else None
    achievement = subject.get("achievement") if isinstance(subject, Mapping) else None
    name = achievement.get("name") if isinstance(achievement, Mapping) else None
    words = " ".join(name.split())[:_LONGEST_NAME] if isinstance(name, str) else ""
    return f"{words} ({attached})" if words else attached


def _in_zip(data: bytes, name: str) -> Iterator[Member]:
    empty = True
    for member in zips.members(data):
        empty = False
        if isinstance(member.content, errors.InputError):
            yield Member(name=member.name, packed=member.content)
            continue
        for inner in read_all(member.content, name=member.name):
            yield Member(
                name=f"{member.name}: {inner.name}" if inner.name else member.name, packed=inner.packed
            )
    if empty:
        this = f"“{name}”" if name else "This"
        raise errors.ContainerError(
            f"{this} is a ZIP archive with no badge inside.",
            remedy="Give a badge file: PNG, SVG, JSON or PDF.",
        )


def _record(data: bytes) -> Mapping[str, object] | None:
    """Give the learner record that a JSON file is, or None."""
    if not data.lstrip(_WHITESPACE).startswith(b"{"):
        return None
    document = strictjson.loads(data)
    return document if isinstance(document, dict) and RECORD in _texts(document.get("type")) else None


def _in_record(record: Mapping[str, object]) -> Iterator[Member]:
    """Find the credentials that a learner record holds; those signed as JSON are written anew, which no proof minds."""
    subject = record.get("credentialSubject")
    held = subject.get("verifiableCredential") if isinstance(subject, Mapping) else None
    for number, credential in enumerate(held if isinstance(held, list) else [], 1):
        this = f"badge {number}"
        try:
            text = credential.encode() if isinstance(credential, str) else strictjson.dumps(credential)
            yield Member(name=this, packed=read(text, name=this))
        except errors.CoreError as error:
            yield Member(name=this, packed=error)


def _too_large(this: str, limit: int) -> errors.TooLargeError:
    return errors.TooLargeError(
        f"{this} is bigger than {limit // 1_000_000} MB.",
        limit=limit,
        remedy="Give the badge file itself; genuine ones are far smaller.",
    )


def _from_json(data: bytes, this: str) -> Packed:
    document = strictjson.loads(data)
    if not isinstance(document, Mapping):
        raise errors.InputError(
            f"{this} is a JSON list, not one badge.", remedy="Give one badge for each file."
        )
    types, contexts = _texts(document.get("type")), _texts(document.get("@context"))
    if "VerifiableCredential" in types or any(url in contexts for url in _VC_CONTEXTS):
        _refuse_other_credentials(types, this)
        return Packed(packed_as="json", v3=data)
    if _OB1_CONTEXT in contexts or ("uid" in document and not types):
        raise errors.InputError(
            f"{this} is a badge of Open Badges 1.x, which is not supported.",
            remedy="Ask the issuer to issue it again as Open Badges 2.0 or 3.0.",
        )
    if "Assertion" in types or document.get("revoked") is True:
        return Packed(packed_as="json", v2=data)
    if any(url in contexts for url in _OB2_CONTEXTS):
        if types or "badge" not in document:
            raise _other_part(types, this)
        return Packed(packed_as="json", v2=data)
    raise errors.InputError(
        f"{this} is JSON, but not a badge of Open Badges 2.0 or 3.0.",
        remedy="Give the JSON file that came from the issuer's download or share page.",
    )


def _refuse_other_credentials(types: tuple[str, ...], this: str) -> None:
    if RECORD in types:
        raise errors.InputError(
            f"{this} is a learner record (CLR), which holds many badges.",
            remedy="Give it to `phalera verify`, which looks at each.",
        )
    for other, words in (
        ("BitstringStatusListCredential", "a list of revoked badges, not a badge"),
        ("VerifiablePresentation", "a presentation of credentials, not one badge"),
    ):
        if other in types:
            raise errors.InputError(f"{this} is {words}.", remedy="Give the badge itself.")


def _other_part(types: tuple[str, ...], this: str) -> errors.InputError:
    words = {
        "BadgeClass": "describes a badge that can be earned, not one that somebody earned",
        "Issuer": "describes an issuer, not a badge that somebody earned",
        "Profile": "describes an issuer, not a badge that somebody earned",
        "RevocationList": "is a list of revoked badges, not a badge",
    }
    found = next((words[kind] for kind in types if kind in words), "is no award of a badge")
    return errors.InputError(f"{this} {found}.", remedy="Give the Assertion: the badge as one person got it.")


def _not_a_badge(data: bytes, text: bytes, this: str) -> errors.InputError:
    for start, kind, remedy in _OTHER_FILES:
        if data.startswith(start):
            found = errors.NoBadgeError if start in _PICTURES else errors.InputError
            return found(f"{this} looks like {kind}, not a badge.", remedy=remedy)
    words, remedy = _LIKE_NOTHING
    if data.startswith(_UTF16):
        words, remedy = "is written in UTF-16", "Save it again as UTF-8."
    elif _HTML.match(text) or (text.startswith(b"<") and _HTML.search(text[:4096])):
        words = "looks like a web page, not a badge"
        remedy = "Open the page and download the badge from it as PNG, SVG or JSON."
    elif text.startswith(b"<"):
        words = "looks like XML, but is no SVG picture"
    elif text.startswith(_BEGINS):
        words, remedy = _CHANGED, _COPY_AGAIN
    elif content_of(text) is Content.URL:
        words, remedy = "holds an address, not a badge", "Give the address itself to verify it."
    return errors.InputError(f"{this} {words}.", remedy=remedy)


def _texts(value: object) -> tuple[str, ...]:
    items = value if isinstance(value, list) else [value]
    return tuple(item for item in items if isinstance(item, str))
