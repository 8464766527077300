"""How `phalera verify` and `phalera inspect` speak to a person: plain text, no colour, nothing a stranger can steer."""

from collections.abc import Iterator, Mapping
from typing import Any

from phalera_core.verifying import moments, report

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


def clean(value: object) -> str:
    """Return a stranger's text on one line, cut, without what a terminal would obey or hide (escapes, marks)."""
    text = str(value)
    cut = text[:_SHOWN] + ("…" if len(text) > _SHOWN else "")
    return "".join(character if character.isprintable() else " " for character in cut).strip()


def day(value: object) -> str:
    """Return a moment of a document as people read it, or the text itself when it is none."""
    moment = moments.parse(value)
    return f"{moment:%B} {moment.day}, {moment.year}" if moment else clean(value)


def _verdict(found: report.Report) -> Iterator[str]:
    yield f"{found.verdict.value.capitalize()}. {clean(found.sentence)}"
    story = _story(found)
    if story:
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
