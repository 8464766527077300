"""Does the key belong to the issuer? (OB 3.0, 8; Controlled Identifiers 1.0, 3.3: Retrieve Verification Method)."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from phalera_core import errors
from phalera_core.keys import dids, multikey
from phalera_core.verifying import findings, moments, words
from phalera_core.verifying.report import Check, Outcome

# A tuple, because a stranger's value may be a list, which no set can be asked for.
_KEY_TYPES = ("Multikey", "Ed25519VerificationKey2020")
_ASK_ISSUER = "Ask the issuer, and rely on the badge only when they confirm it."


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A key that made a good signature, under the name that the proof gives it."""

    method_id: str
    public: bytes


def check_issuer_key(
    issuer_id: str, keys: tuple[SigningKey, ...], *, now: dt.datetime, resolver: dids.Resolver
) -> Check:
    """Check that each key that signed is one that the issuer publishes for making statements, and still stands by."""
    try:
        for key in keys:
            _check_key(issuer_id, key, now, resolver)
    except findings.Found as found:
        return found.check("issuer_key")
    origin = origin_of(issuer_id)
    message = (
        f"The key that signed it is published by the issuer at {origin}."
        if origin
        else "The issuer is known by this key alone; the name it gives itself is its own word."
    )
    return Check(id="issuer_key", outcome=Outcome.PASSED, message=message)


def origin_of(issuer_id: str) -> str | None:
    """Return the host that a did:web or https issuer is published at; None for a key that is its own name."""
    try:
        url = dids.did_web_url(issuer_id) if issuer_id.startswith("did:web:") else issuer_id
    except errors.KeyFormatError:
        return None
    if not url.startswith("https://"):
        return None
    return url.removeprefix("https://").partition("/")[0]


def public_key(method_id: str, resolver: dids.Resolver) -> bytes:
    """Return the key a proof names: from the name where that carries it, otherwise from what the issuer publishes.

    Whether the issuer stands by the key is `check_issuer_key`'s business. Raises `findings.Found`.
    """
    controller_id, _, fragment = method_id.partition("#")
    try:
        if controller_id.startswith("did:key:"):
            return dids.did_key_public(controller_id)
        if fragment.startswith("z6Mk"):
            return multikey.decode_public(fragment)
    except errors.KeyFormatError as error:
        raise findings.failed(
            f"The key it names is no key. {error.message}", findings.ASK_ORIGINAL
        ) from error
    return _key_of(_listed(_controller(controller_id, resolver), method_id))


def _check_key(issuer_id: str, key: SigningKey, now: dt.datetime, resolver: dids.Resolver) -> None:
    controller_id = key.method_id.partition("#")[0]
    # The key names its owner; a stranger's key under the issuer's name ends here (hardening T28).
    if controller_id != issuer_id:
        raise findings.failed(
            f"It was signed by {words.quote(controller_id)}, not by the issuer it names.",
            findings.DO_NOT_RELY,
        )
    controller = _controller(controller_id, resolver)
    if controller.get("id") != controller_id:
        raise findings.failed(
            "The issuer's address answers for somebody else.",
            "Tell the issuer: the id in the document they publish must be their own.",
        )
    method = _listed(controller, key.method_id)
    if method.get("controller") != issuer_id:
        raise findings.failed("The key that signed it belongs to somebody else than the issuer.", _ASK_ISSUER)
    if _key_of(method) != key.public:
        raise findings.failed(
            "The issuer publishes another key under the name of the one that signed it.", _ASK_ISSUER
        )
    # A thief of a key writes any date he likes, so that a signature "from before" does not count (hardening T29).
    for member, ended in (("revoked", "was withdrawn by the issuer"), ("expires", "has expired")):
        if member in method:
            moment = moments.parse(method[member])
            if moment is None or moment <= now:
                raise findings.failed(
                    f"The key that signed it {ended}.", "Ask the issuer to issue the badge again."
                )


def _controller(controller_id: str, resolver: dids.Resolver) -> Mapping[str, Any]:
    try:
        return resolver.resolve(controller_id)
    except errors.KeyFormatError as error:
        raise findings.failed(
            f"The issuer it names, {words.quote(controller_id)}, cannot exist. {error.message}",
            findings.DO_NOT_RELY,
        ) from error
    except errors.ResolutionError as error:
        place = origin_of(controller_id) or controller_id
        raise findings.unknown(
            f"We could not ask the issuer at {words.quote(place)} whether the key is theirs. {error.message}",
            error.remedy or findings.TRY_LATER,
        ) from error


def _listed(controller: Mapping[str, Any], method_id: str) -> Mapping[str, Any]:
    """Return the key of that name which the controller lists under assertionMethod."""
    known = {
        _absolute(method.get("id"), controller): method
        for method in _objects(controller, "verificationMethod")
    }
    assertion = controller.get("assertionMethod")
    listed: dict[object, Mapping[str, Any]] = {}
    for entry in assertion if isinstance(assertion, list) else [assertion]:
        if isinstance(entry, Mapping):
            listed[_absolute(entry.get("id"), controller)] = entry
        elif _absolute(entry, controller) in known:
            listed[_absolute(entry, controller)] = known[_absolute(entry, controller)]
    # The bare did:key of some samples stands for the only key it has.
    bare = method_id.startswith("did:key:") and "#" not in method_id
    wanted = method_id + "#" + method_id.removeprefix("did:key:") if bare else method_id
    if wanted not in listed:
        raise findings.failed(
            "The issuer it names does not know the key that signed it.",
            "Do not rely on it. Ask the issuer: the badge may be forged, or the key withdrawn.",
        )
    return listed[wanted]


def _absolute(method_id: object, controller: Mapping[str, Any]) -> str:
    text = method_id if isinstance(method_id, str) else ""
    return f"{controller.get('id')}{text}" if text.startswith("#") else text


def _objects(document: Mapping[str, Any], member: str) -> list[Mapping[str, Any]]:
    value = document.get(member)
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, Mapping)]


def _key_of(method: Mapping[str, Any]) -> bytes:
    value = method.get("publicKeyMultibase")
    if method.get("type") not in _KEY_TYPES or not isinstance(value, str):
        raise findings.unknown(
            f"The issuer publishes the key in a form that is not supported yet: {words.quote(method.get('type'))}.",
            "Ask the issuer for a key published as Multikey.",
        )
    try:
        return multikey.decode_public(value)
    except errors.KeyFormatError as error:
        raise findings.failed(
            f"The key that the issuer publishes is no key. {error.message}", _ASK_ISSUER
        ) from error
