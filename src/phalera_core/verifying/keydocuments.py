"""What a published key looks like, whoever publishes it: Multikey, JWK, JWK Set, and the PEM of Open Badges 2.0."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from phalera_core import errors
from phalera_core.keys import dids, jwk, multikey, public
from phalera_core.verifying import addresses, findings, moments, words

ASK_ISSUER = "Ask the issuer, and rely on the badge only when they confirm it."
ASK_ANEW = "Ask the issuer to issue the badge again."
# Tuples, because a stranger's value may be a list, which no set can be asked for.
_MULTIKEYS = ("Multikey", "Ed25519VerificationKey2020")
_JWKS = ("JsonWebKey", "JsonWebKey2020")
_PEMS = ("CryptographicKey", "RsaVerificationKey2018", "Key")
_KEYS = ("publicKeyMultibase", "publicKeyJwk", "publicKeyPem")


def key_of(method: Mapping[str, Any]) -> bytes:
    """Return the raw key of a verification method, or raise `findings.Found`."""
    kind = method.get("type")
    multibase, key, pem = (method.get(name) for name in _KEYS)
    try:
        if kind in _MULTIKEYS and isinstance(multibase, str):
            return multikey.decode(multibase)
        if kind in _JWKS and isinstance(key, Mapping):
            return jwk.read(key)
        if kind in _PEMS and isinstance(pem, str):
            return public.from_pem(pem)
    except errors.UnsupportedKeyError as error:
        raise findings.unknown(
            f"The issuer's key cannot be used here. {error.message}", error.remedy
        ) from error
    except errors.KeyFormatError as error:
        raise findings.failed(
            f"The key that the issuer publishes is no key. {error.message}", ASK_ISSUER
        ) from error
    raise findings.unknown(
        f"The issuer publishes the key in a form that is not supported yet: {words.quote(kind)}.",
        "Ask the issuer for a key published as Multikey or JWK.",
    )


def find(document: Mapping[str, Any], method_id: str) -> Mapping[str, Any] | None:
    """Return the verification method when what an address answers is a key, or a JWK Set, and no issuer.

    Raises `findings.Found` when two keys of a set have the name.
    """
    address, _, fragment = method_id.partition("#")
    if "keys" in document:
        try:
            key = jwk.find(document, (method_id, fragment) if fragment else (method_id,))
        except errors.KeyFormatError as error:
            raise findings.failed(error.message, error.remedy) from error
        return _method(key) if key is not None else _nameless(document, fragment)
    if "kty" in document:
        named = document.get("kid", method_id)
        return _method(document) if not fragment or named in {method_id, fragment} else None
    is_key = any(name in document for name in _KEYS)
    return document if is_key and document.get("id") in {method_id, address} else None


def check_in_force(method: Mapping[str, Any], now: dt.datetime) -> None:
    """Raise `findings.Found` when the issuer withdrew the key, or it has expired.

    A thief of a key writes any date he likes, so that a signature "from before" does not count (hardening T29).
    """
    for member, ended in (("revoked", "was withdrawn by the issuer"), ("expires", "has expired")):
        if _has_come(method, member, now):
            raise findings.failed(f"The key that signed it {ended}.", ASK_ANEW)


def check_unexpired(method: Mapping[str, Any], now: dt.datetime) -> None:
    """Raise `findings.Found` when the key has expired."""
    check_in_force({name: value for name, value in method.items() if name != "revoked"}, now)


def withdrawn(method: Mapping[str, Any], now: dt.datetime) -> bool:
    """Say whether the issuer withdrew the key."""
    return _has_come(method, "revoked", now)


def is_below(method_id: str, issuer_id: str) -> bool:
    """Say whether a key's address lies where nobody but the issuer publishes.

    That is below the issuer's own address, or among the well-known addresses of its host (RFC 8615), which are the
    host's own. The same host alone says nothing: people put files of their own on it.
    """
    address = method_id.partition("#")[0]
    home = well_known(issuer_id)
    try:
        url = (
            dids.did_web_url(issuer_id).removesuffix("did.json")
            if issuer_id.startswith("did:")
            else issuer_id
        )
    except errors.KeyFormatError:
        return False
    if (
        home is None
        or addresses.origin(address) is None
        or "?" in address
        or ".." in address
        or "%" in address
    ):
        return False
    if address == home:
        return True
    path = url.partition("//")[2].partition("/")[2].rstrip("/")
    return bool(path) and address.startswith(url.rstrip("/") + "/")


def well_known(issuer_id: str) -> str | None:
    """Return the address of the keys that the host of an issuer publishes (OB 3.0, 9.2), or None without a host."""
    try:
        url = dids.did_web_url(issuer_id) if issuer_id.startswith("did:web:") else issuer_id
    except errors.KeyFormatError:
        return None
    if not url.startswith("https://") or addresses.origin(url) is None:
        return None
    return f"https://{url.removeprefix('https://').partition('/')[0]}/.well-known/jwks.json"


def of_set(jwks: Mapping[str, Any], issuer_id: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the keys of a JWK Set that are for this issuer, each by its name; one without goes by its thumbprint."""
    keys = jwks.get("keys")
    for key in keys if isinstance(keys, list) else []:
        if isinstance(key, Mapping) and key.get("iss", issuer_id) == issuer_id:
            name = key.get("kid", _thumbprint(key))
            if isinstance(name, str):
                yield name, _method(key)


def _has_come(method: Mapping[str, Any], member: str, now: dt.datetime) -> bool:
    """Say whether a key has such a moment and it is over; what is no moment counts as one."""
    moment = moments.parse(method.get(member))
    return member in method and (moment is None or moment <= now)


def _nameless(jwks: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    keys = jwks.get("keys")
    for key in keys if name and isinstance(keys, list) else []:
        if isinstance(key, Mapping) and "kid" not in key and _thumbprint(key) == name:
            return _method(key)
    return None


def _thumbprint(key: Mapping[str, Any]) -> str | None:
    try:
        return jwk.thumbprint(jwk.read(key))
    except errors.KeyFormatError:
        return None


def _method(key: Mapping[str, Any]) -> Mapping[str, Any]:
    ends = {name: key[name] for name in ("revoked", "expires") if name in key}
    owner = {"controller": key["iss"]} if "iss" in key else {}
    return {"type": "JsonWebKey", "publicKeyJwk": key, **owner, **ends}
