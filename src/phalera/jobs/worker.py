"""The worker process on the embedded queue: one loop that hears the doorbell, one thread that sweeps.

The loop is that of django-tasks-db. The thread shows a sign of life, rings for what is due or was left behind, and
lets nothing it meets end the worker: a database that is away for a moment comes back.
"""

import logging
import os
import signal
import sys
import threading
from datetime import datetime, timedelta
from types import FrameType

from django.db import DatabaseError, close_old_connections, connection
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS
from django_tasks_db.management.commands import db_worker

from phalera.common import faults
from phalera.jobs import clock, health, lanes, leases, registry, sweeper
from phalera.jobs.models import Worker

logger = logging.getLogger(__name__)

# How often the loop looks whether the doorbell rang: what a learner waits for a badge, at most, in seconds.
LISTEN_EVERY = 0.25
SWEEP_EVERY = 2.0  # seconds
# A sign of life is a write; it may be rarer than the look for work.
SHOW_LIFE_EVERY = health.SILENT / 3
TIDY_EVERY = timedelta(hours=1)
# Hardening, rule 15: stopped within 10 s; what is not finished by then is given back.
GRACE = 8.0  # seconds


def run() -> None:
    """Work until told to stop by SIGTERM or SIGINT."""
    loop = db_worker.Worker(
        queue_names=["*"],
        interval=LISTEN_EVERY,
        batch=False,
        backend_name=DEFAULT_TASK_BACKEND_ALIAS,
        startup_delay=False,
        max_tasks=None,
        worker_id=leases.owner(),
        excluded_queue_names=[],
    )
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        if stopping.is_set():
            return
        stopping.set()
        threading.Thread(target=_leave_in_time, name="leave-in-time", daemon=True).start()
        loop.running = False

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    faults.at("worker.started")
    sweeps = threading.Thread(target=_sweep_until, args=(stopping,), name="sweeper", daemon=True)
    sweeps.start()
    lanes.open_all()
    try:
        loop.run()
    except DatabaseError as error:
        # Whoever supervises starts us again; by then the database may be back.
        logger.warning("the worker lost the database and ends: %s", error)
        sys.exit(1)
    finally:
        stopping.set()
        lanes.close()
        sweeps.join(timeout=2)
        _say_goodbye()


def _sweep_until(stopping: threading.Event) -> None:
    sweeps = _Sweeps()
    while True:
        try:
            close_old_connections()
            sweeps.once()
        except DatabaseError as error:
            logger.warning("the sweep could not reach the database; it tries again: %s", error)
        if stopping.wait(SWEEP_EVERY):
            break
    connection.close()


class _Sweeps:
    """What is done each time, and what more rarely."""

    def __init__(self) -> None:
        self.shown_at: datetime | None = None
        self.swept = False
        self.tidied_at: datetime | None = None

    def once(self) -> None:
        """Sweep; the first time for everything, because what our predecessor had heard is gone with it."""
        now = clock.now()
        if self.shown_at is None or now - self.shown_at >= SHOW_LIFE_EVERY:
            Worker.objects.update_or_create(name=leases.owner(), defaults={"seen_at": now})
            Worker.objects.filter(seen_at__lte=now - 2 * health.SILENT).delete()
            sweeper.forget_old_rings(now=now)
            self.shown_at = now
        sweeper.sweep(now=now, all_waiting=not self.swept)
        self.swept = True
        if self.tidied_at is None or now - self.tidied_at >= TIDY_EVERY:
            self.tidied_at = (
                now  # first, so that what fails is tried again in an hour and does not stop the sweeps
            )
            _tidy(now)


def _tidy(now: datetime) -> None:
    """Forget what is kept for some time only."""
    sweeper.forget_old_jobs(now=now)
    for sweep in registry.sweeps():
        try:
            sweep(now)
        except DatabaseError:
            raise
        except Exception:
            logger.exception("%s could not tidy up; it is tried again in an hour", sweep.__module__)


def _leave_in_time() -> None:
    """End the process when the job in hand takes longer than the grace."""
    threading.Event().wait(GRACE)
    try:
        _say_goodbye()
    finally:
        os._exit(0)


def _say_goodbye() -> None:
    """Give back what is in hand, and do not look alive any more."""
    try:
        leases.release(by=leases.owner(), now=clock.now())
        Worker.objects.filter(name=leases.owner()).delete()
    except DatabaseError as error:
        logger.warning(
            "the database was away when the worker left; its leases run out by themselves: %s", error
        )
    finally:
        connection.close()
