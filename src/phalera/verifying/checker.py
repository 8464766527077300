"""Verify any badge for anybody: our own documents come from the database, others' through the safe fetch."""

from datetime import datetime

from phalera.common import safe_fetch
from phalera.verifying import documents
from phalera_core.verifying import packages, report, sources, verifier


def verify(data: bytes, *, now: datetime, recipient: str | None = None) -> report.Report:
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
