"""Where `phalera verify` gets documents from: files it was given, an installation's database, then the network."""

import collections
import contextlib
import os
import pathlib
import re
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from phalera.commands import files, installation, problems
from phalera_core import errors
from phalera_core.keys import dids
from phalera_core.verifying import sources

if TYPE_CHECKING:
    from phalera.common import safe_fetch

_THIS_MACHINE = re.compile(r"https?://(?:localhost|127\.0\.0\.1|\[::1\])[:/]", re.IGNORECASE)
_ADDRESS = "public-url"  # the file in which `phalera serve` writes its address down
_MOST_KNOWN = 500  # documents that many badges share, such as keys and status lists
_FAILURES = 2
_MAX_DOCUMENT = 1_000_000  # bytes, the same bound that reading JSON sets.


class FirstOf:
    """Asks several loaders in turn; the last one's word on what it does not know is final."""

    def __init__(self, loaders: Sequence[sources.Loader]) -> None:
        self._loaders = loaders

    def load(self, url: str) -> bytes:
        """Return the document from the first loader that has it; ResolutionError when none has, GoneError when gone."""
        for loader in self._loaders[:-1]:
            try:
                return loader.load(url)
            except errors.GoneError:
                raise
            except errors.ResolutionError:
                continue
        return self._loaders[-1].load(url)


class LocalInstallation:
    """Answers addresses of this machine from the installation on it, so that its badges verify while it is stopped."""

    def __init__(self) -> None:
        self._found: sources.Loader | None = None
        self._looked = False

    def load(self, url: str) -> bytes:
        """Return the document from the database; ResolutionError when it is not of this machine or not there."""
        if not self._looked and _THIS_MACHINE.match(url):
            self._looked = True
            self._found = _installation_of(url)
        if self._found is None:
            raise errors.ResolutionError(
                "There is no installation on this machine that could answer.", url=url
            )
        return self._found.load(url)


class Shared:
    """The network for many badges: each has its own limits, and what was asked for one is known to all."""

    def __init__(self, make: "Callable[[], safe_fetch.Fetcher]") -> None:
        self._make = make
        self._fetcher = make()
        self._known: dict[str, bytes] = {}
        self._failed: dict[str, errors.ResolutionError] = {}
        self._failures: collections.Counter[str] = collections.Counter()

    def begin(self) -> None:
        """Begin with another badge, which has the whole of its limits before it."""
        self._fetcher = self._make()
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()

    def load(self, url: str) -> bytes:
        """Return the document at `url`; ResolutionError when it cannot be had, GoneError when it is gone."""
        if url in self._known:
            return self._known[url]
        # A failure may be that of one badge, which asked too much; twice the same is that of the address.
        if self._failures[url] >= _FAILURES:
            raise self._failed[url]
        try:
            body = self._known[url] = self._fetcher.load(url)
        except errors.ResolutionError as error:
            self._failed[url] = error
            self._failures[url] += 1
            raise
        return body

    def fetch(self, url: str, *, max_bytes: int) -> bytes:
        """Return what `url` answers, which may be as big as a picture; errors as of `load`."""
        return self._fetcher.fetch(url, max_bytes=max_bytes).body


def given(pairs: Iterable[str]) -> sources.StaticLoader:
    """Return the documents of `--document URL=FILE`; CommandError when one is not written so or cannot be read."""
    documents: dict[str, bytes] = {}
    for pair in pairs:
        url, name = _split(pair)
        documents[url] = files.read(name, max_bytes=_MAX_DOCUMENT)
    return sources.StaticLoader(documents)


def installation_documents(data_dir: pathlib.Path) -> sources.Loader | None:
    """Return what answers documents of the installation in `data_dir` from its database, or None where none is.

    CommandError when there is one that cannot be opened.
    """
    if not data_dir.is_dir():
        return None
    installation.open_at(data_dir.resolve())
    installation.need_database()
    from phalera.verifying import documents

    return documents.OwnDocuments()


def badge_at(url: str, *, at_hand: Sequence[sources.Loader], fetch: Callable[[str], bytes]) -> bytes:
    """Return the badge at an address: what is at hand comes first, then what `fetch` gives; errors as of `load`."""
    return FirstOf([*at_hand, _OutsideOnly(fetch)]).load(url)


def network() -> "safe_fetch.Fetcher":
    """Return what fetches from the internet, with the limits of one verification."""
    from phalera.common import safe_fetch

    # On one's own machine one may try things out; a badge from elsewhere must not make us call our own services.
    return safe_fetch.Fetcher(allow_loopback=_may_ask_itself())


class _OutsideOnly:
    """Fetches, and says of an address inside why that was not done: who typed it knows where it is."""

    def __init__(self, fetch: Callable[[str], bytes]) -> None:
        self._fetch = fetch

    def load(self, url: str) -> bytes:
        try:
            return self._fetch(url)
        except errors.GoneError:
            raise
        except errors.ResolutionError as error:
            if _may_ask_itself() or not _is_inside(url):
                raise
            raise errors.ResolutionError(
                "Addresses of this machine or a private network are not fetched.",
                url=url,
                remedy="Give the badge as a file, or say with --document URL=FILE what is there; badges of an "
                "installation on this machine are found with --data DIR.",
            ) from error


def _may_ask_itself() -> bool:
    return bool(os.environ.get("PHALERA_ALLOW_LOOPBACK"))


def _is_inside(url: str) -> bool:
    from phalera.common import urls

    try:
        return urls.is_local(url)
    except ValueError:
        return False


def _installation_of(url: str) -> sources.Loader | None:
    """Return the documents of the installation here, or else of the demo here, that publishes at this address."""
    for folder in (installation.folder(None), installation.folder(None, demo=True)):
        with contextlib.suppress(OSError, problems.CommandError):
            address = (folder / _ADDRESS).read_text(encoding="utf-8").strip()
            if url.startswith(f"{address}/"):
                return installation_documents(folder)
    return None


def _split(pair: str) -> tuple[str, str]:
    """Split at the last `=` behind which a file is; addresses and names may hold more of them."""
    positions = [number for number, character in enumerate(pair) if character == "="]
    cuts = [(pair[:number], pair[number + 1 :]) for number in reversed(positions)]
    if not cuts or not cuts[0][0]:
        raise problems.CommandError(
            f"--document {pair!r} is not written as URL=FILE.",
            remedy="For instance: --document https://example.org/status/1=status.json",
        )
    url, name = next((cut for cut in cuts if pathlib.Path(cut[1]).is_file()), cuts[0])
    if url.startswith("did:web:"):
        try:
            url = dids.did_web_url(url)
        except errors.KeyFormatError as error:
            raise problems.CommandError(error.message, remedy=error.remedy) from error
    return url, name
