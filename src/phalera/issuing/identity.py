"""What an issuer needs before its first credential: an identifier, a key and a status list."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction

from phalera.authoring.models import Issuer
from phalera.common import audit
from phalera.issuing import keys, models, status
from phalera_core import errors as core_errors
from phalera_core.keys import dids


def ensure(*, issuer: Issuer, now: datetime) -> Issuer:
    """Give the issuer with all it needs to issue, made the first time; it never changes afterwards."""
    if issuer.did:
        return issuer
    with transaction.atomic():
        # Locked, so that two first issues at once agree on one key.
        issuer = Issuer.objects.select_for_update().get(pk=issuer.pk)
        if not issuer.did:
            key = keys.create(issuer=issuer, now=now)
            issuer.did = _identifier(issuer, key)
            issuer.save(update_fields=["did"])
            status.begin(issuer=issuer, now=now)
            audit.record(
                by=None, action="issuer.identified", target=issuer, details={"did": issuer.did}, now=now
            )
    return issuer


def _identifier(issuer: Issuer, key: models.SigningKey) -> str:
    """Name the issuer by where it publishes its keys, or by its key where nobody outside could look them up."""
    address = urlsplit(settings.PUBLIC_URL)
    # A name without a dot, such as localhost, is known in this house only.
    if address.scheme == "https" and "." in (address.hostname or ""):
        try:
            return dids.did_web(f"{settings.PUBLIC_URL}/issuers/{issuer.uuid}")
        except core_errors.KeyFormatError:
            pass  # https on a bare IP address, which no did:web can name
    return f"did:key:{key.public_multibase}"
