"""Credentials as tokens: VC-JWT of Open Badges 3.0, section 8.2, with its claims, and what agrees with them."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from phalera_core import errors, moments, strictjson
from phalera_core.documents import text
from phalera_core.keys import signer
from phalera_core.signing import jws

# Names that belong to the token, never to the credential inside (RFC 7519, section 4.1; RFC 7800).
_CLAIMS = ("iss", "sub", "jti", "nbf", "exp", "iat", "aud", "nonce", "cnf")
_REQUIRED = ("iss", "jti", "nbf")
_LIST = "BitstringStatusListCredential"


_ESCAPES = (b"\\u", b"\\b", b"\\f")
_END_OF_TIME = (
    253_402_300_800  # seconds since 1970 at which the year 9999 ends, and with it what a datetime can say
)


def sign(credential: Mapping[str, Any], key: signer.Signer) -> bytes:
    """Give the credential as a token signed by `key`.

    Raises DocumentError when it lacks what a claim must say, or a moment is not a whole second.
    """
    taken = next((name for name in _CLAIMS if name in credential), None)
    if taken is not None:
        raise errors.ValueRefusedError(
            f"The credential has a member {taken}, which the token writes itself.",
            field=taken,
            remedy="Take it out.",
        )
    claims = claims_of(credential)
    try:
        payload = strictjson.dumps({**credential, **claims})
    except errors.JsonError:
        # Says which member it is, where that can be said.
        text.check_all(credential)
        raise
    # Looking at every text by itself costs more than the signature, so the whole is asked first: compact JSON is
    # printable, and escapes nothing but quotes, backslashes and line ends, when no text holds what must not be signed.
    if not payload.decode().isprintable() or any(escape in payload for escape in _ESCAPES):
        text.check_all(credential)
    return jws.write(payload, key, header={"kid": key.key_id, "typ": "JWT"})


def claims_of(credential: Mapping[str, Any]) -> dict[str, str | int]:
    """Give the claims that a credential must be signed with (section 8.2.4.2), or raise as `sign`."""
    claims: dict[str, str | int] = {
        "iss": _text(_id_of(credential.get("issuer")), "issuer.id"),
        "jti": _text(credential.get("id"), "id"),
        "sub": _text(_id_of(credential.get("credentialSubject")), "credentialSubject.id"),
        "nbf": _seconds(_first(credential, "validFrom", "issuanceDate"), "validFrom"),
    }
    until = _first(credential, "validUntil", "expirationDate")
    if until is not None:
        claims["exp"] = _seconds(until, "validUntil")
    return claims


def credential_of(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Give the credential that a token's payload states: without the claims, with what only they say.

    In the older form (VCDM 1.1, section 6.3.1) it stands under `vc`.
    """
    inner = payload.get("vc")
    if isinstance(inner, Mapping):
        return _filled(inner, payload, "issuanceDate", "expirationDate")
    plain = {name: value for name, value in payload.items() if name not in _CLAIMS}
    return _filled(plain, payload, "", "validUntil")


def disagreements(payload: Mapping[str, Any], *, typ: object) -> Iterator[str]:
    """Yield each claim that is missing, malformed or says something else than the credential.

    A token of W3C VC-JOSE-COSE (`vc+jwt`) needs no claims, but those it has must agree. Open Badges prescribe claims for
    badges only: those of a status list may be missing, and its moments are those of the signature (VC-JOSE-COSE 1.0).
    """
    inner = payload.get("vc")
    credential = inner if isinstance(inner, Mapping) else payload
    subject = credential.get("credentialSubject")
    is_list = _LIST in _listed(credential.get("type"))
    needed = () if is_list or typ in {"vc+jwt", "application/vc+jwt"} else _REQUIRED
    stated: dict[str, object] = {
        "iss": _id_of(credential.get("issuer")),
        "jti": credential.get("id"),
        "sub": _id_of(subject),
        "nbf": _first(credential, "validFrom", "issuanceDate"),
        "exp": _first(credential, "validUntil", "expirationDate"),
    }
    for name, said in stated.items():
        claim = payload.get(name)
        must = name in needed or (bool(needed) and name in {"sub", "exp"} and said is not None)
        if claim is None:
            if must or name in payload:
                yield f"{name} is missing"
        elif name in {"nbf", "exp"}:
            if not _is_moment(claim) or not (said is None or is_list or _same_second(claim, said)):
                yield f"{name} names another moment"
        elif not isinstance(claim, str) or (claim != said and not (said is None and inner is not None)):
            yield f"{name} names something else"


def in_force(payload: Mapping[str, Any], now: dt.datetime) -> bool:
    """Say whether the moments that a token claims for itself, where it does, have `now` between them."""
    begins, ends = payload.get("nbf", 0), payload.get("exp", _END_OF_TIME)
    return bool(begins <= now.timestamp() < ends)  # `disagreements` has seen that they are moments


def _filled(document: Mapping[str, Any], payload: Mapping[str, Any], start: str, end: str) -> dict[str, Any]:
    found = dict(document)
    for name, claim in (("id", "jti"), ("issuer", "iss")):
        if start and name not in found and isinstance(payload.get(claim), str):
            found[name] = payload[claim]
    for name, claim in ((start, "nbf"), (end, "exp")):
        if name and name not in found and _is_moment(payload.get(claim)):
            found[name] = dt.datetime.fromtimestamp(int(payload[claim]), dt.UTC).strftime(
                "%Y-%m-%dT%H:%M:%SZ"
            )
    return found


def _is_moment(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < _END_OF_TIME


def _same_second(claim: object, said: object) -> bool:
    moment = moments.parse(said)
    return moment is not None and isinstance(claim, int | float) and int(moment.timestamp()) == int(claim)


def _seconds(value: object, field: str) -> int:
    moment = moments.parse(value)
    if moment is None or moment.microsecond or moment.timestamp() < 0:
        raise errors.ValueRefusedError(
            "A token can only say whole seconds since 1970.",
            field=field,
            remedy="Write a moment without fractions.",
        )
    return int(moment.timestamp())


def _text(value: object, field: str) -> str:
    if not isinstance(value, str) or not value:
        raise errors.ValueRefusedError(
            f"A token needs {field}, and the credential has none.",
            field=field,
            remedy="Add it, or sign with a proof.",
        )
    return value


def _id_of(value: object) -> object:
    return value.get("id") if isinstance(value, Mapping) else value


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _first(document: Mapping[str, Any], *names: str) -> object:
    return next((document[name] for name in names if name in document), None)
