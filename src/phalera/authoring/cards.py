"""The wide picture that other sites show beside a link to an award: its badge on a strap."""

import functools
import io

from PIL import Image, ImageDraw, ImageFilter

from phalera.authoring import pictures

# What Open Graph's readers agree on, in pixels.
WIDTH, HEIGHT = 1200, 630
BADGE = 440
_STRAP = 96
# The look, section 3: ground, strap and stitch of the light theme.
_GROUND, _LEATHER, _STITCH = (243, 245, 244), (94, 70, 48), (217, 185, 143)
_SHADE = (20, 32, 30, 110)
# A few badges are much looked at; a card is some 100 KB.
_KEPT = 64


def read(sha256: str) -> bytes | None:
    """Give the card of a stored picture as PNG, or None when there is no such picture."""
    stored = pictures.read(sha256, "png")
    return _draw(stored) if stored is not None else None


@functools.lru_cache(maxsize=_KEPT)
def _draw(stored: bytes) -> bytes:
    card = Image.new("RGB", (WIDTH, HEIGHT), _GROUND)
    _strap(ImageDraw.Draw(card))
    # Ours: it was drawn anew when it was stored.
    with Image.open(io.BytesIO(stored), formats=["PNG"]) as opened:
        badge = opened.convert("RGBA").resize((BADGE, BADGE), Image.Resampling.LANCZOS)
    where = ((WIDTH - BADGE) // 2, (HEIGHT - BADGE) // 2)
    shade = Image.new("RGBA", card.size)
    shade.paste(_SHADE, (where[0], where[1] + 12), badge.getchannel("A"))
    card.paste(shade, (0, 0), shade.filter(ImageFilter.GaussianBlur(14)).getchannel("A"))
    card.paste(badge, where, badge)
    written = io.BytesIO()
    card.save(written, "PNG", optimize=True)
    return written.getvalue()


def _strap(draw: ImageDraw.ImageDraw) -> None:
    top, bottom = (HEIGHT - _STRAP) // 2, (HEIGHT + _STRAP) // 2
    draw.rectangle((0, top, WIDTH, bottom), fill=_LEATHER)
    for row in (top + 11, bottom - 13):
        for start in range(8, WIDTH, 30):
            draw.rectangle((start, row, start + 17, row + 2), fill=_STITCH)
