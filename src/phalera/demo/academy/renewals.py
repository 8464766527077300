"""Who renewed which certification, and when: as deterministic as the year itself."""

import random
from datetime import date, datetime, time, timedelta

from phalera.demo.academy import people

# Leo let one run out, should renew one, and renewed the third in its last days.
_LEO = {"food-hygiene": timedelta(days=5)}  # so long after it could be renewed
_RENEW = 0.85  # of those who could
_TAKE_PART = 0.3  # of those who finished a course of a path say that they want all of it


def renewed_at(email: str, program: str, *, opens_on: date, last_day: date, now: datetime) -> datetime | None:
    """Give when somebody renewed a certification for the first time, or None who did not, or not yet."""
    if email == people.LEO.email:
        if program not in _LEO:
            return None
        day = opens_on + _LEO[program]
    else:
        dice = _dice(email, program)
        if dice.random() >= _RENEW:
            return None
        # Most in time, some a little late.
        day = opens_on + timedelta(days=dice.randint(1, (last_day - opens_on).days + 12))
    at = datetime.combine(day, time(11, 12), tzinfo=now.tzinfo)
    return at if at < now - timedelta(days=1) else None


def takes_part(email: str, program: str) -> bool:
    """Say whether somebody who began a course of a path or certification said that they want all of it."""
    return email == people.LEO.email or _dice(email, f"part:{program}").random() < _TAKE_PART


def _dice(email: str, what: str) -> random.Random:
    # Seeded by both, so that nobody's story changes when something is added.
    return random.Random(f"phalera:{email}:{what}")  # noqa: S311 -- a story, not a secret
