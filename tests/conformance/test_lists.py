"""Status lists in both directions, for both purposes and bit by bit: Digital Bazaar's (npm) and openbadgeslib's."""

import datetime as dt
import json
import random

import pytest
from openbadgeslib import ob3 as openbadgeslib

from conformance import judging, samples
from phalera_core import baking
from phalera_core.signing import proof, vc_jwt
from phalera_core.status import bitstring
from phalera_core.verifying import sources, verifier

LENGTH = bitstring.LENGTH
# The first and last bits of bytes, both ends of the list, and some in between.
PLACES = sorted({0, 1, 7, 8, 9, 15, 16, LENGTH - 8, LENGTH - 1, *random.Random(7).sample(range(LENGTH), 40)})
SET = PLACES[::2]
PURPOSES = pytest.mark.parametrize("purpose", ["revocation", "suspension"])
WHAT_WAS_DONE = {"revocation": "revoked", "suspension": "suspended"}
PEM = samples.pem(samples.SECRET)


def our_list(purpose: str, places: list[int] = SET) -> dict:
    bits = bitstring.Bitstring()
    for place in places:
        bits.set(place)
    unsigned = bitstring.list_credential(samples.STATUS_LIST, samples.DID, bits, samples.NOW)
    unsigned["credentialSubject"]["statusPurpose"] = purpose
    return unsigned


def badge(place: int, purpose: str) -> dict:
    """Give a badge with an entry of its own, not signed yet."""
    unsigned = {name: value for name, value in samples.award().document.items() if name != "proof"}
    return unsigned | {"credentialStatus": openbadgeslib.status_entry(samples.STATUS_LIST, purpose, place)}


def our_badge(place: int, purpose: str) -> dict:
    return proof.sign(badge(place, purpose), samples.KEY, created=samples.NOW)


def ours(data: bytes, published: bytes, now: dt.datetime = samples.NOW):
    loader = sources.StaticLoader({samples.STATUS_LIST: published})
    resolver = sources.LoadingResolver(loader)
    return verifier.verify(data, now=now, resolver=resolver, load=loader)


@pytest.mark.node
class TestDigitalBazaar:
    @staticmethod
    def asked(judge: judging.Judge, document: dict, published: dict) -> dict:
        documents = {samples.STATUS_LIST: published}
        now = samples.NOW.isoformat()
        return judge.ask("verify", credential=document, documents=documents, now=now)

    @staticmethod
    def made(judge: judging.Judge, purpose: str, **instead: object) -> dict:
        """Give a list that they made and signed."""
        unsigned = judge.ask(
            "list",
            url=samples.STATUS_LIST,
            issuer=samples.DID,
            purpose=purpose,
            set=SET,
            length=instead.get("length", LENGTH),
            validFrom="2026-05-01T00:00:00Z",
        )
        return judge.ask(
            "issue",
            credential=unsigned,
            secretKeyMultibase=samples.SECRET_MULTIBASE,
            publicKeyMultibase=samples.PUBLIC_MULTIBASE,
            created="2026-05-02T12:00:00Z",
        )

    def test_reads_every_bit_of_our_list_where_we_wrote_it(self, digital_bazaar: judging.Judge) -> None:
        encoded = our_list("revocation")["credentialSubject"]["encodedList"]

        found = digital_bazaar.ask("readList", encodedList=encoded, places=PLACES)

        assert found == {"length": LENGTH, "set": SET}

    def test_writes_every_bit_where_we_read_it(self, digital_bazaar: judging.Judge) -> None:
        encoded = self.made(digital_bazaar, "revocation")["credentialSubject"]["encodedList"]

        bits = bitstring.decode(encoded)

        assert [place for place in range(LENGTH) if bits.get(place)] == SET

    @PURPOSES
    def test_hears_what_our_list_says(self, digital_bazaar: judging.Judge, purpose: str) -> None:
        published = proof.sign(our_list(purpose), samples.KEY, created=samples.NOW)

        for place in PLACES[:8]:
            found = self.asked(digital_bazaar, our_badge(place, purpose), published)

            assert found["verified"] == (place not in SET), place

    @PURPOSES
    def test_is_heard_by_us(self, digital_bazaar: judging.Judge, purpose: str) -> None:
        published = json.dumps(self.made(digital_bazaar, purpose)).encode()

        for place in PLACES[:8]:
            found = ours(json.dumps(our_badge(place, purpose)).encode(), published)

            assert found.verdict.value == ("refused" if place in SET else "verified"), place
            assert WHAT_WAS_DONE[purpose] in found.find("status").message

    def test_and_we_trust_no_list_that_was_changed(self, digital_bazaar: judging.Judge) -> None:
        published = self.made(digital_bazaar, "revocation")
        published["credentialSubject"]["encodedList"] = our_list("revocation", [])["credentialSubject"][
            "encodedList"
        ]
        document = our_badge(SET[0], "revocation")

        theirs = self.asked(digital_bazaar, document, published)
        found = ours(json.dumps(document).encode(), json.dumps(published).encode())

        assert not theirs["verified"]
        assert found.verdict.value == "undecided"

    def test_and_we_take_no_list_for_another_purpose(self, digital_bazaar: judging.Judge) -> None:
        published = self.made(digital_bazaar, "suspension")
        document = our_badge(PLACES[1], "revocation")

        theirs = self.asked(digital_bazaar, document, published)
        found = ours(json.dumps(document).encode(), json.dumps(published).encode())

        assert not theirs["verified"]
        assert found.verdict.value == "undecided"

    def test_and_we_agree_on_a_list_of_twice_the_length(self, digital_bazaar: judging.Judge) -> None:
        published = self.made(digital_bazaar, "revocation", length=2 * LENGTH)
        for place, verdict in ((SET[0], "refused"), (2 * LENGTH - 1, "verified"), (2 * LENGTH, "refused")):
            document = our_badge(place, "revocation")

            theirs = self.asked(digital_bazaar, document, published)
            found = ours(json.dumps(document).encode(), json.dumps(published).encode())

            assert theirs["verified"] == (verdict == "verified"), place
            assert found.verdict.value == verdict, place


class TestOpenbadgeslib:
    @staticmethod
    def signed(purpose: str) -> bytes:
        """Give a list that they made and signed, which is a token that begins to count at this very moment."""
        unsigned = openbadgeslib.build_status_list_credential(
            samples.DID, samples.STATUS_LIST, purpose, SET, issued=samples.NOW.replace(month=5)
        )
        return openbadgeslib.sign_status_list_credential(unsigned, PEM, "EdDSA").encode()

    def test_reads_every_bit_of_our_list_where_we_wrote_it(self) -> None:
        encoded = our_list("revocation")["credentialSubject"]["encodedList"]

        assert openbadgeslib.set_indices(openbadgeslib.decode_encoded_list(encoded)) == set(SET)

    def test_writes_every_bit_where_we_read_it(self) -> None:
        bits = bitstring.decode(openbadgeslib.encode_bitstring(SET))

        assert [place for place in range(LENGTH) if bits.get(place)] == SET

    @PURPOSES
    def test_hears_what_our_token_of_a_list_says(self, purpose: str) -> None:
        unsigned = our_list(purpose)
        # It is asked at this very moment, so the list must be in force now.
        unsigned["validFrom"] = "2026-01-01T00:00:00Z"
        published = {samples.STATUS_LIST: vc_jwt.sign(unsigned, samples.KEY)}

        for place in PLACES[:4]:
            token = vc_jwt.sign(badge(place, purpose), samples.KEY).decode()
            reader = openbadgeslib.OB3Verifier.for_issuer_did(samples.DID)
            options = {"check_status": True, "download": published.__getitem__}

            if place in SET:
                with pytest.raises(openbadgeslib.OB3VerificationError, match=purpose):
                    reader.verify(token, **options)
            else:
                assert reader.verify(token, **options).issuer.id == samples.DID

    @PURPOSES
    def test_is_heard_by_us(self, purpose: str) -> None:
        published = self.signed(purpose)

        for place in PLACES[:8]:
            baked = baking.bake(samples.png(), v3=vc_jwt.sign(badge(place, purpose), samples.KEY))
            for data in (baked, json.dumps(our_badge(place, purpose)).encode()):
                found = ours(data, published, dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1))

                assert found.verdict.value == ("refused" if place in SET else "verified"), found.decisive
                assert WHAT_WAS_DONE[purpose] in found.find("status").message

    def test_is_not_heard_before_its_token_counts(self) -> None:
        document = json.dumps(our_badge(PLACES[1], "revocation")).encode()

        found = ours(document, self.signed("revocation"))

        assert found.verdict.value == "undecided"
        assert "out of date" in found.find("status").message

    def test_and_we_trust_no_token_that_was_changed(self) -> None:
        token = self.signed("revocation")
        for at in range(0, len(token), 211):
            letter = b"A" if token[at : at + 1] != b"A" else b"B"
            forged = token[:at] + letter + token[at + 1 :]

            now = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=1)
            found = ours(json.dumps(our_badge(PLACES[1], "revocation")).encode(), forged, now)

            assert found.verdict.value == "undecided", at
