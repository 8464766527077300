"""Verify what strangers wrote as the whole life of a process that may be killed.

`apart` starts it with a line to itself as standard input. It has no network and writes no file; documents it asks for
over the line. A badge that takes more than its processor time or memory ends the process, and nothing else. It leaves
when nobody has asked for a while, or when whoever started it has ended.
"""

import contextlib
import datetime as dt
import select
import socket
import sys
from collections.abc import Iterator
from typing import Any

from phalera.common import children, fence
from phalera.verifying import codes, frames
from phalera_core import errors, reading
from phalera_core.verifying import packages, sources

# Of what is allocated: a picture of 16 megapixels, a status list of 16 MB unpacked and the libraries fit in twice.
MEMORY = 256 * 1024 * 1024
# Of processor time for each badge: honest ones take a hundredth of a second.
SECONDS = 2


def main(idle: float) -> None:
    """Answer questions until there are none."""
    line = socket.socket(fileno=sys.stdin.fileno())
    channel = children.Channel(line)
    fence.shut_in(memory=MEMORY)
    with contextlib.suppress(children.EndedError):
        while select.select([line], [], [], idle)[0]:
            kind, content = channel.receive()
            if kind == frames.QUESTION:
                _answer(channel, content)


def _answer(channel: children.Channel, content: bytes) -> None:
    question, data = frames.unpack(content)
    load = _Asking(channel)
    resolver = sources.LoadingResolver(load)
    fence.allow(SECONDS)
    for member in _members(question, data, load):
        channel.send(frames.NEXT, member.name.encode(errors="replace"))
        if channel.receive()[0] != frames.GO_ON:
            return
        fence.allow(SECONDS)
        for each in packages.verify_each(
            [member],
            now=dt.datetime.fromisoformat(question["now"]),
            resolver=resolver,
            load=load,
            recipient=question["recipient"],
        ):
            channel.send(frames.REPORT, frames.pack(each.to_json()))
    channel.send(frames.END, b"")


def _members(question: dict[str, Any], data: bytes, load: "_Asking") -> Iterator[reading.Member]:
    name = question["name"]
    if question["at"]:
        # What its address answered was that it is gone; the verifier asks again, and says so.
        yield reading.Member(name="", packed=reading.Packed(packed_as="json", v2=question["at"].encode()))
        return
    found = reading.read_all(data, name=name) if question["all"] else iter([_only(data, name)])
    for member in found:
        if isinstance(member.packed, errors.NoBadgeError) and not member.name:
            yield _behind_code(data, load) or member
        else:
            yield member


def _only(data: bytes, name: str) -> reading.Member:
    try:
        return reading.Member(name="", packed=reading.read(data, name=name))
    except errors.CoreError as error:
        return reading.Member(name="", packed=error)


def _behind_code(picture: bytes, load: "_Asking") -> reading.Member | None:
    try:
        packed = codes.follow(picture, load)
    except errors.CoreError as error:
        return reading.Member(name="", packed=error)
    return reading.Member(name="", packed=packed) if packed else None


class _Asking:
    """The loader that asks whoever started us."""

    def __init__(self, channel: children.Channel) -> None:
        self._channel = channel

    def load(self, url: str) -> bytes:
        """Return the bytes; ResolutionError when they cannot be had, GoneError when the address says it is gone."""
        self._channel.send(frames.LOAD, url.encode(errors="replace"))
        kind, content = self._channel.receive()
        if kind == frames.DOCUMENT:
            return content
        said, body = frames.unpack(content)
        if kind == frames.GONE:
            raise errors.GoneError(said["message"], url=url, remedy=said["remedy"], body=body)
        raise errors.ResolutionError(said["message"], url=url, remedy=said["remedy"])


if __name__ == "__main__":
    main(float(sys.argv[1]))
