"""The template path and the general path say the same, byte for byte, and a stranger's canonicaliser agrees."""

import datetime as dt
import hashlib
import json

import pyoxigraph
import pytest

from core.signing import random_credentials
from phalera_core.keys import signer
from phalera_core.linkeddata import canonical, contexts, template
from phalera_core.signing import proof
from phalera_core.signing.cryptosuites import eddsa_rdfc_2022

SEED = 20_261_124
PARTS = 8
TEMPLATES = 52  # in each part
CREDENTIALS = 5  # of each template: 2,080 in all
FAST = 0.9
KEY = signer.Ed25519Signer(
    bytes(range(32)), "did:web:example.org#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
)


def stranger(document):
    """Let pyoxigraph read the JSON-LD (contexts put in their places, it loads none) and canonicalise it."""
    inlined = {**document, "@context": [contexts.document(url)["@context"] for url in document["@context"]]}
    quads = pyoxigraph.parse(json.dumps(inlined).encode(), format=pyoxigraph.RdfFormat.JSON_LD)
    dataset = pyoxigraph.Dataset(quads)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return "".join(sorted(f"{quad} .\n" for quad in dataset))


def dump(document):
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


class TestBothPaths:
    @pytest.mark.parametrize("part", range(PARTS))
    def test_give_the_same_bytes_for_thousands_of_random_credentials(self, part):
        source = random_credentials.Source(SEED + part)
        created = dt.datetime(2026, 11, 24, 12, part, tzinfo=dt.UTC)
        options = proof.proof_options(key_id=KEY.key_id, created=created)
        config = {**options, "@context": [contexts.VC2, contexts.OB3]}
        config_hash = hashlib.sha256(canonical.to_nquads(config).encode()).digest()
        fast = compared = 0
        for number in range(TEMPLATES):
            compiled = template.compile_template(source.template())
            for turn in range(CREDENTIALS):
                slots = source.slots(compiled.form.slots)

                made = proof.sign_template(compiled, slots, KEY, created=created)
                composed = proof.compose(
                    compiled, slots, signature=made.signature, key_id=KEY.key_id, created=created
                )

                unsigned = json.loads(compiled.fill(slots))
                nquads = canonical.to_nquads(unsigned)
                document_hash = hashlib.sha256(nquads.encode()).digest()
                assert made.signature == KEY.sign(config_hash + document_hash)
                value = eddsa_rdfc_2022.encode_signature(made.signature)
                assert composed == dump({**unsigned, "proof": {**options, "proofValue": value}})
                if made.fast:
                    fast += 1
                    assert compiled.nquads(slots).decode() == nquads
                    assert compiled.hash(slots) == document_hash
                if turn == 0:
                    # The general path as a whole, and a canonicaliser by others; a bare percent sign makes that
                    # one drop the statement.
                    assert composed == dump(proof.sign(unsigned, KEY, created=created))
                    if number % 2 == 0 and "%>" not in nquads:
                        assert stranger(unsigned) == nquads
                        compared += 1

        assert PARTS * TEMPLATES * CREDENTIALS >= 2_000
        assert compared >= TEMPLATES / 3
        assert fast >= FAST * TEMPLATES * CREDENTIALS
        assert fast < TEMPLATES * CREDENTIALS, "odd addresses must have fallen back somewhere"

    def test_sign_what_verifies(self):
        source = random_credentials.Source(SEED)
        compiled = template.compile_template(source.template())
        slots = source.slots(compiled.form.slots)
        created = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)

        made = proof.sign_template(compiled, slots, KEY, created=created)
        composed = proof.compose(
            compiled, slots, signature=made.signature, key_id=KEY.key_id, created=created
        )

        proof.verify_proof(json.loads(composed), KEY.public)
        assert eddsa_rdfc_2022.decode_signature(json.loads(composed)["proof"]["proofValue"]) == made.signature
