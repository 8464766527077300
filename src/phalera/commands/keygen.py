"""`phalera keygen`: a new signing key."""

import argparse
import os
import sys

from phalera.commands import exits, files, keyfiles


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the words of the command."""
    parser = subparsers.add_parser(
        "keygen",
        help="make a new signing key",
        description="Make a new signing key in a file that only you can read, and print the DID it has. "
        "An existing file is never overwritten.",
    )
    parser.add_argument("-o", "--output", metavar="KEYFILE", required=True, help="the file to write")
    parser.add_argument(
        "--type",
        choices=("ed25519", "p256", "rsa"),
        default="ed25519",
        help="the kind of key: ed25519 unless said; p256 and rsa sign tokens (JWT) only",
    )


def run(args: argparse.Namespace) -> int:
    """Write the key and print its DID."""
    from phalera_core.keys import private, public

    kind = {"ed25519": public.Kind.ED25519, "p256": public.Kind.P256, "rsa": public.Kind.RSA}[args.type]
    secret = private.generate(kind, os.urandom)
    files.create_secret(args.output, keyfiles.dump(secret))
    sys.stdout.write(keyfiles.did_of(secret) + "\n")
    return exits.FINE
