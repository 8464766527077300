"""What somebody asks to have verified: a file in a form, a question in JSON, or the badge itself as the body."""

import dataclasses

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _

from phalera.api.v1.problems import ProblemError
from phalera.verifying import limits
from phalera_core import errors, reading, strictjson

FORMS = frozenset({"multipart/form-data", "application/x-www-form-urlencoded"})
# The badge itself; text is what people paste, which may be an address.
BADGES = frozenset(
    {
        "application/json",
        "application/ld+json",
        "application/vc",
        "application/vc+ld+json",
        "application/jwt",
        "application/jose",
        "application/vc+jwt",
        "application/vc-ld+jwt",
        "application/octet-stream",
        "application/pdf",
        "application/zip",
        "image/gif",
        "image/jpeg",
        "image/png",
        "image/svg+xml",
        "image/webp",
        "text/plain",
    }
)
_FIELDS = frozenset({"url", "credential", "recipient"})


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A badge, or the address at which it is, and whose it should be if one wants to know."""

    data: bytes = b""
    url: str | None = None
    recipient: str | None = None


def read(request: HttpRequest) -> Question:
    """Give what is asked; ProblemError says what is wrong with it."""
    kind = request.content_type or ""
    length = _length(request)
    if not length:
        raise _empty()
    if length > (limits.LARGEST_BODY if kind in FORMS else limits.LARGEST_FILE):
        raise _too_large(None)
    if kind not in FORMS | BADGES:
        raise ProblemError(
            _("This API does not read bodies of the type “%(type)s”.") % {"type": kind[:100]},
            remedy=_("Send a file in a form, application/json, or the badge itself with its own type."),
            status=415,
        )
    try:
        return _from_form(request) if kind in FORMS else _from_body(request)
    except (RequestDataTooBig, SuspiciousOperation, MultiPartParserError, UnreadablePostError) as error:
        raise ProblemError(
            _("The body cannot be read."), remedy=_("Send it again, as a whole and with its length.")
        ) from error


def _from_form(request: HttpRequest) -> Question:
    request.upload_handlers = [limits.InMemory(request)]
    fields, files = request.POST, request.FILES
    unknown = ({*fields} | {*files}) - {"badge", "url", "recipient"}
    if unknown:
        raise _unknown(min(unknown), "badge, url, recipient")
    recipient = _recipient(fields.get("recipient") or None)
    badge, url = files.get("badge"), fields.get("url")
    if badge is not None and not url:
        if (badge.size or 0) > limits.LARGEST_FILE:
            raise _too_large("badge")
        return Question(data=badge.read(), recipient=recipient)
    if badge is None and url:
        return Question(url=_url(url), recipient=recipient)
    raise ProblemError(
        _("Give one badge: a file, or an address."),
        remedy=_("Send the file in the field “badge”, or its address in the field “url”."),
        field="badge",
    )


def _from_body(request: HttpRequest) -> Question:
    data = request.body
    if not data.strip():
        raise _empty()
    if reading.content_of(data[: limits.LARGEST_TEXT]) is reading.Content.URL:
        return Question(url=_url(data.decode().strip()))
    if request.content_type == "application/json" and not data.lstrip().startswith(b"["):
        return _from_json(data)
    return Question(data=data)


def _from_json(data: bytes) -> Question:
    """Tell a question from a credential, which says of itself what it is."""
    try:
        said = strictjson.loads(data, max_bytes=limits.LARGEST_FILE)
    except errors.JsonError as error:
        raise ProblemError(
            error.message, remedy=error.remedy or _("Send well-formed JSON, in UTF-8."), field=error.field
        ) from error
    except errors.TooLargeError as error:
        raise _too_large(None) from error
    if not isinstance(said, dict):
        raise ProblemError(
            _("The body is neither a credential nor a question."),
            remedy=_('Send a credential, or {"url": "https://…"} with the address of one.'),
        )
    if "@context" in said or not {"url", "credential"} & said.keys():
        return Question(data=data)
    unknown = said.keys() - _FIELDS
    if unknown:
        raise _unknown(min(unknown), "url, credential, recipient")
    recipient = _recipient(said.get("recipient"))
    match said.get("url"), said.get("credential"):
        case str(url), None:
            return Question(url=_url(url), recipient=recipient)
        case None, str(token) if token.strip():
            return Question(data=token.strip().encode(), recipient=recipient)
        case None, dict(credential):
            return Question(data=strictjson.dumps(credential), recipient=recipient)
        case _, None:
            raise ProblemError(
                _("The address must be a text."), remedy=_("Give one that begins with https://."), field="url"
            )
        case _:
            raise ProblemError(
                _("Give one badge: the address of one, or one credential as an object or a token."),
                remedy=_("Leave one of “url” and “credential” out."),
                field="credential",
            )


def _url(text: str) -> str:
    url = text.strip()
    if not url.isascii() or reading.content_of(url.encode("ascii")) is not reading.Content.URL:
        raise ProblemError(
            _("This is not the address of a badge."),
            remedy=_("Give one that begins with https://, without spaces."),
            field="url",
        )
    return url


def _recipient(value: object) -> str | None:
    if value is None:
        return None
    address = value.strip() if isinstance(value, str) else ""
    try:
        validate_email(address)  # one of more than 320 characters is none
    except ValidationError as error:
        raise ProblemError(
            _("The recipient is not an e-mail address."),
            remedy=_("Give one such as leo@example.org, or leave it out."),
            field="recipient",
        ) from error
    return address


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _empty() -> ProblemError:
    return ProblemError(
        _("The body is empty."), remedy=_('Send a badge, or {"url": "https://…"} with the address of one.')
    )


def _too_large(field: str | None) -> ProblemError:
    return ProblemError(
        _("The badge is larger than 5 MB."),
        remedy=_("Send the badge itself: genuine ones are far smaller."),
        status=413,
        field=field,
    )


def _unknown(field: str, known: str) -> ProblemError:
    return ProblemError(
        _("There is no such field in a question."),
        remedy=_("Known are: %(fields)s.") % {"fields": known},
        field=field[:100],
    )
