"""How `phalera verify` and `phalera inspect` speak to a person: plain text, no colour, nothing a stranger can steer."""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from phalera_core.verifying import moments, report

if TYPE_CHECKING:
    from phalera_core.verifying import packages

_GLYPHS = {
    report.Outcome.PASSED: "✓",
    report.Outcome.FAILED: "✗",
    report.Outcome.INCONCLUSIVE: "?",
    report.Outcome.NOT_APPLICABLE: "–",
    report.Outcome.NOT_RUN: "·",
}
_SHOWN = 200  # characters of a stranger's text on one line


def verdict(found: report.Report) -> str:
    """Return the report for a terminal: the verdict, why, each check, and what to do."""
    return "".join(line + "\n" for line in _verdict(found))


def verdicts(found: "Sequence[packages.Found]") -> str:
    """Return the reports of many badges: how many of which verdict, what is wrong with whom, then who is genuine."""
    lines = [counts(found)]
    for one in found:
        if not one.report:
            lines += ["", clean(one.name), *(f"  {line}" if line else "" for line in _verdict(one.report))]
    genuine = [f"  {clean(one.name)}: {_story(one.report)}" for one in found if one.report]
    if genuine:
        lines += ["", "Genuine and in date", *genuine]
    return "".join(line + "\n" for line in lines)


def counts(found: "Sequence[packages.Found]") -> str:
    """Return how many badges came to which verdict, as a sentence."""
    return ", ".join(_counted([one.report for one in found])) + "."


def clean(value: object, *, longest: int = _SHOWN) -> str:
    """Return a stranger's text on one line, cut, without what a terminal would obey or hide (escapes, marks)."""
    text = str(value)
    cut = text[:longest] + ("…" if len(text) > longest else "")
    return "".join(character if character.isprintable() else " " for character in cut).strip()


def day(value: object) -> str:
    """Return a moment of a document as people read it, or the text itself when it is none."""
    moment = moments.parse(value)
    return f"{moment:%B} {moment.day}, {moment.year}" if moment else clean(value)


def _verdict(found: report.Report) -> Iterator[str]:
    yield f"{found.verdict.value.capitalize()}. {clean(found.sentence)}"
    if found.packed_as == "pdf":
        yield from _signed(found)
    elif story := _story(found):
        yield story
    if found.verdict is report.Verdict.UNDECIDED and found.decisive:
        yield f"What is open: {clean(found.decisive.message)}"
    yield ""
    yield "What was checked"
    for check in found.checks:
        yield f"  {_GLYPHS[check.outcome]} {clean(check.message)}"
    remedies = list(dict.fromkeys(clean(check.remedy) for check in _open(found) if check.remedy))
    if remedies:
        yield ""
        yield "What to do now"
        yield from (f"  {remedy}" for remedy in remedies)


def _counted(reports: "list[report.Report]") -> Iterator[str]:
    words = f"{len(reports):,} badge{'s' if len(reports) != 1 else ''}"
    for verdict in report.Verdict:
        if count := sum(one.verdict is verdict for one in reports):
            yield f"{words + ': ' if words else ''}{count:,} {verdict.value}"
            words = ""


def _signed(found: report.Report) -> Iterator[str]:
    """Say what a PDF proves: what was signed, not what is printed, which anybody can change."""
    document = found.credential or {}
    told = facts(document)
    issuer = told["issuer"]
    if found.issuer is not None:
        # What was verified first, then the name it gives itself.
        name = f" ({found.issuer.name})" if found.issuer.name else ""
        issuer = f"{found.issuer.origin or found.issuer.id}{name}"
    yield ""
    yield "What is signed; the printed page is not"
    rows = {
        "Badge": told["name"],
        "Issuer": issuer,
        "Awarded": day(told["awarded"]) if told["awarded"] else None,
        "Valid until": day(told["until"]) if told["until"] else "no end date",
        "Holder": ", ".join(_holders(document)) or None,
    }
    for label, value in rows.items():
        if value:
            yield f"  {label:<12} {clean(value)}"


def _holders(document: Mapping[str, Any]) -> Iterator[str]:
    subject = document.get("credentialSubject")
    entries = subject.get("identifier") if isinstance(subject, Mapping) else document.get("recipient")
    for entry in entries if isinstance(entries, list) else [entries]:
        if isinstance(entry, Mapping):
            value = entry.get("identityHash", entry.get("identity"))
            yield f"{value} (compare with --recipient EMAIL)" if entry.get("hashed") is True else str(value)


def _open(found: report.Report) -> Iterator[report.Check]:
    wanted = {report.Outcome.FAILED, report.Outcome.INCONCLUSIVE}
    return (check for check in found.checks if check.outcome in wanted)


def _story(found: report.Report) -> str:
    """Say who awarded what and when: what was verified first, and a claim called a claim."""
    if found.credential is None:
        return ""
    told = facts(found.credential)
    if not told.get("name"):
        return ""
    awarded = f"awarded “{clean(told['name'])}”" + (
        f" on {day(told['awarded'])}" if told.get("awarded") else ""
    )
    if found.issuer is not None:
        name = f" ({clean(found.issuer.name)})" if found.issuer.name else ""
        return f"{clean(found.issuer.origin or found.issuer.id)}{name} {awarded}."
    return f"It claims that {clean(told.get('issuer') or 'somebody')} {awarded}."


def facts(document: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a document of either version says about who, what and when, unchecked."""
    subject = document.get("credentialSubject")
    if isinstance(subject, Mapping):
        achievement = subject.get("achievement")
        return {
            "name": _name(achievement),
            "issuer": _name(document.get("issuer")) or _id(document.get("issuer")),
            "issuer_id": _id(document.get("issuer")),
            "awarded": document.get("awardedDate", document.get("validFrom")),
            "until": document.get("validUntil"),
        }
    badge = document.get("badge")
    issuer = badge.get("issuer") if isinstance(badge, Mapping) else None
    return {
        "name": _name(badge),
        "issuer": _name(issuer) or _id(issuer),
        "issuer_id": _id(issuer),
        "awarded": document.get("issuedOn"),
        "until": document.get("expires"),
    }


def _name(value: object) -> str | None:
    name = value.get("name") if isinstance(value, Mapping) else None
    return name if isinstance(name, str) else None


def _id(value: object) -> str | None:
    found = value.get("id") if isinstance(value, Mapping) else value
    return found if isinstance(found, str) else None
