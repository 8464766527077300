"""Is a token, to the letter, what its issuer signed? (OB 3.0, 8.2.6: Verify a Credential; RFC 7515, 5.2).

What a token states is the JSON inside it, all of which is signed.
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from phalera_core import errors, reading, strictjson
from phalera_core.keys import dids, jwk
from phalera_core.signing import jws, vc_jwt
from phalera_core.verifying import (
    findings,
    issuers,
    moments,
    proofs,
    shapes,
    structure,
    withdrawals,
    words,
)
from phalera_core.verifying.report import Check, Outcome


def parse(data: bytes) -> tuple[Check, Mapping[str, Any] | None]:
    """Read a credential strictly, in JSON or in a token; the document is None unless the check passed."""
    if not is_token(data):
        return structure.parse(data)
    try:
        payload = payload_of(data)
    except errors.UnsupportedProofError as error:
        return findings.unknown(error.message, error.remedy).check("well_formed"), None
    except errors.CoreError as error:
        message = f"What is inside cannot be read. {error.message}"
        return findings.failed(message, error.remedy or findings.ASK_ORIGINAL).check("well_formed"), None
    message = "What is inside the token can be read in one way only."
    return Check(id="well_formed", outcome=Outcome.PASSED, message=message), vc_jwt.credential_of(payload)


def check_signed(
    data: bytes, document: Mapping[str, Any], *, now: dt.datetime, resolver: dids.Resolver
) -> proofs.Signed:
    """Check that the document is what the keys named in its token or its proofs signed."""
    if not is_token(data):
        return proofs.check_proof(document, now=now, resolver=resolver)
    try:
        key = _check(data, document, resolver)
    except findings.Found as found:
        return proofs.Signed(check=found.check("proof"))
    inner = proofs.Signed(check=_passed(), keys=())
    if "proof" in document:
        # OB 3.0, 8.2.3: a token may be made of a credential that bears proofs. Then these must hold, too.
        inner = proofs.check_proof(document, now=now, resolver=resolver)
        if inner.check.outcome is Outcome.FAILED:
            return inner
    return proofs.Signed(check=_passed(), keys=(key, *inner.keys))


def payload_of(data: bytes) -> dict[str, Any]:
    """Return what a token says, unverified; as `jws.read`, and JsonError when it is no JSON object of one reading."""
    payload = strictjson.loads(jws.read(data.strip()).payload)
    if not isinstance(payload, dict):
        raise errors.JsonError("The token states no badge.", remedy="Ask for the original file.")
    return payload


def is_token(data: bytes) -> bool:
    """Say whether a badge's text is a token."""
    return reading.content_of(data) is reading.Content.TOKEN


def verify_signature(token: jws.Token, public: bytes) -> None:
    """Check a token's signature with a key, or raise `findings.Found`."""
    if token.header["alg"] not in jwk.algorithms(public):
        raise findings.failed(
            "It says that it was signed in another way than its key is for.", findings.DO_NOT_RELY
        )
    try:
        jws.verify(token, public)
    except errors.ProofError as error:
        raise findings.failed("This file was changed after it was signed.", findings.ASK_ORIGINAL) from error


def _check(data: bytes, document: Mapping[str, Any], resolver: dids.Resolver) -> issuers.SigningKey:
    token = jws.read(data.strip())
    payload = payload_of(data)
    key = _key(token, shapes.issuer_of(document), resolver)
    verify_signature(token, key.public)
    problem = next(vc_jwt.disagreements(payload, typ=token.header.get("typ")), None)
    if problem is not None:
        raise findings.failed(
            f"What its token says of it does not agree with the badge inside: {problem}.",
            "Tell the issuer: the claims of the token must be those of the credential.",
        )
    # A token does not say when it was signed; no sooner than what it states, one should think.
    said = withdrawals.Signed(
        about=document.get("id"), signature=token.signature, created=moments.parse(document.get("validFrom"))
    )
    return dataclasses.replace(key, signed=said)


def _key(token: jws.Token, issuer_id: str, resolver: dids.Resolver) -> issuers.SigningKey:
    """Find the key. One that the token brings along proves nothing until the issuer publishes it."""
    kid, included = token.header.get("kid"), token.header.get("jwk")
    brought = None
    if included is not None:
        try:
            brought = jwk.read(included)
        except errors.UnsupportedKeyError as error:
            raise findings.unknown(f"Its key cannot be used here. {error.message}", error.remedy) from error
        except errors.KeyFormatError as error:
            raise findings.failed(
                f"The key it brings along is no key. {error.message}", findings.ASK_ORIGINAL
            ) from error
    if not isinstance(kid, str):
        if brought is None:
            raise findings.failed("Its signature does not say whose it is.", findings.ASK_ORIGINAL)
        verify_signature(token, brought)
        return issuers.same_key(issuer_id, brought, resolver)
    if kid.startswith(("did:", "https://", "http://")):
        found = issuers.SigningKey(method_id=kid, public=issuers.public_key(kid, resolver))
    else:
        found = issuers.named_key(issuer_id, kid.removeprefix("#"), resolver)
    if brought is not None and brought != found.public:
        raise findings.failed(
            f"It brings along another key than the one it names, {words.quote(kid)}.", findings.DO_NOT_RELY
        )
    return found


def _passed() -> Check:
    return Check(id="proof", outcome=Outcome.PASSED, message="Nothing was changed after it was signed.")
