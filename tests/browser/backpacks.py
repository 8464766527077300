"""Connecting a backpack at the demo's stand-in for Badgr, step by step, as somebody does it in a browser."""

import re

from playwright.sync_api import Page, expect


def open_dialog(page: Page) -> None:
    """Open the dialog from the badges page."""
    page.goto("/badges/")
    page.get_by_role("link", name=re.compile("Configure Badgr|Reconnect Badgr")).click()
    expect(page.get_by_role("dialog")).to_be_visible()


def connect(page: Page, name: str = "leo") -> None:
    """Connect somebody's backpack: the dialog, the host's page, and back."""
    open_dialog(page)
    page.get_by_role("dialog").get_by_role("link", name=re.compile("^(Connect|Reconnect) ")).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("would like to use your backpack")
    account = page.get_by_role("radio", name=re.compile(f"{name}@example.org"))
    if account.count():
        account.check()
    else:
        page.get_by_label("Or another address").fill(f"{name}@example.org")
    page.get_by_role("button", name="Allow").click()
    expect(page).to_have_url(re.compile(r"/backpack/$"))
    expect(page.get_by_text("Connected", exact=True)).to_be_visible()
