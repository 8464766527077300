"""W3C Data Integrity EdDSA Cryptosuites, appendix B.2: every step of the published eddsa-jcs-2022 example."""

import copy
import json

import pytest

from conformance import test_w3c_vectors as example
from phalera_core import errors
from phalera_core.keys import multikey, signer
from phalera_core.linkeddata import jcs
from phalera_core.signing.cryptosuites import eddsa_jcs_2022

OPTIONS = {**example.OPTIONS, "cryptosuite": "eddsa-jcs-2022"}
PROOF_VALUE = "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX"
PUBLIC = multikey.decode_public(example.PUBLIC_KEY)


class TestThePublishedExampleOfEddsaJcs2022:
    def test_is_signed_with_the_published_signature(self):
        key = signer.Ed25519Signer(multikey.decode_secret(example.SECRET_KEY), example.METHOD)

        made = eddsa_jcs_2022.create(example.DOCUMENT, OPTIONS, key)

        assert made == {**OPTIONS, "@context": example.DOCUMENT["@context"], "proofValue": PROOF_VALUE}

    def test_verifies_as_published(self, shared):
        folder = shared / "spec/vectors/vc-di-eddsa/eddsa-jcs-2022"
        signed = json.loads((folder / "signedJCS.json").read_text())
        proof = signed.pop("proof")

        eddsa_jcs_2022.verify(signed, proof, PUBLIC)

        config = {name: value for name, value in proof.items() if name != "proofValue"}
        assert jcs.encode(signed).decode() == (folder / "canonDocJCS.txt").read_text().strip()
        assert jcs.encode(config).decode() == (folder / "proofCanonJCS.txt").read_text().strip()
        hashes = eddsa_jcs_2022.hash_data(signed, config).hex()
        assert hashes == (folder / "combinedHashJCS.txt").read_text().strip()

    @pytest.mark.parametrize("member", ["name", "validFrom", "issuer", "id"])
    def test_does_not_verify_when_changed(self, member):
        proof = {**OPTIONS, "@context": example.DOCUMENT["@context"], "proofValue": PROOF_VALUE}
        changed = copy.deepcopy(example.DOCUMENT) | {member: "https://eve.example/"}

        with pytest.raises(errors.ProofError):
            eddsa_jcs_2022.verify(changed, proof, PUBLIC)


class TestJcs:
    @pytest.mark.parametrize("name", ["arrays", "french", "structures"])
    def test_writes_the_published_forms(self, shared, name):
        folder = shared / "corpora/json/jcs"

        written = jcs.encode(json.loads((folder / f"input-{name}.json").read_bytes()))

        assert written == (folder / f"output-{name}.json").read_bytes()
