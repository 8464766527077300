"""`phalera …`: the commands promised to the outside.

Only the module of the command that was typed is imported, so that `phalera --help` answers at once.
"""

import argparse
import importlib
import io
import os
import sys
from collections.abc import Callable, Sequence
from typing import NoReturn

from phalera.commands import exits, problems

Run = Callable[[argparse.Namespace], int]

# name -> (module with add_parser and run, one line for `phalera --help`), in the order people meet them.
COMMANDS: dict[str, tuple[str, str]] = {
    "verify": ("phalera.commands.verify", "say whether a badge is genuine, and why not"),
    "inspect": ("phalera.commands.inspecting", "show what is inside a badge file, without judging it"),
    "unbake": ("phalera.commands.unbake", "print the credential inside a picture, exactly as it was signed"),
    "bake": ("phalera.commands.bake", "put a credential into a PNG or SVG picture"),
    "sign": ("phalera.commands.sign", "sign a credential with a key file"),
    "keygen": ("phalera.commands.keygen", "make a new signing key"),
    "key": ("phalera.commands.key", "list the keys that sign, change one, or say that one was stolen"),
    "serve": ("phalera.commands.serve", "start Phalera: web pages and background work"),
    "worker": ("phalera.commands.worker", "do background work only"),
    "doctor": ("phalera.commands.doctor", "say what is wrong here, and what to do"),
    "createadmin": ("phalera.commands.createadmin", "add somebody who may administer"),
    "import": ("phalera.commands.importing", "record what comes in a file: who completed what"),
    "award": ("phalera.commands.award", "award a badge to somebody"),
    "demo": ("phalera.commands.demo", "set the demo academy back to its first day"),
}


class Parser(argparse.ArgumentParser):
    """Read a command line; what is wrong with it ends with 3 and says where help is."""

    def error(self, message: str) -> NoReturn:
        """End with 3, because 2 means undecided."""
        self.exit(exits.USAGE, f"{self.prog}: {message}. See `{self.prog} --help`.\n")


def main(argv: Sequence[str] | None = None) -> int:
    """Do what the command line says and give its exit code; people never see a traceback."""
    words = sys.argv[1:] if argv is None else list(argv)
    _write_what_can_be_written()
    parser, run = _parser_for(words[0] if words else "")
    if not words:
        parser.print_help()
        return exits.USAGE
    args = parser.parse_args(words)
    try:
        return run(args)
    except problems.CommandError as error:
        _complain(error.message, error.remedy)
        return error.exit_code
    except KeyboardInterrupt:
        return exits.INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone (`| head`); Python would complain once more when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return exits.FINE
    except Exception as error:
        if os.environ.get("PHALERA_TRACEBACK"):
            raise
        _complain(
            f"This is a mistake in Phalera itself ({type(error).__name__}: {error}).",
            "Set PHALERA_TRACEBACK=1, run it again and report what it prints.",
        )
        return exits.USAGE


def _parser_for(name: str) -> tuple[Parser, Run]:
    parser = Parser(
        prog="phalera",
        description="Badges that anybody can check: earn, keep, show and verify them.",
        epilog="Exit codes: 0 fine, 1 the answer is no, 2 undecided, 3 wrong usage or unreadable input.",
    )
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    run: Run = _no_command
    if name in COMMANDS:
        module = importlib.import_module(COMMANDS[name][0])
        module.add_parser(subparsers)
        run = module.run
    for other, (_, summary) in COMMANDS.items():
        if other not in subparsers.choices:
            subparsers.add_parser(other, help=summary)
    return parser, run


def _write_what_can_be_written() -> None:
    """Let a terminal that knows fewer letters than we use show `?` instead of ending the command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _no_command(args: argparse.Namespace) -> int:
    raise problems.CommandError(f"There is no command {args.command!r}.", remedy="See `phalera --help`.")


def _complain(message: str, remedy: str) -> None:
    line = " ".join(f"phalera: {message} {remedy}".split())
    print(line, file=sys.stderr)
