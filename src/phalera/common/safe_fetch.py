"""The one place that asks other machines, on behalf of what a stranger wrote.

Every address is checked before and after its name is resolved, the connection goes to the very address that was
checked, one deadline holds for everything, and what went wrong is told in one neutral sentence: to an attacker,
refused, closed and timed out look the same. Details go to the log.
"""

import contextlib
import dataclasses
import logging
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import requests
import urllib3
from requests import adapters
from urllib3 import connection, connectionpool

from phalera.common import addresses, slots
from phalera_core import errors

DEADLINE = 10.0  # seconds for one address: DNS, TLS, redirects, headers and body together.
IN_ALL = (
    20.0  # seconds for all addresses of one verification: whoever asks holds a thread of the web meanwhile.
)
MAX_FETCHES = 8  # requests in one verification; an assertion may name thousands of addresses.
MAX_DOCUMENT = 1_000_000  # bytes: DID documents and assertions have a few KB, status lists up to this.
MAX_BADGE = 5_000_000  # bytes: the largest picture that we read.

_MAX_REDIRECTS = 3
_MAX_HEADERS = 65_536
_RESOLVE_SECONDS = 2.0
_ADDRESSES_TRIED = 3
_CHUNK = 65_536
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_OK, _GONE = 200, 410
_HEADERS = {
    "User-Agent": "Phalera badge verifier",
    "Accept": "application/vc+ld+json, application/did+json, application/ld+json, application/json;q=0.9, */*;q=0.1",
    "Accept-Encoding": "identity",
    "Connection": "close",
}

_log = logging.getLogger(__name__)

Resolve = Callable[[str, int], list[str]]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an address gave: always status 200, and never more than was asked for."""

    url: str
    content_type: str
    body: bytes


def resolve(host: str, port: int) -> list[str]:
    """Return the IP addresses of a host, in the order in which they should be tried."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_ADDRCONFIG)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


class Fetcher:
    """Fetches for one verification: at most `max_fetches` requests, each address asked once."""

    def __init__(
        self,
        *,
        max_fetches: int = MAX_FETCHES,
        deadline: float = DEADLINE,
        in_all: float = IN_ALL,
        allow_loopback: bool = False,
        resolver: Resolve = resolve,
        ca_file: str | None = None,
    ) -> None:
        self._left = max_fetches
        self._deadline = deadline
        self._time_left = in_all
        self._allow_loopback = allow_loopback
        self._resolver = resolver
        self._ca_file = ca_file
        self._known: dict[str, Answer | errors.ResolutionError] = {}

    def load(self, url: str) -> bytes:
        """Return the document at `url`; ResolutionError when it cannot be had, GoneError when it is gone."""
        return self.fetch(url, max_bytes=MAX_DOCUMENT).body

    def fetch(self, url: str, *, max_bytes: int = MAX_DOCUMENT) -> Answer:
        """Return what `url` answers; ResolutionError when it cannot be had, GoneError when it is gone for good."""
        if url not in self._known:
            began = time.monotonic()
            try:
                self._known[url] = self._follow(url, max_bytes)
            except errors.ResolutionError as error:
                self._known[url] = error
            self._time_left -= time.monotonic() - began
        found = self._known[url]
        if isinstance(found, errors.ResolutionError):
            raise found
        return found

    def _follow(self, url: str, max_bytes: int) -> Answer:
        """Ask, and follow redirects by hand, each through the same checks."""
        if self._time_left <= 0:
            raise _refusal(url, "no time left for this verification")
        ends = time.monotonic() + min(self._deadline, self._time_left)
        current = url
        for _ in range(1 + _MAX_REDIRECTS):
            if self._left <= 0:
                raise errors.ResolutionError(
                    "Too many addresses would have to be asked for one badge.",
                    url=url,
                    remedy="Honest badges need three or four; ask the issuer.",
                )
            self._left -= 1
            target = addresses.target_of(current, allow_loopback=self._allow_loopback)
            if target is None:
                raise _refusal(url, f"{current!r} may not be asked")
            response = self._ask(url, target, ends, max_bytes)
            if response.status not in _REDIRECTS:
                return _answer(url, response)
            following = addresses.join(current, response.location)
            # Redirects that leave TLS would hand the rest of the way to whoever listens.
            if target.scheme == "https" and not following.startswith("https://"):
                raise _refusal(url, f"redirected from https to {following!r}")
            current = following
        raise _refusal(url, "redirected too often")

    def _ask(self, url: str, target: addresses.Target, ends: float, max_bytes: int) -> "_Response":
        """Run one request in a thread of its own, and end it from here when its time is over."""
        exchange = _Exchange(
            target,
            max_bytes=max_bytes,
            ends=ends,
            verify=self._ca_file or True,
            find=lambda: self._addresses(target),
        )
        thread = threading.Thread(target=exchange.run, name="safe-fetch", daemon=True)
        if not _slots.take(target.host, ends):
            raise _refusal(url, "too many fetches at once")
        thread.start()
        if not exchange.done.wait(max(0.0, ends - time.monotonic())):
            exchange.abort()
            raise _refusal(url, "out of time")
        if exchange.response is None:
            raise _refusal(url, exchange.problem)
        return exchange.response

    def _addresses(self, target: addresses.Target) -> list[str]:
        """Resolve once; one bad address among them refuses all."""
        found = _within(_RESOLVE_SECONDS, lambda: self._resolver(target.host, target.port))
        if not found:
            raise _NotOursError(f"{target.host} has no address")
        for address in found:
            if not addresses.is_public(address, allow_loopback=self._allow_loopback):
                raise _NotOursError(f"{target.host} is {address}, which is not public")
        return found


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Response:
    status: int
    location: str
    content_type: str
    body: bytes


class _Exchange:
    """One request to one checked address."""

    def __init__(
        self,
        target: addresses.Target,
        *,
        max_bytes: int,
        ends: float,
        verify: bool | str,
        find: Callable[[], list[str]],
    ) -> None:
        self.target = target
        self.max_bytes = max_bytes
        self.ends = ends
        self.verify = verify
        self.find = find
        self.done = threading.Event()
        self.response: _Response | None = None
        self.problem = ""
        self._line = _Line()

    def run(self) -> None:
        """Do it, and leave either a response or the problem behind."""
        try:
            self._try_addresses()
        except Exception as error:  # noqa: BLE001 - a stranger's server may break anything below; the log has it.
            self.problem = f"{type(error).__name__}: {error}"
        finally:
            self._line.close()
            _slots.give_back(self.target.host)
            self.done.set()

    def abort(self) -> None:
        """Cut the line from outside, so that no slow server holds the thread."""
        self._line.cut()

    def _try_addresses(self) -> None:
        tried = self.find()[:_ADDRESSES_TRIED]
        for number, address in enumerate(tried, start=1):
            try:
                self.response = self._request(address)
            except requests.ConnectionError:
                if number == len(tried) or self._line.is_cut:
                    raise
            else:
                return

    def _request(self, address: str) -> _Response:
        left = max(0.1, self.ends - time.monotonic())
        shown = f"[{address}]" if ":" in address else address
        url = f"{self.target.scheme}://{shown}:{self.target.port}{self.target.path}"
        with requests.Session() as session:
            # Nothing from the environment: no proxy, no .netrc.
            session.trust_env = False
            session.mount(f"{self.target.scheme}://", _Pinned(self.target.host, self._line))
            with session.get(
                url,
                headers={**_HEADERS, "Host": self.target.netloc},
                timeout=(left, left),
                allow_redirects=False,
                stream=True,
                verify=self.verify,
            ) as response:
                self._line.check_peer(address)
                return self._read(response)

    def _read(self, response: requests.Response) -> _Response:
        headers = response.headers
        if sum(len(name) + len(value) for name, value in headers.items()) > _MAX_HEADERS:
            raise _NotOursError("headers too long")
        body = b""
        if response.status_code in {_OK, _GONE}:
            if headers.get("Content-Encoding", "identity").lower() != "identity":
                raise _NotOursError("compressed although we asked for it plain")
            length = headers.get("Content-Length", "0")
            if not length.isdecimal() or int(length) > self.max_bytes:
                raise _NotOursError("too long")
            body = self._read_body(response.raw)
        return _Response(
            status=response.status_code,
            location=headers.get("Location", ""),
            content_type=headers.get("Content-Type", "").partition(";")[0].strip().lower(),
            body=body,
        )

    def _read_body(self, raw: urllib3.HTTPResponse) -> bytes:
        parts: list[bytes] = []
        size = 0
        while part := raw.read1(_CHUNK, decode_content=False):
            parts.append(part)
            size += len(part)
            if size > self.max_bytes:
                raise _NotOursError("too long")
            if self._line.is_cut:
                raise _NotOursError("out of time")
        return b"".join(parts)


class _NotOursError(Exception):
    """The answer breaks a rule of ours."""


class _Line:
    """A second handle on the socket of an exchange, to look at its other end and to cut it from outside."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sockets: list[socket.socket] = []
        self.is_cut = False

    def hold(self, sock: socket.socket) -> None:
        with self._lock:
            self._sockets.append(sock.dup())
            if self.is_cut:
                self._shut_down()

    def check_peer(self, address: str) -> None:
        """Make sure that the other end is the address that was checked."""
        with self._lock:
            if not self._sockets or self._sockets[-1].getpeername()[0] != address:
                raise _NotOursError("connected to another address than was checked")

    def cut(self) -> None:
        with self._lock:
            self.is_cut = True
            self._shut_down()

    def close(self) -> None:
        with self._lock:
            for sock in self._sockets:
                sock.close()
            self._sockets.clear()

    def _shut_down(self) -> None:
        for sock in self._sockets:
            with contextlib.suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)


class _Pinned(adapters.HTTPAdapter):
    """Connects to the address in the URL, and speaks TLS with the name that it was checked for."""

    def __init__(self, host: str, line: _Line) -> None:
        self._host = host
        self._line = line
        super().__init__(max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **kwargs: Any) -> None:
        super().init_poolmanager(
            connections,
            maxsize,
            block,
            server_hostname=self._host,
            assert_hostname=self._host,
            **kwargs,
        )
        self.poolmanager.pool_classes_by_scheme = _pools(self._line)


def _pools(line: _Line) -> dict[str, type[connectionpool.HTTPConnectionPool]]:
    class Plain(connection.HTTPConnection):
        def _new_conn(self) -> socket.socket:
            sock = super()._new_conn()
            line.hold(sock)
            return sock

    class Secure(connection.HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            sock = super()._new_conn()
            line.hold(sock)
            return sock

    class PlainPool(connectionpool.HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(connectionpool.HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


_slots = slots.Slots(per_host=2, in_all=16)  # of this process


def _answer(url: str, response: _Response) -> Answer:
    if response.status == _GONE:
        raise errors.GoneError("It answers that this is gone for good.", url=url, body=response.body)
    if response.status != _OK:
        raise _refusal(url, f"status {response.status}")
    return Answer(url=url, content_type=response.content_type, body=response.body)


def _within(seconds: float, do: Callable[[], list[str]]) -> list[str]:
    """Return what `do` gives in time, an empty list otherwise; name resolution cannot be interrupted, only left."""
    found: list[str] = []

    def run() -> None:
        # ValueError: a name that cannot be encoded for a question to the DNS.
        with contextlib.suppress(OSError, ValueError):
            found.extend(do())

    thread = threading.Thread(target=run, name="safe-fetch-resolve", daemon=True)
    thread.start()
    thread.join(seconds)
    return [] if thread.is_alive() else found


def _refusal(url: str, reason: str) -> errors.ResolutionError:
    """Log the reason, and return the one sentence that people are shown."""
    _log.info("no usable answer from %r: %s", url[: addresses.MAX_URL], reason)
    return errors.ResolutionError(
        "It gave no usable answer.",
        url=url,
        remedy="Try again later. That alone is no reason to refuse a badge.",
    )
