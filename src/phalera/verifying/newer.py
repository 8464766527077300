"""Whether somebody shows us a badge of ours that its learner has brought up to date since."""

import re
from uuid import UUID

from phalera.awarding.models import Visibility
from phalera.common import urls
from phalera.issuing import queries as issuing
from phalera_core.verifying import moments, report

_CREDENTIAL = re.compile(r"/credentials/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")


def exists(found: report.Report) -> bool:
    """Say whether a newer statement of the same award exists; never of an award that answers nobody."""
    said = found.credential or {}
    path = urls.path_of(str(said.get("id", "")))
    address = _CREDENTIAL.fullmatch(path) if path else None
    since = moments.parse(said.get("validFrom"))
    if found.verdict is not report.Verdict.VERIFIED or address is None or since is None:
        return False
    return (
        issuing.credentials()
        .filter(award__uuid=UUID(address[1]), valid_from__gt=since)
        .exclude(award__visibility=Visibility.PRIVATE)
        .exists()
    )
