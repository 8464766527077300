"""Calls to hosts that an administrator named: they may be anywhere, also inside; addresses that strangers name may not.

(Those go through `safe_fetch`.) Nothing of what is sent or answered is logged: it holds tokens. One deadline holds for
the whole call, so that a host that hangs costs no more than that.
"""

import dataclasses
import json
import logging
import threading
import time
from collections.abc import Mapping
from http import cookiejar
from typing import Any
from urllib import parse

import requests

DEADLINE = 15.0  # seconds for one call, from the name of the host to the last byte of the answer
CONNECT = 4.0  # seconds of them to be let in at all
MAX_ANSWER = 20_000_000  # bytes: Badgr lists a whole backpack at once, about 1 KB a badge

_CHUNK = 65_536
_REDIRECTS = frozenset({301, 302, 303, 307, 308})

_log = logging.getLogger(__name__)


class NoAnswerError(Exception):
    """The host did not answer in time, or broke off: whether it did what it was asked, nobody knows."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a host answered, whatever the status."""

    status: int
    body: bytes
    retry_after: str = ""

    def json(self) -> Any:
        """Give what the body says, or None when it is no JSON, whatever its type is said to be."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


class Caller:
    """Calls one host over a connection that is kept; for one thread at a time."""

    def __init__(self, *, deadline: float = DEADLINE) -> None:
        self._deadline = deadline
        self._session = _session()

    def call(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        document: object = None,
        auth: tuple[str, str] | None = None,
    ) -> Answer:
        """Ask, and give the answer; NoAnswerError when there is none in time or it leads to another host."""
        call = _Call(
            session=self._session,
            method=method,
            url=url,
            options={"headers": dict(headers or {}), "data": form, "json": document, "auth": auth},
            ends=time.monotonic() + self._deadline,
        )
        thread = threading.Thread(target=call.run, name="call", daemon=True)
        thread.start()
        if not call.done.wait(self._deadline):
            # Whoever is still in it may go on with the old connection; we begin with another.
            self._session = _session()
            call.abort()
            raise NoAnswerError(f"no answer within {self._deadline:.0f} s")
        if call.answer is None:
            raise NoAnswerError(call.problem)
        return call.answer


class _Call:
    """One call, in a thread that can be left behind."""

    def __init__(
        self, *, session: requests.Session, method: str, url: str, options: dict[str, Any], ends: float
    ) -> None:
        self._session = session
        self._method, self._url, self._options = method, url, options
        self._ends = ends
        self.done = threading.Event()
        self.answer: Answer | None = None
        self.problem = ""

    def run(self) -> None:
        try:
            self.answer = self._ask()
        except (requests.RequestException, OSError, ValueError) as error:
            # The kind only: words of errors may hold what was sent.
            self.problem = type(error).__name__
            _log.info("a call to %s failed: %s", parse.urlsplit(self._url).netloc, self.problem)
        finally:
            self.done.set()

    def abort(self) -> None:
        self._session.close()

    def _may_follow(self, url: str) -> bool:
        """Only what carries nothing secret is led on, once, and only within its host."""
        here, there = parse.urlsplit(self._url), parse.urlsplit(url)
        bare = self._method == "GET" and not self._options["auth"]
        bare = bare and "Authorization" not in self._options["headers"]
        return bare and (here.scheme, here.netloc) == (there.scheme, there.netloc)

    def _ask(self, *, led_on: bool = False) -> Answer:
        left = max(0.1, self._ends - time.monotonic())
        with self._session.request(
            self._method,
            self._url,
            timeout=(min(CONNECT, left), left),
            # Tokens go to the host that they are of, and to no other.
            allow_redirects=False,
            stream=True,
            **self._options,
        ) as response:
            if response.status_code in _REDIRECTS:
                following = parse.urljoin(self._url, response.headers.get("Location", ""))
                if led_on or not self._may_follow(following):
                    raise ValueError("redirected")
                self._url = following
                return self._ask(led_on=True)
            parts, size = [], 0
            for part in response.iter_content(_CHUNK):
                size += len(part)
                if size > MAX_ANSWER or time.monotonic() > self._ends:
                    raise ValueError("too long")
                parts.append(part)
            return Answer(
                status=response.status_code,
                body=b"".join(parts),
                retry_after=response.headers.get("Retry-After", ""),
            )


def _session() -> requests.Session:
    session = requests.Session()
    # Nothing from the environment: no proxy, no .netrc.
    session.trust_env = False
    # Nor from the call before: that one may have been for somebody else.
    session.cookies.set_policy(cookiejar.DefaultCookiePolicy(allowed_domains=[]))
    session.headers["User-Agent"] = "Phalera"
    return session
