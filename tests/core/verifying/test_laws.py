"""What holds for every badge that can be verified, whatever its proof: one law each, over random changes."""

import json

import hypothesis
import pytest
from hypothesis import strategies

from core.signing import test_cryptosuites as cryptosuites
from core.verifying import test_endorsements, test_older_words
from factories import credentials
from phalera_core import reading
from phalera_core.verifying import sources, verifier

ACADEMY = credentials.Academy()


def _set():
    document = ACADEMY.unsigned()
    return document | {"proof": [ACADEMY.sign(document)["proof"], cryptosuites.jcs_signed(document)["proof"]]}


BADGES = {
    "eddsa-rdfc-2022": ACADEMY.credential(),
    "eddsa-jcs-2022": cryptosuites.jcs_signed(),
    "Ed25519Signature2020": cryptosuites.ed25519_signed(),
    "a proof set": _set(),
    "VCDM 1.1": test_older_words.older(),
    "an endorsement": test_endorsements.endorse(),
}
LOADER = sources.StaticLoader(ACADEMY.published())
EACH = pytest.mark.parametrize("kind", BADGES)


def verdict(data):
    resolver = sources.LoadingResolver(LOADER)
    return verifier.verify(data, now=credentials.NOW, resolver=resolver, load=LOADER).verdict.value


def _same(data, document):
    try:
        return json.loads(data) == document
    except ValueError:
        return False


@EACH
class TestABadge:
    def test_is_verified(self, kind):
        assert verdict(credentials.dump(BADGES[kind])) == "verified"

    @hypothesis.settings(max_examples=25, deadline=None)
    @hypothesis.given(data=strategies.data())
    def test_with_any_one_byte_changed_is_not(self, kind, data):
        document = BADGES[kind]
        written = bytearray(credentials.dump(document))
        place = data.draw(strategies.integers(0, len(written) - 1))
        written[place] = data.draw(strategies.integers(0, 255).filter(lambda byte: byte != written[place]))

        hypothesis.assume(not _same(bytes(written), document))

        assert verdict(bytes(written)) != "verified"

    @hypothesis.settings(max_examples=8, deadline=None)
    @hypothesis.given(
        seed=strategies.randoms(use_true_random=False),
        indent=strategies.none() | strategies.integers(0, 7),
        ascii_=strategies.booleans(),
    )
    def test_written_anew_with_the_same_meaning_is_verified(self, kind, seed, indent, ascii_):
        def shuffled(value):
            match value:
                case dict():
                    names = list(value)
                    seed.shuffle(names)
                    return {name: shuffled(value[name]) for name in names}
                case list():
                    return [shuffled(item) for item in value]
                case _:
                    return value

        written = json.dumps(shuffled(BADGES[kind]), indent=indent, ensure_ascii=ascii_)

        assert verdict(written.encode()) == "verified"

    def test_comes_out_of_reading_with_the_very_bytes(self, kind):
        for written in (
            credentials.dump(BADGES[kind]),
            json.dumps(BADGES[kind], indent=3).encode() + b"\n\n",
        ):
            assert reading.read(written).v3 == written


class TestAProof:
    @pytest.mark.parametrize("member", ["created", "verificationMethod", "proofPurpose", "proofValue"])
    @pytest.mark.parametrize(
        "kind", ["eddsa-rdfc-2022", "eddsa-jcs-2022", "Ed25519Signature2020", "VCDM 1.1"]
    )
    def test_without_a_member_is_not_accepted(self, kind, member):
        badge = BADGES[kind]
        proof = {name: value for name, value in badge["proof"].items() if name != member}

        assert verdict(credentials.dump(badge | {"proof": proof})) != "verified"

    @pytest.mark.parametrize(
        "kind", ["eddsa-rdfc-2022", "eddsa-jcs-2022", "Ed25519Signature2020", "VCDM 1.1"]
    )
    def test_of_another_badge_is_not_accepted(self, kind):
        for other in ("a proof set", "VCDM 1.1", "an endorsement"):
            # The set is of the same badge, so it takes another document to be a stranger's.
            stolen = ACADEMY.credential(lambda document: document.update(name="Another"))["proof"]
            proof = stolen if other == "a proof set" else BADGES[other]["proof"]
            if other != kind:
                assert verdict(credentials.dump(BADGES[kind] | {"proof": proof})) != "verified"
