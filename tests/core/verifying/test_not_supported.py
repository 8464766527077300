"""Ways of signing that we do not check: their badges stay undecided and are told so, never refused, never green."""

import json

import pytest

from factories import credentials
from phalera_core.keys import base64url
from phalera_core.verifying import report

ACADEMY = credentials.Academy()
ISSUED = "eyJhbGciOiJFUzI1NiIsInR5cCI6InZjK3NkLWp3dCJ9"


def derived(cryptosuite):
    """A badge whose proof begins as one of selective disclosure does: base64url of CBOR."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": cryptosuite,
        "created": "2026-04-07T09:30:00Z",
        "verificationMethod": "did:key:zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP",
        "proofPurpose": "assertionMethod",
        "proofValue": "u2V0BhVhA8W9eLDUF7hs8SvBTs7WzCJtXQYFmgkfr7Dw",
    }
    return credentials.dump({**ACADEMY.unsigned(), "proof": proof})


def selective(*, header=None, disclosed=("WyJzYWx0IiwibmFtZSIsIkxlbyJd",), key_binding=""):
    header = header or {"alg": "ES256", "typ": "vc+sd-jwt"}
    payload = {**ACADEMY.unsigned(), "_sd_alg": "sha-256", "iss": ACADEMY.issuer_id}
    token = ".".join(base64url.encode(json.dumps(part).encode()) for part in (header, payload))
    return "~".join([f"{token}.{base64url.encode(bytes(64))}", *disclosed, key_binding]).encode()


def assert_open(found, check_id, words):
    assert found.verdict is report.Verdict.UNDECIDED, found.decisive
    assert found.decisive.id == check_id
    assert words in found.decisive.message
    assert found.decisive.remedy
    assert found.issuer is None


@pytest.mark.parametrize("cryptosuite", ["ecdsa-sd-2023", "bbs-2023", "ecdsa-xi-2023", "mldsa44-rdfc-2024"])
def test_proofs_are_named(verify, cryptosuite):
    assert_open(verify(derived(cryptosuite)), "proof", f"not supported yet: “{cryptosuite}”")


@pytest.mark.parametrize(
    "token",
    [
        selective(),
        selective(disclosed=()),
        selective(header={"alg": "ES256", "typ": "JWT"}),
        selective(key_binding=f"{ISSUED}.e30.{base64url.encode(bytes(64))}"),
        selective(disclosed=(), header={"alg": "ES256", "typ": "dc+sd-jwt"}).rstrip(b"~"),
    ],
    ids=["disclosing one", "disclosing nothing", "of no type", "bound to a key", "without its end"],
)
@pytest.mark.parametrize("packed_as", ["jwt", "png", "svg"])
def test_tokens_of_selective_disclosure_are_named(verify, token, packed_as):
    given = token if packed_as == "jwt" else credentials.baked(packed_as, v3=token)

    found = verify(given)

    assert found.packed_as == packed_as
    assert_open(found, "well_formed", "SD-JWT")


def test_what_only_looks_like_one_is_refused(verify):
    found = verify(b"eyJhbGci.eyJ0eXAi~")

    assert found.verdict is report.Verdict.REFUSED
