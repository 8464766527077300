"""Verify any badge for anybody: our own documents come from the database, others' through the safe fetch."""

import dataclasses
import time
from datetime import datetime

from phalera.common import safe_fetch
from phalera.verifying import documents
from phalera_core import reading
from phalera_core.verifying import packages, report, sources, verifier


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Several:
    """The reports of the badges of one file; `cut_short` when it holds more."""

    found: tuple[packages.Found, ...]
    cut_short: bool


def verify(data: bytes | reading.Packed, *, now: datetime, recipient: str | None = None) -> report.Report:
    """Say whether a badge is genuine and in date, and why; it never raises for what the badge holds."""
    loader = _OwnFirst(documents.OwnDocuments(), safe_fetch.Fetcher())
    return verifier.verify(
        data, now=now, resolver=sources.LoadingResolver(loader), load=loader, recipient=recipient
    )


def verify_all(
    data: bytes, *, now: datetime, recipient: str | None = None, name: str = ""
) -> tuple[packages.Found, ...]:
    """Verify each badge in a ZIP, or in a PDF of many records; any other file has one report without a name."""
    loader = _OwnFirst(documents.OwnDocuments(), safe_fetch.Fetcher())
    resolver = sources.LoadingResolver(loader)
    return packages.verify_all(data, now=now, resolver=resolver, load=loader, recipient=recipient, name=name)


def verify_some(
    data: bytes, *, now: datetime, recipient: str | None = None, most: int, seconds: float
) -> Several:
    """Verify the first `most` badges in a ZIP or PDF, and no further one after so many seconds.

    Together they fetch no more than one badge may, so that a file of many cannot make us ask half the world.
    """
    loader = _OwnFirst(documents.OwnDocuments(), safe_fetch.Fetcher())
    resolver = sources.LoadingResolver(loader)
    ends = time.monotonic() + seconds
    found: list[packages.Found] = []
    for member in reading.read_all(data):
        if len(found) >= most or (found and time.monotonic() >= ends):
            return Several(found=tuple(found), cut_short=True)
        found += packages.verify_each([member], now=now, resolver=resolver, load=loader, recipient=recipient)
    return Several(found=tuple(found), cut_short=False)


def load(url: str) -> bytes:
    """Give what an address holds that somebody wants verified; ResolutionError says why it cannot be had."""
    return _OwnFirst(documents.OwnDocuments(), safe_fetch.Fetcher()).load(url)


class _OwnFirst:
    """Ask the database for our own addresses, and never ourselves over the network; ask the network for others."""

    def __init__(self, own: documents.OwnDocuments, network: sources.Loader) -> None:
        self._own = own
        self._network = network

    def load(self, url: str) -> bytes:
        """Give the document; ResolutionError when it cannot be had, GoneError when it is gone."""
        return (self._own if documents.is_ours(url) else self._network).load(url)
