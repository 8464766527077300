"""What verifying found: one verdict, and under it every check with its reason and what to do."""

import dataclasses
import enum
from collections.abc import Mapping
from typing import Any, Literal

from phalera_core import reading
from phalera_core.verifying import shapes


class Outcome(enum.StrEnum):
    """How a check ended; "could not look" is never "no", and "not run" is never green."""

    PASSED = "passed"
    FAILED = "failed"
    INCONCLUSIVE = "inconclusive"
    NOT_APPLICABLE = "not_applicable"
    NOT_RUN = "not_run"


class Verdict(enum.StrEnum):
    """The answer to "is this badge genuine?"."""

    VERIFIED = "verified"
    REFUSED = "refused"
    UNDECIDED = "undecided"


# Every check, in the order in which it is run and listed.
CHECK_IDS = (
    "container",
    "well_formed",
    "context",
    "schema",
    "proof",
    "issuer_key",
    "status",
    "dates",
    "recipient",
    "refresh",
    "endorsements",
    "same_award",
    "hosted",
)
# Without these a badge is never verified: the version's own way of knowing that the issuer said it.
_MUST_PASS: Mapping[str, frozenset[str]] = {
    "3.0": frozenset({"container", "well_formed", "context", "schema", "proof", "issuer_key", "dates"}),
    "2.0": frozenset({"container", "well_formed", "context", "schema", "hosted", "status", "dates"}),
}
_SIGNED_2 = frozenset({"proof", "issuer_key"})
_ALL_WELL = {Outcome.PASSED, Outcome.NOT_APPLICABLE}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at, in a sentence for somebody who knows nothing of cryptography."""

    id: str
    outcome: Outcome
    message: str
    remedy: str = ""

    def to_json(self) -> dict[str, object]:
        """Write the check as `phalera verify --json` promises it."""
        return {
            "id": self.id,
            "outcome": self.outcome.value,
            "message": self.message,
            "remedy": self.remedy,
        }


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedIssuer:
    """Who is proven to have issued the badge: the id that was checked first, then the name that it gives itself."""

    id: str
    origin: str | None
    name: str | None

    def to_json(self) -> dict[str, object]:
        """Write the issuer, what was verified first."""
        return {"id": self.id, "origin": self.origin, "name": self.name}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All checks of one badge; falsy unless it is verified.

    `issuer` is there only when it was proven. `credential` is what the file says (or, for hosted Open Badges 2.0, what
    the issuer publishes): a claim, unless the verdict is "verified".
    """

    verdict: Verdict
    version: Literal["2.0", "3.0"] | None
    packed_as: reading.PackedAs | None
    issuer: VerifiedIssuer | None
    checks: tuple[Check, ...]
    credential: Mapping[str, object] | None

    def __bool__(self) -> bool:
        return self.verdict is Verdict.VERIFIED

    def find(self, check_id: str) -> Check | None:
        """Return the check with that id, or None when it is not part of the report."""
        return next((check for check in self.checks if check.id == check_id), None)

    @property
    def decisive(self) -> Check | None:
        """The first check that stands against a verified badge, or None when nothing does."""
        wanted = Outcome.FAILED if self.verdict is Verdict.REFUSED else Outcome.INCONCLUSIVE
        if self.verdict is Verdict.VERIFIED:
            return None
        return next((check for check in self.checks if check.outcome is wanted), None)

    @property
    def sentence(self) -> str:
        """The verdict in one plain sentence."""
        match self.verdict:
            case Verdict.VERIFIED:
                return f"This {self._what} is genuine and in date."
            case Verdict.UNDECIDED:
                return f"Nothing speaks against this {self._what}, but not everything could be checked."
            case Verdict.REFUSED:
                return self.decisive.message if self.decisive else "This badge could not be verified."

    @property
    def _what(self) -> str:
        said = self.credential or {}
        if shapes.is_record(said):
            return "record"
        return "endorsement" if shapes.is_endorsement(said) else "badge"

    def to_json(self) -> dict[str, object]:
        """Write the report as `phalera verify --json` promises it."""
        return {
            "verdict": self.verdict.value,
            "version": self.version,
            "packed_as": self.packed_as,
            "issuer": self.issuer.to_json() if self.issuer else None,
            "checks": [check.to_json() for check in self.checks],
            "credential": dict(self.credential) if self.credential is not None else None,
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> "Report":
        """Read what `to_json` wrote, which was only by us."""
        return cls(
            verdict=Verdict(said["verdict"]),
            version=said["version"],
            packed_as=said["packed_as"],
            issuer=VerifiedIssuer(**said["issuer"]) if said["issuer"] else None,
            checks=tuple(
                Check(**{**check, "outcome": Outcome(check["outcome"])}) for check in said["checks"]
            ),
            credential=said["credential"],
        )


def verdict_of(checks: tuple[Check, ...], version: Literal["2.0", "3.0"] | None) -> Verdict:
    """Add all checks up: one "no" refuses; verified only when everything that must pass did and nothing is open.

    Beside an Open Badges 3.0 credential, the hosted Open Badges 2.0 assertion that could not be looked at does not
    lower the verdict (design §5), and neither do endorsements, which are other people's words, or whether there is a
    newer version of it.
    """
    if any(check.outcome is Outcome.FAILED for check in checks):
        return Verdict.REFUSED
    if version is None:
        return Verdict.UNDECIDED
    passed = {check.id for check in checks if check.outcome is Outcome.PASSED}
    open_ = {check.id for check in checks if check.outcome not in _ALL_WELL}
    if version == "3.0":
        open_ -= {"hosted", "endorsements", "refresh"}
    needed = _MUST_PASS[version]
    if version == "2.0" and passed >= _SIGNED_2:
        # Of the signed kind (OB 2.0, 5.3) the signature counts, and an issuer may keep no list of what it took back.
        needed -= {"hosted", "status"}
    return Verdict.VERIFIED if not open_ and passed >= needed else Verdict.UNDECIDED
