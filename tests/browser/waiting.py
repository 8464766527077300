"""Waiting for what a worker does in its own time, by looking again as people do."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page

# On a busy machine the worker's turn comes late.
PATIENCE = 60_000  # milliseconds
BETWEEN = 250  # milliseconds


def until(page: Page, address: str, found: Locator) -> Locator:
    """Open a page again until something is on it, and give that."""
    for _ in range(PATIENCE // BETWEEN):
        page.goto(address)
        if found.count():
            return found
        page.wait_for_timeout(BETWEEN)
    said = page.get_by_role("main").inner_text()
    raise AssertionError(f"{address} never showed {found}:\n{said}")


def until_true(page: Page, what: Callable[[], object]) -> None:
    """Ask again until something is so; `page` is what waits."""
    for _ in range(PATIENCE // BETWEEN):
        if what():
            return
        page.wait_for_timeout(BETWEEN)
    raise AssertionError("it never came to be")
