"""Ask our own web process whether it is ready."""

import socket
from typing import Any


def ready(address: Any) -> bool:
    """Say whether `/readyz` on the listening address answers 200; one line of HTTP, to this machine only."""
    host, port = address[0], address[1]
    if host in ("0.0.0.0", "::"):  # noqa: S104  # compared, not bound
        host = "127.0.0.1"
    try:
        with socket.create_connection((host, port), timeout=5) as connection:
            connection.sendall(b"GET /readyz HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
            return connection.recv(64).split(b" ")[1:2] == [b"200"]
    except OSError:
        return False
