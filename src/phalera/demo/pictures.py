"""Draw the badges beside everything else, and store them as pictures."""

import concurrent.futures
import contextlib
import multiprocessing
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from datetime import datetime

from phalera.authoring import pictures
from phalera.authoring.models import Picture
from phalera.demo.art import designs, render

# Pixels cost most of the first start, and nobody else needs the second core yet.
_PROCESSES = 2

Pending = Mapping[str, Future[render.Rendered]]


@contextlib.contextmanager
def drawn() -> Iterator[Pending]:
    """Begin to draw all designs in other processes, and give what will be ready by its slug."""
    # Spawned, not forked: a forked child would share our open database.
    context = multiprocessing.get_context("spawn")
    with concurrent.futures.ProcessPoolExecutor(_PROCESSES, mp_context=context) as pool:
        yield {slug: pool.submit(render.render, slug) for slug in designs.DESIGNS}


def store(pending: Pending, *, now: datetime) -> dict[str, Picture]:
    """Wait for the drawings and store them."""
    return {slug: pictures.keep(_sizes(future.result()), now=now) for slug, future in pending.items()}


def _sizes(rendered: render.Rendered) -> pictures.Drawn:
    ready = {render.SIZE: rendered.png, render.SMALL: rendered.small}
    previews = tuple(ready[size] for size in pictures.PREVIEWS)
    return pictures.Drawn(png=rendered.png, previews=previews, svg=rendered.svg)
