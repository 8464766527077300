"""Learners with badges that are signed, for whose records are to be made."""

import datetime as dt

from factories import stage
from phalera.accounts import actions as accounts
from phalera.issuing import actions as issuing
from phalera.issuing import queries

NOW = dt.datetime(2026, 4, 7, 9, 30, tzinfo=dt.UTC)


def issued(theater, course, *learners):
    """Award a course's badge to learners, and give their credentials."""
    awards = [stage.award(theater, course, NOW, learner=learner) for learner in learners]
    issuing.issue(awards=awards, now=NOW)
    return [queries.live_credential(award) for award in awards]


def learner(name, language="en"):
    """Add somebody of this name."""
    address = f"{abs(hash(name))}@example.org"
    return accounts.add_person(name=name, email=address, language=language, by=None, now=NOW)
