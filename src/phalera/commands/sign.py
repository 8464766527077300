"""`phalera sign`: sign a credential with a key file."""

import argparse
import datetime as dt
import sys
from collections.abc import Mapping
from typing import Any

from phalera.commands import exits, files, keyfiles, problems


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the words of the command."""
    parser = subparsers.add_parser(
        "sign",
        help="sign a credential with a key file",
        description="Sign an Open Badges 3.0 credential, or a status list, with the key of its issuer.",
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
        help="how to sign: with an embedded proof (ldp), or as a token (jwt, not available yet)",
    )


def run(args: argparse.Namespace) -> int:
    """Check the credential, sign it, check the signature and write it."""
    from phalera_core import errors, reading, strictjson

    if args.format == "jwt":
        raise problems.CommandError(
            "Signing as a token (JWT) comes in a later version.",
            remedy="Leave out --format, or say --format ldp.",
        )
    secret = keyfiles.load(args.key)
    data = files.read(args.credential, max_bytes=reading.MAX_BYTES)
    try:
        document = strictjson.loads(data)
        if not isinstance(document, dict):
            raise problems.CommandError(
                f"{files.shown(args.credential)} is not one credential.",
                remedy="Give one credential in each file.",
            )
        signed = _sign(document, secret)
    except errors.CoreError as error:
        raise problems.CommandError(error.message, remedy=error.remedy) from error
    files.write(args.output, strictjson.dumps(signed))
    sys.stdout.write(f"{args.output}\n")
    return exits.FINE


def _sign(document: Mapping[str, Any], secret: bytes) -> dict[str, Any]:
    """Lint, sign once, and verify what was signed before anybody sees it."""
    from phalera_core.signing import proof
    from phalera_core.verifying import statuses

    _check(document)
    signer = keyfiles.signer_for(secret, statuses.issuer_of(document))
    signed = proof.sign(document, signer, created=dt.datetime.now(dt.UTC))
    proof.verify_proof(signed, signer.public)
    return signed


def _check(document: Mapping[str, Any]) -> None:
    from phalera_core.verifying import report, shapes, structure

    checks = [structure.check_context(document)]
    if checks[0].outcome is report.Outcome.PASSED:
        checks.append(
            structure.check_status_list(document)
            if "BitstringStatusListCredential" in shapes.types_of(document)
            else structure.check_schema(document)
        )
    for check in checks:
        if check.outcome is not report.Outcome.PASSED:
            raise problems.CommandError(
                f"It cannot be signed. {check.message}", remedy=check.remedy, exit_code=exits.USAGE
            )
