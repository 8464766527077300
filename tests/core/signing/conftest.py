"""Verifying what was signed, against what the academy publishes."""

import pytest

from factories import credentials
from phalera_core.verifying import sources, verifier


@pytest.fixture
def verify():
    """Verify a document against what the academy publishes."""
    loader = sources.StaticLoader(credentials.Academy().published())
    resolver = sources.LoadingResolver(loader)

    def verify(document):
        return verifier.verify(
            credentials.dump(document), now=credentials.NOW, resolver=resolver, load=loader
        )

    return verify
