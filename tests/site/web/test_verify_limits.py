"""`/verify/` holds out against whoever asks too much of it."""

import json
import threading

import pytest

from phalera.verifying import limits

pytestmark = pytest.mark.django_db


@pytest.fixture
def one_place(monkeypatch):
    """Give the room for verifications as it is when there is one place in it."""
    room = threading.BoundedSemaphore(1)
    monkeypatch.setattr(limits, "_room", room)
    monkeypatch.setattr(limits, "PATIENCE", 0.01)
    return room


class TestVerifying:
    def test_turns_people_away_while_all_places_are_taken(self, client, one_place):
        with one_place:
            busy = client.post("/verify/", {"text": "{}"})
        assert busy.status_code == 429
        assert "at this moment" in busy.text

    def test_gives_its_place_back_whatever_came(self, client, one_place):
        for text in ("{}", "no badge", "https://127.0.0.1/x"):
            assert client.post("/verify/", {"text": text}).status_code in (200, 422)
        assert one_place.acquire(timeout=0)


class TestADate:
    @pytest.mark.parametrize(
        ("zone", "moment"),
        [("America/New_York", "0001-01-01T00:00:00Z"), ("Asia/Tokyo", "9999-12-31T23:59:59Z")],
    )
    def test_at_the_end_of_time_is_shown_in_every_zone(self, client, settings, zone, moment):
        settings.TIME_ZONE = zone
        text = json.dumps(
            {
                "@context": ["https://www.w3.org/ns/credentials/v2"],
                "type": ["VerifiableCredential", "OpenBadgeCredential"],
                "credentialSubject": {"achievement": {"name": "Forever"}},
                "validFrom": moment,
                "validUntil": moment,
            }
        )

        answer = client.post("/verify/", {"text": text})

        assert answer.status_code == 200
        assert "Forever" in answer.text
