"""Tokens by the vectors of RFC 7515 and RFC 8037, and everything that must not pass as one."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phalera_core import errors
from phalera_core.keys import base64url, jwk, private, signer
from phalera_core.signing import jws

# RFC 8037, appendix A.4.
ED25519 = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
ED25519_SECRET = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"
EDDSA = (
    b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iy"
    b"lGjg5BhVsPt9g7sVvpAr_MuM0KAg"
)
# RFC 7515, appendix A.3.
P256 = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}
ES256 = (
    b"eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
    b"DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
)
# RFC 7515, appendix A.2.
RSA = {
    "kty": "RSA",
    "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pC"
    "gNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmt"
    "dVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
    "e": "AQAB",
}
RS256 = (
    b"eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
    b"cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcA"
    b"cQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHW"
    b"EsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
)
VECTORS = pytest.mark.parametrize(
    ("token", "key"), [(EDDSA, ED25519), (ES256, P256), (RS256, RSA)], ids=["EdDSA", "ES256", "RS256"]
)


def headed(header, token=EDDSA):
    """Give a token with another header, its signature untouched."""
    raw = header if isinstance(header, bytes) else json.dumps(header).encode()
    return b".".join([base64url.encode(raw).encode(), *token.split(b".")[1:]])


class TestToken:
    @VECTORS
    def test_of_the_standard_is_good(self, token, key):
        jws.verify(jws.read(token), jwk.read(key))

    @VECTORS
    def test_of_the_standard_is_not_good_with_any_bit_changed(self, token, key):
        for at in range(0, len(token), 7):
            other = token[:at] + (b"A" if token[at : at + 1] != b"A" else b"B") + token[at + 1 :]
            with pytest.raises(errors.CoreError):
                jws.verify(jws.read(other), jwk.read(key))

    @VECTORS
    def test_is_not_good_with_the_key_of_another(self, token, key):
        for other in (ED25519, P256, RSA):
            if other is not key:
                with pytest.raises(errors.ProofError, match="another way"):
                    jws.verify(jws.read(token), jwk.read(other))

    def test_written_with_the_key_of_the_standard_is_the_token_of_the_standard(self):
        key = signer.Ed25519Signer(base64url.decode(ED25519_SECRET), "key")

        assert jws.write(b"Example of Ed25519 signing", key, header={}) == EDDSA

    @given(st.binary(min_size=1, max_size=60))
    def test_gives_back_what_was_signed(self, payload):
        key = private.load(bytes(range(32)), "key")

        token = jws.read(jws.write(payload, key, header={"kid": "key"}))
        jws.verify(token, key.public)

        assert token.payload == payload
        assert token.header == {"alg": "EdDSA", "kid": "key"}

    @pytest.mark.parametrize(
        "token",
        [
            b"",
            b"..",
            EDDSA + b".",
            EDDSA + b"=",
            EDDSA + b" ",
            EDDSA + b"\n",
            b"." + EDDSA,
            EDDSA.replace(b".", b"..", 1),
            EDDSA[:-1] + b"h",  # another spelling of the same bytes
            EDDSA.replace(b"_", b"/"),
            EDDSA.rpartition(b".")[0],
            EDDSA.replace(b".RX", b"=.RX"),
            "é".encode() + EDDSA,
        ],
    )
    def test_is_refused_when_it_is_misspelt(self, token):
        with pytest.raises(errors.ProofError):
            jws.verify(jws.read(token), jwk.read(ED25519))

    @pytest.mark.parametrize(
        "algorithm", ["none", "None", "NONE", "nOnE", "HS256", "HS512", "EDDSA", "", None, 7, "dir"]
    )
    def test_is_refused_with_an_algorithm_that_proves_nothing(self, algorithm):
        with pytest.raises(errors.ProofError) as caught:
            jws.read(headed({"alg": algorithm}))

        assert not isinstance(caught.value, errors.UnsupportedProofError)

    @pytest.mark.parametrize("algorithm", ["PS256", "ES512", "RS512", "ES256K"])
    def test_is_unknown_with_another_good_algorithm(self, algorithm):
        with pytest.raises(errors.UnsupportedProofError):
            jws.read(headed({"alg": algorithm}))

    @pytest.mark.parametrize(
        "more",
        [
            {"crit": ["exp"]},
            {"b64": False},
            {"zip": "DEF"},
            {"jku": "https://evil.example/jwks.json"},
            {"x5u": "https://evil.example/chain.pem"},
            {"x5c": []},
            {"kid": 7},
            {"kid": None},
            {"jwk": "key"},
            {"typ": 1},
            {"surprise": 1},
        ],
    )
    def test_is_refused_with_a_header_that_changes_the_rules(self, more):
        with pytest.raises(errors.ProofError, match="header"):
            jws.read(headed({"alg": "EdDSA", **more}))

    @pytest.mark.parametrize(
        "header", [b"[]", b"null", b"{", b'{"alg":"EdDSA","alg":"none"}', b'{"alg":"EdDSA"} {}', b"\xff"]
    )
    def test_is_refused_with_a_header_of_two_readings(self, header):
        with pytest.raises(errors.ProofError):
            jws.read(headed(header))

    def test_is_refused_when_it_is_huge(self):
        with pytest.raises(errors.TooLargeError):
            jws.read(b"a" * (jws.MAX_TOKEN + 1))
        with pytest.raises(errors.ProofError):
            jws.read(headed({"alg": "EdDSA", "kid": "k" * 9_000}))
