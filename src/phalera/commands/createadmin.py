"""`phalera createadmin`: the first person who may administer, and a link that signs them in."""

import argparse
import getpass
import sys
from datetime import UTC, datetime
from pathlib import Path

from phalera.commands import exits, installation, problems


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the words of `phalera createadmin`."""
    parser = subparsers.add_parser(
        "createadmin",
        help="add somebody who may administer",
        description="Add an administrator and print a link that signs in once. What is not given is asked for; "
        "without a password the link is the way in.",
    )
    parser.add_argument("--name", help="name as people will see it")
    parser.add_argument("--email", help="e-mail address to sign in with")
    parser.add_argument("--password", help="better left out: it is asked for, and never shown")
    installation.add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Add the administrator; gives 1 when the address belongs to somebody already."""
    data = installation.folder(args.data)
    installation.open_at(data, create=True)
    _bring_up_to_date(data)
    name = args.name or _ask("Name", "--name")
    email = args.email or _ask("E-mail address", "--email")
    password = args.password or _ask_password()
    _check(password)
    from django.conf import settings

    from phalera.accounts import actions
    from phalera.accounts.models import Role

    now = datetime.now(UTC)
    with installation.told():
        person = actions.add_person(
            name=name, email=email, role=Role.ADMINISTRATOR, password=password or None, by=None, now=now
        )
    link = actions.make_sign_in_link(person=person, now=now)
    minutes = int(actions.LINK_LIFE.total_seconds() // 60)
    print(f"{person.name} may now administer {settings.PUBLIC_URL}/")  # noqa: T201
    print(f"Sign in once, within {minutes} minutes: {settings.PUBLIC_URL}/sign-in/{link}")  # noqa: T201
    return exits.FINE


def _bring_up_to_date(data: Path) -> None:
    """Make the tables when nobody has yet; a running `serve` has made them."""
    from phalera.commands.serving import lock, prepare
    from phalera.jobs import health

    if health.pending_migrations():
        with lock.hold(data):
            prepare.migrate(data=data, now=datetime.now(UTC))


def _ask(what: str, word: str) -> str:
    if not sys.stdin.isatty():
        raise problems.CommandError(f"{what} is missing.", remedy=f"Give it with {word}.")
    return input(f"{what}: ")


def _ask_password() -> str:
    """Ask twice where somebody can answer; nothing means no password."""
    if not sys.stdin.isatty():
        return ""
    password = getpass.getpass("Password (empty for none, the link is enough): ")
    if password and getpass.getpass("Once more: ") != password:
        raise problems.CommandError("The two passwords differ.", remedy="Run the command again.")
    return password


def _check(password: str) -> None:
    if not password:
        return
    from django.contrib.auth import password_validation
    from django.core.exceptions import ValidationError

    try:
        password_validation.validate_password(password)
    except ValidationError as error:
        raise problems.CommandError(" ".join(error.messages), remedy="Choose another password.") from error
