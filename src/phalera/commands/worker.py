"""`phalera worker`: a worker on its own, beside any number of others."""

import argparse

from phalera.commands import exits, installation


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the words of `phalera worker`."""
    parser = subparsers.add_parser(
        "worker",
        help="do background work only",
        description="Do background work until stopped; `phalera serve` has a worker already, unless told otherwise.",
    )
    installation.add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Work until told to stop."""
    installation.open_at(installation.folder(args.data))
    installation.need_database()
    from phalera.jobs import worker

    worker.run()
    return exits.FINE
