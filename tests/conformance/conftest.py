"""The judges, started once for all tests that ask them."""

from collections.abc import Iterator

import pytest

from conformance import digitalbazaar, hosting, install, judging, validator


@pytest.fixture(scope="session")
def digital_bazaar() -> Iterator[judging.Judge]:
    """Give Digital Bazaar's libraries, or skip where there is no Node to run them."""
    missing = install.missing_node()
    if missing:
        pytest.skip(missing)
    folder = install.node()
    assert folder is not None
    with digitalbazaar.start(folder) as judge:
        yield judge


@pytest.fixture(scope="session")
def validator_core() -> Iterator[judging.Judge]:
    """Give 1EdTech's validator of Open Badges 2.0."""
    with validator.start(install.python("openbadges")) as judge:
        yield judge


@pytest.fixture
def host() -> Iterator[hosting.Host]:
    """Give a site on this machine that answers what it is told to."""
    with hosting.Host() as site:
        yield site
