"""The audit trail: who did what to which thing, written in the transaction that did it."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from django.db.models import Model

from phalera.common import bulk
from phalera.common.models import AuditEvent


class Actor(Protocol):
    """Whoever acts; `common` may not know people."""

    uuid: uuid.UUID


def record(
    *,
    by: Actor | None,
    action: str,
    target: Model,
    details: Mapping[str, object] | None = None,
    now: datetime,
) -> None:
    """Write that `by` (None is Phalera itself) did `action` to `target`."""
    record_many(by=by, action=action, targets=[(target, details or {})], now=now)


def record_many(
    *,
    by: Actor | None,
    action: str,
    targets: Sequence[tuple[Model, Mapping[str, object]]],
    now: datetime,
) -> None:
    """Write one entry for each of `targets`, given with its details."""
    actor = str(by.uuid) if by else ""
    bulk.insert(
        [
            AuditEvent(
                at=now,
                actor=actor,
                action=action,
                object_type=type(target).__name__.lower(),
                object_id=str(getattr(target, "uuid", target.pk)),
                details=dict(details),
            )
            for target, details in targets
        ]
    )
