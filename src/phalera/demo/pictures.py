"""Store the badges that other processes draw."""

from datetime import datetime

from phalera.authoring import pictures
from phalera.authoring.models import Picture
from phalera.demo.art import render


def store(pending: render.Pending, *, now: datetime) -> dict[str, Picture]:
    """Wait for the drawings and store them, by slug."""
    return {slug: pictures.keep(_sizes(future.result()), now=now) for slug, future in pending.items()}


def _sizes(rendered: render.Rendered) -> pictures.Drawn:
    ready = {render.SIZE: rendered.png, render.SMALL: rendered.small}
    previews = tuple(ready[size] for size in pictures.PREVIEWS)
    return pictures.Drawn(png=rendered.png, previews=previews, svg=rendered.svg)
