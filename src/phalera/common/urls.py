"""Absolute addresses of this installation."""

from django.conf import settings


def public_url(path: str) -> str:
    """Give the address that the outside uses for a path beginning with a slash."""
    return f"{settings.PUBLIC_URL}{path}"


def path_of(url: str) -> str | None:
    """Give the path of an address of this installation, None for anybody else's."""
    base = f"{settings.PUBLIC_URL}/"
    return url[len(base) - 1 :] if url.startswith(base) else None
