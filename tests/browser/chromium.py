"""Debian's Chromium, driven by Playwright, kept from reaching for anything but the page."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

BINARY = Path("/usr/bin/chromium")
# What is waited for is there in no time, but on a machine that has much else to do.
PATIENCE = 30_000  # milliseconds
MISSING = "/usr/bin/chromium is not installed (apt install chromium)"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@contextlib.contextmanager
def launched() -> Iterator[Browser]:
    """Run a browser without a window until the end of the block."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(BINARY), args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()


@contextlib.contextmanager
def page(
    browser: Browser,
    base_url: str,
    *,
    width: int = 1440,
    height: int = 900,
    theme: str = "light",
    scripts: bool = True,
    state: dict | None = None,
    scale: float = 1,
) -> Iterator[Page]:
    """Give a page of a visitor of its own, who has been here before when `state` is given.

    What goes wrong in the page itself (a script that throws, a refused style) is an error at the end of the block.
    """
    context = browser.new_context(
        base_url=base_url,
        viewport={"width": width, "height": height},
        color_scheme=theme,
        java_script_enabled=scripts,
        storage_state=state,
        locale="en-US",
        timezone_id="UTC",
        reduced_motion="reduce",
        device_scale_factor=scale,
    )
    context.set_default_timeout(PATIENCE)
    complaints: list[str] = []
    opened = context.new_page()
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("console", lambda message: complaints.append(message.text) if _is_ours(message) else None)
    try:
        yield opened
    finally:
        context.close()
    assert not complaints, complaints


def _is_ours(message) -> bool:
    # Chromium reports every answer from 400 on as an error of the console; tests look at those themselves.
    return message.type == "error" and not message.text.startswith("Failed to load resource")
