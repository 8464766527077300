"""Checks of the document alone: is it JSON of one reading, do its contexts mean what we read, has it all members."""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

from phalera_core import errors, reading, strictjson
from phalera_core.linkeddata import contexts
from phalera_core.verifying import schemas, shapes, words
from phalera_core.verifying.report import Check, Outcome

_OB3 = (contexts.OB3_0, contexts.OB3_1, contexts.OB3_2, contexts.OB3_3)
# Contexts a badge may name behind the first; the others we hold belong to other documents.
_ALLOWED = frozenset(
    {
        *_OB3,
        contexts.OB3_EXTENSIONS,
        contexts.ED25519_2020,
        contexts.DATA_INTEGRITY_1,
        contexts.DATA_INTEGRITY_2,
    }
)
_NEWER_OB3 = re.compile(r"https://purl\.imsglobal\.org/spec/ob/v3p0/context-3\.\d+\.\d+\.json")
_LANGUAGE_VALUE = frozenset({"@value", "@language", "@direction"})
_NAME_CONTEXTS = ("eddsa-jcs-2022", "ecdsa-jcs-2019")  # whose proofs hold the contexts that were signed
_NAMED_PROBLEMS = 3  # Enough to know what to mend; a wall of fields helps nobody.


def parse(data: bytes) -> tuple[Check, Mapping[str, Any] | None]:
    """Read the document strictly; the document is None unless the check passed."""
    if reading.content_of(data) is reading.Content.TOKEN:
        return (
            Check(
                id="well_formed",
                outcome=Outcome.INCONCLUSIVE,
                message="The badge is signed as a token (VC-JWT), a form that is not supported yet.",
                remedy="Ask the issuer for the same badge with an embedded proof.",
            ),
            None,
        )
    try:
        document = strictjson.loads(data)
    except errors.CoreError as error:
        return _malformed(error.message, error.remedy), None
    if not isinstance(document, dict):
        return _malformed("What is inside is not one badge.", "Ask for the original file."), None
    message = "What is inside can be read in one way only."
    return Check(id="well_formed", outcome=Outcome.PASSED, message=message), cast("dict[str, Any]", document)


def check_context(document: Mapping[str, Any]) -> Check:
    """Check that every word means what we read in it: known contexts in order, and no second way to say a thing.

    A signature covers the graph, not the JSON: the same statement could be written with a full address as its name, or
    under another object with the same id, and a reader of the JSON would overlook, say, an end date. So only the plain
    form is accepted (VCDM 2.0, 4.3; Data Integrity, 4.6 on unsafe contexts).
    """
    named = document.get("@context")
    listed: Sequence[object] = named if isinstance(named, list) else [named]
    first = listed[0] if listed else None
    if first not in (contexts.VC1, contexts.VC2) or not all(isinstance(entry, str) for entry in listed):
        return _context(
            Outcome.FAILED,
            "The badge does not say in the prescribed way what its words mean.",
            f"Tell the issuer: @context must be a list of addresses that begins with {contexts.VC2}.",
        )
    # The words of learner records are for these alone.
    allowed = {*_ALLOWED, first, *([contexts.CLR] if shapes.is_record(document) else [])}
    foreign = [entry for entry in listed[1:] if entry not in allowed]
    if foreign:
        newer = any(_NEWER_OB3.fullmatch(str(entry)) for entry in foreign)
        return _context(
            Outcome.INCONCLUSIVE,
            f"The badge uses a vocabulary that we do not know: {words.quote(foreign[0])}.",
            "Check it with a newer version of Phalera."
            if newer
            else "Ask the issuer for one without extras.",
        )
    if first == contexts.VC2 and contexts.OB3_0 in listed:
        return _context(
            Outcome.INCONCLUSIVE,
            "The badge names two vocabularies that contradict each other, so that nobody can check its signature.",
            f"Ask the issuer for one that names {contexts.OB3} in place of {contexts.OB3_0}.",
        )
    if len(set(map(str, listed))) != len(listed):
        return _context(
            Outcome.FAILED, "The badge names the same vocabulary twice.", "Tell the issuer to name it once."
        )
    trick = next(_tricks(document), None)
    if trick is not None:
        return _context(
            Outcome.FAILED,
            f"The badge says something in a way that readers may overlook, at {words.quote(trick)}.",
            "Do not rely on it. Ask for the original file, or for the link to its public page.",
        )
    older = (
        " It is written in the older form of Verifiable Credentials, 1.1."
        if shapes.is_older(document)
        else ""
    )
    return _context(Outcome.PASSED, f"Every word in it has a published meaning.{older}")


def check_schema(document: Mapping[str, Any]) -> Check:
    """Check that the badge has all it needs, each of the right kind (OB 3.0, appendix B)."""
    listed = document["@context"]
    if shapes.is_record(document):
        return _complete("learner record", list(shapes.record_problems(document)))
    is_endorsement = shapes.is_endorsement(document)
    walk = shapes.endorsement_problems if is_endorsement else shapes.problems
    found = itertools.chain(walk(document), schemas.problems(document))
    problems = list(itertools.islice(found, _NAMED_PROBLEMS + 1))
    if not isinstance(listed, list) or len(listed) < 2 or listed[1] not in _OB3:  # noqa: PLR2004 - first and second.
        problems.insert(0, ("@context", f"must name Open Badges 3.0 second, for instance {contexts.OB3}"))
    if not problems:
        message = f"It has everything a badge needs.{schemas.note(document)}"
        return Check(id="schema", outcome=Outcome.PASSED, message=message)
    return Check(
        id="schema",
        outcome=Outcome.FAILED,
        message=f"It is not a complete Open Badges 3.0 {'endorsement' if is_endorsement else 'badge'}: {list_problems(problems)}.",
        remedy="Tell the issuer what is missing; if you edited the file, use the original.",
    )


def check_endorsement(document: Mapping[str, Any]) -> Check:
    """Check that an endorsement has all it needs (OB 3.0 EndorsementCredential, appendix B)."""
    return _complete("endorsement", list(shapes.endorsement_problems(document)))


def check_status_list(document: Mapping[str, Any]) -> Check:
    """Check that a status list has all it needs (W3C Bitstring Status List, 2.2)."""
    return _complete("status list", list(shapes.status_list_problems(document)))


def _complete(what: str, problems: list[tuple[str, str]]) -> Check:
    if not problems:
        return Check(id="schema", outcome=Outcome.PASSED, message=f"It has everything a {what} needs.")
    message = f"It is not a complete {what}: {list_problems(problems)}."
    return Check(
        id="schema", outcome=Outcome.FAILED, message=message, remedy="Tell the issuer what is missing."
    )


def list_problems(problems: Sequence[tuple[str, str]]) -> str:
    """Return the first problems in one phrase."""
    named = "; ".join(f"{_field(field)} {problem}" for field, problem in problems[:_NAMED_PROBLEMS])
    return named + (" and more" if len(problems) > _NAMED_PROBLEMS else "")


def _field(name: str) -> str:
    return words.quote(name).strip("“”") or "the document"


def _tricks(document: Mapping[str, Any]) -> Iterator[str]:
    """Yield where the document leaves the one plain form."""
    own_id, named = document.get("id"), document.get("@context")
    pending: list[tuple[object, str, int]] = [(document, "", 0)]
    while pending:
        value, field, depth = pending.pop()
        if isinstance(value, list):
            pending.extend((item, field, depth) for item in value)
        if not isinstance(value, Mapping):
            continue
        if "@value" in value and set(value) <= _LANGUAGE_VALUE:
            continue
        for name, member in value.items():
            inner = f"{field}.{name}" if field else name
            if name == "@context":
                repeated = _repeats_context(member, value) or (
                    value.get("cryptosuite") in _NAME_CONTEXTS and _begins(member, named)
                )
                if depth and not repeated:
                    yield inner
            # Names of classes mean the same as some members ("Image", "image"), and no member begins like one.
            elif name.startswith("@") or ":" in name or name[:1].isupper():
                yield inner
            pending.append((member, inner, depth + 1))
        # The end date of a credential may be said under any object with its id; so no other object may say anything.
        if depth and own_id is not None and value.get("id") == own_id and not _only_points(value):
            yield field


def _repeats_context(member: object, value: Mapping[str, Any]) -> bool:
    """Endorsements are credentials inside a credential, and name their contexts again."""
    listed = member if isinstance(member, list) else [member]
    return "VerifiableCredential" in shapes.types_of(value) and all(
        entry in (contexts.VC1, contexts.VC2, contexts.OB3_EXTENSIONS) or entry in _OB3 for entry in listed
    )


def _begins(member: object, named: object) -> bool:
    """A proof of the JSON itself names the contexts again that were signed (Data Integrity EdDSA, 3.3.1)."""
    listed = member if isinstance(member, list) else [member]
    return isinstance(named, list) and listed == named[: len(listed)]


def _only_points(value: Mapping[str, Any]) -> bool:
    if shapes.types_of(value) == ("EndorsementSubject",):
        # An endorsement of the badge itself speaks of it by its id, and says nothing that a badge could say.
        return set(value) <= {"id", "type", "endorsementComment"}
    return set(value) <= {"id", "type"} and "VerifiableCredential" not in shapes.types_of(value)


def _malformed(message: str, remedy: str) -> Check:
    return Check(
        id="well_formed",
        outcome=Outcome.FAILED,
        message=f"What is inside cannot be read. {message}",
        remedy=remedy or "Ask for the original file.",
    )


def _context(outcome: Outcome, message: str, remedy: str = "") -> Check:
    return Check(id="context", outcome=outcome, message=message, remedy=remedy)
