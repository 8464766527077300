"""The trail is written with what it tells of, and the database lets nobody rewrite it."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from factories import stage
from phalera.common import audit, triggers
from phalera.common.models import AuditEvent

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def event(db):
    issuer = stage.build(NOW).issuer
    audit.record(by=None, action="tested", target=issuer, details={"n": 1}, now=NOW)
    return AuditEvent.objects.get(action="tested")


class TestTheTrail:
    def test_tells_who_did_what_to_which_thing(self, db):
        cast = stage.build(NOW)

        audit.record(by=cast.grace, action="tested", target=cast.badge, now=NOW)

        event = AuditEvent.objects.get(action="tested")
        assert (event.actor, event.object_type, event.object_id) == (
            str(cast.grace.uuid),
            "badge",
            str(cast.badge.uuid),
        )

    def test_refuses_a_change_in_the_database(self, event):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            AuditEvent.objects.filter(pk=event.pk).update(action="something else")

        event.refresh_from_db()
        assert event.action == "tested"

    def test_refuses_to_be_deleted_in_the_database(self, event):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            AuditEvent.objects.filter(pk=event.pk).delete()

        assert AuditEvent.objects.filter(pk=event.pk).exists()

    def test_lets_a_demo_be_emptied_and_refuses_again_afterwards(self, event):
        if connection.vendor == "sqlite":
            with triggers.lifted(connection):
                AuditEvent.objects.filter(action="issuer.added").delete()
        else:  # where a database is emptied by TRUNCATE
            with triggers.lifted(connection), connection.cursor() as cursor:
                cursor.execute("TRUNCATE common_auditevent")
            audit.record(by=None, action="tested", target=event, now=NOW)

        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            AuditEvent.objects.all().delete()
