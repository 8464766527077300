"""The organization itself, as it stands on every badge it issues."""

import dataclasses

from phalera.demo.academy.content import prose


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Academy:
    """Who issues the badges of the demo."""

    name: str
    url: str
    email: str
    description: str


NORTHLIGHT = Academy(
    name="Northlight Academy",
    url="https://academy.example.org/",
    email="badges@example.org",
    description=prose("""
        A house of learning on the old quay in Rotterdam, for colleagues and neighbors: safety, craft, nature and one
        another.
    """),
)
