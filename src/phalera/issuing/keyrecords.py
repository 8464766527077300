"""What is published of keys: which of them state something for an issuer, and what was signed before one was stolen."""

import dataclasses
import json
from collections import Counter
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from phalera.authoring.models import Issuer
from phalera.awarding.models import Award
from phalera.issuing import models
from phalera_core import errors
from phalera_core.documents import text
from phalera_core.keys import base64url, dids, jwk, multikey


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A key, and how many documents and tokens of badges carry its signature, older ones included."""

    key: models.SigningKey
    signed: int


def known(issuer: Issuer) -> list[Known]:
    """Give the keys of an issuer, the newest first, in three queries."""
    credentials = models.Credential.objects.filter(key__issuer=issuer, signature__isnull=False)
    tokens = models.Token.objects.filter(key__issuer=issuer)
    signed = Counter(dict(credentials.order_by().values_list("key").annotate(Count("pk"))))
    signed.update(dict(tokens.order_by().values_list("key").annotate(Count("pk"))))
    keys = models.SigningKey.objects.filter(issuer=issuer).select_related("issuer").order_by("-id")
    return [Known(key=key, signed=signed[key.pk]) for key in keys]


def find_key(public_multibase: str) -> models.SigningKey | None:
    """Give a key by its public part, or None."""
    return (
        models.SigningKey.objects.filter(public_multibase=public_multibase).select_related("issuer").first()
    )


def did_document(issuer: Issuer) -> dict[str, object]:
    """Give the keys of an issuer, retired ones included, as the document of its did:web.

    A compromised one is listed as revoked, and may state nothing any more.
    """
    return dids.did_document(
        issuer.did,
        [
            dids.VerificationMethod(
                id=f"{issuer.did}#{multibase}",
                controller=issuer.did,
                public=multikey.decode(multibase),
                revoked=since,
            )
            for multibase, since in models.SigningKey.objects.filter(issuer=issuer)
            .order_by("id")
            .values_list("public_multibase", "compromised_since")
        ],
    )


def jwks() -> dict[str, object]:
    """Give the keys of all issuers, retired ones included, as a JWK Set (RFC 7517, section 5).

    It has no word for a key that was in other hands, and who does not know one would go on trusting it: left out.
    """
    rows = (
        models.SigningKey.objects.exclude(issuer__did="")
        .exclude(state=models.KeyState.COMPROMISED)
        .order_by("id")
    )
    return {
        "keys": [
            {
                **jwk.write(key := multikey.decode(multibase)),
                "alg": jwk.algorithms(key)[0],
                "kid": f"{did}#{multibase}",
                "use": "sig",
            }
            for did, multibase in rows.values_list("issuer__did", "public_multibase")
        ]
    }


def record_of_signature(issuer: Issuer, award: UUID, signature: str) -> bytes | None:
    """Say when we signed what has this signature (base64url), or that we never did; None for what is no signature.

    For what a compromised key signed (`phalera_core.verifying.withdrawals`). It counts when the content was stored to
    be signed: a row that nobody could have put there from outside.
    """
    try:
        raw = base64url.decode(signature)
    except errors.CoreError:
        return None
    row = models.Credential.objects.filter(award__uuid=award, key__issuer=issuer, signature=raw).first()
    moment = row.prepared_at if row else _token_signed_at(issuer, award, signature)
    folder = dids.did_web_url(issuer.did).removesuffix("did.json")
    return json.dumps(
        {
            "id": f"{folder}issued/{award}/{signature}",
            "issuer": issuer.did,
            "signed": text.timestamp(moment) if moment else None,
        }
    ).encode()


def signed_anew(public_multibase: str) -> QuerySet[Award]:
    """Give the awards of which something that rested on a key was followed, and which were not revoked since."""
    followed = models.Credential.objects.filter(
        Q(succeeds__key__public_multibase=public_multibase)
        | Q(succeeds__token__key__public_multibase=public_multibase),
        superseded_at=None,
        signature__isnull=False,
    )
    return Award.objects.filter(pk__in=followed.order_by().values("award"), revoked_at=None)


def _token_signed_at(issuer: Issuer, award: UUID, signature: str) -> datetime | None:
    found = models.Token.objects.filter(credential__award__uuid=award, key__issuer=issuer)
    for token, signed_at in found.values_list("text", "signed_at"):
        if token.rpartition(".")[2] == signature:
            return signed_at
    return None
