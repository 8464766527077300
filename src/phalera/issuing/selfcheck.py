"""Put what we signed before the public verifier, as a stranger would, before it is let out (design, section 5)."""

import json
from datetime import datetime

from django.utils.translation import gettext as _

from phalera.common import errors
from phalera.issuing import composing, models, queries
from phalera_core import errors as core_errors
from phalera_core.keys import dids
from phalera_core.verifying import sources, verifier


def check(credential: models.Credential, *, now: datetime) -> None:
    """Raise IssuingError unless the signed row verifies."""
    check_document(composing.v3_document(credential), credential, now=now)


def check_document(document: bytes, credential: models.Credential, *, now: datetime) -> None:
    """Raise IssuingError unless what was signed of a row verifies, in whichever form it is."""
    ours = _OwnDocuments(credential)
    report = verifier.verify(
        document,
        # A row prepared, or a list signed, a moment ago elsewhere may be ahead of this clock.
        now=max(now, credential.valid_from, credential.award.status.status_list.valid_from),
        resolver=sources.LoadingResolver(ours),
        load=ours,
    )
    if not report:
        reason = report.decisive.message if report.decisive else report.sentence
        raise errors.IssuingError(
            _("What was signed does not verify, so it was not issued: %(reason)s") % {"reason": reason},
            remedy=_("Check the words of the badge, then the keys: phalera doctor."),
        )


class _OwnDocuments:
    """Answer the issuer's keys and the status list from the rows at hand."""

    def __init__(self, credential: models.Credential) -> None:
        self._list = credential.award.status.status_list
        self._issuer = credential.key.issuer

    def load(self, url: str) -> bytes:
        """Give the document; ResolutionError for any other."""
        if url == self._list.url:
            return bytes(self._list.document)
        if self._issuer.did.startswith("did:web:") and url == dids.did_web_url(self._issuer.did):
            return json.dumps(queries.did_document(self._issuer)).encode()
        raise core_errors.ResolutionError("It is not one of this credential's documents.", url=url)
