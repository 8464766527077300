"""The academy of the tests, and how its badges are verified."""

import pytest

from factories import credentials
from phalera_core.verifying import sources, verifier


@pytest.fixture(scope="session")
def academy():
    return credentials.Academy()


@pytest.fixture(scope="session")
def genuine(academy):
    """A signed credential; copy it before you change it."""
    return academy.credential()


@pytest.fixture(scope="session")
def published(academy):
    return academy.published()


@pytest.fixture
def verify(published):
    """Verify a document or file against what the academy publishes, or against what a test says."""

    def verify(given, *, now=credentials.NOW, documents=published, recipient=None):
        data = credentials.dump(given) if isinstance(given, dict) else given
        loader = sources.StaticLoader(documents)
        return verifier.verify(
            data, now=now, resolver=sources.LoadingResolver(loader), load=loader, recipient=recipient
        )

    return verify
