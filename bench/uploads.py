"""Badges on their way to a host by the product's own worker, and how much another host that hangs takes from that."""

import html
import importlib.metadata
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib import parse

from bench import reporting

BADGES = 150  # for each learner
LEAST_SHARE = 0.8  # of the rate that is left beside a host that hangs
PATIENCE = 300  # seconds


def run() -> reporting.Result:
    alone = _rate(hanging=False)
    beside = _rate(hanging=True)
    return reporting.Result(
        about=f"{BADGES} badges of one learner, fetched and checked by the host; real worker, SQLite",
        rows=reporting.rows({"alone": [alone], "beside a host that hangs": [beside]}, "badges/s"),
        bars=(
            reporting.Bar(
                name="rate beside a host that hangs, of the rate alone", found=beside / alone, bar=LEAST_SHARE
            ),
        ),
        versions={name: importlib.metadata.version(name) for name in ("phalera", "django", "requests")},
    )


def _rate(*, hanging: bool) -> float:
    """Run in a process of its own, because settings are read once."""
    with tempfile.TemporaryDirectory(prefix="phalera-bench-") as folder:
        command = [sys.executable, "-m", "bench.uploads", folder, "hanging" if hanging else "alone"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=2 * PATIENCE)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return float(done.stdout.split()[-1])


def _measure(folder: Path, *, hanging: bool) -> float:
    from factories import server

    with server.running(folder) as platform:
        os.environ |= {
            "PHALERA_DATA": str(folder),
            "PHALERA_PUBLIC_URL": platform.url,
            "DJANGO_SETTINGS_MODULE": "phalera.config.settings",
        }
        import django

        django.setup()
        hosts = {"eu": _host("leo@example.org", platform.url)}
        if hanging:
            hosts["us"] = _host("mia@example.org", platform.url)
        try:
            return _send({key: port for key, (_process, port) in hosts.items()})
        finally:
            for process, _port in hosts.values():
                process.kill()
                process.wait()


def _host(email: str, platform: str) -> tuple[subprocess.Popen, int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    process = subprocess.Popen(
        [
            sys.executable, "-m", "phalera.backpacks.hosts.badgr.fake", f"--port={port}", "--quiet",
            f"--account=Somebody:{email}", f"--redirect-uri={platform}/backpack/return",
        ],
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    return process, port


def _send(ports: dict[str, int]) -> float:
    import requests
    from django.db import connections

    from factories import stage
    from factories.moments import START
    from phalera.backpacks.models import Upload
    from phalera.issuing import actions as issuing

    scene = stage.build(START)
    learners = {"eu": scene.leo, "us": stage.add_learner("Mia", START)}
    courses = [stage.add_course(scene, f"course-{number}", START) for number in range(BADGES)]
    for key in ports:
        awards = [stage.award(scene, course, START, learner=learners[key]) for course in courses]
        issuing.issue(awards=awards, now=START)
    if "us" in ports:
        fault = {"fault": "hang", "times": None, "seconds": 600, "path": "/v2/backpack"}
        requests.post(
            f"http://127.0.0.1:{ports['us']}/control/faults", json=fault, timeout=10
        ).raise_for_status()
    # Whose host hangs is connected first, so that it is in the way from the beginning.
    for key in sorted(ports, reverse=True):
        _connect(key, ports[key], learners[key])
    began, end = time.monotonic(), time.monotonic() + PATIENCE
    wanted = Upload.objects.filter(connection__person=scene.leo, state="uploaded")
    while wanted.count() < BADGES:
        if time.monotonic() > end:
            raise RuntimeError("the badges did not arrive")
        time.sleep(0.05)
    took = time.monotonic() - began
    connections.close_all()
    return BADGES / took


def _connect(key: str, port: int, learner: object) -> None:
    """Connect by the front door's own steps: consent at the host, and what it answers."""
    import requests

    from phalera.backpacks import administering, connecting, regions
    from phalera.backpacks.hosts.badgr import fake
    from phalera.jobs import clock

    integration = regions.ensure()
    region = integration.regions.select_related("integration").get(key=key)
    url = f"http://127.0.0.1:{port}"
    administering.change_region(
        region=region, api_url=url, site_url=url, client_id=fake.CLIENT_ID, client_secret=fake.CLIENT_SECRET,
        is_offered=True, by=None, now=clock.now(),
    )  # fmt: skip
    if not integration.is_on:
        administering.switch(integration=integration, is_on=True, by=None, now=clock.now())
    region.refresh_from_db()
    address, attempt = connecting.begin(person=learner, region=region, now=clock.now())
    page = requests.get(address, timeout=30).text
    action = html.unescape(re.findall(r'<form method="post" action="([^"]+)"', page)[0])
    account = re.findall(r'name="account" value="([^"]+)"', page)[0]
    allowed = requests.post(
        parse.urljoin(address, action),
        data={"account": account, "decision": "allow"},
        timeout=30,
        allow_redirects=False,
    )
    back = dict(parse.parse_qsl(parse.urlsplit(allowed.headers["Location"]).query))
    connecting.finish(person=learner, attempt=attempt, answer=back, now=clock.now())


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
    print(_measure(Path(sys.argv[1]) / "data", hanging=sys.argv[2] == "hanging"))
