"""What the fake keeps and what goes over its wire."""

import dataclasses
import json
import secrets
from collections.abc import Mapping
from typing import Any
from urllib import parse

OWN_SCOPES = ("r:profile", "rw:profile", "r:backpack", "rw:backpack", "rw:issuer")
_CONNECT = "https://purl.imsglobal.org/spec/ob/v2p1/scope/"
READ_ASSERTIONS, CREATE_ASSERTIONS, READ_PROFILE = (
    f"{_CONNECT}assertion.readonly",
    f"{_CONNECT}assertion.create",
    f"{_CONNECT}profile.readonly",
)
CONNECT_SCOPES = (READ_ASSERTIONS, CREATE_ASSERTIONS, READ_PROFILE)
SCOPES = frozenset((*OWN_SCOPES, *CONNECT_SCOPES))


def new_id() -> str:
    """Give an id of the shape that Badgr gives to everything."""
    return secrets.token_urlsafe(16).replace("-", "a").replace("_", "b")


@dataclasses.dataclass(slots=True, kw_only=True)
class Email:
    """An address of an account."""

    email: str
    verified: bool = True
    primary: bool = False
    variants: list[str] = dataclasses.field(default_factory=list)  # other spellings that it proved


@dataclasses.dataclass(slots=True, kw_only=True)
class Account:
    """Somebody with a backpack."""

    id: str = dataclasses.field(default_factory=new_id)
    first_name: str
    last_name: str = ""
    password: str = "badgr"  # noqa: S105  # of a fake
    emails: list[Email]

    @property
    def name(self) -> str:
        """The name that pages show."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def primary(self) -> str:
        """The address that stands for the account."""
        return next((each.email for each in self.emails if each.primary), self.emails[0].email)

    @property
    def is_verified(self) -> bool:
        """Whether any address was confirmed; without one the API shows nothing."""
        return any(each.verified for each in self.emails)


@dataclasses.dataclass(slots=True, kw_only=True)
class Application:
    """A client of OAuth."""

    client_id: str
    client_secret: str
    name: str = "Phalera"
    redirect_uris: list[str]
    scopes: list[str] = dataclasses.field(default_factory=lambda: sorted(SCOPES))
    gives_refresh: bool = True
    trusted: bool = False


@dataclasses.dataclass(slots=True, kw_only=True)
class Grant:
    """A pair of tokens; refreshing makes another one."""

    id: str = dataclasses.field(default_factory=new_id)
    account: str
    client_id: str
    scopes: list[str]
    access: str
    access_ends: float
    refresh: str = ""
    access_revoked: bool = False


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """What a consent gave, to be changed for tokens once."""

    account: str
    client_id: str
    scopes: tuple[str, ...]
    redirect_uri: str
    challenge: str
    ends: float


@dataclasses.dataclass(slots=True, kw_only=True)
class Entry:
    """A badge in a backpack."""

    id: str = dataclasses.field(default_factory=new_id)
    account: str
    assertion: dict[str, Any]  # as it was fetched
    badge: str  # id of the cached class
    issuer: str  # id of the cached issuer
    recipient: str  # the address of the account that it is made out to
    pending: bool
    picture: str = ""  # digest
    picture_source: str
    acceptance: str = "Accepted"
    revoked: bool = False
    revocation_reason: str | None = None
    changed: float

    @property
    def open_badge_id(self) -> str:
        """The id of the assertion, by which Badgr knows a badge again."""
        return str(self.assertion["id"])


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What came in."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]  # names in lower case
    body: bytes
    peer: str

    def form(self) -> dict[str, str]:
        """Give the fields of a form, or none where it is not one."""
        if not self.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            return {}
        return dict(parse.parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    def json(self) -> Any:
        """Give the JSON of the body, or None where there is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def bearer(self) -> str:
        """The access token that came along."""
        kind, _, token = self.headers.get("authorization", "").partition(" ")
        return token.strip() if kind.lower() == "bearer" else ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What goes out."""

    status: int = 200
    body: bytes = b""
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()


def document(value: Any, *, status: int = 200, content_type: str = "application/json") -> Reply:
    """Give JSON as an answer."""
    return Reply(status=status, body=json.dumps(value).encode(), content_type=content_type)


def page(html: str, *, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    """Give a page as an answer."""
    return Reply(status=status, body=html.encode(), content_type="text/html; charset=utf-8", headers=headers)


def redirect(url: str, *, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    """Send somebody elsewhere."""
    return Reply(status=302, headers=(("Location", url), *headers))


def crash() -> Reply:
    """Give the page that Badgr shows where it has a bug."""
    return page("<!doctype html><title>Server Error (500)</title><h1>Server Error (500)</h1>", status=500)
