"""Play the story in Chromium and write the pictures of the README: `make pictures`.

    python -m tests.browser.pictures [folder]

The demo academy is made anew, so the pictures show what a stranger sees after `make demo`.
"""

import io
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))

from PIL import Image
from playwright.sync_api import Page

from browser import chromium, story
from factories import server

TARGET = ROOT / "docs" / "pictures"
LARGEST = 400_000  # bytes of one picture, so that a clone stays small
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
COLUMN = 480  # pixels of a desktop picture on the contact sheet
GAP = 24
BETWEEN = (120, 130, 127)  # neither theme's ground


def main(words: list[str]) -> int:
    """Write the pictures, and say where they are."""
    target = Path(words[0]) if words else TARGET
    if not chromium.BINARY.exists():
        print(f"No pictures: {chromium.MISSING}.", file=sys.stderr)
        return 3
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="phalera-pictures-") as folder, academy(Path(folder)) as visit:
        shots = play(visit, Path(folder))
    for name in ("home", "badges", "course", "verify", "verify-refused"):
        write(shots[name]["desktop", "light"], target / f"{name}.png")
    write(sheet(shots), target / "contact-sheet.png")
    print(f"Wrote {len(list(target.glob('*.png')))} pictures to {target}")
    return 0


@contextmanager
def academy(folder: Path) -> Iterator:
    """Run the demo and a browser until the end of the block, and give a function that opens a page for somebody."""
    with server.running(folder / "data", "--demo") as platform, chromium.launched() as browser:
        with chromium.page(browser, platform.url) as page:
            story.sign_in(page)
            leo = page.context.storage_state()

        def visit(*, signed_in: bool = True, **how):
            return chromium.page(browser, platform.url, state=leo if signed_in else None, **how)

        yield visit


def play(visit, folder: Path) -> dict[str, dict[tuple[str, str], Image.Image]]:
    """Walk the story and photograph each stop, in both themes, on a desktop and a phone."""
    shots = {}
    with visit() as page:
        story.choose_course(page)
        page.get_by_role("button", name="Take part").click()
        for number, button in enumerate(story.lessons(page)):
            if number == 2:  # half-way, so that the rim shows how far
                shots["course"] = photograph(page)
                page.set_viewport_size(DESKTOP)
            button.click()
        story.wait_until_signed(page)
        file = story.download(page, folder)
        story.leftmost(page)
        page.reload()  # without the note about the download
        shots["home"] = photograph(page)
        page.goto("/badges/")
        shots["badges"] = photograph(page)
        page.goto("/learning/")
        shots["learning"] = photograph(page)
    with visit(signed_in=False) as page:
        assert story.verify(page, file) == "Verified"
        shots["verify"] = photograph(page)
        page.set_viewport_size(DESKTOP)
        assert story.verify(page, story.tampered(file, folder / "tampered.png")) == "Refused"
        shots["verify-refused"] = photograph(page)
    return shots


def photograph(page: Page) -> dict[tuple[str, str], Image.Image]:
    """Take the page at hand as it shows first, on a desktop and a phone, in both themes."""
    taken = {}
    for device, size in (("desktop", DESKTOP), ("phone", PHONE)):
        page.set_viewport_size(size)
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
            # Pictures further down are fetched when they come near.
            page.wait_for_load_state("networkidle")
            taken[device, theme] = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    page.emulate_media(color_scheme="light")
    return taken


def sheet(shots: dict[str, dict[tuple[str, str], Image.Image]]) -> Image.Image:
    """Lay all photographs on one sheet: a row for each page, desktop and phone, light and dark."""
    rows = [[scaled(shot) for shot in row.values()] for row in shots.values()]
    width = max(sum(shot.width + GAP for shot in row) for row in rows) + GAP
    height = sum(row[0].height + GAP for row in rows) + GAP
    paper = Image.new("RGB", (width, height), BETWEEN)
    top = GAP
    for row in rows:
        left = GAP
        for shot in row:
            paper.paste(shot, (left, top))
            left += shot.width + GAP
        top += row[0].height + GAP
    return paper


def scaled(shot: Image.Image) -> Image.Image:
    """Give a photograph as high as a desktop one that fills its column."""
    high = DESKTOP["height"] * COLUMN // DESKTOP["width"]
    return shot.resize((shot.width * high // shot.height, high), Image.Resampling.LANCZOS)


def write(picture: Image.Image, file: Path) -> None:
    """Write a picture with as many colours as fit into the size that is allowed."""
    for colours in (256, 160, 96, 48):
        picture.quantize(colours, dither=Image.Dither.NONE).save(file, optimize=True)
        if file.stat().st_size <= LARGEST:
            return
    raise AssertionError(f"{file} has {file.stat().st_size} bytes; {LARGEST} is the most")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
