"""`phalera bake`: put a credential into a picture."""

import argparse
import pathlib
import sys

from phalera.commands import exits, files, problems

# Of what people may take a picture or a badge for.
_ENDINGS = frozenset(
    (
        ".png",
        ".svg",
        ".jpg",
        ".jpeg",
        ".gif",
        ".webp",
        ".bmp",
        ".tif",
        ".tiff",
        ".pdf",
        ".json",
        ".jwt",
        ".zip",
    )
)


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Describe the words of the command."""
    parser = subparsers.add_parser(
        "bake",
        help="put a credential into a PNG or SVG picture",
        description="Put a credential into a PNG or SVG picture. One of the same version of Open Badges is replaced, "
        "one of the other version stays.",
    )
    parser.add_argument("image", metavar="IMAGE", help="a PNG or SVG picture")
    parser.add_argument(
        "credential", metavar="CREDENTIAL", help="a badge as JSON or JWT, signed (3.0) or hosted (2.0)"
    )
    parser.add_argument("-o", "--output", metavar="OUT", required=True, help="the file to write")


def run(args: argparse.Namespace) -> int:
    """Write the baked picture."""
    from phalera_core import baking, errors, reading

    try:
        image = files.read(args.image, max_bytes=reading.MAX_BYTES)
        credential = files.read(args.credential, max_bytes=reading.MAX_BYTES)
        packed = reading.read(credential, name=pathlib.Path(args.credential).name)
        if packed.packed_as not in {"json", "jwt"}:
            raise problems.CommandError(
                f"{files.shown(args.credential)} is a picture, not a credential.",
                remedy="Give IMAGE first and CREDENTIAL second; `phalera unbake` takes a credential out of a picture.",
            )
        before = baking.unbake(image)
        _check_ending(args.output, image)
        data = baking.bake(image, v3=packed.v3 or before.v3, v2=packed.v2 or before.v2)
    except errors.CoreError as error:
        raise problems.CommandError(error.message, remedy=error.remedy) from error
    files.write(args.output, data)
    sys.stdout.write(f"{args.output}\n")
    return exits.FINE


def _check_ending(output: str, image: bytes) -> None:
    """Refuse a name by which programs would take the picture for something else; endings nobody knows may be anything."""
    # `baking.unbake` took it, so that it is one of the two.
    kind = "PNG" if image.startswith(b"\x89PNG") else "SVG"
    ending = pathlib.PurePath(output).suffix
    if ending.lower() in _ENDINGS - {f".{kind.lower()}"}:
        raise problems.CommandError(
            f"{files.shown(output)} has the ending of another kind of file: what is baked is a {kind}.",
            remedy=f"Write it to {files.shown(output.removesuffix(ending) + '.' + kind.lower())}.",
        )
