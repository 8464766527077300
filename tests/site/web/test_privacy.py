"""`/privacy/`: a learner chooses whether badges say their name, and reads what that changes."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from factories import stage
from phalera.accounts.models import Person
from phalera.common.models import AuditEvent

MORNING = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def leo():
    return stage.build(MORNING).leo


@pytest.fixture
def his(leo):
    client = Client()
    client.force_login(leo)
    return client


class TestTheChoice:
    def test_is_off_to_begin_with(self, his):
        page = his.get("/privacy/").content.decode()

        assert 'name="sign_name"' in page
        assert "checked" not in page

    def test_is_kept_and_told(self, his, leo):
        answer = his.post("/privacy/", {"sign_name": "on"}, follow=True)

        assert Person.objects.get(pk=leo.pk).sign_name
        assert "from now on say your name" in answer.content.decode()
        assert "checked" in answer.content.decode()
        assert AuditEvent.objects.filter(action="person.signed_name").count() == 1

    def test_is_taken_back(self, his, leo):
        his.post("/privacy/", {"sign_name": "on"})

        his.post("/privacy/", {})

        assert not Person.objects.get(pk=leo.pk).sign_name

    def test_changes_nothing_when_it_is_the_same(self, his):
        his.post("/privacy/", {})

        assert not AuditEvent.objects.filter(action="person.signed_name").exists()
