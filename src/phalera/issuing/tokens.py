"""Credentials as tokens (Open Badges 3.0, section 8.2): signed on the first request for one, verified, and kept."""

import json
from datetime import datetime

from django.db import transaction

from phalera.common import audit
from phalera.issuing import composing, keys, models, selfcheck
from phalera_core.signing import vc_jwt


def ensure(*, credential: models.Credential, now: datetime) -> models.Token:
    """Give the token of a signed credential; of many who ask at once, all are given the same one.

    It states what the document with the embedded proof states, and is signed with the key that signs its issuer's tokens
    now. Raises IssuingError when what was signed does not verify; then nothing is stored.
    """
    found = models.Token.objects.filter(credential=credential).first()
    return found or _store(_signed(credential, now))


def _signed(credential: models.Credential, now: datetime) -> models.Token:
    issuer = credential.key.issuer
    key = keys.ensure_token_key(issuer, now=now)
    stated = json.loads(composing.v3_document(credential))
    del stated["proof"]
    token = vc_jwt.sign(stated, keys.signer_of(key, did=issuer.did))
    # What has ended may still be taken along, as its JSON may: it is judged at the last moment at which it held.
    until = credential.valid_until
    selfcheck.check_document(token, credential, now=min(now, until) if until else now)
    return models.Token(credential=credential, key=key, text=token.decode("ascii"), signed_at=now)


@transaction.atomic
def _store(token: models.Token) -> models.Token:
    """Store a token, or give the one that another stored meanwhile."""
    stored, fresh = models.Token.objects.get_or_create(
        credential=token.credential,
        defaults={"key": token.key, "text": token.text, "signed_at": token.signed_at},
    )
    if fresh:
        audit.record(
            by=None,
            action="token.signed",
            target=token.credential,
            details={"award": str(token.credential.award.uuid), "key": token.key_id},
            now=token.signed_at,
        )
    return stored
