"""One browser for the tests of a module, and one academy for all of a process."""

from pathlib import Path

import pytest

from browser import chromium, story


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)


# Not for the session: while Playwright runs there is an event loop in this process, and Django refuses to touch the
# database beside one, so the tests after these would fail.
@pytest.fixture(scope="module")
def browser():
    """Run Chromium, or skip where it is not installed."""
    if not chromium.BINARY.exists():
        pytest.skip(chromium.MISSING)
    with chromium.launched() as running:
        yield running


@pytest.fixture(scope="module")
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
