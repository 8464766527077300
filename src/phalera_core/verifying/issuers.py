"""Does the key belong to the issuer? (OB 3.0, 8; Controlled Identifiers 1.0, 3.3: Retrieve Verification Method)."""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from phalera_core import errors
from phalera_core.keys import dids, multikey
from phalera_core.verifying import findings, keydocuments, withdrawals, words
from phalera_core.verifying.report import Check, Outcome

_ASK_ISSUER = keydocuments.ASK_ISSUER


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A key that made a good signature, under the name that the proof gives it, and what it signed."""

    method_id: str
    public: bytes
    signed: withdrawals.Signed = withdrawals.NOTHING


def check_issuer_key(
    issuer_id: str, keys: tuple[SigningKey, ...], *, now: dt.datetime, resolver: dids.Resolver
) -> Check:
    """Check that each key that signed is one that the issuer publishes for making statements, and still stands by."""
    try:
        notes = [_check_key(issuer_id, key, now, resolver) for key in keys]
    except findings.Found as found:
        return found.check("issuer_key")
    origin = origin_of(issuer_id)
    message = (
        f"The key that signed it is published by the issuer at {origin}."
        if origin
        else "The issuer is known by this key alone; the name it gives itself is its own word."
    )
    message = " ".join([message, *dict.fromkeys(note for note in notes if note)])
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
        if controller_id.startswith("did:jwk:"):
            return dids.did_jwk_public(controller_id)
        if multikey.is_public(fragment):
            return multikey.decode(fragment)
    except errors.KeyFormatError as error:
        raise findings.failed(
            f"The key it names is no key. {error.message}", findings.ASK_ORIGINAL
        ) from error
    document = _controller(controller_id, resolver)
    return keydocuments.key_of(keydocuments.find(document, method_id) or _listed(document, method_id))


def named_key(issuer_id: str, name: str, resolver: dids.Resolver) -> SigningKey:
    """Return the issuer's key of a name that is no address: from its document, or from the set that its host publishes.

    Raises `findings.Found`.
    """
    for method_id, method in _candidates(issuer_id, resolver):
        key = method.get("publicKeyJwk")
        kid = key.get("kid") if isinstance(key, Mapping) else None
        if name in {method_id, method_id.partition("#")[2], kid}:
            return SigningKey(method_id=method_id, public=keydocuments.key_of(method))
    raise _not_known()


def same_key(issuer_id: str, public: bytes, resolver: dids.Resolver) -> SigningKey:
    """Return the name under which the issuer publishes a key that a token brings along; `findings.Found` otherwise."""
    for method_id, method in _candidates(issuer_id, resolver):
        try:
            if keydocuments.key_of(method) == public:
                return SigningKey(method_id=method_id, public=public)
        except findings.Found:
            # Another key of the issuer, which is none of this badge's business.
            continue
    raise _not_known()


def _check_key(issuer_id: str, key: SigningKey, now: dt.datetime, resolver: dids.Resolver) -> str:
    """Give what is to be said of the key beyond that it is the issuer's, or raise `findings.Found`."""
    controller_id = key.method_id.partition("#")[0]
    if controller_id != issuer_id:
        method = _elsewhere(issuer_id, key, resolver)
    else:
        controller = _controller(controller_id, resolver)
        _check_own(controller, controller_id)
        method = _withdrawn(controller, key.method_id, now) or _listed(controller, key.method_id)
        if method.get("controller") != issuer_id:
            raise findings.failed(
                "The key that signed it belongs to somebody else than the issuer.", _ASK_ISSUER
            )
    if keydocuments.key_of(method) != key.public:
        raise findings.failed(
            "The issuer publishes another key under the name of the one that signed it.", _ASK_ISSUER
        )
    keydocuments.check_unexpired(method, now)
    if not keydocuments.withdrawn(method, now):
        return ""
    return withdrawals.check(method, key.signed, issuer_id, resolver)


def _elsewhere(issuer_id: str, key: SigningKey, resolver: dids.Resolver) -> Mapping[str, Any]:
    """Return the key that an issuer publishes at an address of its own (OB 3.0, 8.2.4.1: kid; section 9.2)."""
    controller_id = key.method_id.partition("#")[0]
    stranger = findings.failed(
        f"It was signed by {words.quote(controller_id)}, not by the issuer it names.", findings.DO_NOT_RELY
    )
    # The key names its owner; a stranger's key under the issuer's name ends here (hardening T28).
    if not key.method_id.startswith("https://"):
        raise stranger
    below = keydocuments.is_below(key.method_id, issuer_id)
    if not below:
        if origin_of(issuer_id) is None:
            raise stranger
        controller = _controller(issuer_id, resolver)
        _check_own(controller, issuer_id)
        if key.method_id not in _assertion_ids(controller):
            raise stranger
    method = keydocuments.find(_controller(controller_id, resolver), key.method_id)
    if method is None:
        raise findings.failed("At the address of the key that signed it, there is no such key.", _ASK_ISSUER)
    owner = method.get("controller", method.get("owner", issuer_id if below else None))
    if owner != issuer_id:
        raise findings.failed("The key that signed it belongs to somebody else than the issuer.", _ASK_ISSUER)
    return method


def _candidates(issuer_id: str, resolver: dids.Resolver) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every key by which the issuer may state something, each by its name."""
    open_ = None
    try:
        controller = _controller(issuer_id, resolver)
        for method_id in _assertion_ids(controller):
            method = _found(controller, method_id)
            if method is not None:
                yield method_id, method
    except findings.Found as found:
        # An issuer with keys in the set of its host need not publish a document.
        open_ = found
    address = keydocuments.well_known(issuer_id)
    if address is not None:
        try:
            for kid, method in keydocuments.of_set(resolver.resolve(address), issuer_id):
                yield f"{address}#{kid}", method
        except errors.CoreError:
            pass
        else:
            return
    if open_ is not None:
        raise open_


def _found(controller: Mapping[str, Any], method_id: str) -> Mapping[str, Any] | None:
    try:
        return _listed(controller, method_id)
    except findings.Found:
        return None


def _assertion_ids(controller: Mapping[str, Any]) -> list[str]:
    value = controller.get("assertionMethod")
    listed = value if isinstance(value, list) else [value]
    return [
        _absolute(entry.get("id") if isinstance(entry, Mapping) else entry, controller)
        for entry in listed
        if entry is not None
    ]


def _check_own(controller: Mapping[str, Any], issuer_id: str) -> None:
    if controller.get("id") != issuer_id:
        raise findings.failed(
            "The issuer's address answers for somebody else.",
            "Tell the issuer: the id in the document they publish must be their own.",
        )


def _not_known() -> findings.Found:
    return findings.failed(
        "The issuer it names does not know the key that signed it.",
        "Do not rely on it. Ask the issuer: the badge may be forged, or the key withdrawn.",
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
    wanted = _full(method_id)
    if wanted not in listed:
        raise _not_known()
    return listed[wanted]


def _withdrawn(controller: Mapping[str, Any], method_id: str, now: dt.datetime) -> Mapping[str, Any] | None:
    """Return the key of that name which the controller has withdrawn, and lists so that people learn of it."""
    wanted = _full(method_id)
    for method in _objects(controller, "verificationMethod"):
        if _absolute(method.get("id"), controller) == wanted and keydocuments.withdrawn(method, now):
            return method
    return None


def _full(method_id: str) -> str:
    """The bare did:key or did:jwk of some samples stands for the only key it has."""
    if "#" in method_id:
        return method_id
    if method_id.startswith("did:key:"):
        return method_id + "#" + method_id.removeprefix("did:key:")
    return method_id + "#0" if method_id.startswith("did:jwk:") else method_id


def _absolute(method_id: object, controller: Mapping[str, Any]) -> str:
    text = method_id if isinstance(method_id, str) else ""
    return f"{controller.get('id')}{text}" if text.startswith("#") else text


def _objects(document: Mapping[str, Any], member: str) -> list[Mapping[str, Any]]:
    value = document.get(member)
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, Mapping)]
