"""`phalera sign`: sign a credential with a key file."""

import argparse
import datetime as dt
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from phalera.commands import exits, files, keyfiles, problems

if TYPE_CHECKING:
    from phalera_core.verifying import report


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the words of the command."""
    parser = subparsers.add_parser(
        "sign",
        help="sign a credential with a key file",
        description="Sign an Open Badges 3.0 credential, or a status list, with the key of its issuer; or, with "
        "--format jwt, an Open Badges 2.0 assertion of the signed kind.",
    )
    parser.add_argument(
        "credential", metavar="CREDENTIAL.json", help="the credential without proof, or - for stdin"
    )
    parser.add_argument("--key", metavar="KEYFILE", required=True, help="a file that `phalera keygen` wrote")
    parser.add_argument("-o", "--output", metavar="OUT", required=True, help="the file to write")
    parser.add_argument(
        "--format",
        choices=("ldp", "jwt"),
        default="ldp",
        help="how to sign: with an embedded proof (ldp), or as a token (jwt)",
    )


def run(args: argparse.Namespace) -> int:
    """Check the credential, sign it, check the signature and write it."""
    from phalera_core import errors, reading, strictjson

    secret = keyfiles.load(args.key)
    data = files.read(args.credential, max_bytes=reading.MAX_BYTES)
    try:
        document = strictjson.loads(data)
        if not isinstance(document, dict):
            raise problems.CommandError(
                f"{files.shown(args.credential)} is not one credential.",
                remedy="Give one credential in each file.",
            )
        signed = _sign_as_token(document, secret) if args.format == "jwt" else _sign(document, secret)
    except errors.CoreError as error:
        raise problems.CommandError(error.message, remedy=error.remedy) from error
    files.write(args.output, signed)
    sys.stdout.write(f"{args.output}\n")
    return exits.FINE


def _sign(document: Mapping[str, Any], secret: bytes) -> bytes:
    """Lint, sign once, and verify what was signed before anybody sees it."""
    from phalera_core import strictjson
    from phalera_core.keys import public
    from phalera_core.signing import proof
    from phalera_core.verifying import shapes

    _check(document)
    signer = keyfiles.signer_for(secret, shapes.issuer_of(document))
    if public.kind_of(signer.public) is not public.Kind.ED25519:
        raise problems.CommandError(
            "Embedded proofs are made with Ed25519 keys only.",
            remedy="Say --format jwt, or make a key with `phalera keygen --type ed25519`.",
        )
    signed = proof.sign(document, signer, created=dt.datetime.now(dt.UTC))
    proof.verify_proof(signed, signer.public)
    return strictjson.dumps(signed)


def _sign_as_token(document: Mapping[str, Any], secret: bytes) -> bytes:
    """Lint, sign once as VC-JWT, and verify the token before anybody sees it."""
    from phalera_core.signing import jws, vc_jwt
    from phalera_core.verifying import shapes

    if "Assertion" in shapes.types_of(document):
        return _sign_assertion(document, secret)
    _check(document)
    signer = keyfiles.signer_for(secret, shapes.issuer_of(document))
    token = vc_jwt.sign(document, signer)
    jws.verify(jws.read(token), signer.public)
    return token


def _sign_assertion(document: Mapping[str, Any], secret: bytes) -> bytes:
    """Sign an Open Badges 2.0 assertion under the address that it gives as its key's."""
    from phalera_core.keys import private
    from phalera_core.signing import jws, ob2
    from phalera_core.verifying import hosted

    _demand(hosted.check_context(document), hosted.check_schema(document))
    verification = document.get("verification")
    creator = verification.get("creator") if isinstance(verification, Mapping) else None
    signer = private.load(secret, str(creator))
    token = ob2.sign(document, signer)
    jws.verify(jws.read(token), signer.public)
    return token


def _check(document: Mapping[str, Any]) -> None:
    from phalera_core.verifying import report, shapes, structure

    checks = [structure.check_context(document)]
    if checks[0].outcome is report.Outcome.PASSED:
        checks.append(
            structure.check_status_list(document)
            if "BitstringStatusListCredential" in shapes.types_of(document)
            else structure.check_schema(document)
        )
    _demand(*checks)


def _demand(*checks: "report.Check") -> None:
    from phalera_core.verifying import report

    for check in checks:
        if check.outcome is not report.Outcome.PASSED:
            raise problems.CommandError(
                f"It cannot be signed. {check.message}", remedy=check.remedy, exit_code=exits.USAGE
            )
