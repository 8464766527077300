"""A Badgr, an issuer, and Leo, who has an account there."""

import pytest
import requests

from factories import hosted
from phalera.backpacks.hosts.badgr import fake

RETURN = "https://phalera.example/backpack/return"


class Client:
    """Asks a Badgr with Leo's token."""

    def __init__(self, badgr):
        self.badgr = badgr
        self.token = badgr.grant("leo@example.org").access

    def ask(self, method, path, *, token=None, **options):
        headers = {"Authorization": f"Bearer {token or self.token}"}
        with requests.Session() as session:
            return session.request(
                method,
                f"{self.badgr.url}{path}",
                headers=headers,
                allow_redirects=False,
                timeout=10,
                **options,
            )

    def take(self, **body):
        return self.ask("POST", "/v2/backpack/import", json=body)

    def names(self, **body):
        """Give the names under which a badge is refused; none when it is taken."""
        answer = self.take(**body)
        return [] if answer.status_code == 201 else answer.json()["validationErrors"][:1]

    def all(self, query=""):
        return self.ask("GET", f"/v2/backpack/assertions{query}").json()["result"]


@pytest.fixture
def badgr():
    with fake.Fake(redirect_uris=[RETURN]) as running:
        running.add_account("leo@example.org")
        yield running


@pytest.fixture
def issuer():
    with hosted.Issuer() as running:
        yield running


@pytest.fixture
def leo(badgr):
    return Client(badgr)
