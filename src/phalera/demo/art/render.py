"""Turn designs into the files that are stored, in processes of their own: this imports neither Django nor our apps."""

import concurrent.futures
import contextlib
import dataclasses
import io
import multiprocessing
import signal
from collections.abc import Iterator, Mapping
from concurrent.futures import Future

from phalera.demo.art import designs, drawing

# A PNG of this size is what a backpack shows, and drawing more of them would keep the first start waiting; the SVG
# beside it is sharp at every size.
SIZE = 400
SMALL = 90
# Pixels cost most of the first start, and nobody else needs the second core yet.
_PROCESSES = 2


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """A badge as SVG, as PNG and as a small PNG."""

    svg: bytes
    png: bytes
    small: bytes


Pending = Mapping[str, Future[Rendered]]


@contextlib.contextmanager
def begun() -> Iterator[Pending]:
    """Begin to draw all designs in other processes, and give what will be ready by its slug."""
    # Spawned, not forked: a forked child would share our open database.
    context = multiprocessing.get_context("spawn")
    pool = concurrent.futures.ProcessPoolExecutor(
        _PROCESSES, mp_context=context, initializer=_ignore_interrupts
    )
    try:
        yield {slug: pool.submit(render, slug) for slug in designs.DESIGNS}
    finally:
        pool.shutdown(cancel_futures=True)


def render(slug: str) -> Rendered:
    """Draw the design of that slug and turn it into pixels."""
    import resvg_py
    from PIL import Image

    svg = drawing.draw(designs.DESIGNS[slug])
    png = bytes(resvg_py.svg_to_bytes(svg_string=svg, width=SIZE, height=SIZE, skip_system_fonts=True))
    stream = io.BytesIO()
    with Image.open(io.BytesIO(png)) as full:
        full.resize((SMALL, SMALL), Image.Resampling.LANCZOS).save(stream, "PNG")
    return Rendered(svg=svg.encode(), png=png, small=stream.getvalue())


def _ignore_interrupts() -> None:
    # Ctrl-C reaches all processes of the terminal; the first one decides and ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
