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
    if learner.sign_name:
        members["name"] = learner.name
    return json.dumps(members, ensure_ascii=False, sort_keys=True, separators=(",", ":")) if members else None
