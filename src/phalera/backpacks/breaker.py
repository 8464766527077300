"""Leave a host alone for a while that does not answer, so that nothing else waits for it (hardening, rule 11)."""

from datetime import datetime, timedelta

from django.db.models import F

from phalera.backpacks.models import Region

# So many bad answers in a row close it; one that did not answer at all counts for several, as it costs a worker's time.
MOST_FAILURES = 9
OF_SILENCE = 3
SHORTEST = timedelta(seconds=30)
LONGEST = timedelta(minutes=15)


def closed_until(region: Region, *, now: datetime) -> datetime | None:
    """Give until when a host is not to be asked, or None when it may be."""
    until = Region.objects.values_list("closed_until", flat=True).get(pk=region.pk)
    return until if until is not None and until > now else None


def worked(region: Region) -> None:
    """Note that a host answered well."""
    Region.objects.filter(pk=region.pk).exclude(failures=0, closed_until=None).update(
        failures=0, closed_until=None
    )


def failed(region: Region, *, silent: bool, now: datetime) -> None:
    """Note a bad answer, or none; too many in a row close it, each time for twice as long."""
    Region.objects.filter(pk=region.pk).update(failures=F("failures") + (OF_SILENCE if silent else 1))
    failures = Region.objects.values_list("failures", flat=True).get(pk=region.pk)
    if failures >= MOST_FAILURES:
        doubled = min((failures - MOST_FAILURES) // OF_SILENCE, 10)
        Region.objects.filter(pk=region.pk).update(closed_until=now + min(LONGEST, SHORTEST * 2**doubled))


def throttled(region: Region, *, until: datetime) -> None:
    """Note that a host takes no more calls until then."""
    Region.objects.filter(pk=region.pk).update(closed_until=until)
