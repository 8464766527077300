"""W3C Data Integrity EdDSA Cryptosuites, appendix B.1: every step of the published example, reproduced exactly."""

import datetime as dt
import hashlib

import pytest

from phalera_core import errors
from phalera_core.keys import multikey, signer
from phalera_core.linkeddata import canonical, contexts
from phalera_core.signing import proof
from phalera_core.signing.cryptosuites import eddsa_rdfc_2022

EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
KNOWN = contexts.ContextSet(
    {EXAMPLES: {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}}
)

PUBLIC_KEY = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
SECRET_KEY = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"
METHOD = f"did:key:{PUBLIC_KEY}#{PUBLIC_KEY}"

DOCUMENT = {
    "@context": ["https://www.w3.org/ns/credentials/v2", EXAMPLES],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
}
OPTIONS = {
    "type": "DataIntegrityProof",
    "cryptosuite": "eddsa-rdfc-2022",
    "created": "2023-02-24T23:36:38Z",
    "verificationMethod": METHOD,
    "proofPurpose": "assertionMethod",
}

CANONICAL_DOCUMENT = """\
<did:example:abcdefgh> <https://www.w3.org/ns/credentials/examples#alumniOf> "The School of Examples" .
<urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://www.w3.org/2018/credentials#VerifiableCredential> .
<urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://www.w3.org/ns/credentials/examples#AlumniCredential> .
<urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33> <https://schema.org/description> "A minimum viable example of an Alumni Credential." .
<urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33> <https://schema.org/name> "Alumni Credential" .
<urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33> <https://www.w3.org/2018/credentials#credentialSubject> <did:example:abcdefgh> .
<urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33> <https://www.w3.org/2018/credentials#issuer> <https://vc.example/issuers/5678> .
<urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33> <https://www.w3.org/2018/credentials#validFrom> "2023-01-01T00:00:00Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .
"""
CANONICAL_CONFIG = f"""\
_:c14n0 <http://purl.org/dc/terms/created> "2023-02-24T23:36:38Z"^^<http://www.w3.org/2001/XMLSchema#dateTime> .
_:c14n0 <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://w3id.org/security#DataIntegrityProof> .
_:c14n0 <https://w3id.org/security#cryptosuite> "eddsa-rdfc-2022"^^<https://w3id.org/security#cryptosuiteString> .
_:c14n0 <https://w3id.org/security#proofPurpose> <https://w3id.org/security#assertionMethod> .
_:c14n0 <https://w3id.org/security#verificationMethod> <{METHOD}> .
"""
DOCUMENT_HASH = "517744132ae165a5349155bef0bb0cf2258fff99dfe1dbd914b938d775a36017"
CONFIG_HASH = "bea7b7acfbad0126b135104024a5f1733e705108f42d59668b05c0c50004c6b0"
SIGNATURE = (
    "4d8e53c2d5b3f2a7891753eb16ca993325bdb0d3cfc5be1093d0a18426f5ef85"
    "78cadc0fd4b5f4dd0d1ce0aefd15ab120b7a894d0eb094ffda4e6553cd1ed50d"
)
PROOF_VALUE = "z2YwC8z3ap7yx1nZYCg4L3j3ApHsF8kgPdSb5xoS1VR7vPG3F561B52hYnQF9iseabecm3ijx4K1FBTQsCZahKZme"


class TestThePublishedExampleOfEddsaRdfc2022:
    def test_canonicalises_to_the_published_statements(self):
        assert canonical.to_nquads(DOCUMENT, known=KNOWN) == CANONICAL_DOCUMENT

    def test_canonicalises_its_proof_options_to_the_published_statements(self):
        config = eddsa_rdfc_2022.proof_config(DOCUMENT, OPTIONS)

        assert canonical.to_nquads(config, known=KNOWN) == CANONICAL_CONFIG

    def test_hashes_to_the_published_figures(self):
        config = eddsa_rdfc_2022.proof_config(DOCUMENT, OPTIONS)

        hashes = eddsa_rdfc_2022.hash_data(DOCUMENT, config, known=KNOWN)

        assert hashlib.sha256(CANONICAL_DOCUMENT.encode()).hexdigest() == DOCUMENT_HASH
        assert hashlib.sha256(CANONICAL_CONFIG.encode()).hexdigest() == CONFIG_HASH
        assert hashes.hex() == CONFIG_HASH + DOCUMENT_HASH

    def test_is_signed_with_the_published_signature(self):
        key = signer.Ed25519Signer(multikey.decode_secret(SECRET_KEY), METHOD)

        made = eddsa_rdfc_2022.create(DOCUMENT, OPTIONS, key, known=KNOWN)

        assert key.public == multikey.decode_public(PUBLIC_KEY)
        assert eddsa_rdfc_2022.decode_signature(made["proofValue"]).hex() == SIGNATURE
        assert made == {**OPTIONS, "proofValue": PROOF_VALUE}

    def test_takes_its_options_from_a_key_and_a_moment(self):
        created = dt.datetime(2023, 2, 24, 23, 36, 38, 999_999, tzinfo=dt.UTC)

        assert proof.proof_options(key_id=METHOD, created=created) == OPTIONS

    def test_verifies(self):
        signed = {**DOCUMENT, "proof": {**OPTIONS, "proofValue": PROOF_VALUE}}

        proof.verify_proof(signed, multikey.decode_public(PUBLIC_KEY), known=KNOWN)

    @pytest.mark.parametrize("member", ["name", "validFrom", "issuer", "id"])
    def test_does_not_verify_when_changed(self, member):
        signed = {**DOCUMENT, "proof": {**OPTIONS, "proofValue": PROOF_VALUE}, member: "https://eve.example/"}

        with pytest.raises(errors.ProofError):
            proof.verify_proof(signed, multikey.decode_public(PUBLIC_KEY), known=KNOWN)
