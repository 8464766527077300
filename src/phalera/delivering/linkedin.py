"""The address that adds a badge to somebody's profile on LinkedIn: nothing is sent from here, they are led there."""

from urllib.parse import urlencode

from django.utils import timezone

from phalera.authoring.models import Issuer
from phalera.common import urls
from phalera.issuing.models import Credential

_ADD = "https://www.linkedin.com/profile/add"


def add_to_profile(credential: Credential, *, issuer: Issuer) -> str:
    """Give the address with every parameter that LinkedIn documents for “Add to profile”.

    Months and years are those of the organisation's zone, as on the page; what holds for ever has no expiry.
    """
    award = credential.award
    issued = timezone.localtime(award.awarded_at)
    said: dict[str, str | int] = {"startTask": "CERTIFICATION_NAME", "name": credential.version.name}
    # With the number LinkedIn shows the organisation's page and mark; it takes one of the two.
    if issuer.linkedin_id:
        said["organizationId"] = issuer.linkedin_id
    else:
        said["organizationName"] = issuer.name
    said |= {"issueYear": issued.year, "issueMonth": issued.month}
    if credential.valid_until is not None:
        ends = timezone.localtime(credential.valid_until)
        said |= {"expirationYear": ends.year, "expirationMonth": ends.month}
    said |= {"certUrl": urls.public_url(f"/credentials/{award.uuid}"), "certId": str(award.uuid)}
    return f"{_ADD}?{urlencode(said)}"
