"""The web process: gunicorn with threads, on a socket that `phalera serve` has opened.

The socket belongs to the parent, so that a web process that dies loses no waiting connection and no port.
"""

import sys
from typing import Any

from gunicorn.app.base import BaseApplication

from phalera.commands.serving import supervisor
from phalera.config import env

# Requests in flight when asked to stop have so long, in seconds (hardening, rule 15).
GRACE = 8
# A browser's or proxy's connection is kept open so long without a request, in seconds; it takes no thread.
IDLE = 15
# A worker that is silent so long is replaced, in seconds.
SILENT = 60


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Gunicorn without its command line and configuration file."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        super().__init__()

    def load_config(self) -> None:
        """Set what differs from gunicorn's defaults."""
        options = {
            "bind": f"fd://{self.descriptor}",
            "worker_class": "gthread",
            "workers": env.number("WEB_PROCESSES", default=1, least=1, most=64),
            "threads": env.number("WEB_THREADS", default=8, least=1, most=128),
            "timeout": SILENT,
            "graceful_timeout": GRACE,
            "keepalive": IDLE,
            "loglevel": "warning",
            "proc_name": "phalera-web",
            # Nobody needs a second way to control it.
            "control_socket_disable": True,
            # Loaded once, before forking: the processes share what they do not change.
            "preload_app": True,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Give the application, with its addresses already read."""
        from django.db import connections
        from django.urls import get_resolver

        from phalera.config import wsgi

        get_resolver().url_patterns  # noqa: B018  # read for its effect: every view is imported now
        connections.close_all()  # A connection must not cross the fork.
        return wsgi.application


def main(words: list[str]) -> None:
    """Serve on the file descriptor that is named."""
    supervisor.die_with_parent()
    Server(int(words[0])).run()


if __name__ == "__main__":
    main(sys.argv[1:])
