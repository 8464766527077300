"""A small site on the loopback interface, for hosted documents."""

import dataclasses
import threading
from http import HTTPStatus, server
from typing import Self


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    body: bytes
    content_type: str
    status: HTTPStatus = HTTPStatus.OK


class Host:
    """Answers the pages put into it while the `with` block runs, 404 otherwise."""

    def __init__(self) -> None:
        self.pages: dict[str, Page] = {}
        self._server = server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def publish(
        self, url: str, body: bytes, content_type: str = "application/ld+json", *, status: int = 200
    ) -> None:
        self.pages[url.removeprefix(self.url)] = Page(body, content_type, HTTPStatus(status))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _handler(self) -> type[server.BaseHTTPRequestHandler]:
        pages = self.pages

        class Handler(server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                page = pages.get(self.path, Page(b"", "text/plain", HTTPStatus.NOT_FOUND))
                self.send_response(page.status)
                self.send_header("Content-Type", page.content_type)
                self.send_header("Content-Length", str(len(page.body)))
                self.end_headers()
                self.wfile.write(page.body)

            def log_message(self, *_: object) -> None:
                """Say nothing: a test that fails tells enough."""

        return Handler
