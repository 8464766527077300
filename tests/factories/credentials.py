"""Genuine badges of a small academy, made with deterministic keys: what tests then tamper with."""

import copy
import dataclasses
import datetime as dt
import json
import struct
import zlib
from collections.abc import Callable, Iterable
from typing import Any

from phalera_core import baking
from phalera_core.documents import recipients
from phalera_core.keys import dids, multikey, signer
from phalera_core.linkeddata import contexts
from phalera_core.signing import proof
from phalera_core.status import bitstring

NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
ISSUED = dt.datetime(2026, 4, 7, 9, 30, tzinfo=dt.UTC)
AWARD = "5b1d4e0e7c6f4d0f9a3b2c1d0e9f8a7b"
LEO = "leo@example.org"
SALT = "c0ffee00c0ffee00c0ffee00c0ffee00"
INDEX = 48_113

Document = dict[str, Any]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Academy:
    """An issuer with one key, at a did:web unless told otherwise, and everything that it publishes."""

    site: str = "https://academy.example.org"
    name: str = "Northlight Academy"
    secret: bytes = bytes(range(32))
    issuer_id: str = "did:web:academy.example.org"

    @property
    def public(self) -> bytes:
        return signer.public_key(self.secret)

    @property
    def key_id(self) -> str:
        if self.issuer_id.startswith("did:key:"):
            return dids.did_key_verification_method(self.issuer_id)
        return f"{self.issuer_id}#{multikey.encode_public(self.public)}"

    @property
    def signer(self) -> signer.Ed25519Signer:
        return signer.Ed25519Signer(self.secret, self.key_id)

    @property
    def status_url(self) -> str:
        return f"{self.site}/status/1"

    @property
    def assertion_url(self) -> str:
        return f"{self.site}/ob2/assertions/{AWARD}"

    def unsigned(self) -> Document:
        return {
            "@context": [contexts.VC2, contexts.OB3],
            "id": f"{self.site}/ob3/credentials/{AWARD}",
            "type": ["VerifiableCredential", "OpenBadgeCredential"],
            "name": "First Aid at Work",
            "issuer": {"id": self.issuer_id, "type": ["Profile"], "name": self.name, "url": f"{self.site}/"},
            "validFrom": "2026-04-07T09:30:00Z",
            "validUntil": "2029-04-07T21:59:59Z",
            "awardedDate": "2026-04-07T09:30:00Z",
            "credentialSubject": {
                "id": "urn:uuid:0d6dbd1b-9d3f-4a6f-8a5d-4a3d8a1f2b3c",
                "type": ["AchievementSubject"],
                "identifier": [
                    {
                        "type": "IdentityObject",
                        "hashed": True,
                        "identityHash": recipients.hash_identity(LEO, SALT),
                        "identityType": "emailAddress",
                        "salt": SALT,
                    }
                ],
                "achievement": {
                    "id": f"{self.site}/ob3/achievements/first-aid",
                    "type": ["Achievement"],
                    "achievementType": "Badge",
                    "name": "First Aid at Work",
                    "description": "Knows what to do in the first ten minutes.",
                    "criteria": {"narrative": "Finish the course and pass the test."},
                    "image": {
                        "id": f"{self.site}/pictures/ab.png",
                        "type": "Image",
                        "caption": "A red cross",
                    },
                },
            },
            "credentialStatus": {
                "id": f"{self.status_url}#{INDEX}",
                "type": "BitstringStatusListEntry",
                "statusPurpose": "revocation",
                "statusListIndex": str(INDEX),
                "statusListCredential": self.status_url,
            },
        }

    def sign(self, document: Document, *, created: dt.datetime = ISSUED) -> Document:
        return proof.sign(document, self.signer, created=created)

    def credential(self, change: Callable[[Document], object] | None = None) -> Document:
        """Give a signed credential, after `change` has been made to what is signed."""
        document = self.unsigned()
        if change is not None:
            change(document)
        return self.sign(document)

    def did_document(self) -> Document:
        method = dids.VerificationMethod(id=self.key_id, controller=self.issuer_id, public=self.public)
        return dids.did_document(self.issuer_id, [method])

    def status_list(
        self, *, revoked: Iterable[int] = (), change: Callable[[Document], object] | None = None
    ) -> Document:
        bits = bitstring.Bitstring()
        for index in revoked:
            bits.set(index, True)
        document = bitstring.list_credential(self.status_url, self.issuer_id, bits, ISSUED)
        if change is not None:
            change(document)
        return self.sign(document)

    def assertion(self) -> Document:
        return {
            "@context": contexts.OB2,
            "id": self.assertion_url,
            "type": "Assertion",
            "recipient": {
                "type": "email",
                "hashed": True,
                "salt": SALT,
                "identity": recipients.hash_identity(LEO, SALT),
            },
            "badge": f"{self.site}/ob2/badges/1",
            "verification": {"type": "HostedBadge"},
            "image": f"{self.assertion_url}/image.png",
            "issuedOn": "2026-04-07T09:30:00Z",
            "expires": "2029-04-07T21:59:59Z",
        }

    def badge_class(self) -> Document:
        return {
            "@context": contexts.OB2,
            "id": f"{self.site}/ob2/badges/1",
            "type": "BadgeClass",
            "name": "First Aid at Work",
            "description": "Knows what to do in the first ten minutes.",
            "image": f"{self.site}/pictures/ab.png",
            "criteria": {"narrative": "Finish the course and pass the test."},
            "issuer": f"{self.site}/ob2/issuers/1",
        }

    def profile(self) -> Document:
        return {
            "@context": contexts.OB2,
            "id": f"{self.site}/ob2/issuers/1",
            "type": "Issuer",
            "name": self.name,
            "url": f"{self.site}/",
            "email": "badges@academy.example.org",
        }

    def published(self, **instead: Document) -> dict[str, bytes]:
        """Give all that the academy publishes by address, `instead` of some documents others of your own."""
        documents = {
            self.status_url: instead.get("status_list") or self.status_list(),
            self.assertion_url: instead.get("assertion") or self.assertion(),
            f"{self.site}/ob2/badges/1": instead.get("badge_class") or self.badge_class(),
            f"{self.site}/ob2/issuers/1": instead.get("profile") or self.profile(),
        }
        if self.issuer_id.startswith("did:web:"):
            did_document = instead.get("did_document") or self.did_document()
            documents[dids.did_web_url(self.issuer_id)] = did_document
        return {url: dump(document) for url, document in documents.items()}


def with_key(**instead: Any) -> Academy:
    """Give an academy that is known by its key alone, as a demo is."""
    academy = Academy(**instead)
    return dataclasses.replace(academy, issuer_id=dids.did_key(academy.public))


def dump(document: Document) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def changed(document: Document, path: str, value: Any) -> Document:
    """Give a copy of the document in which one member, named with dots, has another value; `...` takes it away."""
    copied = copy.deepcopy(document)
    *parents, last = path.split(".")
    holder: Any = copied
    for name in parents:
        holder = holder[int(name) if name.isdecimal() else name]
    if value is ...:
        del holder[last]
    else:
        holder[int(last) if isinstance(holder, list) else last] = value
    return copied


def png() -> bytes:
    """Give a picture of one grey pixel."""
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0\x80")),
        (b"IEND", b""),
    ]
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4"/></svg>'


def baked(kind: str, *, v3: Document | bytes | None = None, v2: Document | bytes | None = None) -> bytes:
    """Give a picture with these documents inside."""
    as_bytes = [dump(document) if isinstance(document, dict) else document for document in (v3, v2)]
    return baking.bake({"png": png(), "svg": SVG}[kind], v3=as_bytes[0], v2=as_bytes[1])
