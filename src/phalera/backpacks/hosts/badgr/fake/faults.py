"""Every way in which the fake fails when it is told to, once, for ever or for a random share of its calls."""

import dataclasses
import email.utils
import enum
import random
import threading
import time

from phalera.backpacks.hosts.badgr.fake import values


class Fault(enum.StrEnum):
    """What goes wrong, and whether the call was done all the same."""

    ERROR = "error"  # 500, nothing was done
    ERROR_AFTER = "error_after"  # 500, though it was done
    BUSY = "busy"  # 429 without a word about when
    BUSY_SECONDS = "busy_seconds"  # 429 with Retry-After in seconds
    BUSY_DATE = "busy_date"  # 429 with Retry-After as a date
    HANG = "hang"  # silence for `seconds`, then the end of the line; nothing was done
    HANG_AFTER = "hang_after"  # the same, though it was done
    DROP = "drop"  # the end of the line before anything was done
    DROP_AFTER = "drop_after"  # the same, though it was done
    CUT = "cut"  # done, and half of the answer
    DUPLICATE = "duplicate"  # done, and an answer that says it was there before
    BROKEN_JSON = "broken_json"  # done, and an answer that is not JSON
    EMPTY = "empty"  # done, and {} for an answer
    HTML = "html"  # done, and a page for an answer
    NOTICE = "notice"  # a page with status 200, as from a proxy; nothing was done
    EXPIRED = "expired"  # the access token is dead from now on
    REVOKED = "revoked"  # the learner took the consent back
    REDIRECT = "redirect"  # sent to `target`, nothing was done


BEFORE = frozenset(
    {
        Fault.ERROR, Fault.BUSY, Fault.BUSY_SECONDS, Fault.BUSY_DATE, Fault.HANG, Fault.DROP, Fault.EXPIRED,
        Fault.REVOKED, Fault.REDIRECT, Fault.NOTICE,
    }
)  # fmt: skip
# What a host does that is only unreliable: each ends well when it is asked again.
PASSING = (
    Fault.ERROR,
    Fault.ERROR_AFTER,
    Fault.DROP,
    Fault.DROP_AFTER,
    Fault.CUT,
    Fault.BROKEN_JSON,
    Fault.HTML,
    Fault.NOTICE,
)


@dataclasses.dataclass(slots=True, kw_only=True)
class Planned:
    """A fault for calls whose method and path begin so."""

    fault: Fault
    method: str = ""
    path: str = "/v2/"
    times: int | None = 1  # None: until it is cleared
    seconds: float = 30.0
    target: str = ""


class Plan:
    """What is to go wrong next."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._planned: list[Planned] = []
        self._share = 0.0
        self._random = random.Random(0)  # noqa: S311  # seeded, so that a run can be had again
        self._kinds: tuple[Fault, ...] = PASSING
        self._path = "/v2/"

    def add(self, planned: Planned) -> None:
        """Let calls fail so."""
        with self._lock:
            self._planned.append(planned)

    def faulty(
        self, *, share: float, seed: int = 0, kinds: tuple[Fault, ...] = PASSING, path: str = "/v2/"
    ) -> None:
        """Let this share of calls fail, in one of these ways, by a seed."""
        with self._lock:
            self._share, self._kinds, self._path = share, kinds, path
            self._random = random.Random(seed)  # noqa: S311  # seeded, so that a run can be had again

    def clear(self) -> None:
        """Let all be well again."""
        with self._lock:
            self._planned.clear()
            self._share = 0.0

    def next(self, request: values.Request) -> Planned | None:
        """Give what goes wrong with this call, and count it."""
        with self._lock:
            for planned in self._planned:
                if request.path.startswith(planned.path) and planned.method in {"", request.method}:
                    if planned.times is not None:
                        planned.times -= 1
                        if planned.times <= 0:
                            self._planned.remove(planned)
                    return planned
            if self._share and request.path.startswith(self._path) and self._random.random() < self._share:
                return Planned(fault=self._random.choice(self._kinds))
        return None


def instead(planned: Planned) -> values.Reply:
    """Give the answer of a fault that did nothing; faults that end the line have none."""
    match planned.fault:
        case Fault.BUSY:
            return values.document({"detail": "Request was throttled."}, status=429)
        case Fault.BUSY_SECONDS:
            return _busy(str(int(planned.seconds)))
        case Fault.BUSY_DATE:
            return _busy(email.utils.formatdate(time.time() + planned.seconds, usegmt=True))
        case Fault.EXPIRED | Fault.REVOKED:
            return values.document(
                {
                    "status": {"success": False, "description": "no valid auth token found"},
                    "fieldErrors": {},
                    "validationErrors": [],
                },
                status=401,
            )
        case Fault.REDIRECT:
            return values.redirect(planned.target)
        case Fault.NOTICE:
            return _notice()
        case _:
            return values.crash()


def spoilt(planned: Planned, reply: values.Reply) -> values.Reply:
    """Give what arrives of a good answer."""
    match planned.fault:
        case Fault.ERROR_AFTER:
            return values.crash()
        case Fault.BROKEN_JSON:
            return dataclasses.replace(
                reply, status=_full(reply), body=reply.body[: len(reply.body) // 2] or b"{"
            )
        case Fault.EMPTY:
            return dataclasses.replace(reply, status=_full(reply), body=b"{}")
        case Fault.HTML:
            return _notice()
        case Fault.DUPLICATE:
            return duplicate()
        case _:
            return reply


def duplicate() -> values.Reply:
    """Say that it was there before (v2)."""
    return values.document(
        {
            "status": {"success": False, "description": "bad request"},
            "fieldErrors": {},
            "validationErrors": [
                {
                    "name": "DUPLICATE_BADGE",
                    "description": "You already have this badge in your backpack",
                }
            ],
        },
        status=400,
        content_type="application/ld+json",
    )


def _notice() -> values.Reply:
    return values.page("<!doctype html><title>Badgr</title><h1>We will be back soon</h1>")


def _full(reply: values.Reply) -> int:
    """Give a status that may have a body."""
    return 200 if reply.status == 204 else reply.status  # noqa: PLR2004  # RFC 9110: no content


def _busy(when: str) -> values.Reply:
    return dataclasses.replace(
        values.document({"detail": "Request was throttled."}, status=429), headers=(("Retry-After", when),)
    )
