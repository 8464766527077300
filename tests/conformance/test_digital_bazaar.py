"""Digital Bazaar's libraries (npm) on what we issue, and we on what they issue."""

import base64
import copy
import datetime as dt
import json
from collections.abc import Callable

import pytest

from conformance import judging, samples
from phalera_core import baking
from phalera_core.documents import v3
from phalera_core.keys import dids, multikey, signer
from phalera_core.signing import proof
from phalera_core.verifying import sources, verifier

pytestmark = pytest.mark.node

LISTS = {samples.STATUS_LIST: json.loads(samples.status_list(revoked=[7]))}


def _asked(judge: judging.Judge, document: dict | bytes | str, **more: object) -> dict:
    credential = document if isinstance(document, dict) else json.loads(document)
    now = samples.NOW.isoformat()
    return judge.ask("verify", **{"credential": credential, "documents": LISTS, "now": now, **more})


def _verdict(data: bytes) -> str:
    lists = {url: json.dumps(document).encode() for url, document in LISTS.items()}
    loader = sources.StaticLoader(lists)
    found = verifier.verify(
        data, now=samples.NOW, resolver=sources.StaticResolver(), load=loader, recipient=samples.LEO
    )
    return found.verdict.value


class TestTheyVerifyOurs:
    @pytest.mark.parametrize("valid_until", [None, "2030-12-31T23:59:59Z"])
    def test_signed_by_the_template_path(
        self, digital_bazaar: judging.Judge, valid_until: str | None
    ) -> None:
        award = samples.award(valid_until=valid_until)

        found = _asked(digital_bazaar, award.v3)

        assert award.fast
        assert found == {"verified": True, "reasons": []}

    def test_signed_by_the_general_path(self, digital_bazaar: judging.Judge) -> None:
        award = samples.award(
            extra={"name": "Leo 李", "narrative": "Grafted **three** trees.", "creditsEarned": 2.5}
        )

        found = _asked(digital_bazaar, award.v3)

        assert not award.fast
        assert found == {"verified": True, "reasons": []}

    def test_signed_by_the_key_of_a_did_web(self, digital_bazaar: judging.Judge) -> None:
        did = "did:web:badges.example.org:issuers:1"
        method = dids.VerificationMethod(
            id=f"{did}#{samples.PUBLIC_MULTIBASE}", controller=did, public=samples.PUBLIC
        )
        key = signer.Ed25519Signer(samples.SECRET, method.id)
        of = samples.template(issuer=v3.Profile(id=did, name="Orchard Academy"))
        lists = {samples.STATUS_LIST: json.loads(samples.status_list(revoked=[7], issuer=did, key=key))}
        context = "https://w3id.org/security/multikey/v1"
        published = {
            did: dids.did_document(did, [method]),
            method.id: {"@context": context, **method.to_json()},
        }

        found = _asked(digital_bazaar, samples.award(of=of, key=key).v3, documents={**published, **lists})

        assert found == {"verified": True, "reasons": []}

    def test_out_of_our_png(self, digital_bazaar: judging.Judge) -> None:
        _, _, assertion = samples.hosted(samples.SITE)
        award = samples.award()
        baked = baking.bake(samples.png(), v3=award.v3, v2=assertion)

        found = digital_bazaar.ask("unbakePng", image=base64.b64encode(baked).decode())

        assert found == {"v3": [award.v3.decode()], "v2": [assertion.decode()]}
        assert _asked(digital_bazaar, found["v3"][0]) == {"verified": True, "reasons": []}

    def test_out_of_our_svg(self, digital_bazaar: judging.Judge) -> None:
        _, _, assertion = samples.hosted(samples.SITE)
        award = samples.award()
        baked = baking.bake(samples.SVG, v3=award.v3, v2=assertion)

        found = digital_bazaar.ask("unbakeSvg", image=baked.decode())

        assert json.loads(found["v3"][0]) == award.document
        assert json.loads(found["v2"][0]) == json.loads(assertion)
        assert found["verify"] == [json.loads(assertion)["id"]]
        assert _asked(digital_bazaar, found["v3"][0]) == {"verified": True, "reasons": []}

    def test_baked_a_second_time_there_is_one_credential(self, digital_bazaar: judging.Judge) -> None:
        newer = samples.award(1)
        for picture, ask in ((samples.png(), "unbakePng"), (samples.SVG, "unbakeSvg")):
            baked = baking.bake(baking.bake(picture, v3=samples.award(0).v3), v3=newer.v3)
            image = base64.b64encode(baked).decode() if ask == "unbakePng" else baked.decode()

            found = digital_bazaar.ask(ask, image=image)

            assert [json.loads(one) for one in found["v3"]] == [newer.document]

    def test_our_status_list(self, digital_bazaar: judging.Judge) -> None:
        found = _asked(digital_bazaar, LISTS[samples.STATUS_LIST])

        assert found == {"verified": True, "reasons": []}


def _rename(document: dict) -> None:
    document["credentialSubject"]["achievement"]["name"] += "!"


def _another_recipient(document: dict) -> None:
    document["credentialSubject"]["identifier"][0]["identityHash"] = samples.slots(1)["identity_hash"]


def _earlier(document: dict) -> None:
    document["validFrom"] = "2020-01-01T00:00:00Z"


def _undefined_term(document: dict) -> None:
    document["credentialSubject"]["surprise"] = "who reads this?"


def _without_context(document: dict) -> None:
    document["@context"].pop()


def _later_proof(document: dict) -> None:
    document["proof"]["created"] = "2026-05-31T00:00:00Z"


def _flip_signature(document: dict) -> None:
    value = document["proof"]["proofValue"]
    document["proof"]["proofValue"] = value[:-1] + ("2" if value[-1] != "2" else "3")


def _another_issuer(document: dict) -> None:
    document["issuer"]["id"] = dids.did_key(signer.public_key(b"\x07" * 32))


def _other_list(document: dict) -> None:
    document["credentialStatus"]["statusListIndex"] = "5"


TAMPERINGS = [
    _rename,
    _another_recipient,
    _earlier,
    _undefined_term,
    _without_context,
    _later_proof,
    _flip_signature,
    _another_issuer,
    _other_list,
]


class TestTheyAndWeRefuse:
    @pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda tamper: tamper.__name__.strip("_"))
    def test_what_was_tampered_with(
        self, digital_bazaar: judging.Judge, tamper: Callable[[dict], None]
    ) -> None:
        document = samples.award().document
        tamper(document)

        theirs = _asked(digital_bazaar, document)
        ours = _verdict(json.dumps(document).encode())

        assert not theirs["verified"]
        assert ours == "refused"

    def test_what_was_revoked(self, digital_bazaar: judging.Judge) -> None:
        award = samples.award(7)

        theirs = _asked(digital_bazaar, award.v3)
        ours = _verdict(award.v3)

        assert theirs == {"verified": False, "reasons": ["the status list says revoked"]}
        assert ours == "refused"

    def test_what_is_out_of_date(self, digital_bazaar: judging.Judge) -> None:
        award = samples.award(valid_until="2026-05-31T23:59:59Z")

        theirs = _asked(digital_bazaar, award.v3)
        ours = _verdict(award.v3)

        assert not theirs["verified"]
        assert ours == "refused"


class TestWeVerifyTheirs:
    @pytest.fixture
    def issued(self, digital_bazaar: judging.Judge) -> dict:
        unsigned = {name: value for name, value in samples.award().document.items() if name != "proof"}
        return digital_bazaar.ask(
            "issue",
            credential=unsigned,
            secretKeyMultibase=samples.SECRET_MULTIBASE,
            publicKeyMultibase=samples.PUBLIC_MULTIBASE,
            created="2026-05-02T12:00:00Z",
        )

    def test_as_json(self, issued: dict) -> None:
        assert _verdict(json.dumps(issued).encode()) == "verified"

    def test_with_the_very_signature_we_would_make(self, issued: dict) -> None:
        unsigned = {name: value for name, value in issued.items() if name != "proof"}

        ours = proof.sign(unsigned, samples.KEY, created=dt.datetime(2026, 5, 2, 12, tzinfo=dt.UTC))

        assert ours["proof"] == issued["proof"]

    def test_but_not_when_changed(self, issued: dict) -> None:
        for tamper in TAMPERINGS:
            changed = copy.deepcopy(issued)
            tamper(changed)

            assert _verdict(json.dumps(changed).encode()) == "refused", tamper.__name__

    def test_but_not_with_a_key_that_is_not_the_issuers(self, digital_bazaar: judging.Judge) -> None:
        secret = b"\x07" * 32
        unsigned = {name: value for name, value in samples.award().document.items() if name != "proof"}

        signed = digital_bazaar.ask(
            "issue",
            credential=unsigned,
            secretKeyMultibase=multikey.encode_secret(secret),
            publicKeyMultibase=multikey.encode_public(signer.public_key(secret)),
            created="2026-05-02T12:00:00Z",
        )

        assert _verdict(json.dumps(signed).encode()) == "refused"
