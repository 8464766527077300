"""Which addresses a stranger may make us ask: plain names of the public internet, and nothing inside (SSRF).

The table is our own: the interpreter's `is_global` has been wrong about multicast, NAT64, 6to4 and mapped addresses
(the family of CVE-2024-4032).
"""

import dataclasses
import ipaddress
import re
from urllib import parse

MAX_URL = 2_000  # characters, as long as any address that people really use.

_URL = re.compile(r"(https?)://([^/?#]*)([/?][^#]*)?(?:#.*)?", re.IGNORECASE)
_PLAIN = re.compile(r"[\x21-\x7e]+")
# Names only. The last label begins with a letter, so that nothing which some resolver reads as a number
# ("127.1", "0x7f.1", "2130706433", "0177.0.0.1") passes.
_NAME = re.compile(
    r"(?=.{4,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?",
    re.IGNORECASE,
)
_LOOPBACK = re.compile(r"localhost|127\.0\.0\.1|\[::1\]", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}

# IANA IPv4 Special-Purpose Address Registry, and multicast.
_NOT_PUBLIC_V4 = tuple(
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
# Only what is handed out to the public, less what IANA took from it for special purposes.
_PUBLIC_V6 = ipaddress.IPv6Network("2000::/3")
_NOT_PUBLIC_V6 = tuple(
    ipaddress.IPv6Network(network) for network in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An address that may be asked, once its name has been resolved and checked."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def netloc(self) -> str:
        """The host as it stands in an address and in the Host header."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"


def target_of(url: str, *, allow_loopback: bool = False) -> Target | None:
    """Return what a plain public https address points at, or None when it may not be asked.

    `allow_loopback`, for tests and the demo, also admits this machine by name, on any port and without TLS.
    """
    match = _URL.fullmatch(url) if len(url) <= MAX_URL and _PLAIN.fullmatch(url) and "\\" not in url else None
    if match is None:
        return None
    scheme = match[1].lower()
    host, colon, port_text = _split_port(match[2])
    local = allow_loopback and _LOOPBACK.fullmatch(host) is not None
    if (colon and not re.fullmatch(r"[0-9]{1,5}", port_text)) or not (local or _NAME.fullmatch(host)):
        return None
    port = int(port_text) if colon else _PORTS[scheme]
    if not local and (scheme != "https" or port not in _PORTS.values()):
        return None
    if not 0 < port < 2**16:
        return None
    path = match[3] or "/"
    return Target(
        scheme=scheme,
        host=host.lower().strip("[]"),
        port=port,
        path=path if path.startswith("/") else f"/{path}",
    )


def is_public(address: str, *, allow_loopback: bool = False) -> bool:
    """Say whether an IP address belongs to the public internet, by our own table."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped
        if found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFF_FFFF)
        if inner is None:
            return (allow_loopback and found == ipaddress.IPv6Address("::1")) or (
                found in _PUBLIC_V6 and not any(found in network for network in _NOT_PUBLIC_V6)
            )
        found = inner
    if allow_loopback and found == ipaddress.IPv4Address("127.0.0.1"):
        return True
    return not any(found in network for network in _NOT_PUBLIC_V4)


def join(base: str, location: str) -> str:
    """Return where a redirect from `base` leads; what is odd about it is found when it is checked."""
    try:
        return parse.urljoin(base, location)
    except ValueError:
        return ""


def _split_port(netloc: str) -> tuple[str, str, str]:
    """Split off the port; user info stays in the host, where no rule lets it pass."""
    if netloc.startswith("["):
        host, bracket, rest = netloc.partition("]")
        return host + bracket, rest[:1] if rest[:1] == ":" else "", rest[1:]
    return netloc.partition(":")
