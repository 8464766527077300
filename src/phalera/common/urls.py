"""Absolute addresses of this installation."""

import ipaddress
from urllib import parse

from django.conf import settings


def public_url(path: str) -> str:
    """Give the address that the outside uses for a path beginning with a slash."""
    return f"{settings.PUBLIC_URL}{path}"


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
