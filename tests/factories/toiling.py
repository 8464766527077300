"""A process that does what it is told, as one of ours would that a stranger's file has led astray."""

import os
import pathlib
import select
import socket
import sys

from phalera.common import children, fence

MEMORY = 128 * 1024 * 1024


def main(idle):
    line = socket.socket(fileno=sys.stdin.fileno())
    channel = children.Channel(line)
    fence.shut_in(memory=MEMORY)
    while select.select([line], [], [], idle)[0]:
        kind, content = channel.receive()
        fence.allow(1)
        channel.send(kind, do(kind, content))


def do(kind, content):
    match kind:
        case b"e":
            return content
        case b"p":
            return str(os.getpid()).encode()
        case b"t":
            while True:
                pass
        case b"m":
            return bytes(2 * MEMORY)
        case b"n":
            return _connect(int(content))
        case b"w":
            pathlib.Path(content.decode()).write_bytes(b"something")
            return b"written"
        case _:
            select.select([], [], [])
            return b""


def _connect(port):
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2)
    except OSError:
        return b"no"
    return b"yes"


if __name__ == "__main__":
    main(float(sys.argv[1]))
