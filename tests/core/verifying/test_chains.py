"""Proof chains: a signature that rests on others holds only with exactly these (Data Integrity 1.0, §4.3 and §4.5)."""

import copy

import pytest

from factories import credentials
from phalera_core.signing import proof
from phalera_core.signing.cryptosuites import eddsa_jcs_2022, eddsa_rdfc_2022

FIRST = "urn:uuid:0c7c1c4e-6b0e-4b6e-9d7a-000000000001"
SECOND = "urn:uuid:0c7c1c4e-6b0e-4b6e-9d7a-000000000002"
SUITES = {"eddsa-rdfc-2022": eddsa_rdfc_2022, "eddsa-jcs-2022": eddsa_jcs_2022}


def added(academy, document, name, *, after=(), suite="eddsa-rdfc-2022"):
    """Add a proof to a document by the steps of §4.3, over the proofs that it comes after."""
    options = proof.proof_options(key_id=academy.key_id, created=credentials.ISSUED)
    options |= {"id": name, "cryptosuite": suite}
    there = document.get("proof", [])
    secured = {key: value for key, value in document.items() if key != "proof"}
    if after:
        options["previousProof"] = after[0] if len(after) == 1 else list(after)
        secured["proof"] = [next(each for each in there if each["id"] == one) for one in after]
    return {**document, "proof": [*there, SUITES[suite].create(secured, options, academy.signer)]}


@pytest.fixture(params=SUITES)
def chain(academy, request):
    first = added(academy, academy.unsigned(), FIRST, suite=request.param)
    return added(academy, first, SECOND, after=[FIRST], suite=request.param)


class TestAChain:
    def test_is_verified_in_whatever_order_its_proofs_stand(self, verify, chain):
        assert verify(chain)
        assert verify({**chain, "proof": chain["proof"][::-1]})

    def test_may_rest_on_several(self, academy, verify):
        both = added(academy, added(academy, academy.unsigned(), FIRST), SECOND)

        assert verify(added(academy, both, "urn:uuid:3", after=[FIRST, SECOND]))

    def test_is_left_open_when_it_rests_on_what_nobody_here_can_check(self, academy, verify):
        first = {**added(academy, academy.unsigned(), FIRST)["proof"][0], "cryptosuite": "bbs-2023"}
        chain = added(academy, {**academy.unsigned(), "proof": [first]}, SECOND, after=[FIRST])

        found = verify(chain)

        assert found.verdict == "undecided"
        assert "of a kind that is not supported" in found.find("proof").message

    def test_is_refused_without_the_proof_that_it_rests_on(self, verify, chain):
        found = verify({**chain, "proof": chain["proof"][1:]})

        assert found.verdict == "refused"
        assert "rests on another one that is not there" in found.find("proof").message

    def test_is_refused_when_that_proof_is_another_although_it_holds(self, academy, verify, chain):
        suite = chain["proof"][0]["cryptosuite"]
        later = academy.unsigned() | {}
        other = added(academy, later, FIRST, suite=suite)["proof"][0]
        options = {name: value for name, value in other.items() if name != "proofValue"}
        options["created"] = "2026-04-07T09:31:00Z"
        replaced = SUITES[suite].create(later, options, academy.signer)
        swapped = {**chain, "proof": [replaced, chain["proof"][1]]}
        assert verify({**chain, "proof": replaced})

        assert verify(swapped).verdict == "refused"

    @pytest.mark.parametrize("named", ["urn:uuid:nobody", SECOND, None, 7, {"id": FIRST}, [], [FIRST, "x"]])
    def test_is_refused_when_it_names_what_is_not_there(self, verify, chain, named):
        changed = copy.deepcopy(chain)
        changed["proof"][1]["previousProof"] = named

        assert verify(changed).verdict == "refused"

    def test_is_refused_when_two_have_the_name_that_it_rests_on(self, verify, chain):
        first, second = chain["proof"]

        assert verify({**chain, "proof": [first, first, second]}).verdict == "refused"

    def test_is_refused_when_what_it_signs_was_changed(self, verify, chain):
        changed = copy.deepcopy(chain)
        changed["credentialSubject"]["achievement"]["name"] += "!"

        assert verify(changed).verdict == "refused"

    def test_does_not_hold_as_a_proof_that_rests_on_nothing(self, verify, chain):
        changed = copy.deepcopy(chain)
        del changed["proof"][1]["previousProof"]

        assert verify(changed).verdict == "refused"
