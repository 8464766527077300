"""Where Badgr is, as found in November 2026: a beginning that administrators change, as the service was renamed before."""

from django.db import transaction

from phalera.backpacks.models import Integration, Region

BADGR = "badgr"
_REGIONS = (
    ("us", "Badgr, United States", "https://api.badgr.io", "https://badgr.com"),
    ("eu", "Badgr, Europe", "https://api.eu.badgr.io", "https://eu.badgr.com"),
    ("ca", "Badgr, Canada", "https://api.ca.badgr.io", "https://ca.badgr.com"),
    ("au", "Badgr, Australia", "https://api.au.badgr.io", "https://au.badgr.com"),
    ("sg", "Badgr, Singapore", "https://api.sg.badgr.io", "https://sg.badgr.com"),
    ("other", "Badgr, elsewhere", "", ""),
)


@transaction.atomic
def ensure() -> Integration:
    """Give the integration with Badgr; the first time its regions are written down, none of them offered."""
    integration, fresh = Integration.objects.get_or_create(key=BADGR)
    if fresh:
        Region.objects.bulk_create(
            Region(
                integration=integration,
                key=key,
                name=name,
                api_url=api_url,
                site_url=site_url,
                discovery_url=f"{api_url}/.well-known/badgeconnect.json" if api_url else "",
            )
            for key, name, api_url, site_url in _REGIONS
        )
    return integration
