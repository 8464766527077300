"""`phalera key`: the keys that sign for the issuers; change one, or say that one was in other hands."""

import argparse
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from phalera.commands import exits, installation, problems

if TYPE_CHECKING:
    from phalera.authoring.models import Issuer
    from phalera.issuing import rotation
    from phalera.issuing.models import SigningKey


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the words of `phalera key`."""
    parser = subparsers.add_parser(
        "key", help="list the keys that sign, change one, or say that one was stolen"
    )
    what = parser.add_subparsers(dest="what", metavar="list|rotate|compromised", required=True)
    listed = what.add_parser("list", help="list the keys with their state and what they signed")
    rotate = what.add_parser(
        "rotate",
        help="let another key sign from now on",
        description="Let another key sign from now on. What the old one signed goes on verifying.",
    )
    rotate.add_argument("--issuer", metavar="NAME|ID", help="which issuer, where there are several")
    compromised = what.add_parser(
        "compromised",
        help="say that a key was in other hands",
        description="Say since when a key was in other hands. It is published as revoked, another key signs, and a "
        "worker signs anew every badge that rests on it. It says how many and asks before it does anything.",
    )
    compromised.add_argument("key", metavar="KEY", help="the public key, as `phalera key list` prints it")
    compromised.add_argument("--since", metavar="TIME", required=True, help="such as 2026-11-30T09:00:00Z")
    compromised.add_argument("--yes", action="store_true", help="do it without asking")
    for each in (listed, rotate, compromised):
        installation.add_data(each)


def run(args: argparse.Namespace) -> int:
    """Do it; gives 1 when the keys of the issuer cannot be changed."""
    installation.open_at(installation.folder(args.data))
    installation.need_database()
    match args.what:
        case "list":
            return _list()
        case "rotate":
            return _rotate(args.issuer)
        case _:
            return _compromised(args.key, args.since, sure=args.yes)


def _list() -> int:
    from phalera.authoring.models import Issuer
    from phalera.issuing import keyrecords

    for issuer in Issuer.objects.order_by("pk"):
        for known in keyrecords.known(issuer):
            since = _since(known.key)
            state = f"{known.key.state}{since}, for {known.key.use}s"
            words = (known.key.public_multibase, state, f"{known.signed} signed", issuer.name)
            print("  ".join(words))  # noqa: T201
    return exits.FINE


def _rotate(issuer: str | None) -> int:
    from phalera.issuing import rotation

    found = _issuer(issuer)
    with installation.told():
        new = rotation.rotate(issuer=found, by=None, now=datetime.now(UTC))
    print(f"{new.public_multibase} signs for {found.name} from now on.")  # noqa: T201
    return exits.FINE


def _compromised(word: str, since: str, *, sure: bool) -> int:
    from phalera.issuing import keyrecords, rotation

    key, moment, now = keyrecords.find_key(word), _moment(since), datetime.now(UTC)
    if key is None:
        raise problems.CommandError(
            f"There is no key {word!r} here.", remedy="See `phalera key list`.", exit_code=exits.NO
        )
    with installation.told():
        rotation.check_can_change(key.issuer)
        if not sure:
            _ask(rotation.extent(key, since=moment, now=now))
        job = rotation.mark_compromised(key=key, since=moment, by=None, now=now)
    print(f"The key is published as compromised. A worker signs {job.total} badges anew.")  # noqa: T201
    return exits.FINE


def _ask(extent: "rotation.Extent") -> None:
    parts = f"{extent.since} signed since, {extent.before} before"
    print(f"{extent.number} badges would be signed anew: {parts}.")  # noqa: T201
    if not sys.stdin.isatty():
        raise problems.CommandError("Nothing was changed.", remedy="Say --yes to do it.", exit_code=exits.NO)
    if input("Mark the key as compromised? This cannot be undone. [y/N] ").strip().lower() != "y":
        raise problems.CommandError("Nothing was changed.", exit_code=exits.NO)


def _issuer(word: str | None) -> "Issuer":
    from phalera.authoring.models import Issuer

    found = [
        each for each in Issuer.objects.order_by("pk") if word is None or word in (each.name, str(each.uuid))
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        raise problems.CommandError("There is no such issuer.", exit_code=exits.NO)
    names = ", ".join(each.name for each in found)
    raise problems.CommandError(f"There are several issuers: {names}.", remedy="Say which with --issuer.")


def _moment(text: str) -> datetime:
    from phalera_core import moments

    moment = moments.parse(text) or moments.parse(f"{text}T00:00:00Z")
    if moment is None:
        raise problems.CommandError(
            f"--since {text!r} is not a moment.", remedy="Write it like 2026-11-30T09:00:00Z."
        )
    return moment


def _since(key: "SigningKey") -> str:
    moment = key.compromised_since or key.retired_at
    return f" since {moment:%Y-%m-%dT%H:%M:%SZ}" if moment else ""
