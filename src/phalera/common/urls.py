"""Absolute addresses of this installation."""

import ipaddress
from urllib import parse

from django.conf import settings


def public_url(path: str) -> str:
    """Give the address that the outside uses for a path beginning with a slash."""
    return f"{settings.PUBLIC_URL}{path}"


def asked_at(host: str) -> str:
    """Give the address of this installation that somebody asked, by its host: a former one, or its own."""
    asked = host.casefold()
    return next(
        (each for each in settings.FORMER_URLS if parse.urlsplit(each).netloc.casefold() == asked),
        settings.PUBLIC_URL,
    )


def kept(base: str) -> str:
    """Give the address that documents go on naming which were published first at `base`.

    That one, wherever the installation moved to since; unless it was this machine's, where nobody else ever could ask.
    """
    return settings.PUBLIC_URL if is_local(base) else base


def path_of(url: str) -> str | None:
    """Give the path of an address of this installation, None for anybody else's."""
    base = f"{settings.PUBLIC_URL}/"
    return url[len(base) - 1 :] if url.startswith(base) else None


def is_public_https(url: str) -> bool:
    """Say whether others on the internet may be able to ask an address: https, with a name of more than one part."""
    parts = parse.urlsplit(url)
    return parts.scheme == "https" and "." in (parts.hostname or "") and not is_local(url)


def is_local(url: str) -> bool:
    """Say whether an address names this machine or a network that only insiders reach."""
    host = parse.urlsplit(url).hostname or ""
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal", ".test"))
    return found.is_loopback or found.is_private
