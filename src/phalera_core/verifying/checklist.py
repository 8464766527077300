"""The checks of one badge as they are made, each run so that it ends in an outcome."""

from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeVar

from phalera_core import errors, reading
from phalera_core.verifying import findings, report
from phalera_core.verifying.report import Check, Outcome, Report, VerifiedIssuer

_T = TypeVar("_T")

_NOT_RUN = {
    "container": "What the file is",
    "well_formed": "Whether it can be read in one way only",
    "context": "Whether every word in it has a published meaning",
    "schema": "Whether it has everything a badge needs",
    "proof": "Whether it was changed after it was signed",
    "issuer_key": "Whether the key that signed it is the issuer's",
    "status": "Whether it was revoked",
    "dates": "Whether it is in date",
    "recipient": "Whose badge it is",
    "refresh": "Whether there is a newer version of it",
    "endorsements": "Who endorses it",
    "same_award": "Whether both badges in the file are the same award",
    "hosted": "What the issuer publishes about it",
}


class Checklist:
    """The checks of one badge as they are made; those not made are listed as such at the end."""

    def __init__(self, packed_as: reading.PackedAs | None, version: Literal["2.0", "3.0"] | None) -> None:
        self.packed_as = packed_as
        self.version = version
        self.done: dict[str, Check] = {}
        self.issuer: VerifiedIssuer | None = None
        self.credential: Mapping[str, Any] | None = None

    def refuse(self, check: Check) -> Report:
        """Record a check that ends it, and give the report."""
        self.add(check)
        return self.report()

    def add(self, check: Check) -> bool:
        """Record a check and say whether it passed."""
        self.done[check.id] = check
        return check.outcome is Outcome.PASSED

    def skip(self, check_id: str, reason: str) -> None:
        """Record that there is nothing to check."""
        self.add(Check(id=check_id, outcome=Outcome.NOT_APPLICABLE, message=reason))

    def report(self) -> Report:
        """Give the report of what was checked so far."""
        stopped = any(check.outcome is Outcome.FAILED for check in self.done.values())
        reason = "no use once another check has failed" if stopped else "an earlier check left too much open"
        checks = tuple(
            self.done.get(check_id)
            or Check(
                id=check_id,
                outcome=Outcome.NOT_RUN,
                message=f"{_NOT_RUN[check_id]} was not checked: {reason}.",
            )
            for check_id in report.CHECK_IDS
        )
        return Report(
            verdict=report.verdict_of(checks, self.version),
            version=self.version,
            packed_as=self.packed_as,
            issuer=self.issuer,
            checks=checks,
            credential=self.credential,
        )


def container(packed: reading.Packed, version: str) -> Check:
    """Say what the badge was packed in."""
    how = {
        "json": "as a JSON file",
        "jwt": "as a signed token (JWT)",
        "png": "baked into a PNG picture",
        "svg": "baked into an SVG picture",
        "pdf": "attached to a PDF, whose printed pages are not signed",
    }
    where = ", to which the QR code in the picture leads" if packed.by_code else ""
    message = f"It reads as a badge: {version}, {how[packed.packed_as]}{where}."
    return Check(id="container", outcome=Outcome.PASSED, message=message)


def run(check_id: str, check: Callable[[], Check]) -> Check:
    """Run a check so that it ends in an outcome, whatever it is given."""
    return safely(check_id, check, lambda broken: broken)


def safely(check_id: str, check: Callable[[], _T], broken: Callable[[Check], _T]) -> _T:
    """Run a check so that nothing a stranger wrote, and no mistake of ours, ends in a traceback or in green."""
    try:
        return check()
    except errors.CoreError as error:
        return broken(Check(id=check_id, outcome=Outcome.FAILED, message=error.message, remedy=error.remedy))
    except MemoryError:
        return broken(findings.unknown(findings.TOO_COSTLY, findings.ASK_PLAIN).check(check_id))
    except Exception as error:  # noqa: BLE001 - the verdict must stand whatever breaks; the type says what to mend.
        message = f"This could not be checked because of a mistake in the verifier ({type(error).__name__})."
        remedy = "Report it to the makers of Phalera, with the file if you may share it."
        return broken(Check(id=check_id, outcome=Outcome.INCONCLUSIVE, message=message, remedy=remedy))
