"""Project Wycheproof (C2SP): Ed25519, ECDSA on P-256 and P-384, RSA, JSON Web Signatures and JSON Web Keys, case by case."""

import json

import pytest

from conformance import vectors
from phalera_core import errors
from phalera_core.keys import jwk, public
from phalera_core.signing import jws

FOLDERS = [found for inside in ("testvectors_v1", ".") if (found := vectors.find("wycheproof", inside))]
ECDSA = ["ecdsa_secp256r1_sha256_p1363_test.json", "ecdsa_secp384r1_sha384_p1363_test.json"]
RSA = [f"rsa_signature_{bits}_sha256_test.json" for bits in (2048, 3072, 4096, 8192)]
# Genuine signatures under a smaller public exponent are refused by rule (NIST SP 800-56B, 6.2).
LEAST_EXPONENT = 65_537


def cases(name):
    """Give each case of a file with its group, which holds the key."""
    path = next((folder / name for folder in FOLDERS if (folder / name).exists()), None)
    if path is None:
        return [pytest.param(None, None, id=f"{name} all", marks=pytest.mark.skip(reason=vectors.MISSING))]
    groups = json.loads(path.read_bytes())["testGroups"]
    return [
        pytest.param(group, case, id=f"{name.removesuffix('_test.json')} {case['tcId']}")
        for group in groups
        for case in group["tests"]
    ]


def judged(key, case):
    try:
        return public.verify(key, bytes.fromhex(case["msg"]), bytes.fromhex(case["sig"]))
    except errors.KeyFormatError:
        return False


def keys_of(group):
    """Give the public keys of a group; one of shared secrets has none."""
    key = group.get("public")
    return key.get("keys", [key]) if key else []


class TestSignatures:
    @pytest.mark.parametrize(("group", "case"), cases("ed25519_test.json"))
    def test_ed25519(self, group, case):
        key = jwk.read(group["publicKeyJwk"] | {"kid": "1"})

        assert judged(key, case) == (case["result"] == "valid")

    @pytest.mark.parametrize(("group", "case"), [case for name in ECDSA for case in cases(name)])
    def test_ecdsa(self, group, case):
        key = public.from_pem(group["publicKeyPem"])

        assert judged(key, case) == (case["result"] == "valid")

    @pytest.mark.parametrize(("group", "case"), [case for name in RSA for case in cases(name)])
    def test_rsa(self, group, case):
        weak = int(group["publicKey"]["publicExponent"], 16) < LEAST_EXPONENT

        good = judged(bytes.fromhex(group["publicKeyDer"]), case)

        # What is acceptable may be refused: a DigestInfo without its NULL.
        assert case["result"] == "acceptable" or good == (case["result"] == "valid" and not weak)


class TestTokens:
    @pytest.mark.parametrize(
        ("group", "case"), [*cases("json_web_signature_test.json"), *cases("json_web_key_test.json")]
    )
    def test_are_accepted_only_when_good(self, group, case):
        good = self.accepted(group, case["jws"])

        if good:
            assert case["result"] == "valid", case["comment"]
        elif case["result"] == "valid":
            assert self.of_another_kind(group, case), case["comment"]

    @staticmethod
    def accepted(group, token):
        keys = keys_of(group)
        try:
            taken = jws.read(token.encode())
            return any(TestTokens.verified(taken, key) for key in keys)
        except errors.CoreError:
            return False

    @staticmethod
    def verified(token, key):
        try:
            jws.verify(token, jwk.read(key))
        except errors.CoreError:
            return False
        return True

    @staticmethod
    def of_another_kind(group, case):
        """Say whether it is signed in a way that no badge is: a shared secret, another hash, PSS, another curve."""
        key = next(iter(keys_of(group)), {})
        # A token of nothing says of no badge that it was earned.
        return key.get("alg") not in {"RS256", "ES256", "ES384", "EdDSA"} or case["comment"] == "emptyPayload"
