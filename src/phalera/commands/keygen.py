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
        description="Make a new Ed25519 signing key in a file that only you can read, and print the did:key it has. "
        "An existing file is never overwritten.",
    )
    parser.add_argument("-o", "--output", metavar="KEYFILE", required=True, help="the file to write")


def run(args: argparse.Namespace) -> int:
    """Write the key and print its did:key."""
    from phalera_core.keys import dids, signer

    secret = signer.generate(os.urandom)
    files.create_secret(args.output, keyfiles.dump(secret))
    sys.stdout.write(dids.did_key(signer.public_key(secret)) + "\n")
    return exits.FINE
