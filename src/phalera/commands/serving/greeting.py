"""What `phalera serve` says when it is ready: where, how to get in, and what to do first."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from phalera.accounts import actions
from phalera.accounts.models import Person, Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Greeting:
    """The words, and the link that signs the administrator in once."""

    text: str
    link: str


def compose(*, url: str, listens: str, data: Path, said_data: bool, demo: bool, now: datetime) -> Greeting:
    """Give the words for this installation; makes a one-time link when there is an administrator."""
    administrator = (
        Person.objects.filter(role=Role.ADMINISTRATOR, is_active=True).order_by("joined_at", "pk").first()
    )
    lines = ["Phalera is ready.", "", f"  Open      {url}/"]
    if listens != url:
        lines.append(f"  Listens   {listens} (what stands in front of it hands requests on to there)")
    link = ""
    if administrator:
        link = f"{url}/sign-in/{actions.make_sign_in_link(person=administrator, now=now)}"
        lines.append(f"  Sign in   {link}")
        lines.append(f"            (once, as {administrator.name}, within {_minutes()} minutes)")
    else:
        where = f" --data {data}" if said_data else ""
        lines.append("  Sign in   nobody can yet; make an administrator in another terminal:")
        lines.append(f"            phalera createadmin{where}")
    if demo:
        lines += ["", "  The demo's people, password “phalera-demo” for all three:", *_cast()]
    lines += ["", f"  Data      {data}", "  Stop      Ctrl-C"]
    return Greeting(text="\n".join(lines), link=link)


def _minutes() -> int:
    return int(actions.LINK_LIFE.total_seconds() // 60)


def _cast() -> list[str]:
    roles = (("leo", "learns"), ("ada", "writes courses"), ("grace", "administers"))
    return [f"            {name}@example.org".ljust(34) + what for name, what in roles]
