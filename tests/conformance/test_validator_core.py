"""1EdTech's validator-core (PyPI openbadges 1.1.2) on our hosted Open Badges 2.0 documents, served on loopback."""

import json

import pytest

from conformance import hosting, judging, samples
from phalera_core import baking
from phalera_core.documents import v2

LEO = {"email": samples.LEO}


@pytest.fixture
def badge(host: hosting.Host) -> dict:
    """Publish an assertion with all that it names, and give it."""
    issuer, badge_class, assertion = samples.hosted(host.url)
    published = json.loads(assertion)
    for document in (issuer, badge_class):
        host.publish(document.id, json.dumps(document.to_json()).encode())
    host.publish(published["id"], assertion)
    host.publish(badge_class.image.id, samples.png(), "image/png")
    host.publish(
        published["image"], baking.bake(samples.png(), v2=assertion, v3=samples.award().v3), "image/png"
    )
    return published


class TestTheValidatorAccepts:
    def test_our_assertion_by_its_address(self, validator_core: judging.Judge, badge: dict) -> None:
        found = validator_core.ask("verify", badge=badge["id"])

        assert found["messages"] == []
        assert found["valid"]
        assert found["version"] == "2.0"

    def test_it_for_its_recipient(self, validator_core: judging.Judge, badge: dict) -> None:
        found = validator_core.ask("verify", badge=badge["id"], recipient=LEO)

        assert found["valid"], found["messages"]
        assert found["recipient"] == LEO

    def test_it_as_json(self, validator_core: judging.Judge, badge: dict) -> None:
        found = validator_core.ask("verify", badge=json.dumps(badge), recipient=LEO)

        assert found["valid"], found["messages"]

    @pytest.mark.parametrize("picture", [samples.png(), samples.SVG], ids=["png", "svg"])
    def test_it_baked_with_both_versions(
        self, validator_core: judging.Judge, badge: dict, picture: bytes
    ) -> None:
        baked = baking.bake(picture, v2=json.dumps(badge).encode(), v3=samples.award().v3)

        found = validator_core.ask("verify", badge=baked.decode("latin-1"), picture=True, recipient=LEO)

        assert found["valid"], found["messages"]

    def test_the_address_of_the_baked_picture(self, validator_core: judging.Judge, badge: dict) -> None:
        found = validator_core.ask("verify", badge=badge["image"], recipient=LEO)

        assert found["valid"], found["messages"]


class TestTheValidatorRefuses:
    def test_somebody_elses(self, validator_core: judging.Judge, badge: dict) -> None:
        found = validator_core.ask("verify", badge=badge["id"], recipient={"email": "eve@example.org"})

        assert not found["valid"]

    def test_a_revoked_one(self, validator_core: judging.Judge, badge: dict, host: hosting.Host) -> None:
        revoked = v2.Revoked(id=badge["id"], revocation_reason="Awarded by mistake")
        host.publish(badge["id"], json.dumps(revoked.to_json()).encode(), status=410)

        found = validator_core.ask("verify", badge=badge["id"])

        # It does not look at the HTTP status, and finds what is left of the assertion wanting.
        assert not found["valid"]

    def test_one_whose_badge_class_is_gone(
        self, validator_core: judging.Judge, badge: dict, host: hosting.Host
    ) -> None:
        host.pages.pop(badge["badge"].removeprefix(host.url))

        found = validator_core.ask("verify", badge=badge["id"])

        assert not found["valid"]
