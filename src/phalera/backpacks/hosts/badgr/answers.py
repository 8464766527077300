"""What Badgr's answers mean: four shapes of errors, some of them in HTML (measured on version 3.15.1)."""

import email.utils
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from phalera.backpacks.hosts import interface
from phalera.common import calls

_SAID = 200  # characters of the host's words that are kept
# Where a wait is not said: doubled by the host each time anyway.
_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=1)
_SECONDS = re.compile(r"[0-9]{1,8}")

_OURS = ("FETCH_HTTP_NODE", "IMAGE_VALIDATION", "JSONLD_COMPACT_DATA", "DETECT_INPUT_TYPE")
_NEVER = (
    "VALIDATE_PROPERTY",
    "ASSERTION_TIMESTAMP_CHECKS",
    "HOSTED_ID_IN_VERIFICATION_SCOPE",
    "ASSERTION_VERIFICATION_DEPENDENCIES",
    "ASSERTION_REVOKED",
    "VERIFY_SIGNATURE",
    "VERIFY_JWS",
    "INVALID_BADGE",
    "ASSERTION_NOT_FOUND",
    "UNABLE_TO_VERIFY",
)
_UNAUTHORIZED, _NOT_FOUND, _THROTTLED, _SERVER = 401, 404, 429, 500


def check_token(answer: calls.Answer) -> dict[str, Any]:
    """Give the body of an answer of the token endpoint; raise what it means otherwise (RFC 6749 §5.2)."""
    body = answer.json()
    if answer.status == _THROTTLED:
        raise interface.Throttled("Badgr takes no sign-ins for now.", wait=_wait(answer, body))
    if not isinstance(body, dict):
        # Also what it answers to a token whose pair was half revoked.
        raise interface.Broken(f"Badgr's answer ({answer.status}) means nothing.", said=_short(answer))
    error = body.get("error")
    if error == "invalid_grant":
        raise interface.ReconnectNeeded("Badgr does not know this consent any more.", said="invalid_grant")
    if error:
        raise interface.Refused(
            f"Badgr does not accept our key there: {str(error)[:80]}.", said=str(error)[:_SAID]
        )
    return body


def check(answer: calls.Answer) -> Any:
    """Give the body of an answer of the API; raise what it means otherwise."""
    body = answer.json()
    if answer.status < 300 and body is not None:  # noqa: PLR2004  # RFC 9110: successful
        return body
    if answer.status == _UNAUTHORIZED:
        raise interface.TokenExpired("The access token is dead.")
    if answer.status == _THROTTLED:
        raise interface.Throttled("Badgr takes no calls for now.", wait=_wait(answer, body))
    if answer.status == _NOT_FOUND:
        raise interface.NotPermitted("Badgr does not show this to us.", said=_short(answer))
    if answer.status >= _SERVER or answer.status < 300:  # noqa: PLR2004  # success without a meaning
        raise interface.Broken(f"Badgr's answer ({answer.status}) means nothing.", said=_short(answer))
    if body is None:
        raise interface.Refused("Badgr refused the picture.", why="picture", said=_short(answer))
    raise _meaning(list(_words(body)), _short(answer))


def is_duplicate(answer: calls.Answer) -> bool:
    """Say whether an upload found the badge there already, which is the normal end of one that was repeated."""
    return answer.status >= 400 and "DUPLICATE_BADGE" in _words(answer.json())  # noqa: PLR2004  # RFC 9110: errors


def _meaning(words: list[str], said: str) -> interface.HostError:
    if "VERIFY_RECIPIENT_IDENTIFIER" in words:
        return interface.AddressUnknown("Badgr does not know this address.", said=said)
    if any(each in words for each in _OURS):
        return interface.Unreadable("Badgr could not read the badge.", said=said)
    return interface.Refused("Badgr refused the badge.", said=next((w for w in words if w in _NEVER), said))


def _words(body: Any, depth: int = 0) -> Iterator[str]:
    """Give every string of an answer, whatever its shape: names of errors are among them."""
    if depth > 8:  # noqa: PLR2004  # deeper than any answer that was seen
        return
    if isinstance(body, str):
        yield body
    elif isinstance(body, dict):
        for value in body.values():
            yield from _words(value, depth + 1)
    elif isinstance(body, list):
        for value in body:
            yield from _words(value, depth + 1)


def _wait(answer: calls.Answer, body: Any) -> timedelta:
    """Read how long it wants to be left alone: its own word first, then Retry-After (RFC 9110 §10.2.3)."""
    said = body.get("expires") if isinstance(body, dict) else None
    if not isinstance(said, int | float) or isinstance(said, bool):
        said = _retry_after(answer.retry_after)
    if said is None or not said > 0:
        return _WAIT
    return min(timedelta(seconds=min(said, 86_400)), _LONGEST_WAIT)


def _retry_after(value: str) -> float | None:
    """Give the seconds of a number or of a date; None where it is neither."""
    if _SECONDS.fullmatch(value):
        return float(value)
    try:
        until = email.utils.parsedate_to_datetime(value)
        return (until - datetime.now(UTC)).total_seconds()
    except (TypeError, ValueError):  # TypeError: a date without a zone
        return None


def _short(answer: calls.Answer) -> str:
    return answer.body[:_SAID].decode("utf-8", "replace").strip()
