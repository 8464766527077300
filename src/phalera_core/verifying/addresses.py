"""Comparing web addresses by what they name, never by how they begin (hardening T28)."""

import re
from collections.abc import Mapping
from typing import Any

# Plain addresses only: no user, no backslash, no tricks that two readers could split differently.
_URL = re.compile(
    r"(https?)://([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::(\d{1,5}))?(/[^\s\\#]*)?", re.IGNORECASE
)
_PORTS = {"http": 80, "https": 443}

Origin = tuple[str, str, int]


def origin(url: object) -> Origin | None:
    """Return scheme, host and port of a plain web address, or None."""
    split = _split(url)
    return split[0] if split else None


def host(url: object) -> str | None:
    """Return the host of a plain web address, with its port where that is unusual, or None."""
    found = origin(url)
    if found is None:
        return None
    scheme, name, port = found
    return name if port == _PORTS[scheme] else f"{name}:{port}"


def in_scope(url: str, profile: Mapping[str, Any]) -> bool:
    """Say whether an issuer's profile vouches for `url` (OB 2.0, VerificationObject of a Profile).

    By default that is the profile's own origin; it may name hosts or beginnings of addresses instead.
    """
    rules = profile.get("verification")
    rules = rules if isinstance(rules, Mapping) else {}
    prefixes, hosts = _texts(rules.get("startsWith")), _texts(rules.get("allowedOrigins"))
    if prefixes:
        return any(_is_below(url, prefix) for prefix in prefixes)
    if hosts:
        found = host(url)
        return found is not None and found in {name.lower() for name in hosts}
    return origin(url) is not None and origin(url) == origin(profile.get("id"))


def last_part(identifier: object) -> str | None:
    """Return the end of an address or URN that tells one award from another."""
    if not isinstance(identifier, str):
        return None
    path = identifier.partition("#")[0].partition("?")[0].rstrip("/")
    part = re.split(r"[/:]", path)[-1].lower()
    return part or None


def _is_below(url: str, prefix: str) -> bool:
    inner, outer = _split(url), _split(prefix)
    if inner is None or outer is None or inner[0] != outer[0]:
        return False
    path, start = inner[1], outer[1]
    # "https://a.test/x" must not vouch for "https://a.test/xyz", nor any prefix for "/x/../y".
    if ".." in path.split("/"):
        return False
    return path == start or path.startswith(start if start.endswith("/") else start + "/")


def _split(url: object) -> tuple[Origin, str] | None:
    match = _URL.fullmatch(url) if isinstance(url, str) else None
    if match is None:
        return None
    scheme, name, port, path = match.groups()
    scheme = scheme.lower()
    return (scheme, name.lower(), int(port) if port else _PORTS[scheme]), path or "/"


def _texts(value: object) -> list[str]:
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]
