"""Verify any badge for anybody: our own documents come from the database, others' through the safe fetch.

Whatever somebody else may have written is looked at in a process that can be killed.
"""

import dataclasses
import time
from datetime import datetime

from phalera.common import safe_fetch
from phalera.verifying import apart, documents, ours
from phalera_core.verifying import packages, report, sources, verifier


def verify(data: bytes, *, now: datetime, recipient: str | None = None) -> report.Report:
    """Say whether a badge is genuine and in date, and why; it never raises for what the badge holds."""
    return ours.judged(apart.verify(apart.Question(data=data, now=now, recipient=recipient), _documents()))


def verify_gone(url: str, *, now: datetime, recipient: str | None = None) -> report.Report:
    """Say of an address that answered that it is gone what badge was there, and why it no longer counts."""
    return apart.verify(apart.Question(at=url, now=now, recipient=recipient), _documents())


def verify_own(document: bytes, *, now: datetime) -> report.Report:
    """Say the same of a document that we made ourselves, which needs no process of its own."""
    loader = _documents()
    return verifier.verify(document, now=now, resolver=sources.LoadingResolver(loader), load=loader)


def verify_all(
    data: bytes, *, now: datetime, recipient: str | None = None, name: str = ""
) -> tuple[packages.Found, ...]:
    """Verify each badge in a ZIP, or in a PDF of many records; any other file has one report without a name."""
    question = apart.Question(data=data, now=now, recipient=recipient, name=name, all=True)
    return _judged(apart.verify_some(question, _documents())).found


def verify_some(
    data: bytes, *, now: datetime, recipient: str | None = None, most: int, seconds: float
) -> apart.Several:
    """Verify the first `most` badges in a ZIP or PDF, and no further one after so many seconds.

    Together they fetch no more than one badge may, so that a file of many cannot make us ask half the world.
    """
    ends = time.monotonic() + seconds

    def enough(count: int) -> bool:
        return count >= most or (count > 0 and time.monotonic() >= ends)

    question = apart.Question(data=data, now=now, recipient=recipient, all=True)
    return _judged(apart.verify_some(question, _documents(), enough=enough))


def load(url: str, *, now: datetime) -> bytes:
    """Give what an address holds that somebody wants verified; ResolutionError says why it cannot be had."""
    return _documents(now=now).load(url)


def _judged(several: apart.Several) -> apart.Several:
    found = tuple(dataclasses.replace(each, report=ours.judged(each.report)) for each in several.found)
    return dataclasses.replace(several, found=found)


def _documents(*, now: datetime | None = None) -> sources.Loader:
    """Give what answers the addresses that one verification asks for."""
    return _OwnFirst(documents.OwnDocuments(now=now), safe_fetch.Fetcher())


class _OwnFirst:
    """Ask the database for our own addresses, and never ourselves over the network; ask the network for others."""

    def __init__(self, own: documents.OwnDocuments, network: sources.Loader) -> None:
        self._own = own
        self._network = network

    def load(self, url: str) -> bytes:
        """Give the document; ResolutionError when it cannot be had, GoneError when it is gone."""
        return (self._own if documents.is_ours(url) else self._network).load(url)
