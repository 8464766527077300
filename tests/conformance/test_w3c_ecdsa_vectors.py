"""W3C Data Integrity ECDSA Cryptosuites, appendix A: the published examples of P-256, and what we leave to others."""

import copy
import json

import base58
import pytest

from conformance import test_w3c_vectors as example
from conformance import vectors
from factories import credentials
from phalera_core import errors
from phalera_core.keys import multikey
from phalera_core.signing import proof
from phalera_core.signing.cryptosuites import members
from phalera_core.verifying import report, sources, verifier

PUBLIC_KEY = "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP"
PUBLIC = multikey.decode(PUBLIC_KEY)
OPTIONS = {
    **example.OPTIONS,
    "cryptosuite": "ecdsa-rdfc-2019",
    "verificationMethod": f"did:key:{PUBLIC_KEY}#{PUBLIC_KEY}",
}
CONFIG_HASH = "3a8a522f689025727fb9d1f0fa99a618da023e8494ac74f51015d009d35abc2e"
PROOF_VALUE = "zaHXrr7AQdydBk3ahpCDpWbxfLokDqmCToYm2dyWvpcFVyWooC2he63w1f7UNQoAMKdhaRtcnaE2KTo5o5vTCcfw"
SIGNED = {**example.DOCUMENT, "proof": {**OPTIONS, "proofValue": PROOF_VALUE}}
REST = vectors.find("vc-di-ecdsa", "TestVectors")


class TestThePublishedExampleOfEcdsaRdfc2019:
    def test_verifies(self):
        proof.verify_proof(SIGNED, PUBLIC, known=example.KNOWN)

    def test_hashes_to_the_published_figures(self):
        config = {**OPTIONS, "@context": example.DOCUMENT["@context"]}

        assert members.statements_hash(config, example.KNOWN).hex() == CONFIG_HASH
        assert members.statements_hash(example.DOCUMENT, example.KNOWN).hex() == example.DOCUMENT_HASH

    @pytest.mark.parametrize("member", ["name", "validFrom", "issuer", "id"])
    def test_does_not_verify_when_changed(self, member):
        changed = copy.deepcopy(SIGNED) | {member: "https://eve.example/"}

        with pytest.raises(errors.ProofError):
            proof.verify_proof(changed, PUBLIC, known=example.KNOWN)

    def test_does_not_verify_with_another_key(self):
        with pytest.raises(errors.ProofError):
            proof.verify_proof(SIGNED, example.multikey.decode(example.PUBLIC_KEY), known=example.KNOWN)


class TestTheOtherPublishedExamples:
    @pytest.mark.parametrize(
        "name",
        [
            "ecdsa-rdfc-2019-p384/signedECDSAP384.json",
            "ecdsa-jcs-2019-p256/signedJCSECDSAP256.json",
            "ecdsa-jcs-2019-p384/signedJCSECDSAP384.json",
        ],
    )
    def test_are_told_as_not_supported(self, name):
        signed = json.loads((vectors.needed(REST) / name).read_bytes())

        with pytest.raises(errors.UnsupportedProofError):
            proof.verify_proof(signed, PUBLIC, known=example.KNOWN)


class TestABadgeSignedWithP384:
    def test_is_undecided_and_not_refused(self):
        # The key and the signature of appendix A.2, over something else: we cannot know whether it fits.
        key = "z82LkuBieyGShVBhvtE2zoiD6Kma4tJGFtkAhxR5pfkp5QPw4LutoYWhvQCnGjdVn14kujQ"
        academy = credentials.Academy(issuer_id=f"did:key:{key}")
        value = "z" + base58.b58encode(bytes(range(96))).decode()
        made = {**OPTIONS, "verificationMethod": f"did:key:{key}#{key}", "proofValue": value}

        found = verifier.verify(
            credentials.dump(academy.unsigned() | {"proof": made}),
            now=credentials.NOW,
            resolver=sources.StaticResolver(),
            load=sources.StaticLoader(),
        )

        assert found.verdict is report.Verdict.UNDECIDED
        assert "ecdsa-rdfc-2019" in found.find("proof").message
