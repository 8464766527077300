"""The cryptosuites beside the one we issue with, over a badge and over the standard's steps."""

import base58
import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils

from factories import credentials
from factories.credentials import changed
from phalera_core import errors
from phalera_core.keys import dids, multibase
from phalera_core.linkeddata import contexts
from phalera_core.signing import proof
from phalera_core.signing.cryptosuites import ecdsa_rdfc_2019, eddsa_jcs_2022, members, suites
from phalera_core.verifying import report, sources, verifier

ACADEMY = credentials.Academy()
CREATED = "2026-04-07T09:30:00Z"
P256_METHOD = "did:web:academy.example.org#p256"


def jcs_signed(document=None, **instead):
    return proof.sign(
        document or ACADEMY.unsigned(),
        ACADEMY.signer,
        created=credentials.ISSUED,
        cryptosuite="eddsa-jcs-2022",
        **instead,
    )


def ed25519_signed(document=None):
    document = document or ACADEMY.unsigned()
    document["@context"].append(contexts.ED25519_2020)
    options = {
        "type": "Ed25519Signature2020",
        "created": CREATED,
        "verificationMethod": ACADEMY.key_id,
        "proofPurpose": "assertionMethod",
    }
    config = {**options, "@context": document["@context"]}
    data = b"".join(members.statements_hash(one, contexts.KNOWN) for one in (config, document))
    return document | {"proof": options | {"proofValue": multibase.encode(ACADEMY.signer.sign(data))}}


class _P256:
    """A P-256 key that signs as ecdsa-rdfc-2019 says."""

    def __init__(self):
        self.key = ec.derive_private_key(7, ec.SECP256R1())
        self.public = self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint
        )

    def proof(self, document):
        options = {
            "type": "DataIntegrityProof",
            "cryptosuite": "ecdsa-rdfc-2019",
            "created": CREATED,
            "verificationMethod": P256_METHOD,
            "proofPurpose": "assertionMethod",
        }
        config = {**options, "@context": document["@context"]}
        data = b"".join(members.statements_hash(one, contexts.KNOWN) for one in (config, document))
        halves = utils.decode_dss_signature(self.key.sign(data, ec.ECDSA(hashes.SHA256())))
        value = b"".join(half.to_bytes(32, "big") for half in halves)
        return options | {"proofValue": "z" + base58.b58encode(value).decode()}


P256 = _P256()


def p256_signed(document=None):
    document = document or ACADEMY.unsigned()
    return document | {"proof": P256.proof(document)}


class TestEddsaJcs2022:
    def test_signs_a_badge_that_verifies(self, verify):
        found = verify(jcs_signed())

        assert found, found.decisive

    def test_keeps_the_contexts_in_its_proof(self):
        signed = jcs_signed()

        assert signed["proof"]["@context"] == signed["@context"]

    def test_covers_contexts_added_behind_the_signed_ones_by_none(self):
        signed = jcs_signed()
        signed["@context"] = [*signed["@context"], contexts.ED25519_2020]

        proof.verify_proof(signed, ACADEMY.public)

    @pytest.mark.parametrize(
        "named",
        [[contexts.VC2], [contexts.VC2, contexts.OB3_2], [contexts.OB3, contexts.VC2], contexts.VC2],
        ids=["fewer", "others", "another order", "one"],
    )
    def test_refuses_other_contexts_than_were_signed(self, named):
        with pytest.raises(errors.ProofError, match="contexts"):
            proof.verify_proof(jcs_signed() | {"@context": named}, ACADEMY.public)

    def test_refuses_any_other_name(self, verify):
        signed = changed(jcs_signed(), "credentialSubject.achievement.name", "Master of Surgery")

        assert verify(signed).decisive.id == "proof"

    def test_refuses_words_without_a_meaning_although_they_were_signed(self, verify):
        document = ACADEMY.unsigned() | {"surprise": 1}
        options = proof.proof_options(key_id=ACADEMY.key_id, created=credentials.ISSUED)
        made = eddsa_jcs_2022.create(document, options | {"cryptosuite": "eddsa-jcs-2022"}, ACADEMY.signer)

        found = verify(document | {"proof": made})

        assert found.verdict is report.Verdict.REFUSED
        assert "“surprise”" in found.decisive.message

    def test_does_not_sign_words_without_a_meaning(self):
        with pytest.raises(errors.UndefinedTermError):
            jcs_signed(ACADEMY.unsigned() | {"surprise": 1})


class TestEd25519Signature2020:
    def test_of_a_stranger_verifies(self, verify):
        found = verify(ed25519_signed())

        assert found, found.decisive

    def test_refuses_any_other_name(self, verify):
        signed = changed(ed25519_signed(), "credentialSubject.achievement.name", "Master of Surgery")

        assert verify(signed).decisive.id == "proof"

    def test_refuses_a_badge_whose_contexts_do_not_say_what_it_is(self, verify):
        signed = ed25519_signed()
        signed["@context"] = signed["@context"][:2]

        assert verify(signed).verdict is report.Verdict.REFUSED


class TestEcdsaRdfc2019:
    def test_verifies_with_the_key_that_signed(self):
        key, document = _P256(), ACADEMY.unsigned()

        proof.verify_proof(document | {"proof": key.proof(document)}, key.public)

    def test_refuses_any_other_name(self):
        key, document = _P256(), ACADEMY.unsigned()
        signed = changed(document | {"proof": key.proof(document)}, "name", "Master of Surgery")

        with pytest.raises(errors.ProofError):
            proof.verify_proof(signed, key.public)

    @pytest.mark.parametrize("public", [b"", b"\x02" + b"\xff" * 32, bytes(33), bytes(32)])
    def test_refuses_what_is_no_key(self, public):
        key, document = _P256(), ACADEMY.unsigned()

        with pytest.raises(errors.ProofError):
            ecdsa_rdfc_2019.verify(document, key.proof(document), public)


class TestAProofSet:
    def test_passes_when_each_holds_and_tells_of_both(self, verify):
        document = ACADEMY.unsigned()
        signed = [ACADEMY.sign(document)["proof"], jcs_signed(document)["proof"]]

        found = verify(document | {"proof": signed})

        assert found, found.decisive
        assert "eddsa-rdfc-2022, eddsa-jcs-2022" in found.find("proof").message

    def test_is_refused_when_one_does_not_hold(self, verify):
        document = ACADEMY.unsigned()
        broken = jcs_signed(document | {"name": "Something else"})["proof"]

        found = verify(document | {"proof": [ACADEMY.sign(document)["proof"], broken]})

        assert found.decisive.id == "proof"

    def test_tells_of_kinds_that_it_does_not_check(self, verify):
        signed = ACADEMY.sign(ACADEMY.unsigned())
        other = signed["proof"] | {"cryptosuite": "ecdsa-sd-2023", "proofValue": "u2V0A"}

        found = verify(signed | {"proof": [signed["proof"], other]})

        assert found
        assert "“ecdsa-sd-2023”" in found.find("proof").message


class TestTheSuites:
    def test_are_found_by_what_a_proof_says(self):
        for suite in suites.Suite:
            kind = {"type": "DataIntegrityProof", "cryptosuite": suite.value}
            if suite is suites.Suite.ED25519_SIGNATURE_2020:
                kind = {"type": suite.value}
            assert suites.find(kind) is suite

    @pytest.mark.parametrize(
        "kind",
        [
            {},
            {"type": "DataIntegrityProof"},
            {"type": "DataIntegrityProof", "cryptosuite": "DataIntegrityProof"},
            {"type": "eddsa-rdfc-2022x"},
            {"type": "DataIntegrityProof", "cryptosuite": ["eddsa-rdfc-2022"]},
        ],
    )
    def test_know_no_other_kind(self, kind):
        assert suites.find(kind) is None

    def test_are_only_those_we_can_make_when_signing(self):
        with pytest.raises(errors.UnsupportedProofError):
            proof.sign(
                ACADEMY.unsigned(), ACADEMY.signer, created=credentials.ISSUED, cryptosuite="ecdsa-rdfc-2019"
            )


class TestAnIssuerOnP256:
    def test_is_verified_by_the_key_it_publishes(self):
        key = _P256()
        method = dids.VerificationMethod(id=P256_METHOD, controller=ACADEMY.issuer_id, public=key.public)
        documents = ACADEMY.published() | {
            "https://academy.example.org/.well-known/did.json": credentials.dump(
                dids.did_document(ACADEMY.issuer_id, [method])
            )
        }
        document = ACADEMY.unsigned()
        del document["credentialStatus"]  # whose list is signed by the key that is published no more
        loader = sources.StaticLoader(documents)

        found = verifier.verify(
            credentials.dump(document | {"proof": key.proof(document)}),
            now=credentials.NOW,
            resolver=sources.LoadingResolver(loader),
            load=loader,
        )

        assert found, found.decisive
