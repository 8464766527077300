"""Typeset badge records as the whole life of a process that may be killed.

Run as a script (`workshop` does), in a folder that holds the template and pictures. A job is a JSON object behind its
length in four bytes on standard input; the answer is one byte (`0` done, `1` refused), four bytes of length, and the PDF,
the PNG of a single page, or the words of what was wrong. It imports nothing of ours, has no network and may write no file. It leaves when nobody
has asked for a while, or when whoever started it has ended, and takes its folder with it.
"""

import contextlib
import ctypes
import json
import resource
import select
import shutil
import struct
import sys
from pathlib import Path
from typing import Any, cast

import typst

# Of what is allocated, not of address space: fonts are mapped, not read. A page of a long set takes half a megabyte.
MEMORY = 256 * 1024 * 1024
MEMORY_A_PAGE = 1024 * 1024
# Pixels an inch of a preview: as wide as the page of a browser, and sharp on good screens.
PREVIEW_PPI = 130
_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000


def main(library: str, idle: float) -> None:
    """Answer jobs until there are none, with the fonts of a folder."""
    _shut_in()
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[library])
    compiler = typst.Compiler("record.typ", root=".", font_paths=fonts)
    while (job := _next(idle)) is not None:
        _limit(job["seconds"], job["pages"])
        try:
            status, answer = b"0", _typeset(compiler, job)
        except Exception as error:  # noqa: BLE001
            # Whatever the typesetter stumbles over concerns this job alone; the process stays good for the next.
            status, answer = b"1", str(error).encode()
        sys.stdout.buffer.write(status + struct.pack(">I", len(answer)) + answer)
        sys.stdout.buffer.flush()


def _typeset(compiler: "typst.Compiler", job: dict[str, Any]) -> bytes:
    if job["format"] == "png":
        return cast("bytes", compiler.compile(format="png", sys_inputs=job["inputs"], ppi=PREVIEW_PPI))
    # Of pieces; what they are on their pages, and with it PDF/A-3a and PDF/UA-1, comes when they are put together.
    made = compiler.compile(
        format="pdf",
        sys_inputs=job["inputs"],
        pdf_standards=["a-3u"],
        pdf_tags=False,
        timestamp=job["timestamp"],
    )
    return cast("bytes", made)


def _next(idle: float) -> dict[str, Any] | None:
    ready, _, _ = select.select([sys.stdin], [], [], idle)
    head = sys.stdin.buffer.read(4) if ready else b""
    if not head:
        return None
    job: dict[str, Any] = json.loads(sys.stdin.buffer.read(struct.unpack(">I", head)[0]))
    return job


def _shut_in() -> None:
    with contextlib.suppress(OSError, AttributeError):
        # Where the system lets us: a network of our own, in which there is nothing.
        ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NETWORK)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit(seconds: int, pages: int) -> None:
    """Allow this job so much more processor time than was used, and memory for its pages."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    allowed = int(used.ru_utime + used.ru_stime) + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (allowed, resource.RLIM_INFINITY))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY + pages * MEMORY_A_PAGE, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]))
    shutil.rmtree(Path.cwd().parent, ignore_errors=True)
