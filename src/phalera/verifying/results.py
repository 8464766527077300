"""Results that somebody wants to show: kept when they ask, for thirty days, without the badge itself.

Between the verdict and that wish nothing is kept here: the page holds the result, under our signature.
"""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core import signing

from phalera.verifying.models import Result
from phalera_core.verifying import report

KEPT = timedelta(days=30)
# So long after the verdict one may still ask for a link to it.
WILLING = timedelta(hours=1)
# Characters of a name: a badge may bear one of a megabyte, which nobody needs to be shown for thirty days.
LONGEST = 300
_SECRET_BYTES = 24
# Of what the page said of the badge, this is told others: never who holds it.
SHOWN = ("name", "issuer", "standing", "origin", "awarded", "valid_until")
_SALT = "phalera.verifying.result"


def summary(found: report.Report, *, at: datetime, shown: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Give what a result says to others: verdict, issuer and checks, and of the badge its name and dates.

    `shown` is what the page said of it; words are cut to what people read.
    """
    shown = shown or {}
    told = {**found.to_json(), "credential": None}
    if found.issuer:
        told["issuer"] = {**found.issuer.to_json(), "name": (found.issuer.name or "")[:LONGEST] or None}
    return {
        "report": told,
        "sentence": found.sentence,
        **{key: _text(shown.get(key)) for key in SHOWN},
        "posing": bool(shown.get("posing")),
        "at": at.isoformat(),
    }


def sealed(said: dict[str, Any]) -> str:
    """Write a result so that it can come back by way of the visitor, unchanged."""
    return signing.dumps(said, salt=_SALT, compress=True)


def opened(text: str) -> dict[str, Any] | None:
    """Read what `sealed` wrote; None when it was changed, or is too old to be shown as new."""
    try:
        said: dict[str, Any] = signing.loads(text, salt=_SALT, max_age=WILLING)
    except signing.BadSignature:
        return None
    return said


def keep(said: dict[str, Any], *, now: datetime) -> tuple[Result, str]:
    """Keep a result, and give it with the secret of its link."""
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    return Result.objects.create(
        secret_hash=_hash(secret), said=said, made_at=now, ends_at=now + KEPT
    ), secret


def find(secret: str, *, now: datetime) -> Result | None:
    """Give the result that a link shows, None when there is none or it has ended."""
    return Result.objects.filter(secret_hash=_hash(secret), ends_at__gt=now).first()


def forget_ended(now: datetime) -> None:
    """Delete what nobody can see any more."""
    Result.objects.filter(ends_at__lte=now).delete()


def report_of(result: Result) -> report.Report:
    """Give the report that was made then."""
    return report.Report.from_json(result.said["report"])


def _text(value: object) -> str:
    return (value.isoformat() if isinstance(value, datetime) else str(value or ""))[:LONGEST]


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
