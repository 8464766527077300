"""What goes over the line, and what goes wrong there when it is told to."""

import contextlib
import http.server
import socket
import sys
import threading
from typing import Any
from urllib import parse

from phalera.backpacks.hosts.badgr.fake import control, faults, routes, values
from phalera.backpacks.hosts.badgr.fake import store as stores

_MOST_BODY = 20_000_000  # bytes
_SILENT = frozenset({faults.Fault.HANG, faults.Fault.HANG_AFTER, faults.Fault.DROP, faults.Fault.DROP_AFTER})


class Server(http.server.ThreadingHTTPServer):
    """Answers each call in a thread of its own."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], store: stores.Store, *, logs: bool) -> None:
        self.store, self.logs = store, logs
        self.ended = threading.Event()
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Be silent about whoever asked and is gone: that is their right."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    timeout = 60
    wbufsize = -1  # an answer goes out at once, not in two packets of which one waits

    def _serve(self) -> None:
        self.close_connection = True
        store = self.server.store
        request = self._request()
        planned = None if request.path.startswith("/control/") else store.plan.next(request)
        if planned:
            store.counts[f"fault_{planned.fault}"] += 1
        if planned and planned.fault in faults.BEFORE:
            if planned.fault in {faults.Fault.EXPIRED, faults.Fault.REVOKED}:
                control.expire(store, request.bearer, revoke=planned.fault is faults.Fault.REVOKED)
            reply = faults.instead(planned)
        else:
            reply = routes.answer(store, request)
        store.calls.append((request.method, request.path, reply.status))
        if planned:
            if planned.fault in {faults.Fault.HANG, faults.Fault.HANG_AFTER}:
                self.server.ended.wait(planned.seconds)
            if planned.fault in _SILENT:
                return
            if planned.fault not in faults.BEFORE and reply.status < 400:  # noqa: PLR2004  # RFC 9110: errors
                reply = faults.spoilt(planned, reply)
        self._send(reply, cut=planned is not None and planned.fault is faults.Fault.CUT)

    do_GET = do_POST = do_PUT = do_DELETE = _serve  # noqa: N815  # names that http.server looks for

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002, ARG002  # the name it has there
        """Tell nothing of the address beyond its path: there are codes in it."""
        if self.server.logs:
            sys.stderr.write(
                f"badgr: {self.command} {self.path.partition('?')[0]} {args[1] if len(args) > 1 else ''}\n"
            )

    def _request(self) -> values.Request:
        parts = parse.urlsplit(self.path)
        length = self.headers.get("Content-Length", "0")
        size = min(int(length), _MOST_BODY) if length.isdecimal() else 0
        return values.Request(
            method=self.command,
            path=parts.path,
            query=dict(parse.parse_qsl(parts.query, keep_blank_values=True)),
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(size),
            peer=str(self.client_address[0]),
        )

    def _send(self, reply: values.Reply, *, cut: bool) -> None:
        self.send_response(reply.status)
        for name, value in reply.headers:
            self.send_header(name, value)
        self.send_header("Content-Type", reply.content_type)
        self.send_header("Content-Length", str(len(reply.body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(reply.body[: len(reply.body) // 2] if cut else reply.body)
        with contextlib.suppress(OSError):
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_WR)
