"""What the fake fetches by itself: everything that an upload names, wherever it lies, redirects included (§4)."""

import contextlib
import dataclasses
import types
from typing import Self

import requests

_ACCEPT = "application/ld+json, application/json, image/png, image/svg+xml"
_SECONDS = 10
_MOST = 10_000_000  # bytes


class FetchError(Exception):
    """There was no answer at all."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """What lies at an address; like Badgr, it does not look at the status of a document."""

    url: str  # after redirects
    status: int
    content_type: str
    body: bytes


class Fetcher:
    """Fetches for one upload, over one line."""

    def __init__(self) -> None:
        self._session = requests.Session()
        # Nothing from the environment: no proxy, no .netrc.
        self._session.trust_env = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: types.TracebackType | None,
    ) -> None:
        self._session.close()

    def get(self, url: str) -> Fetched:
        """Give what lies at `url`; FetchError when nothing answers."""
        if not url.startswith(("http://", "https://")):
            raise FetchError(f"No scheme that is fetched: {url}")
        try:
            with contextlib.closing(
                self._session.get(url, headers={"Accept": _ACCEPT}, timeout=_SECONDS, stream=True)
            ) as response:
                body = response.raw.read(_MOST, decode_content=True)
                return Fetched(
                    url=response.url,
                    status=response.status_code,
                    content_type=response.headers.get("Content-Type", "").partition(";")[0].strip().lower(),
                    body=body,
                )
        except (requests.RequestException, OSError) as error:
            raise FetchError(str(error)) from error
