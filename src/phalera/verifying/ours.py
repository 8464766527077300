"""What we know of a badge beyond what it says, because it is ours or says so."""

import dataclasses
import enum
import json
import unicodedata
from urllib.parse import urlsplit

from phalera.authoring.models import Issuer
from phalera.verifying import documents, newer
from phalera_core import errors
from phalera_core.verifying import findings, report


class Standing(enum.StrEnum):
    """How an issuer that is proven is known, beside the name that it gives itself."""

    OURS = "ours"  # it awards here
    ORIGIN = "origin"  # by the address that it publishes at
    KEY = "key"  # by nothing but its key


# What a badge of ours says that its learner has brought up to date since.
OLDER = report.Check(
    id="refresh",
    outcome=report.Outcome.PASSED,
    message="Its issuer brought it up to date since; this is an older version, which was right when it was issued.",
    remedy="Ask the person for the newest file.",
)


def judged(found: report.Report) -> report.Report:
    """Add what we know of it: that somebody else signed it, why it was revoked, or that it has a newer version.

    Anybody may write any id and any name into what he signs himself; only keys of ours sign what is at our addresses.
    """
    if found.version != "3.0" or found.issuer is None or not found.credential:
        return found
    if documents.is_ours(str(found.credential.get("id", ""))) and not _is_ours(found.issuer.id):
        return _with(
            found,
            report.Check(
                id="issuer_key",
                outcome=report.Outcome.FAILED,
                message="It has an address of this academy, but nobody here signed it.",
                remedy=findings.DO_NOT_RELY,
            ),
        )
    reason = _reason(found)
    status = found.find("status")
    if reason and status:
        return _with(found, dataclasses.replace(status, message=f"{status.message} The reason: {reason}"))
    if newer.exists(found):
        return _with(found, OLDER)
    return found


def standing(issuer: report.VerifiedIssuer) -> Standing:
    """Say how a proven issuer is known."""
    if _is_ours(issuer.id):
        return Standing.OURS
    return Standing.ORIGIN if issuer.origin else Standing.KEY


def has_our_name(issuer: report.VerifiedIssuer) -> bool:
    """Say whether an issuer calls itself as one of ours does."""
    name = _folded(issuer.name or "")
    return bool(name) and any(_folded(each) == name for each in Issuer.objects.values_list("name", flat=True))


def _is_ours(issuer: str) -> bool:
    """Say whether an id is that of an issuer here: its DID, or its profile as Open Badges 2.0 knows it."""
    if Issuer.objects.filter(did=issuer).exclude(did="").exists():
        return True
    return urlsplit(issuer).path.startswith("/ob2/issuers/") and documents.is_ours(issuer)


def _reason(found: report.Report) -> str:
    """Give why a badge of ours was revoked, as it is published; nothing of one that was not, or answers nobody."""
    status = found.find("status")
    if status is None or status.outcome is not report.Outcome.FAILED or not found.credential:
        return ""
    try:
        documents.answer(str(found.credential.get("id", "")))
    except errors.GoneError as error:
        return str(json.loads(error.body or b"{}").get("revocationReason") or "")
    return ""


def _with(found: report.Report, check: report.Check) -> report.Report:
    checks = tuple(check if each.id == check.id else each for each in found.checks)
    return dataclasses.replace(found, checks=checks, verdict=report.verdict_of(checks, found.version))


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
