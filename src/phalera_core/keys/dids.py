"""DIDs: did:key and did:jwk carry their key in their name, did:web names an https address that publishes a document."""

import dataclasses
import datetime as dt
import ipaddress
import re
from collections.abc import Sequence
from typing import Protocol
from urllib import parse

from phalera_core import errors, strictjson
from phalera_core.keys import base64url, jwk, multikey
from phalera_core.keys import public as public_keys

DID_V1 = "https://www.w3.org/ns/did/v1"
MULTIKEY_V1 = "https://w3id.org/security/multikey/v1"
JWK_V1 = "https://w3id.org/security/jwk/v1"

_MAX_DID = 2_000  # characters, the same bound that fetching sets for an address
_HOST = re.compile(
    r"(?=.{1,253}\Z)[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*"
)
# A host whose last label is a number, hexadecimal too, is read as an IPv4 address by the URL Standard
# ("ends in a number"), and did:web does not allow addresses.
_NUMERIC_END = re.compile(r"(?:.*\.)?(?:[0-9]+|0[xX][0-9A-Fa-f]*)")
_SEGMENT = re.compile(r"(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})+")
_PORT = re.compile(r"[1-9][0-9]{0,4}")
_MAX_PORT = 65_535


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class VerificationMethod:
    """A public key as a DID document publishes it; `revoked` when others may have signed with it since."""

    id: str
    controller: str
    public: bytes
    revoked: dt.datetime | None = None

    def to_json(self) -> dict[str, object]:
        """Write the method as a Multikey; RSA, which has no Multikey, as a JsonWebKey."""
        said = {"id": self.id, "controller": self.controller}
        if self.revoked is not None:
            said["revoked"] = f"{self.revoked.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
        if _is_rsa(self):
            return {**said, "type": "JsonWebKey", "publicKeyJwk": jwk.write(self.public)}
        return {**said, "type": "Multikey", "publicKeyMultibase": multikey.encode(self.public)}


class Resolver(Protocol):
    """Whoever can find the document behind a DID or an https address."""

    def resolve(self, did_or_url: str) -> dict[str, object]:
        """Return the document; ResolutionError when it cannot be had."""


def did_key(public: bytes) -> str:
    """Return the did:key of a raw public key; KeyFormatError when it has the wrong length."""
    return "did:key:" + multikey.encode(public)


def did_key_public(did: str) -> bytes:
    """Return the raw public key inside a did:key; KeyFormatError when there is none of ours."""
    method, found, key = did.partition("did:key:")
    if method or not found:
        raise errors.KeyFormatError(
            "This is not a did:key.", remedy="A did:key reads did:key:z6Mk… and carries its key."
        )
    return multikey.decode(key)


def did_key_verification_method(did: str) -> str:
    """Return the only verification method a did:key has; KeyFormatError when the DID is malformed."""
    did_key_public(did)
    return did + "#" + did.removeprefix("did:key:")


def resolve_did_key(did: str) -> dict[str, object]:
    """Return the document that a did:key expands to, without any network; KeyFormatError when malformed."""
    method = VerificationMethod(
        id=did_key_verification_method(did), controller=did, public=did_key_public(did)
    )
    relations = ("authentication", "assertionMethod", "capabilityDelegation", "capabilityInvocation")
    return {
        "@context": [DID_V1, MULTIKEY_V1],
        "id": did,
        "verificationMethod": [method.to_json()],
        **{relation: [method.id] for relation in relations},
    }


def did_jwk(public: bytes) -> str:
    """Return the did:jwk of a raw public key; KeyFormatError when it is none."""
    return "did:jwk:" + base64url.encode(strictjson.dumps(jwk.write(public)))


def did_jwk_public(did: str) -> bytes:
    """Return the raw public key inside a did:jwk; KeyFormatError when there is none of ours."""
    return jwk.read(_jwk_of(did))


def resolve_did_jwk(did: str) -> dict[str, object]:
    """Return the document that a did:jwk expands to, without any network; KeyFormatError when malformed.

    did:jwk method, "Read"; a key whose use is encryption may state nothing.
    """
    key = _jwk_of(did)
    jwk.read(key)
    method = {"id": f"{did}#0", "type": "JsonWebKey", "controller": did, "publicKeyJwk": key}
    relations = ("authentication", "assertionMethod", "capabilityDelegation", "capabilityInvocation")
    return {
        "@context": [DID_V1, JWK_V1],
        "id": did,
        "verificationMethod": [method],
        **{relation: [f"{did}#0"] for relation in relations},
    }


def did_document(did: str, keys: Sequence[VerificationMethod]) -> dict[str, object]:
    """Write the document that says which of `keys` may assert for `did`: all, retired ones included, but those revoked.

    A revoked one stays listed, so that who comes with a signature of it learns why it does not count (Controlled
    Identifiers 1.0, section 2.2: revoked).
    """
    return {
        "@context": [DID_V1, MULTIKEY_V1, *([JWK_V1] if any(_is_rsa(key) for key in keys) else [])],
        "id": did,
        "verificationMethod": [key.to_json() for key in keys],
        "assertionMethod": [key.id for key in keys if key.revoked is None],
    }


def did_web_url(did: str) -> str:
    """Return the https address of a did:web's document; KeyFormatError when the DID names none.

    did:web method, "Read (Resolve)": colons become slashes, only the port's colon is percent-encoded.
    """
    method, found, rest = did.partition("did:web:")
    if method or not found or len(did) > _MAX_DID:
        raise _web_error("This is not a did:web.")
    authority, *segments = rest.split(":")
    host, port = _split_port(authority)
    path = "".join("/" + _checked_segment(segment) for segment in segments) or "/.well-known"
    return f"https://{_checked_host(host)}{port}{path}/did.json"


def did_web(url: str) -> str:
    """Return the did:web whose document is `did.json` below an https `url`; KeyFormatError when there is none."""
    if len(url) > _MAX_DID:
        raise _web_error("The address is too long for a did:web.")
    try:
        parts = parse.urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise _web_error("The address cannot be read.") from error
    if parts.scheme != "https" or parts.query or parts.fragment or "@" in parts.netloc:
        raise _web_error("A did:web is made of an https address without user, query and fragment.")
    authority = _checked_host(parts.hostname or "") + (f"%3A{port}" if port else "")
    path = parts.path.removeprefix("/").removesuffix("/")
    segments = [_checked_segment(segment) for segment in path.split("/")] if path else []
    return ":".join(["did:web", authority, *segments])


def _is_rsa(key: VerificationMethod) -> bool:
    return public_keys.kind_of(key.public) is public_keys.Kind.RSA


def _jwk_of(did: str) -> dict[str, object]:
    method, found, text = did.partition("did:jwk:")
    if not method and found and len(did) <= _MAX_DID:
        try:
            key = strictjson.loads(base64url.decode(text))
        except errors.CoreError:
            key = None
        if isinstance(key, dict):
            return key
    raise errors.KeyFormatError(
        "This is not a did:jwk.", remedy="A did:jwk reads did:jwk:eyJ… and carries its key."
    )


def _split_port(authority: str) -> tuple[str, str]:
    host, colon, port = authority.replace("%3a", "%3A").partition("%3A")
    if not colon:
        return host, ""
    if not _PORT.fullmatch(port) or int(port) > _MAX_PORT:
        raise _web_error("The port is not a number between 1 and 65535.")
    return host, f":{port}"


def _checked_host(host: str) -> str:
    if not _HOST.fullmatch(host) or _NUMERIC_END.fullmatch(host) or _is_address(host):
        raise _web_error("The host is not a DNS name in ASCII letters.")
    return host.lower()


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _checked_segment(segment: str) -> str:
    decoded = parse.unquote(segment)
    # A segment that decodes to a slash, to dots or to a control character would name another place on some
    # servers than on others.
    if not _SEGMENT.fullmatch(segment) or decoded in {".", ".."} or not _is_plain(decoded):
        raise _web_error("A part of the path is empty or has characters that a did:web cannot carry.")
    return segment


def _is_plain(text: str) -> bool:
    return text.isprintable() and not set(text) & set("/\\\ufffd")


def _web_error(message: str) -> errors.KeyFormatError:
    return errors.KeyFormatError(
        message, remedy="A did:web reads did:web:example.org or did:web:example.org:issuers:one."
    )
