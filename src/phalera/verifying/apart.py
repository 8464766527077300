"""Verify in a process of its own, which is killed when a badge takes too much of anything.

What it asks for is fetched here, by the loader that is handed in: that process has no network.
"""

import dataclasses
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from phalera.common import children
from phalera.verifying import child, frames, limits
from phalera_core import errors
from phalera_core.verifying import packages, report, sources, verifier

# Of one badge, in seconds without what its documents take to come: on a busy machine its 2 s of processor time last
# longer, and who only waits uses none.
PATIENCE = 6.0 * child.SECONDS
# Nobody waits for a process that has done nothing for so long, in seconds; it leaves.
IDLE = 300.0
# After so many badges a process has kept enough, and makes room for a new one.
MOST_ASKED = 2_000


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A file, or an address that says that its badge is gone (`at`), and what one wants to know of it."""

    data: bytes = b""
    at: str = ""
    now: datetime
    recipient: str | None = None
    name: str = ""
    all: bool = False  # every badge in it, not the one that it is

    def packed(self) -> bytes:
        """Write it for the process."""
        said: dict[str, Any] = {
            "at": self.at,
            "now": self.now.isoformat(),
            "recipient": self.recipient,
            "name": self.name,
            "all": self.all,
        }
        return frames.pack(said, self.data)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Several:
    """The reports of the badges of one file; `cut_short` when it holds more."""

    found: tuple[packages.Found, ...]
    cut_short: bool


def verify(question: Question, load: sources.Loader) -> report.Report:
    """Give the report of one badge; it never raises for what that holds or takes."""
    return verify_some(question, load).found[0].report


def verify_some(
    question: Question, load: sources.Loader, *, enough: Callable[[int], bool] = lambda _count: False
) -> Several:
    """Give the report of each badge in a file, until there are enough of them."""
    conversation = _Conversation(load, enough)
    try:
        while not _has_been_held(conversation, question):
            # It had been ended while it rested, which this badge has nothing to do with.
            pass
    except children.EndedError:
        conversation.add(verifier.too_costly())
    except children.BusyError:
        conversation.add(verifier.not_now())
    return Several(found=tuple(conversation.found), cut_short=conversation.cut_short)


def close() -> None:
    """End the processes; the next badge starts another."""
    _pool.close()


def process_ids() -> list[int]:
    """Give the numbers of the processes that run."""
    return _pool.process_ids


def _has_been_held(conversation: "_Conversation", question: Question) -> bool:
    """Hold a conversation, and say whether anybody was there; errors as of `_Conversation.hold`."""
    with _pool.one() as process:
        is_new = process.asked == 1
        try:
            conversation.hold(process.channel, question)
        except children.LateError:
            raise
        except children.EndedError:
            if is_new or conversation.has_begun:
                raise
            process.close()
            return False
    return True


class _Conversation:
    """One question to a process, and what came of it so far."""

    def __init__(self, load: sources.Loader, enough: Callable[[int], bool]) -> None:
        self.found: list[packages.Found] = []
        self.cut_short = True
        self.has_begun = False
        self._load, self._enough = load, enough
        self._name = ""

    def hold(self, channel: children.Channel, question: Question) -> None:
        """Ask, and answer what the process asks, until it has told of every badge; EndedError when it does not."""
        left = PATIENCE
        channel.send(frames.QUESTION, question.packed(), within=left)
        while True:
            if left <= 0:
                raise children.LateError("no answer came in time")
            began = time.monotonic()
            kind, content = channel.receive(within=left)
            left -= time.monotonic() - began
            self.has_begun = True
            match kind:
                case frames.LOAD:
                    channel.send(*_loaded(content.decode(), self._load), within=PATIENCE)
                case frames.NEXT if self._enough(len(self.found)):
                    channel.send(frames.STOP, b"", within=PATIENCE)
                    return
                case frames.NEXT:
                    self._name, left = content.decode(), PATIENCE
                    channel.send(frames.GO_ON, b"", within=PATIENCE)
                case frames.REPORT:
                    self.found.append(packages.Found.from_json(frames.unpack(content)[0]))
                case _:
                    self.cut_short = False
                    return

    def add(self, made: report.Report) -> None:
        """Put a report in the place of one that did not come; nothing is known of what follows it in the file."""
        self.found.append(packages.Found(name=self._name, report=made))


def _loaded(url: str, load: sources.Loader) -> tuple[bytes, bytes]:
    try:
        return frames.DOCUMENT, load.load(url)
    except errors.GoneError as error:
        return frames.GONE, frames.pack({"message": error.message, "remedy": error.remedy}, error.body)
    except errors.ResolutionError as error:
        return frames.MISSING, frames.pack({"message": error.message, "remedy": error.remedy})


_pool = children.Pool("phalera.verifying.child", most=limits.AT_ONCE, idle=IDLE, most_asked=MOST_ASKED)
