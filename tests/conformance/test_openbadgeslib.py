"""openbadgeslib, an implementation of its own (LGPL, so only ever called, in tests), on what we issue."""

import json

import pytest
from openbadgeslib import verify as openbadgeslib
from openbadgeslib.ob3 import OB3LdpVerifier, OB3VerificationError

from conformance import samples
from phalera_core import baking


def _verify(document: bytes, **options: object) -> object:
    return OB3LdpVerifier.for_issuer_did(samples.DID).verify(document, **options)


class TestItVerifies:
    @pytest.mark.parametrize("valid_until", [None, "2099-12-31T23:59:59Z"])
    def test_what_the_template_path_signed(self, valid_until: str | None) -> None:
        award = samples.award(valid_until=valid_until)

        found = _verify(award.v3, expected_recipient=award.slots["subject_id"])

        assert award.fast
        assert found.achievement.name == samples.ACHIEVEMENT.name
        assert found.issuer.id == samples.DID

    def test_what_the_general_path_signed(self) -> None:
        award = samples.award(
            extra={"name": "Leo 李", "narrative": "Grafted **three** trees.", "creditsEarned": 2.5}
        )

        found = _verify(award.v3)

        assert not award.fast
        assert found.achievement.name == samples.ACHIEVEMENT.name

    @pytest.mark.parametrize("picture", [samples.png(), samples.SVG], ids=["png", "svg"])
    def test_what_it_finds_in_our_pictures(self, picture: bytes) -> None:
        _, _, assertion = samples.hosted(samples.SITE)
        baked = baking.bake(picture, v3=samples.award().v3, v2=assertion)

        found = openbadgeslib.verify_badge(baked, "3", resolve_did=True)

        assert found.valid, found.reason
        assert found.issuer_did == samples.DID

    def test_the_status_of_what_is_not_revoked(self) -> None:
        lists = {samples.STATUS_LIST: samples.status_list(revoked=[7])}

        found = _verify(
            samples.award(6).v3, check_status=True, verify_status_list=False, download=lists.__getitem__
        )

        assert found.achievement.name == samples.ACHIEVEMENT.name


class TestItRefuses:
    def test_one_changed_word(self) -> None:
        document = samples.award().document
        document["credentialSubject"]["achievement"]["name"] += "!"

        with pytest.raises(OB3VerificationError):
            _verify(json.dumps(document).encode())

    def test_another_recipient(self) -> None:
        with pytest.raises(OB3VerificationError, match="mismatch"):
            _verify(samples.award().v3, expected_recipient=samples.slots(1)["subject_id"])

    def test_what_our_list_says_is_revoked(self) -> None:
        lists = {samples.STATUS_LIST: samples.status_list(revoked=[7])}

        with pytest.raises(OB3VerificationError, match="revocation"):
            _verify(
                samples.award(7).v3, check_status=True, verify_status_list=False, download=lists.__getitem__
            )
