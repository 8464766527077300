"""`phalera unbake`: the credential inside a picture, exactly as it was signed."""

import argparse
import pathlib
import sys

from phalera.commands import exits, files, problems


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the words of the command."""
    parser = subparsers.add_parser(
        "unbake",
        help="print the credential inside a picture, exactly as it was signed",
        description="Print the credential inside a PNG or SVG picture, byte for byte as it was signed.",
    )
    parser.add_argument("file", metavar="FILE", help="a PNG or SVG badge, or - for stdin")
    parser.add_argument(
        "--version",
        choices=("2", "3"),
        help="which one, when the picture holds both versions of Open Badges (3 unless said)",
    )


def run(args: argparse.Namespace) -> int:
    """Print the credential."""
    from phalera_core import errors, reading

    name = "" if args.file == files.STDIN else pathlib.Path(args.file).name
    try:
        packed = reading.read(files.read(args.file, max_bytes=reading.MAX_BYTES), name=name)
    except errors.CoreError as error:
        raise problems.CommandError(error.message, remedy=error.remedy) from error
    found = {"3": packed.v3, "2": packed.v2, None: packed.v3 or packed.v2}[args.version]
    if found is None:
        there = "3" if packed.v3 is not None else "2"
        raise problems.CommandError(
            f"{files.shown(args.file)} holds no Open Badges {args.version}.0 credential.",
            remedy=f"It holds one of Open Badges {there}.0: leave out --version, or say --version {there}.",
        )
    sys.stdout.buffer.write(found)
    sys.stdout.buffer.flush()
    return exits.FINE
