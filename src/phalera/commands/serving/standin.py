"""The demo's own Badgr: a child on loopback, so that Connect works without the internet."""

import os
import socket
import sys
from datetime import datetime
from pathlib import Path

from phalera.commands.serving import supervisor

FILE = "badgr.json"  # in the data folder: what learners of the demo sent there


def child(*, data: Path, now: datetime) -> supervisor.Child:
    """Give the child to start, and let the demo's region point at it: its port may be another each time."""
    from django.conf import settings

    from phalera.backpacks import connecting
    from phalera.demo import backpack
    from phalera.demo.academy import people

    port = _free_port(backpack.last_port())
    backpack.point_at(f"http://127.0.0.1:{port}", now=now)
    accounts = [
        f"--account={person.name}:{person.email}" for person in (people.LEO, people.ADA, people.GRACE)
    ]
    return supervisor.Child(
        name="stand-in for Badgr",
        command=[
            sys.executable,
            "-m",
            "phalera.backpacks.hosts.badgr.fake",
            f"--port={port}",
            f"--state={data / FILE}",
            f"--redirect-uri={settings.PUBLIC_URL}{connecting.RETURN_PATH}",
            "--quiet",
            *accounts,
        ],
        environment=os.environ,
    )


def _free_port(wanted: int | None) -> int:
    """Give the port of last time, so that links of last time lead there, or another when it is taken."""
    for port in (wanted or 0, 0):
        try:
            with socket.create_server(("127.0.0.1", port)) as listener:
                return int(listener.getsockname()[1])
        except OSError:
            continue
    raise OSError("no port is free")
