"""The terms of W3C's Data Integrity contexts, which credentials of VCDM 1.1 name beside their own.

Facts from the contexts published by the W3C; `contexts.DIGESTS` proves that nothing is missing or different.
"""

from typing import Any

_SECURITY = "https://w3id.org/security#"
_DATE_TIME = "http://www.w3.org/2001/XMLSchema#dateTime"
_PURPOSES = {
    "assertionMethod": "assertionMethod",
    "authentication": "authenticationMethod",
    "capabilityInvocation": "capabilityInvocationMethod",
    "capabilityDelegation": "capabilityDelegationMethod",
    "keyAgreement": "keyAgreementMethod",
}
_KEYWORDS = {"@protected": True, "id": "@id", "type": "@type"}


def context(version: int) -> dict[str, Any]:
    """Build the Data Integrity context of `version`, 1 or 2."""
    proof: dict[str, Any] = {
        **_KEYWORDS,
        "challenge": _SECURITY + "challenge",
        "created": {"@id": "http://purl.org/dc/terms/created", "@type": _DATE_TIME},
        "domain": _SECURITY + "domain",
        "expires": {"@id": _SECURITY + "expiration", "@type": _DATE_TIME},
        "nonce": _SECURITY + "nonce",
        "proofPurpose": {
            "@id": _SECURITY + "proofPurpose",
            "@type": "@vocab",
            "@context": {
                **_KEYWORDS,
                **{name: _set(_SECURITY + place) for name, place in _PURPOSES.items()},
            },
        },
        "cryptosuite": _SECURITY + "cryptosuite",
        "proofValue": {"@id": _SECURITY + "proofValue", "@type": _SECURITY + "multibase"},
        "verificationMethod": {"@id": _SECURITY + "verificationMethod", "@type": "@id"},
    }
    if version > 1:
        proof["previousProof"] = {"@id": _SECURITY + "previousProof", "@type": "@id"}
        proof["cryptosuite"] = {
            "@id": _SECURITY + "cryptosuite",
            "@type": _SECURITY + "cryptosuiteString",
        }
    return {
        "@context": {
            **_KEYWORDS,
            "proof": {"@id": _SECURITY + "proof", "@type": "@id", "@container": "@graph"},
            "DataIntegrityProof": {"@id": _SECURITY + "DataIntegrityProof", "@context": proof},
        }
    }


def _set(iri: str) -> dict[str, str]:
    return {"@id": iri, "@type": "@id", "@container": "@set"}
