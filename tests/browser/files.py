"""What somebody downloaded: whether the tools that people have open it, and whether it is believed."""

import base64
import json
import shutil
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page

from browser import story
from factories import server

# Each is asked where it is installed; the module of Python always is.
ZIP_TOOLS = (["unzip", "-tq"], ["7z", "t"], ["7zz", "t"])


def taken(page: Page, what: Locator, folder: Path) -> Path:
    """Press something, and give the file that comes, under the name that was proposed for it."""
    # Setting many records in type takes a while on a busy machine.
    with page.expect_download(timeout=story.SIGNED_WITHIN) as started:
        what.click()
    file = folder / started.value.suggested_filename
    started.value.save_as(file)
    return file


def opens(file: Path) -> None:
    """See that what people have opens the file without a complaint."""
    match file.suffix:
        case ".png":
            with Image.open(file) as image:
                image.load()
                assert min(image.size) >= 250  # pixels: the smallest picture that is taken
        case ".svg":
            assert ET.parse(file).getroot().tag == "{http://www.w3.org/2000/svg}svg"
        case ".json":
            assert json.loads(file.read_bytes())["proof"]
        case ".jwt":
            header, payload, _signature = file.read_text().split(".")
            assert all(json.loads(base64.urlsafe_b64decode(part + "==")) for part in (header, payload))
        case ".pdf":
            _ask(["qpdf", "--check"], file)
        case ".zip":
            with zipfile.ZipFile(file) as archive:
                assert archive.testzip() is None
            for tool in ZIP_TOOLS:
                _ask(tool, file)
        case other:
            raise AssertionError(f"nobody knows how to open {other}")


def words(file: Path) -> str | None:
    """Give what stands on the pages of a PDF, each run of blanks as one; None where no tool reads it."""
    said = _ask(["pdftotext"], file, "-")
    return None if said is None else " ".join(said.split())


def verified(data: Path, file: Path) -> dict:
    """Give what `phalera verify` says of a file to whoever has the installation's documents."""
    answer = server.phalera(data, "verify", str(file), "--data", str(data), "--json")
    said = json.loads(answer.stdout)
    assert (answer.returncode == 0) == (said["verdict"] == "verified"), answer.stdout + answer.stderr
    return said


def drawn(file: Path, *, color: str, size: int = 400) -> Path:
    """Draw a square picture of so many pixels, for a badge."""
    Image.new("RGB", (size, size), color).save(file)
    return file


def _ask(tool: list[str], file: Path, *more: str) -> str | None:
    if not shutil.which(tool[0]):
        return None
    done = subprocess.run([*tool, str(file), *more], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
