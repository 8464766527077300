"""Digital Bazaar's libraries (npm) on the rest: every member of Open Badges 3.0, endorsements, other issuers' lists."""

import datetime as dt
import json

import pytest

from conformance import judging, samples
from core.documents import test_v3_complete as complete
from factories import credentials
from phalera_core.documents import endorsement
from phalera_core.signing import proof
from phalera_core.verifying import sources, verifier

pytestmark = pytest.mark.node

NOW = samples.NOW


def _ours(document: dict) -> str:
    load = sources.StaticLoader()
    found = verifier.verify(
        json.dumps(document).encode(), now=NOW, resolver=sources.StaticResolver(), load=load
    )
    return found.verdict.value


def _theirs(judge: judging.Judge, document: dict) -> dict:
    return judge.ask("verify", credential=document, documents={}, now=NOW.isoformat())


def _endorsement() -> dict:
    return endorsement.compose(
        id_="urn:uuid:8e7d1f0e-3c52-4ac4-9d0c-0d4bd0f7c111",
        of=samples.SITE,
        issuer=samples.DID,
        valid_from=NOW - dt.timedelta(days=1),
        comment="In *good* standing",
    )


class TestTheyAndWeAgree:
    def test_on_an_endorsement_of_ours(self, digital_bazaar: judging.Judge) -> None:
        signed = proof.sign(_endorsement(), samples.KEY, created=NOW)

        assert _theirs(digital_bazaar, signed) == {"verified": True, "reasons": []}
        assert _ours(signed) == "verified"

    def test_on_an_endorsement_of_theirs(self, digital_bazaar: judging.Judge) -> None:
        issued = digital_bazaar.ask(
            "issue",
            credential=_endorsement(),
            secretKeyMultibase=samples.SECRET_MULTIBASE,
            publicKeyMultibase=samples.PUBLIC_MULTIBASE,
            created="2026-05-02T12:00:00Z",
        )

        assert _ours(issued) == "verified"
        assert _ours(issued | {"validFrom": "2020-01-01T00:00:00Z"}) == "refused"

    def test_on_a_credential_with_every_member(self, digital_bazaar: judging.Judge) -> None:
        academy = complete.ACADEMY
        signed = proof.sign(complete.full().to_json(), academy.signer, created=credentials.ISSUED)

        assert _theirs(digital_bazaar, signed) == {"verified": True, "reasons": []}
        assert _ours(signed) == "verified"

    def test_on_a_set_of_proofs(self, digital_bazaar: judging.Judge) -> None:
        signed = proof.sign(_endorsement(), samples.KEY, created=NOW)
        again = proof.sign(_endorsement(), samples.KEY, created=NOW - dt.timedelta(hours=1))
        both = signed | {"proof": [signed["proof"], again["proof"]]}

        assert _theirs(digital_bazaar, both)["verified"]
        assert _ours(both) == "verified"
