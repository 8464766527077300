"""The terms of the context of Comprehensive Learner Record 2.0.1; `contexts.DIGESTS` proves that nothing is different."""

from typing import Any

_CLR = "https://purl.imsglobal.org/spec/vc/clr/vocab.html#"
_KEYWORDS = {"id": "@id", "type": "@type"}


def context() -> dict[str, Any]:
    """Build the context document."""
    record = {"partial": {"@id": f"{_CLR}partial", "@type": "xsd:boolean"}}
    subject = {
        "cred": "https://www.w3.org/2018/credentials#",
        "obi": "https://purl.imsglobal.org/spec/vc/ob/vocab.html#",
        "achievement": _set("achievement", "obi:Achievement"),
        "association": _set("association", f"{_CLR}Association"),
        "verifiableCredential": _set("verifiableCredential", "cred:verifiableCredential"),
        "identifier": _set("identifier-1", "obi:Identifier"),
    }
    association = {
        "associationType": {"@id": f"{_CLR}AssociationType"},
        "sourceId": {"@id": f"{_CLR}sourceId", "@type": "xsd:anyURI"},
        "targetId": {"@id": f"{_CLR}targetId", "@type": "xsd:anyURI"},
    }
    return {
        "@context": {
            **_KEYWORDS,
            "ClrCredential": {"@id": f"{_CLR}ClrCredential", "@context": {**_KEYWORDS, **record}},
            "ClrSubject": {"@id": f"{_CLR}ClrSubject", "@context": {**_KEYWORDS, **subject}},
            "Association": {"@id": f"{_CLR}Association", "@context": association},
        }
    }


def _set(name: str, kind: str) -> dict[str, str]:
    return {"@id": _CLR + name, "@type": kind, "@container": "@set"}
