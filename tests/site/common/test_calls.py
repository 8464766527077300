"""Calls to hosts that an administrator named: when they end, how much they take, and to whom they go."""

import contextlib
import socket
import threading
import time

import pytest

from phalera.common import calls


@pytest.fixture
def serve():
    """Give a function that serves raw bytes, in parts, to whoever connects, and the bytes that came in."""
    with contextlib.ExitStack() as stack:

        def start(*parts, pause=0.0):
            ended, heard = threading.Event(), []

            def run(listener):
                while True:
                    try:
                        line, _ = listener.accept()
                    except OSError:
                        return
                    with line, contextlib.suppress(OSError):
                        heard.append(line.recv(65_536))
                        for part in parts:
                            line.sendall(part)
                            if ended.wait(pause):
                                break
                        line.shutdown(socket.SHUT_WR)

            listener = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
            thread = threading.Thread(target=run, args=(listener,), daemon=True)
            thread.start()

            def stop():
                ended.set()
                listener.shutdown(socket.SHUT_RDWR)
                thread.join()

            stack.callback(stop)
            return f"http://127.0.0.1:{listener.getsockname()[1]}/", heard

        yield start


HEAD = b"HTTP/1.1 200 OK\r\nConnection: close\r\n"


class TestACall:
    def test_gives_the_answer_whatever_its_status(self, serve):
        url, _ = serve(b'HTTP/1.1 429 Busy\r\nConnection: close\r\nRetry-After: 7\r\n\r\n{"a": 1}')

        answer = calls.Caller(deadline=5).call("POST", url, form={"a": "b"})

        assert (answer.status, answer.json(), answer.retry_after) == (429, {"a": 1}, "7")

    def test_ends_in_time_though_the_host_is_silent(self, serve):
        url, _ = serve(b"", pause=60)

        with pytest.raises(calls.NoAnswerError):
            calls.Caller(deadline=0.3).call("GET", url)

    def test_ends_in_time_though_the_host_never_stops_talking(self, serve):
        url, _ = serve(HEAD + b"\r\n", *[b"x"] * 10_000, pause=0.02)
        began = time.monotonic()

        with pytest.raises(calls.NoAnswerError):
            calls.Caller(deadline=0.3).call("GET", url)

        assert time.monotonic() - began < 30  # all of it would take minutes

    def test_takes_no_more_than_its_most(self, serve, monkeypatch):
        monkeypatch.setattr(calls, "MAX_ANSWER", 1_000)
        url, _ = serve(HEAD + b"\r\n" + b"x" * 1_001)

        with pytest.raises(calls.NoAnswerError):
            calls.Caller(deadline=5).call("GET", url)

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    def test_follows_nobody_elsewhere(self, serve, status):
        elsewhere, heard = serve(HEAD + b"\r\n{}")
        moved = f"HTTP/1.1 {status} Moved\r\nLocation: {elsewhere}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        url, _ = serve(moved.encode())

        with pytest.raises(calls.NoAnswerError):
            calls.Caller(deadline=5).call("POST", url, form={"token": "secret"})

        assert heard == []

    def test_goes_through_no_proxy_and_takes_no_password_from_the_machine(self, serve, monkeypatch, tmp_path):
        proxy, passed = serve(HEAD + b"\r\n{}")
        netrc = tmp_path / "netrc"
        netrc.write_text("machine 127.0.0.1 login a password b\n")
        for name, value in (("http_proxy", proxy), ("HTTP_PROXY", proxy), ("NETRC", str(netrc))):
            monkeypatch.setenv(name, value)
        url, heard = serve(HEAD + b"\r\n{}")

        calls.Caller(deadline=5).call("GET", url)

        assert passed == []
        assert b"Authorization" not in heard[0]

    def test_keeps_no_cookies_between_two(self, serve):
        url, heard = serve(HEAD + b"Set-Cookie: session=1\r\n\r\n{}")
        caller = calls.Caller(deadline=5)

        for _ in range(2):
            caller.call("GET", url)

        assert b"session=1" not in heard[1]

    def test_works_again_after_one_that_was_given_up(self, serve):
        silent, _ = serve(b"", pause=60)
        url, _ = serve(HEAD + b"\r\n{}")
        caller = calls.Caller(deadline=0.3)
        with pytest.raises(calls.NoAnswerError):
            caller.call("GET", silent)

        assert caller.call("GET", url).json() == {}

    @pytest.mark.parametrize("body", [b"", b"<html>", b"{", b"\xff", b"[" * 100_000])
    def test_reads_as_nothing_what_is_no_json(self, serve, body):
        url, _ = serve(HEAD + b"\r\n" + body)

        assert calls.Caller(deadline=5).call("GET", url).json() is None

    def test_says_nothing_of_what_was_sent(self, serve, caplog):
        caplog.set_level("DEBUG")
        url, _ = serve(b"nonsense\r\n\r\n")

        with pytest.raises(calls.NoAnswerError) as caught:
            calls.Caller(deadline=5).call(
                "POST",
                f"{url}path?code=s3cret",
                headers={"Authorization": "Bearer s3cret"},
                form={"token": "s3cret"},
            )

        assert "s3cret" not in caplog.text
        assert "s3cret" not in f"{caught.value!r}"
