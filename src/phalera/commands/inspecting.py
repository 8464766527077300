"""`phalera inspect`: what is inside this file, without judging it."""

import argparse
import pathlib
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from phalera.commands import exits, files, problems


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the words of the command."""
    parser = subparsers.add_parser(
        "inspect",
        help="show what is inside a badge file, without judging it",
        description="Show what is inside a badge file, without judging it; `phalera verify` does that.",
    )
    parser.add_argument("file", metavar="FILE", help="a PNG, SVG, PDF, JSON or JWT badge, or - for stdin")


def run(args: argparse.Namespace) -> int:
    """Print an overview of the file."""
    from phalera_core import errors, reading

    name = "" if args.file == files.STDIN else pathlib.Path(args.file).name
    try:
        packed = reading.read(files.read(args.file, max_bytes=reading.MAX_BYTES), name=name)
        lines = list(_overview(packed.packed_as, packed.v3, packed.v2))
    except errors.CoreError as error:
        raise problems.CommandError(error.message, remedy=error.remedy) from error
    sys.stdout.write("".join(line + "\n" for line in lines))
    return exits.FINE


def _overview(packed_as: str, v3: bytes | None, v2: bytes | None) -> Iterator[str]:
    held = [version for version, data in (("3.0", v3), ("2.0", v2)) if data is not None]
    yield f"{packed_as.upper()} with Open Badges {' and '.join(held)}"
    if v3 is not None:
        yield ""
        yield f"Open Badges 3.0, {len(v3):,} bytes"
        yield from _rows(_facts_v3, v3)
    if v2 is not None:
        yield ""
        yield f"Open Badges 2.0, {len(v2):,} bytes"
        yield from _rows(_facts_v2, v2)
    yield ""
    yield "Nothing of this was checked. `phalera verify` says whether it is true."


def _rows(facts_of: Any, data: bytes) -> Iterator[str]:
    from phalera.commands import printing
    from phalera_core import errors, reading, strictjson

    kind = reading.content_of(data)
    if kind is reading.Content.URL:
        yield f"  {'address':<12}{printing.clean(data.decode('ascii'))}"
        return
    if kind is reading.Content.TOKEN:
        yield f"  {'packed as':<12}a signed token (JWT or JWS)"
    try:
        token = kind is reading.Content.TOKEN
        document = _stated(data) if token else strictjson.loads(data)
    except errors.CoreError as error:
        yield f"  cannot be read: {printing.clean(error.message)}"
        return
    if not isinstance(document, dict):
        yield "  is not a badge"
        return
    for label, value in facts_of(document).items():
        if value not in (None, "", []):
            yield f"  {label:<12}{printing.clean(value)}"


def _stated(data: bytes) -> dict[str, Any]:
    """Return what a token states, with its header as its proof."""
    from phalera_core.signing import jws, vc_jwt
    from phalera_core.verifying import tokens

    header = jws.read(data.strip()).header
    made = {"cryptosuite": header["alg"], "verificationMethod": header.get("kid", "the key inside it")}
    return {**vc_jwt.credential_of(tokens.payload_of(data)), "proof": made}


def _facts_v3(document: Mapping[str, Any]) -> dict[str, object]:
    from phalera.commands import printing

    told = printing.facts(document)
    subject = _object(document.get("credentialSubject"))
    status = _object(document.get("credentialStatus"))
    return {
        "id": document.get("id"),
        "badge": told["name"],
        "issuer": _named(told),
        "awarded": printing.day(told["awarded"]) if told["awarded"] else None,
        "valid until": printing.day(told["until"]) if told["until"] else "no end date",
        "recipient": ", ".join(_identity(entry) for entry in _objects(subject.get("identifier"))),
        "status": f"entry {status.get('statusListIndex')} of {status.get('statusListCredential')}"
        if status
        else None,
        "signature": ", ".join(_proof(proof) for proof in _objects(document.get("proof"))) or "none",
    }


def _facts_v2(document: Mapping[str, Any]) -> dict[str, object]:
    from phalera.commands import printing

    told = printing.facts(document)
    badge = document.get("badge")
    return {
        "id": document.get("id"),
        "badge": told["name"] or badge,
        "issuer": _named(told),
        "awarded": printing.day(told["awarded"]) if told["awarded"] else None,
        "valid until": printing.day(told["until"]) if told["until"] else "no end date",
        "recipient": ", ".join(_identity(entry) for entry in _objects(document.get("recipient"))),
        "revoked": "yes" if document.get("revoked") is True else None,
    }


def _named(told: Mapping[str, Any]) -> str | None:
    name, issuer_id = told["issuer"], told["issuer_id"]
    return name if name == issuer_id else f"{name} ({issuer_id})"


def _identity(entry: Mapping[str, Any]) -> str:
    kind = entry.get("identityType", entry.get("type"))
    return (
        f"{kind}, hashed"
        if entry.get("hashed") is True
        else f"{entry.get('identityHash', entry.get('identity'))}"
    )


def _proof(proof: Mapping[str, Any]) -> str:
    return f"{proof.get('cryptosuite', proof.get('type'))} by {proof.get('verificationMethod')}"


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _objects(value: object) -> list[Mapping[str, Any]]:
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, Mapping)]
