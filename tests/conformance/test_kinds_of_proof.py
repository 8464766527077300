"""Every kind of proof that we read, and the DIDs whose keys make them: judged by others in both directions."""

import copy
import json

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, utils
from openbadgeslib import ob3 as openbadgeslib

from conformance import judging, samples
from phalera_core.keys import curves, dids, jwk, multibase, multikey
from phalera_core.keys import public as public_keys
from phalera_core.linkeddata import contexts
from phalera_core.signing import proof
from phalera_core.signing.cryptosuites import members
from phalera_core.verifying import sources, verifier

pytestmark = pytest.mark.node

CREATED = "2026-05-02T12:00:00Z"
P256 = ec.derive_private_key(20_261_130, ec.SECP256R1())
P256_PUBLIC = public_keys.of(P256.public_key())
P384 = ec.derive_private_key(20_261_130, ec.SECP384R1())
ECDSA = {"ecdsa-rdfc-2019": (P256, curves.P256), "ecdsa-rdfc-2019 by P-384": (P384, curves.P384)}
# Multicodecs p256-priv (0x1306) and p384-priv (0x1307), as varints.
SECRETS = {curves.P256: b"\x86\x26", curves.P384: b"\x87\x26"}
GENUINE = {"verified": True, "reasons": []}
KINDS = ("eddsa-rdfc-2022", "eddsa-jcs-2022", *ECDSA, "Ed25519Signature2020")
EACH = pytest.mark.parametrize("kind", KINDS)


def _keys(kind):
    if kind in ECDSA:
        key, curve = ECDSA[kind]
        number = key.private_numbers().private_value.to_bytes(curve.number, "big")
        return multikey.encode(public_keys.of(key.public_key())), multibase.encode(SECRETS[curve] + number)
    return samples.PUBLIC_MULTIBASE, samples.SECRET_MULTIBASE


def _unsigned(kind):
    document = {name: value for name, value in samples.award().document.items() if name != "proof"}
    del document["credentialStatus"]  # whose list has a test of its own
    if kind == "Ed25519Signature2020":
        document["@context"].append(contexts.ED25519_2020)
    return document | {"issuer": document["issuer"] | {"id": f"did:key:{_keys(kind)[0]}"}}


def _ours(kind):
    """Sign as we do, or by our hashing where we only read a kind."""
    document = _unsigned(kind)
    if kind in {"eddsa-rdfc-2022", "eddsa-jcs-2022"}:
        return proof.sign(document, samples.KEY, created=samples.NOW, cryptosuite=kind)
    did = document["issuer"]["id"]
    options = {
        "type": kind,
        "created": CREATED,
        "verificationMethod": dids.did_key_verification_method(did),
        "proofPurpose": "assertionMethod",
    }
    digest = "sha256"
    if kind in ECDSA:
        options |= {"type": "DataIntegrityProof", "cryptosuite": "ecdsa-rdfc-2019"}
        digest = ECDSA[kind][1].digest
    config = {**options, "@context": document["@context"]}
    data = b"".join(members.statements_hash(one, contexts.KNOWN, digest) for one in (config, document))
    return document | {"proof": options | {"proofValue": multibase.encode(_raw_signature(kind, data))}}


def _raw_signature(kind, data):
    if kind == "Ed25519Signature2020":
        return samples.KEY.sign(data)
    key, curve = ECDSA[kind]
    halves = utils.decode_dss_signature(key.sign(data, ec.ECDSA(curves.hashing(curve))))
    return b"".join(half.to_bytes(curve.number, "big") for half in halves)


def _theirs(judge, kind):
    public, secret = _keys(kind)
    ask = "issueJcs" if kind == "eddsa-jcs-2022" else "issue"
    return judge.ask(
        ask,
        kind=kind,
        credential=_unsigned(kind),
        secretKeyMultibase=secret,
        publicKeyMultibase=public,
        created=CREATED,
    )


def _asked(judge, kind, document, documents=None):
    if kind == "eddsa-jcs-2022":
        return judge.ask("verifyJcs", credential=document)
    now = samples.NOW.isoformat()
    return judge.ask("verify", credential=document, documents=documents or {}, now=now)


def _verdict(document, documents=None):
    loader = sources.StaticLoader(documents or {})
    resolver = sources.LoadingResolver(loader)
    data = json.dumps(document).encode()
    return verifier.verify(data, now=samples.NOW, resolver=resolver, load=loader).verdict.value


def _tampered(document):
    """Give the badge with one thing changed each time."""
    for path, value in (
        (("name",), "Master of Surgery"),
        (("validFrom",), "2020-01-01T00:00:00Z"),
        (("credentialSubject", "achievement", "name"), "Master of Surgery"),
        (("credentialSubject", "id"), "urn:uuid:00000000-0000-4000-8000-000000000000"),
        (("proof", "created"), "2026-05-03T12:00:00Z"),
    ):
        changed = copy.deepcopy(document)
        holder = changed
        for name in path[:-1]:
            holder = holder[name]
        holder[path[-1]] = value
        yield path, changed


@EACH
class TestAKindOfProof:
    def test_of_ours_is_verified_by_them(self, digital_bazaar: judging.Judge, kind):
        assert _asked(digital_bazaar, kind, _ours(kind)) == GENUINE

    def test_of_theirs_is_verified_by_us(self, digital_bazaar: judging.Judge, kind):
        assert _verdict(_theirs(digital_bazaar, kind)) == "verified"

    def test_of_ours_changed_is_refused_by_both(self, digital_bazaar: judging.Judge, kind):
        for path, changed in _tampered(_ours(kind)):
            assert not _asked(digital_bazaar, kind, changed)["verified"], path
            assert _verdict(changed) == "refused", path

    def test_of_theirs_changed_is_refused_by_both(self, digital_bazaar: judging.Judge, kind):
        for path, changed in _tampered(_theirs(digital_bazaar, kind)):
            assert not _asked(digital_bazaar, kind, changed)["verified"], path
            assert _verdict(changed) == "refused", path

    def test_by_another_key_is_refused_by_both(self, digital_bazaar: judging.Judge, kind):
        forged = _ours(kind)
        other = dids.did_key(bytes(range(1, 33)))
        forged["issuer"]["id"] = other

        assert not _asked(digital_bazaar, kind, forged)["verified"]
        assert _verdict(forged) == "refused"


class TestTheVerySameProof:
    def test_is_made_by_both(self, digital_bazaar: judging.Judge):
        # EdDSA has no chance in it, so that the same words have the same signature.
        for kind in ("eddsa-rdfc-2022", "eddsa-jcs-2022"):
            theirs = _theirs(digital_bazaar, kind)
            created = samples.NOW.replace(month=5, day=2)

            ours = proof.sign(_unsigned(kind), samples.KEY, created=created, cryptosuite=kind)

            assert ours["proof"] == theirs["proof"]


class TestADid:
    @pytest.mark.parametrize("key", [samples.PUBLIC, P256_PUBLIC], ids=["Ed25519", "P-256"])
    def test_of_a_key_is_written_alike(self, key):
        pem = public_keys.to_pem(key)

        assert openbadgeslib.did_key_from_pem(pem) == dids.did_key(key)
        assert openbadgeslib.multikey_from_pem(pem) == multikey.encode(key)
        assert _key_in(openbadgeslib.resolve_did(dids.did_key(key))) == key

    @pytest.mark.parametrize("key", [samples.PUBLIC, P256_PUBLIC], ids=["Ed25519", "P-256"])
    def test_of_a_jwk_of_theirs_is_read_by_us(self, key):
        theirs = openbadgeslib.did_jwk_from_jwk(jwk.write(key))

        assert dids.did_jwk_public(theirs) == key

    def test_of_a_jwk_of_ours_is_verified_by_them(self, digital_bazaar: judging.Judge):
        did = dids.did_jwk(samples.PUBLIC)
        document = dids.resolve_did_jwk(did)
        [method] = document["verificationMethod"]
        published = {did: document, method["id"]: {"@context": dids.JWK_V1, **method}}
        key = samples.signer.Ed25519Signer(samples.SECRET, method["id"])
        unsigned = _unsigned("eddsa-rdfc-2022")
        signed = proof.sign(unsigned | {"issuer": unsigned["issuer"] | {"id": did}}, key, created=samples.NOW)

        assert _asked(digital_bazaar, "eddsa-rdfc-2022", signed, published) == GENUINE
        assert _verdict(signed) == "verified"

    @pytest.mark.parametrize("key", [samples.PUBLIC, P256_PUBLIC], ids=["Ed25519", "P-256"])
    def test_of_a_web_address_of_ours_is_read_by_them(self, key):
        did = "did:web:badges.example.org:issuers:1"
        method = dids.VerificationMethod(id=f"{did}#{multikey.encode(key)}", controller=did, public=key)
        published = {dids.did_web_url(did): json.dumps(dids.did_document(did, [method])).encode()}

        assert openbadgeslib.did_web_from_url("https://badges.example.org/issuers/1") == did
        assert _key_in(openbadgeslib.resolve_did(did, published.__getitem__)) == key
        found = openbadgeslib.resolve_verification_method(method.id, published.__getitem__)
        assert _key_in(found) == key

    def test_of_a_web_address_of_theirs_is_verified_by_us(self, digital_bazaar: judging.Judge):
        did = "did:web:badges.example.org"
        unsigned = _unsigned("eddsa-rdfc-2022")
        document = openbadgeslib.build_did_document(did, [("key-1", jwk.write(samples.PUBLIC))])
        signed = digital_bazaar.ask(
            "issue",
            credential=unsigned | {"issuer": unsigned["issuer"] | {"id": did}},
            secretKeyMultibase=samples.SECRET_MULTIBASE,
            publicKeyMultibase=samples.PUBLIC_MULTIBASE,
            controller=did,
            id=f"{did}#key-1",
            created=CREATED,
        )

        documents = {dids.did_web_url(did): json.dumps(document).encode()}

        assert _verdict(signed, documents) == "verified"


def _key_in(pem):
    return public_keys.of(serialization.load_pem_public_key(pem))
