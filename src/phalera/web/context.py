"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest


def phalera(_request: HttpRequest) -> dict[str, object]:
    """Give the public address and whether this is the demo."""
    return {"public_url": settings.PUBLIC_URL, "demo": settings.DEMO}
