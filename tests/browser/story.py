"""The main story of the product, step by step, as somebody does it in a browser."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from phalera_core import baking

PASSWORD = "phalera-demo"
# Signing is the worker's; on a busy machine its turn comes late.
SIGNED_WITHIN = 60_000  # milliseconds


def sign_in(page: Page, name: str = "leo") -> None:
    """Sign in as one of the demo's three people, through the form."""
    page.goto("/accounts/login/")
    page.get_by_label("E-mail address").fill(f"{name}@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile(r"/$"))


def choose_course(page: Page) -> str:
    """Open a course that still has a badge to earn, and give its title."""
    page.goto("/learning/")
    offers = page.locator("section[aria-labelledby=open] li").filter(has_text="not yet earned")
    link = offers.first.get_by_role("link")
    title = link.inner_text()
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return title


def finish(page: Page) -> str:
    """Take part, read module after module, and give the name of the badge that is earned with the last one."""
    page.get_by_role("button", name="Take part").click()
    for button in lessons(page):
        button.click()
    return page.locator("#prize-title").inner_text()


def lessons(page: Page) -> Iterator[Locator]:
    """Give the button of each module that is still to be read; whoever asks for the next one has pressed it."""
    page.locator("details[open]").wait_for()
    while (button := page.locator("details[open]").get_by_role("button", name="I have read this")).count():
        before = page.url
        yield button.first
        # The address goes on to the next module, and with the last one to the badge.
        page.wait_for_url(lambda now, before=before: now != before)


def wait_until_signed(page: Page, *, scripts: bool = True) -> None:
    """Wait for the button that hands the badge out; without scripts by looking again, as the page proposes."""
    download = page.get_by_role("link", name="Download badge")
    if scripts:
        download.wait_for(timeout=SIGNED_WITHIN)
        return
    for _ in range(SIGNED_WITHIN // 500):
        if download.count():
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError("the badge was not signed")


def download(page: Page, folder: Path) -> Path:
    """Download the badge of the course at hand, and give the file."""
    with page.expect_download() as started:
        page.get_by_role("link", name="Download badge").click()
    file = folder / started.value.suggested_filename
    started.value.save_as(file)
    return file


def leftmost(page: Page) -> str:
    """Give the name of the first badge on the home page, beside the level of a skill that may have come with it."""
    page.goto("/")
    return page.locator(".strap .t").filter(has_not_text=re.compile(r", level \d$")).first.inner_text()


def verify(page: Page, file: Path) -> str:
    """Ask whether a file is genuine, and give the verdict."""
    page.goto("/verify/")
    page.get_by_label("Badge file").set_input_files(file)
    page.get_by_role("button", name="Verify", exact=True).click()
    return page.locator(".verdict .word").inner_text()


def tampered(file: Path, target: Path) -> Path:
    """Write a copy of a badge whose name was changed after signing, and give it."""
    picture = file.read_bytes()
    inside = baking.unbake(picture)
    forged = json.loads(inside.v3)
    forged["credentialSubject"]["achievement"]["name"] += " with Honors"
    target.write_bytes(baking.bake(picture, v3=json.dumps(forged).encode(), v2=inside.v2))
    return target
