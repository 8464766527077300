"""Moments for tests whose platform is asked by others: these take no badge from the future."""

from datetime import UTC, datetime, timedelta

START = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=6)
MINUTE = timedelta(minutes=1)
