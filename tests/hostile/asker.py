"""Somebody who asks, each time as if for the first time, and remembers what broke."""

import sys
from collections.abc import Callable

from django.core.cache import cache
from django.core.signals import got_request_exception
from django.db import transaction
from django.http.cookie import SimpleCookie
from django.test import Client
from django.urls import URLPattern, reverse

from hostile import questions
from phalera.accounts.models import Person

FORM = "application/x-www-form-urlencoded"
NOT_ALLOWED = 405


class Asker:
    """One visitor; what each question does is undone."""

    def __init__(self, person: Person | None) -> None:
        self.asked = 0
        self.broken: list[tuple[object, ...]] = []
        self._raised: BaseException | None = None
        self._client = Client(raise_request_exception=False)
        if person is not None:
            self._client.force_login(person)
        self._cookies = self._client.cookies.output(header="", sep=";")
        got_request_exception.connect(self._remember)

    def close(self) -> None:
        """Listen no more."""
        got_request_exception.disconnect(self._remember)

    def ask(
        self, method: str, url: str, data: bytes | str = b"", kind: str = FORM, **extra: str
    ) -> tuple[int, bytes]:
        """Ask, take the answer to its end, undo what it did, and give its status and body."""
        self.asked += 1
        self._raised = None
        self._client.cookies = SimpleCookie(self._cookies)
        cache.clear()  # nobody is told to wait
        status, body = 0, b""
        try:
            with transaction.atomic():
                answer = self._client.generic(method, url, data, content_type=kind, **extra)
                status, body = answer.status_code, answer.getvalue()
                transaction.set_rollback(True)
        except Exception as error:  # noqa: BLE001  # whatever it is, somebody would see it
            self._raised = error
        # 503 is a promise: without a worker, `/readyz` says so.
        if self._raised or (status >= 500 and status != 503) or b"Traceback (most recent" in body:
            self.broken.append((method, url[:300], kind, data[:300], status, repr(self._raised)[:300]))
        return status, body

    def parameters(self, url: str, *, turn: int, times: int) -> None:
        """Ask with every parameter that is known, each with another value, in the address and in a form."""
        names, posts = questions.names(), True
        for step in range(times):
            given = {
                name: [questions.VALUES[(place + turn + step * 5) % len(questions.VALUES)]]
                for place, name in enumerate(names)
            }
            # An address may not be as long as a form.
            short = {name: [value[:300] for value in values] for name, values in given.items()}
            self.ask("GET", f"{url}?{questions.encoded(short)}")
            posts = posts and self.ask("POST", url, questions.encoded(given))[0] != NOT_ALLOWED

    def forms(self, url: str, *, turn: int, each: int) -> None:
        """Send the forms of a page with one field after the other spoiled."""
        reader = questions.Forms()
        reader.feed(self.ask("GET", url)[1].decode("utf-8", "replace"))
        seen = set()
        for action, fields, files in reader.found:
            if (action, tuple(sorted(fields))) in seen:
                continue
            seen.add((action, tuple(sorted(fields))))
            target = action if action.startswith("/") else url
            for given in questions.spoiled(fields, turn=turn, each=each):
                self.ask("POST", target, questions.encoded(given))
            for file in questions.FILES if files else ():
                body = questions.multipart(fields, dict.fromkeys(files, file))
                self.ask("POST", target, body, "multipart/form-data; boundary=b")

    def methods(self, url: str) -> None:
        """Ask in every way there is, and in one that there is not."""
        for method in questions.METHODS:
            self.ask(method, url)

    def shapes(self, url: str) -> None:
        """Ask with bodies and with headers that are none."""
        for kind, body in questions.BODIES:
            if self.ask("POST", url, body, kind)[0] == NOT_ALLOWED:
                break
        self.ask("GET", url, **questions.HEADERS)
        self.ask("GET", f"{url}?%ff=%fe&&=&a[]=%00&%")

    def places(self, pattern: URLPattern, parts: Callable[[URLPattern], dict[str, object]]) -> None:
        """Ask for what is not there, with each part of the address spoiled in turn."""
        known = parts(pattern)
        address = reverse(pattern.name, kwargs=known)
        for name, converter in pattern.pattern.converters.items():
            kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
            for value in questions.PLACES[kind]:
                spoiled = address.replace(f"/{known[name]}", f"/{value}")
                self.ask("GET", spoiled)
                self.ask("POST", spoiled)

    def _remember(self, **_sent: object) -> None:
        self._raised = sys.exc_info()[1]
