"""The JSON-LD contexts we know; nothing else is ever loaded, from anywhere.

The W3C's come with PyLD, those of Open Badges 3.0 are built from our own term tables. `DIGESTS` holds for each the
SHA-256 of its JSON Canonicalization Scheme form (RFC 8785) as computed from the published file.
"""

import functools
import json
import types
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from phalera_core import errors
from phalera_core.linkeddata import clr_terms, ob3_terms, security_terms

VC2 = "https://www.w3.org/ns/credentials/v2"
VC1 = "https://www.w3.org/2018/credentials/v1"
DID1 = "https://www.w3.org/ns/did/v1"
ED25519_2020 = "https://w3id.org/security/suites/ed25519-2020/v1"
DATA_INTEGRITY_1 = "https://w3id.org/security/data-integrity/v1"
DATA_INTEGRITY_2 = "https://w3id.org/security/data-integrity/v2"
# The first version, 3.0.0, has no number in its address. It gives words of Verifiable Credentials 2.0 other meanings, so that
# it goes together with 1.1 only.
OB3_0 = "https://purl.imsglobal.org/spec/ob/v3p0/context.json"
OB3_1 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"
OB3_2 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json"
OB3_3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
# What we issue with.
OB3 = OB3_3
OB3_EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
# Only the name: Open Badges 2.0 documents are checked as JSON, without their context.
OB2 = "https://w3id.org/openbadges/v2"
CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"

DIGESTS: Mapping[str, str] = types.MappingProxyType(
    {
        VC2: "b463c8d6a066214123ddd9827b135e1b50e1fc73322cc52a9b12a4f1fc7d86cf",
        VC1: "b01e671e873981f19a9102a9a57f666dbcaeb31b99e3e124378d143e71549247",
        DID1: "a7e146c40fcec005d3f0f14ae745665f446da58d7914a9d8f733746686fad82b",
        ED25519_2020: "fb517f09d990829aed734c9bad8cbbb2ac3d5063b865c7e3d81f246074bf5691",
        DATA_INTEGRITY_1: "9505bf85338a4c2121ad03992ac90061bc85d43bcfa34d9d47b779381cf08b5f",
        DATA_INTEGRITY_2: "7ba3c50acf2689d5e07927267343eb353249c7c22a9f2d00307cc970e855e305",
        OB3_0: "2c54acaa1cffda2420be32ab61f0a2082051211131c6337686f36f2537aa859b",
        OB3_1: "8bb2354552b70cbdf2066f6d3e24bc5c2be2619145737580ad2aebdc366e77d5",
        OB3_2: "bdd1d11a55a660322f24660862a1d430ee80cce584465f750909daa43684357c",
        OB3_3: "04b1136ddc4eda9a8966bc7ef182789f233a26739473140ef75d6968c29a2966",
        CLR: "7defe702c102faf14108579b7d65ef39ecf4c3bbef925b803e15bd77cd6e3394",
        OB3_EXTENSIONS: "15f4c347c6fe4380d9b6b93795859e33747ef48d5c55b91a71c52fb51c7bcbd7",
    }
)

Loader = Callable[[str, Mapping[str, Any]], dict[str, Any]]

_VERSIONS = {OB3_0: "3.0.0", OB3_1: "3.0.1", OB3_2: "3.0.2", OB3_3: "3.0.3"}


def document(url: str) -> dict[str, Any]:
    """Give the context document at `url`, or raise `UnknownContextError`."""
    return KNOWN.document(url)


def loader() -> Loader:
    """Give a document loader for PyLD that serves the known contexts and nothing else."""
    return KNOWN.load


class ContextSet:
    """Some contexts by their URL, with the caches that are kept of them.

    `resolved` is PyLD's, `memory` the processor's. PyLD remembers what it made of a context under its URL; each set has a cache of its own, so two sets may disagree
    about a URL (a test's extra context) without ever seeing one another's.
    """

    def __init__(self, extra: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        self._extra = {url: dict(found) for url, found in (extra or {}).items()}
        self.resolved: dict[str, Any] = {}
        self.memory: Any = None

    def __iter__(self) -> Iterator[str]:
        yield from DIGESTS
        yield from self._extra

    def __contains__(self, url: object) -> bool:
        return url in DIGESTS or url in self._extra

    def document(self, url: str) -> dict[str, Any]:
        """Give the context document at `url`, or raise `UnknownContextError`."""
        if url in self._extra:
            return self._extra[url]
        if url not in DIGESTS:
            raise errors.UnknownContextError(
                f"The context {url!r} is not one we know, so what it means cannot be checked.",
                url=url,
                field="@context",
                remedy="Use the contexts of Verifiable Credentials 2.0 and Open Badges 3.0 only.",
            )
        return _known(url)

    def load(self, url: str, _options: Mapping[str, Any]) -> dict[str, Any]:
        """Serve PyLD's question for the document at `url`."""
        return {
            "contentType": "application/ld+json",
            "contextUrl": None,
            "documentUrl": url,
            "document": self.document(url),
        }


KNOWN = ContextSet()


@functools.cache
def _known(url: str) -> dict[str, Any]:
    if url in _VERSIONS:
        return ob3_terms.context(_VERSIONS[url])
    if url in (DATA_INTEGRITY_1, DATA_INTEGRITY_2):
        return security_terms.context(1 if url == DATA_INTEGRITY_1 else 2)
    if url == CLR:
        return clr_terms.context()
    if url == OB3_EXTENSIONS:
        return _extensions()
    # PyLD is slow to import, and most who name a context only want its URL.
    import pyld

    found: dict[str, Any] = json.loads(pyld.BUNDLED_CONTEXTS[url].read_text(encoding="utf-8"))
    return found


def _extensions() -> dict[str, Any]:
    places = {
        "1EdTechJsonSchemaValidator2019": "vccs",
        "1EdTechRevocationList": "vcrl",
        "1EdTechCredentialRefresh": "vccr",
    }
    terms = {
        name: f"https://purl.imsglobal.org/spec/{place}/v1p0/context.json#{name}"
        for name, place in places.items()
    }
    return {"@context": {"id": "@id", "type": "@type", **terms}}
