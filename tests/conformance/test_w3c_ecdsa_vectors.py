"""W3C Data Integrity ECDSA Cryptosuites, appendix A: the published examples of either curve, as statements and as JSON."""

import copy

import pytest

from conformance import test_w3c_vectors as example
from phalera_core import errors
from phalera_core.keys import multikey
from phalera_core.signing import proof
from phalera_core.signing.cryptosuites import members

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
# Appendix A.2, A.6 and A.7: the same document by the larger curve, and as JSON by either.
P384_KEY = "z82LkuBieyGShVBhvtE2zoiD6Kma4tJGFtkAhxR5pfkp5QPw4LutoYWhvQCnGjdVn14kujQ"
P384_DOCUMENT_HASH = (
    "8bf6e01df72c5b62f91b685231915ac4b8c58ea95f002c6b8f6bfafa1b251df476b56b8e01518e317dab099d3ecbff96"
)
P384_CONFIG_HASH = (
    "e32805a26492eac777aa7a138f6d8da3c74e0c7be7b296dcaccf97420c3b92eaad7be6449ca565e165031567f5c7cbc1"
)
OTHERS = {
    ("ecdsa-rdfc-2019", P384_KEY): (
        "z967Mvv5bxtmLNqTzPZ8KmJjFmFXaAKeQNzq7GWnQkMcLtaGSSmuozE5WtJ8PipMe178B1tE28K1vsJur9bGVJhz6jgSJsRHFSQe"
        "qgH8hhjcg8gZDFJC1b9FsR5ggNmDBqHv"
    ),
    ("ecdsa-jcs-2019", PUBLIC_KEY): (
        "z5ptCet75SaEgzG4v4zJhbJtfNi74Wv7Fq15hhKouJQQjEPQvPZKaYxcMXAMLPQS2FXrkCWokNJkFVkwxNzZfD5oT"
    ),
    ("ecdsa-jcs-2019", P384_KEY): (
        "zq3EuTeLiGurmB2JR5oL8oWEsT7u2tba4HT1oZbiMYWc5qzsoW2kLYcBcF4HM5vCpJyTkceULKrVXuJQkXeN5seL4uXrFNFRMm53"
        "GWy1Yrto8rTWxZi9DkNeWP7yUPs7ELAm"
    ),
}


def _options(suite, key):
    options = {**OPTIONS, "cryptosuite": suite, "verificationMethod": f"did:key:{key}#{key}"}
    return {**options, "@context": example.DOCUMENT["@context"]} if suite == "ecdsa-jcs-2019" else options


def _signed(suite, key):
    return {**example.DOCUMENT, "proof": {**_options(suite, key), "proofValue": OTHERS[suite, key]}}


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


@pytest.mark.parametrize(("suite", "key"), OTHERS)
class TestTheOtherPublishedExamples:
    def test_verify(self, suite, key):
        proof.verify_proof(_signed(suite, key), multikey.decode(key), known=example.KNOWN)

    @pytest.mark.parametrize("member", ["name", "validFrom", "issuer", "id"])
    def test_do_not_verify_when_changed(self, suite, key, member):
        with pytest.raises(errors.ProofError):
            proof.verify_proof(
                _signed(suite, key) | {member: "https://eve.example/"},
                multikey.decode(key),
                known=example.KNOWN,
            )

    def test_do_not_verify_with_another_key(self, suite, key):
        for other in {PUBLIC_KEY, P384_KEY, example.PUBLIC_KEY} - {key}:
            with pytest.raises(errors.ProofError):
                proof.verify_proof(_signed(suite, key), multikey.decode(other), known=example.KNOWN)

    def test_do_not_verify_under_the_other_name(self, suite, key):
        signed = _signed(suite, key)
        other = "ecdsa-jcs-2019" if suite == "ecdsa-rdfc-2019" else "ecdsa-rdfc-2019"
        signed["proof"] = {**signed["proof"], "cryptosuite": other}

        with pytest.raises(errors.ProofError):
            proof.verify_proof(signed, multikey.decode(key), known=example.KNOWN)


def test_the_example_of_p384_hashes_to_the_published_figures():
    config = {**_options("ecdsa-rdfc-2019", P384_KEY), "@context": example.DOCUMENT["@context"]}

    hashes = [
        members.statements_hash(one, example.KNOWN, "sha384").hex() for one in (config, example.DOCUMENT)
    ]

    assert hashes == [P384_CONFIG_HASH, P384_DOCUMENT_HASH]
