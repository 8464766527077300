"""Open Badges 2.0 records."""

import json

import pytest

from phalera_core import errors
from phalera_core.documents import v2
from phalera_core.linkeddata import forms

ISSUER = {
    "@context": "https://w3id.org/openbadges/v2",
    "id": "https://example.org/ob2/issuers/1",
    "type": "Issuer",
    "name": "Academy",
    "url": "https://example.org",
    "email": "badges@example.org",
    "telephone": "+31201234567",
    "description": "An academy.",
    "image": "https://example.org/logo.png",
    "verification": {"type": "VerificationObject", "startsWith": ["https://example.org/ob2/"]},
}
BADGE = {
    "@context": "https://w3id.org/openbadges/v2",
    "id": "https://example.org/ob2/badges/1",
    "type": "BadgeClass",
    "name": "Networks",
    "description": "Knows networks.",
    "image": {"id": "https://example.org/1.png", "type": "Image", "caption": "A net", "author": "Ada"},
    "criteria": {"id": "https://example.org/criteria", "narrative": "Build one."},
    "issuer": "https://example.org/ob2/issuers/1",
    "alignment": [{"targetName": "Skill", "targetUrl": "https://example.org/skill", "targetCode": "S1"}],
    "tags": ["net", "work"],
    "@language": "en",
    "version": "2",
}
ASSERTION = {
    "@context": "https://w3id.org/openbadges/v2",
    "id": "https://example.org/ob2/assertions/1",
    "type": "Assertion",
    "recipient": {"type": "email", "hashed": True, "salt": "s", "identity": "sha256$00"},
    "badge": BADGE["id"],
    "verification": {"type": "HostedBadge"},
    "image": "https://example.org/ob2/assertions/1/image.png",
    "issuedOn": "2026-11-24T09:00:00Z",
    "expires": "2027-11-24T09:00:00Z",
    "narrative": "Well done.",
    "evidence": [{"id": "https://example.org/work"}],
}


class TestAHostedBadge:
    @pytest.mark.parametrize(
        ("kind", "document"), [(v2.Issuer, ISSUER), (v2.BadgeClass, BADGE), (v2.Assertion, ASSERTION)]
    )
    def test_comes_out_as_it_went_in_with_every_member(self, kind, document):
        assert kind.from_json(document).to_json() == document
        assert kind.from_json({**document, "extensions:x": {"a": 1}}).to_json()["extensions:x"] == {"a": 1}

    def test_may_hold_its_badge_and_issuer(self):
        whole = {**ASSERTION, "badge": {**BADGE, "issuer": ISSUER}}

        record = v2.Assertion.from_json(whole)

        assert record.to_json() == whole
        assert record.badge.issuer.name == "Academy"

    @pytest.mark.parametrize("absent", ["id", "recipient", "badge", "verification", "issuedOn"])
    def test_must_say_what_the_standard_requires(self, absent):
        with pytest.raises(errors.ValueRefusedError) as refused:
            v2.Assertion.from_json({name: value for name, value in ASSERTION.items() if name != absent})

        assert refused.value.field == absent

    def test_keeps_only_its_id_and_reason_when_revoked(self):
        revoked = v2.Revoked(id=ASSERTION["id"], revocation_reason="Issued by mistake")

        assert revoked.to_json() == {
            "@context": "https://w3id.org/openbadges/v2",
            "id": ASSERTION["id"],
            "type": "Assertion",
            "revoked": True,
            "revocationReason": "Issued by mistake",
        }


class TestTheTemplateOfAnAssertion:
    def test_is_filled_into_an_assertion(self):
        form = forms.Form(v2.assertion_template(badge=BADGE["id"]))

        filled = form.fill(
            {
                "id": ASSERTION["id"],
                "identity_hash": "sha256$00",
                "salt": "s",
                "image": ASSERTION["image"],
                "awarded_date": ASSERTION["issuedOn"],
                "valid_until": ASSERTION["expires"],
            }
        )

        assert json.loads(filled) == {
            k: v for k, v in ASSERTION.items() if k not in {"narrative", "evidence"}
        }


class TestChecking:
    @pytest.mark.parametrize(
        ("change", "field"),
        [({"name": "\x00"}, "name"), ({"criteria": {}}, "criteria"), ({"tags": ["\x0b"]}, "tags")],
    )
    def test_refuses_what_must_not_be_published(self, change, field):
        with pytest.raises(errors.ValueRefusedError) as refused:
            v2.check(v2.BadgeClass.from_json({**BADGE, **change}))

        assert refused.value.field == field

    def test_lets_everything_else_pass(self):
        v2.check(v2.BadgeClass.from_json(BADGE))
