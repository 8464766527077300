"""Whether our public address leads here: we ask it as a host would that fetches a badge."""

import http

from django.utils.translation import gettext as _

from phalera.common import calls
from phalera.issuing import queries as issuing

# Every verifier asks for these, they are small, and no two installations have the same.
_KEYS = "/.well-known/jwks.json"
_PATIENCE = 6.0  # seconds


def trouble(public_url: str) -> str:
    """Say why nobody gets our documents at the public address; empty when they do, as seen from this machine."""
    try:
        answer = calls.Caller(deadline=_PATIENCE).call("GET", f"{public_url}{_KEYS}")
    except calls.NoAnswerError:
        return _("Nothing answers at %(url)s.") % {"url": public_url}
    if answer.status != http.HTTPStatus.OK:
        return _("%(url)s answers with status %(status)d.") % {
            "url": f"{public_url}{_KEYS}",
            "status": answer.status,
        }
    if answer.json() != issuing.jwks():
        return _("%(url)s leads to something else than this installation.") % {"url": public_url}
    return ""
