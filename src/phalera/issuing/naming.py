"""The learner's name in what is signed: only where they chose it (Open Badges 3.0, IdentityObject of type `name`)."""

import json
from typing import Any

from phalera.accounts.models import Person


def said(learner: Person, *, before: str | None = None) -> str | None:
    """Give what only a new credential of a learner says: what the one before it said, and the name if it is wanted now.

    Canonical JSON, or None when there is nothing, so that most badges stay on the fast path.
    """
    members: dict[str, Any] = json.loads(before) if before else {}
    members.pop("name", None)
    name = wanted(learner)
    if name is not None:
        members["name"] = name
    return json.dumps(members, ensure_ascii=False, sort_keys=True, separators=(",", ":")) if members else None


def name_in(extra: str | None) -> str | None:
    """Give the name that a credential says, from what only it says, or None."""
    return json.loads(extra).get("name") if extra else None


def wanted(learner: Person) -> str | None:
    """Give the name that a learner wants in their badges now, or None."""
    return learner.name if learner.sign_name else None
