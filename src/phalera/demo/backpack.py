"""The demo's region of Badgr: a stand-in on this machine, with accounts for the demo's people."""

from datetime import datetime
from urllib import parse

from django.db import transaction

from phalera.backpacks import administering, regions
from phalera.backpacks.hosts.badgr import fake
from phalera.backpacks.models import Region

_KEY = "demo"


def last_port() -> int | None:
    """Give where the stand-in was found last time, or None before the first."""
    url = Region.objects.filter(key=_KEY).values_list("api_url", flat=True).first()
    return parse.urlsplit(url).port if url else None


@transaction.atomic
def point_at(url: str, *, now: datetime) -> None:
    """Let the demo's region be found at `url`; the first time it is made and everything switched on."""
    integration = regions.ensure()
    region = Region.objects.filter(integration=integration, key=_KEY).first()
    first = region is None
    if region is None:
        region = Region(integration=integration, key=_KEY, name="Badgr (a stand-in for this demo)")
    elif region.api_url == url:
        return
    administering.change_region(
        region=region,
        api_url=url,
        site_url=url,
        client_id=fake.CLIENT_ID,
        client_secret=fake.CLIENT_SECRET,
        is_offered=True if first else region.is_offered,
        by=None,
        now=now,
    )
    if first:
        administering.switch(integration=integration, is_on=True, by=None, now=now)
