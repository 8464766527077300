"""One browser and one academy for all tests of a process."""

from pathlib import Path

import pytest

from browser import chromium, story


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser():
    """Run Chromium, or skip where it is not installed."""
    if not chromium.BINARY.exists():
        pytest.skip(chromium.MISSING)
    with chromium.launched() as running:
        yield running


@pytest.fixture(scope="session")
def visit(browser, demo_academy):
    """Give a function that opens a page of the academy for somebody: `visit("leo", width=360, theme="dark")`."""
    states = {}

    def open_for(who=None, **how):
        if who and who not in states:
            with chromium.page(browser, demo_academy.url) as page:
                story.sign_in(page, who)
                states[who] = page.context.storage_state()
        return chromium.page(browser, demo_academy.url, state=states.get(who), **how)

    return open_for
