"""The server: which function answers which call, and what goes wrong on the way when it is told to."""

import contextlib
import http.server
import re
import socket
import sys
import threading
import types
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Self
from urllib import parse

from phalera.backpacks.hosts.badgr.fake import (
    backpack,
    badge_connect,
    control,
    earner,
    faults,
    granting,
    judging,
    oauth,
    reading,
    site,
    taking,
    tokens,
    values,
)
from phalera.backpacks.hosts.badgr.fake import store as stores

CLIENT_ID, CLIENT_SECRET = "phalera", "phalera-stand-in"  # of a fake
RETURN_PATHS = (
    "http://127.0.0.1:8000/backpack/return",
    "http://localhost:8000/backpack/return",
)
_MOST_BODY = 20_000_000  # bytes

_ROUTES: tuple[tuple[str, str, Callable[..., values.Reply]], ...] = (
    ("GET", r"/", site.home),
    ("GET POST", r"/auth/oauth2/authorize", site.authorize),
    ("POST", r"/auth/login", site.sign_in),
    ("POST", r"/auth/logout", site.sign_out),
    ("GET", r"/recipient/badges", site.backpack),
    ("GET", r"/media/uploads/badges/(\w+)", site.picture),
    ("GET POST", r"/o/authorize", oauth.authorize),
    ("POST", r"/o/token", granting.token),
    ("POST", r"/o/revoke_token/", granting.revoke),
    ("POST", r"/o/register", badge_connect.register),
    (
        "GET DELETE",
        r"/v2/auth/tokens(?:/(\w+))?",
        lambda store, request, it: granting.own_tokens(store, request, it or ""),
    ),
    ("GET", r"/v2/users/self", backpack.user),
    ("POST", r"/v2/backpack/import", backpack.take),
    ("GET", r"/v2/backpack/assertions", backpack.entries),
    ("GET PUT DELETE", r"/v2/backpack/assertions/(\w+)", backpack.entry),
    ("GET", r"/v2/backpack/assertions/(\w+)/image", backpack.picture),
    ("POST", r"/v2/backpack/collections", backpack.make_collection),
    ("POST", r"/public/verify", backpack.verify),
    ("GET POST", r"/v1/earner/badges", earner.badges),
    ("GET DELETE", r"/v1/earner/badges/(\w+)", earner.badge),
    ("GET", r"/\.well-known/badgeconnect\.json", badge_connect.discover),
    ("GET", r"/bcv1/manifest/([\w.:-]+)", badge_connect.manifest),
    ("GET POST PUT DELETE", r"/bcv1/assertions(?:/\w+)?", badge_connect.assertions),
    ("GET", r"/bcv1/profile", badge_connect.profile),
    ("GET POST DELETE", r"/control/(\w+)", control.use),
)


class Fake:
    """A running Badgr: `with Fake() as fake: fake.url`."""

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        file: Path | None = None,
        redirect_uris: Iterable[str] = RETURN_PATHS,
        client_id: str = CLIENT_ID,
        client_secret: str = CLIENT_SECRET,
        keep_pictures: bool = True,
        logs: bool = False,
    ) -> None:
        self.store = stores.Store(file=file, keep_pictures=keep_pictures)
        self.ended = threading.Event()
        self._server = _Server((host, port), self, logs=logs)
        self.url = f"http://{host}:{self._server.server_address[1]}"
        self.store.api_url = self.store.site_url = self.url
        self.client_id, self.client_secret = client_id, client_secret
        self.store.applications[client_id] = values.Application(
            client_id=client_id, client_secret=client_secret, redirect_uris=list(redirect_uris)
        )
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self.serve, args=(0.01,), name="badgr", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: types.TracebackType | None,
    ) -> None:
        self.close()

    def serve(self, pause: float = 0.5) -> None:
        """Answer until it is closed, which is noticed within this many seconds."""
        self._server.serve_forever(poll_interval=pause)

    def close(self) -> None:
        """End; who hangs is let go."""
        self.ended.set()
        if self._thread:
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()
        self.store.close()

    @property
    def application(self) -> values.Application:
        """The client that it knows from the start."""
        return self.store.applications[self.client_id]

    def add_account(self, *emails: str, first_name: str = "Leo", verified: bool = True) -> values.Account:
        """Make an account with these addresses, the first of which is the primary one."""
        given: list[dict[str, object]] = [{"email": each, "verified": verified} for each in emails]
        return control.set_account(self.store, first_name=first_name, emails=given)

    def grant(self, email: str, *, scope: str = "r:profile rw:backpack") -> values.Grant:
        """Give tokens for an account, as if its learner had consented."""
        account = self.store.account_of(email)
        return tokens.make(self.store, account=account.id, client_id=self.client_id, scopes=scope.split())

    def consent(self, url: str, email: str, *, allow: bool = True) -> str:
        """Decide on a request for consent as a browser would, and give where it is sent back to."""
        wanted = oauth.asked(self.store, dict(parse.parse_qsl(parse.urlsplit(url).query)))
        return oauth.allow(self.store, wanted, self.store.account_of(email)) if allow else oauth.deny(wanted)

    def stored(self, email: str) -> list[values.Entry]:
        """Give what is in a backpack."""
        return self.store.entries_of(self.store.account_of(email).id)

    def fail(
        self,
        fault: faults.Fault,
        *,
        path: str = "/v2/",
        method: str = "",
        times: int | None = 1,
        seconds: float = 30.0,
        target: str = "",
    ) -> None:
        """Let the next calls whose path begins so fail."""
        self.store.plan.add(
            faults.Planned(fault=fault, path=path, method=method, times=times, seconds=seconds, target=target)
        )

    def faulty(
        self, share: float, *, seed: int = 0, kinds: tuple[faults.Fault, ...] = faults.PASSING
    ) -> None:
        """Let a share of all calls of the API fail at random, by a seed."""
        self.store.plan.faulty(share=share, seed=seed, kinds=kinds)

    def well(self) -> None:
        """Let nothing fail any more."""
        self.store.plan.clear()


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], fake: Fake, *, logs: bool) -> None:
        self.fake, self.logs = fake, logs
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        # Whoever asked is gone: that is their right.
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(http.server.BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    timeout = 60
    wbufsize = -1  # an answer goes out at once, not in two packets of which one waits

    def _serve(self) -> None:
        self.close_connection = True
        store, fake = self.server.fake.store, self.server.fake
        request = self._request()
        planned = None if request.path.startswith("/control/") else store.plan.next(request)
        if planned:
            store.counts[f"fault_{planned.fault}"] += 1
        if planned and planned.fault in faults.BEFORE:
            if planned.fault in {faults.Fault.EXPIRED, faults.Fault.REVOKED}:
                control.expire(store, request.bearer, revoke=planned.fault is faults.Fault.REVOKED)
            reply = faults.instead(planned)
        else:
            reply = _answer(store, request)
        store.calls.append((request.method, request.path, reply.status))
        if planned:
            if planned.fault in {faults.Fault.HANG, faults.Fault.HANG_AFTER}:
                fake.ended.wait(planned.seconds)
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


_SILENT = frozenset({faults.Fault.HANG, faults.Fault.HANG_AFTER, faults.Fault.DROP, faults.Fault.DROP_AFTER})
_COMPILED = tuple((methods.split(), re.compile(pattern), answer) for methods, pattern, answer in _ROUTES)


def _answer(store: stores.Store, request: values.Request) -> values.Reply:
    connects = request.path.startswith("/bcv1/")
    for methods, pattern, answer in _COMPILED:
        match = pattern.fullmatch(request.path)
        if match is None:
            continue
        if request.method not in methods:
            return values.document({"detail": f'Method "{request.method}" not allowed.'}, status=405)
        try:
            return answer(store, request, *match.groups())
        except tokens.TokenDeadError:
            return badge_connect.denied("UNAUTHENTICATED") if connects else backpack.no_token()
        except tokens.NotAllowedError:
            return badge_connect.denied("PERMISSION_DENIED") if connects else backpack.not_found()
        except (reading.NoBadgeError, taking.ColumnError):
            return values.crash()
        except judging.PictureRefusedError:
            return values.page(
                "<!doctype html><title>Bad Request</title><h1>Bad Request (400)</h1>", status=400
            )
    return values.page("<!doctype html><title>Not Found</title><h1>Not Found</h1>", status=404)
