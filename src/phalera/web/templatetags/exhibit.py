"""The reverse of a badge: bare metal, engraved with the figure of its signature (the look, section 7)."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from phalera.common import rosette
from phalera.issuing.models import Credential

register = template.Library()

# Silver, from light to dark, as in the badge art; a figure is decoration, so the theme does not change it.
_METAL = (
    '<defs><linearGradient id="silver" x1=".15" y1=".04" x2=".85" y2=".96"><stop stop-color="#FFFFFF"/>'
    '<stop offset=".24" stop-color="#DCE3E6"/><stop offset=".5" stop-color="#AEB9BE"/>'
    '<stop offset=".64" stop-color="#DCE3E6"/><stop offset="1" stop-color="#6C787E"/></linearGradient></defs>'
    '<circle r="196" fill="url(#silver)" stroke="#2F383C" stroke-opacity=".7" stroke-width="2"/>'
    '<circle r="186" fill="none" stroke="#6C787E" stroke-opacity=".55" stroke-width="15"/>'
    '<circle r="186" fill="none" stroke="#DCE3E6" stroke-width="13" stroke-dasharray="4.53 4.53"/>'
    '<circle r="176" fill="url(#silver)" stroke="#6C787E" stroke-width="2.5"/>'
)
# Of 400 units: inside the milled rim, with air around it.
_RADIUS = 150.0


@register.simple_tag
def reverse_of(credential: Credential) -> SafeString:
    """Draw the reverse of a signed badge; two signatures never have the same."""
    strokes = "".join(
        f'<path d="{path}"/>' for path in rosette.paths(bytes(credential.signature or b""), _RADIUS)
    )
    return format_html(
        '<svg class="badge reverse" viewBox="-200 -200 400 400" role="img" aria-label="{}">{}'
        '<g fill="none" stroke="#2F383C" stroke-opacity=".62" stroke-width="1.4">{}</g></svg>',
        _("Reverse of the badge, engraved with the rosette of its signature"),
        mark_safe(_METAL),  # noqa: S308 — ours
        mark_safe(strokes),  # noqa: S308 — numbers only
    )


@register.simple_tag
def mark_of(credential: Credential) -> str:
    """Give the twelve characters that stand for a signature, as a badge record says them."""
    return rosette.mark(bytes(credential.signature or b""))
