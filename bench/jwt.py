"""VC-JWT: signing and verifying tokens beside joserfc, with each kind of key, on the same credential.

Both sides begin with the credential as an object and the key loaded; signing ends with the token, verifying with the
payload as an object. Ours reads strictly (no duplicate names, one spelling of base64url), theirs with the json module.
"""

import importlib.metadata
import json
import os
import warnings

from joserfc import jwk as jose_jwk
from joserfc import jws as jose_jws

from bench import measuring, reporting
from conformance import samples
from phalera_core import strictjson
from phalera_core.keys import jwk, private, public
from phalera_core.keys import signer as signers
from phalera_core.signing import jws, vc_jwt

ROUNDS = 7
# In a round; about 0.1 to 0.3 s.
MANY = {public.Kind.ED25519: 1_000, public.Kind.P256: 1_000, public.Kind.P384: 200, public.Kind.RSA: 100}
# What only we do must stay small beside what both do: looking for text that must not be signed, and reading strictly.
TIMES_PEER = {"sign": 0.7, "verify": 0.6}

_NAMES = {
    public.Kind.ED25519: "EdDSA",
    public.Kind.P256: "ES256",
    public.Kind.P384: "ES384",
    public.Kind.RSA: "RS256",
}
_KEY_TYPES = {
    public.Kind.ED25519: "OKP",
    public.Kind.P256: "EC",
    public.Kind.P384: "EC",
    public.Kind.RSA: "RSA",
}


def run() -> reporting.Result:
    # Our tokens say EdDSA, which every reader knows; its newer name, Ed25519, is known to few.
    warnings.filterwarnings("ignore", "EdDSA is deprecated")
    contenders: dict[str, measuring.Turn] = {}
    verified = []
    for kind in public.Kind:
        ours, theirs = _keys(kind)
        document = {name: value for name, value in samples.award().document.items() if name != "proof"}
        token = vc_jwt.sign(document, ours)
        verified.append(_agreed(kind, token, theirs, ours))
        contenders |= _contenders(kind, document, token, ours, theirs)
    rates = measuring.alternate(contenders, rounds=ROUNDS)
    bars = tuple(
        reporting.Bar(
            name=f"{what} {_NAMES[kind]}, times joserfc",
            found=measuring.ratio(rates[f"{what} {_NAMES[kind]}"], rates[f"{what} {_NAMES[kind]}, joserfc"]),
            bar=TIMES_PEER[what],
        )
        for kind in public.Kind
        for what in ("sign", "verify")
    )
    return reporting.Result(
        about=f"VC-JWT of a credential of {len(strictjson.dumps(document)):,} bytes",
        rows=reporting.rows(rates, "1/s"),
        bars=bars,
        versions={name: importlib.metadata.version(name) for name in ("joserfc", "cryptography")},
        verified=tuple(verified),
    )


def _keys(kind: public.Kind) -> tuple[signers.Signer, jose_jwk.Key]:
    """Give one key as both read it."""
    secret = private.generate(kind, os.urandom)
    if kind is public.Kind.ED25519:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ed25519

        pem = ed25519.Ed25519PrivateKey.from_private_bytes(secret).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    else:
        from base64 import encodebytes

        body = encodebytes(secret)
        pem = b"-----BEGIN PRIVATE KEY-----\n" + body + b"-----END PRIVATE KEY-----\n"
    return private.load(secret, "did:example:1#1"), jose_jwk.import_key(pem, _KEY_TYPES[kind])


def _contenders(
    kind: public.Kind, document: dict, token: bytes, ours: signers.Signer, theirs: jose_jwk.Key
) -> dict[str, measuring.Turn]:
    name, many = _NAMES[kind], MANY[kind]
    claims = vc_jwt.claims_of(document)
    header = {"alg": name, "kid": ours.key_id, "typ": "JWT"}

    def sign() -> None:
        for _ in range(many):
            vc_jwt.sign(document, ours)

    def sign_theirs() -> None:
        for _ in range(many):
            payload = json.dumps({**document, **claims}, ensure_ascii=False, separators=(",", ":"))
            jose_jws.serialize_compact(header, payload, theirs, algorithms=[name])

    def verify() -> None:
        for _ in range(many):
            found = jws.read(token)
            jws.verify(found, ours.public)
            strictjson.loads(found.payload)

    def verify_theirs() -> None:
        for _ in range(many):
            json.loads(jose_jws.deserialize_compact(token, theirs, algorithms=[name]).payload)

    return {
        f"sign {name}": lambda _: (many, measuring.timed(sign)),
        f"sign {name}, joserfc": lambda _: (many, measuring.timed(sign_theirs)),
        f"verify {name}": lambda _: (many, measuring.timed(verify)),
        f"verify {name}, joserfc": lambda _: (many, measuring.timed(verify_theirs)),
    }


def _agreed(kind: public.Kind, token: bytes, theirs: jose_jwk.Key, ours: signers.Signer) -> str:
    """Have each side verify what the other signed, before anything is measured."""
    jose_jws.deserialize_compact(token, theirs, algorithms=[_NAMES[kind]])
    made = jose_jws.serialize_compact({"alg": _NAMES[kind]}, b"{}", theirs, algorithms=[_NAMES[kind]])
    jws.verify(jws.read(made.encode()), ours.public)
    if jwk.thumbprint(ours.public) != theirs.thumbprint():
        raise AssertionError("The two sides hold different keys.")
    return f"{_NAMES[kind]}: each side verified the other's token"
