"""What holds for every badge that can be verified, whatever its proof: one law each, over random changes."""

import json
import random

import hypothesis
import pytest
from hypothesis import strategies

from core.signing import test_cryptosuites as cryptosuites
from core.verifying import test_endorsements, test_older_words, test_signed_v2
from factories import credentials
from phalera_core import errors, reading
from phalera_core.keys import dids, private
from phalera_core.keys.public import Kind
from phalera_core.signing import ob2, vc_jwt
from phalera_core.signing.cryptosuites import suites
from phalera_core.verifying import sources, verifier

ACADEMY = credentials.Academy()


def _published():
    """Give all that the academy publishes, with the keys of its tokens and of its signed Open Badges 2.0."""
    documents = test_signed_v2.publish(ACADEMY, RSA_KEY)
    keys = {ACADEMY.key_id: ACADEMY.public}
    keys |= {P256_KEY.key_id: P256_KEY.public, f"{ACADEMY.issuer_id}#rsa": RSA_KEY.public}
    keys |= {cryptosuites.P256_METHOD: cryptosuites.P256.public}
    methods = [
        dids.VerificationMethod(id=name, controller=ACADEMY.issuer_id, public=key)
        for name, key in keys.items()
    ]
    document = credentials.dump(dids.did_document(ACADEMY.issuer_id, methods))
    return documents | {dids.did_web_url(ACADEMY.issuer_id): document}


def _set():
    document = ACADEMY.unsigned()
    return document | {"proof": [ACADEMY.sign(document)["proof"], cryptosuites.jcs_signed(document)["proof"]]}


DOCUMENTS = {
    "eddsa-rdfc-2022": ACADEMY.credential(),
    "eddsa-jcs-2022": cryptosuites.jcs_signed(),
    "ecdsa-rdfc-2019": cryptosuites.p256_signed(),
    "Ed25519Signature2020": cryptosuites.ed25519_signed(),
    "a proof set": _set(),
    "VCDM 1.1": test_older_words.older(),
    "an endorsement": test_endorsements.endorse(),
}
P256, RSA = (private.generate(kind, lambda count: bytes(range(count))) for kind in (Kind.P256, Kind.RSA))
RSA_KEY = private.load(RSA, test_signed_v2.KEY)
P256_KEY = private.load(P256, f"{ACADEMY.issuer_id}#tokens")
TOKENS = {
    "VC-JWT by Ed25519": vc_jwt.sign(ACADEMY.unsigned(), ACADEMY.signer),
    "VC-JWT by P-256": vc_jwt.sign(ACADEMY.unsigned(), P256_KEY),
    "VC-JWT by RSA": vc_jwt.sign(ACADEMY.unsigned(), private.load(RSA, f"{ACADEMY.issuer_id}#rsa")),
    "signed Open Badges 2.0": ob2.sign(test_signed_v2.assertion(ACADEMY), RSA_KEY),
}
TEXTS = {kind: credentials.dump(document) for kind, document in DOCUMENTS.items()} | TOKENS
PICTURES = {
    f"{kind} in {form.upper()}": credentials.baked(form, v2=text)
    if kind == "signed Open Badges 2.0"
    else credentials.baked(form, v3=text)
    for form in ("png", "svg")
    for kind, text in TEXTS.items()
    if kind in {"eddsa-rdfc-2022", "VC-JWT by Ed25519", "signed Open Badges 2.0"}
}
FILES = TEXTS | PICTURES
LOADER = sources.StaticLoader(_published())
EACH_DOCUMENT = pytest.mark.parametrize("kind", DOCUMENTS)
EACH_FILE = pytest.mark.parametrize("kind", FILES)
ONE_KEY = pytest.mark.parametrize(
    "kind", ["eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-rdfc-2019", "Ed25519Signature2020", "VCDM 1.1"]
)


def verdict(data):
    resolver = sources.LoadingResolver(LOADER)
    return verifier.verify(data, now=credentials.NOW, resolver=resolver, load=LOADER).verdict.value


def _says(data):
    """Give what a file says: JSON for a document, the letters of a token, nothing where it cannot be read."""
    try:
        packed = reading.read(data)
    except errors.CoreError:
        return None
    text = packed.v3 or packed.v2
    try:
        return json.loads(text)
    except ValueError:
        return text.strip()


def _say_the_same(changed, genuine):
    """Say whether two files do; a proof made one of a kind that nobody knows decides nothing (`proofs`)."""
    one, other = _says(changed), _says(genuine)
    if not isinstance(one, dict) or not isinstance(one.get("proof"), list):
        return one == other
    known = [proof for proof in one["proof"] if suites.find(proof)]
    return {**one, "proof": ()} == {**other, "proof": ()} and all(proof in other["proof"] for proof in known)


def _changed(data, place, byte):
    return data[:place] + bytes([byte]) + data[place + 1 :]


@EACH_FILE
class TestAFile:
    def test_is_verified(self, kind):
        assert verdict(FILES[kind]) == "verified"

    @hypothesis.settings(max_examples=60, deadline=None)
    @hypothesis.given(data=strategies.data())
    def test_with_any_one_byte_changed_is_not(self, kind, data):
        genuine = FILES[kind]
        place = data.draw(strategies.integers(0, len(genuine) - 1))
        byte = data.draw(strategies.integers(0, 255).filter(lambda byte: byte != genuine[place]))
        changed = _changed(genuine, place, byte)

        # Space between members and, in a picture, what is not the badge may change: nobody signs that.
        assert verdict(changed) != "verified" or _say_the_same(changed, genuine)

    def test_with_any_one_letter_of_its_signature_changed_is_not(self, kind):
        genuine = FILES[kind]
        for place in _signature(kind, genuine):
            for byte in b"Az1_":
                if genuine[place] != byte:
                    assert verdict(_changed(genuine, place, byte)) != "verified", place

    @hypothesis.settings(max_examples=20, deadline=None)
    @hypothesis.given(data=strategies.data())
    def test_cut_short_or_with_something_added_is_not(self, kind, data):
        genuine = FILES[kind]
        place = data.draw(strategies.integers(0, len(genuine) - 1))
        more = data.draw(strategies.binary(min_size=1, max_size=4))

        for changed in (genuine[:place], genuine[:place] + more + genuine[place:]):
            assert verdict(changed) != "verified" or _say_the_same(changed, genuine)

    def test_comes_out_of_reading_with_the_very_bytes(self, kind):
        inside = TEXTS[kind.partition(" in ")[0]]

        packed = reading.read(FILES[kind])

        assert (packed.v3 or packed.v2) == inside


def _anew(value, chance):
    """Write JSON in another order of members, with space anywhere, and with escapes for some letters."""
    space = chance.choice(("", "", " ", "\n\t", "\r\n  "))
    match value:
        case dict():
            members = list(value.items())
            chance.shuffle(members)
            inside = (f"{_anew(name, chance)}:{_anew(member, chance)}" for name, member in members)
            return f"{space}{{{','.join(inside)}{space}}}"
        case list():
            return f"[{space}{','.join(_anew(item, chance) for item in value)}]{space}"
        case str():
            return f'{space}"{"".join(_letter(letter, chance) for letter in value)}"{space}'
        case _:
            return json.dumps(value)


def _letter(letter, chance):
    if chance.random() > 0.2:
        return json.dumps(letter, ensure_ascii=False)[1:-1]
    units = letter.encode("utf-16-be").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def _signature(kind, genuine):
    """Give some places inside the signature: all of them take minutes."""
    if kind.startswith(("VC-JWT", "signed")):
        end = genuine.index(TEXTS[kind.partition(" in ")[0]]) + len(TEXTS[kind.partition(" in ")[0]])
        return range(genuine.rindex(b".", 0, end) + 1, end, 5)
    start = genuine.rindex(b'"proofValue": "z') + len(b'"proofValue": "z')
    return range(start, genuine.index(b'"', start), 5)


@EACH_DOCUMENT
class TestADocument:
    @hypothesis.settings(max_examples=12, deadline=None)
    @hypothesis.given(seed=strategies.integers(0, 2**32))
    def test_written_anew_with_the_same_meaning_is_verified(self, kind, seed):
        written = _anew(DOCUMENTS[kind], random.Random(seed))

        assert json.loads(written) == DOCUMENTS[kind]
        assert verdict(written.encode()) == "verified"

    def test_with_space_around_comes_out_of_reading_with_the_very_bytes(self, kind):
        written = json.dumps(DOCUMENTS[kind], indent=3).encode() + b"\n\n"

        assert reading.read(written).v3 == written


class TestAProof:
    @pytest.mark.parametrize("member", ["created", "verificationMethod", "proofPurpose", "proofValue"])
    @ONE_KEY
    def test_without_a_member_is_not_accepted(self, kind, member):
        badge = DOCUMENTS[kind]
        proof = {name: value for name, value in badge["proof"].items() if name != member}

        assert verdict(credentials.dump(badge | {"proof": proof})) != "verified"

    @ONE_KEY
    def test_of_another_badge_is_not_accepted(self, kind):
        for other in ("a proof set", "VCDM 1.1", "an endorsement"):
            # The set is of the same badge, so it takes another document to be a stranger's.
            stolen = ACADEMY.credential(lambda document: document.update(name="Another"))["proof"]
            proof = stolen if other == "a proof set" else DOCUMENTS[other]["proof"]
            if other != kind:
                assert verdict(credentials.dump(DOCUMENTS[kind] | {"proof": proof})) != "verified"
