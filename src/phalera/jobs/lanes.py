"""Lanes beside the worker's road, for work that waits for other machines: who hangs there keeps nobody else waiting.

Only the product's own worker opens them; elsewhere such work is done in place. A lane is a thread: what it was given is
forgotten when the process ends, and found again by the sweeper, as the Job row is the truth.
"""

import logging
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

logger = logging.getLogger(__name__)

NUMBER = 4

_lock = threading.Lock()
_given: set[uuid.UUID] = set()
_pool: ThreadPoolExecutor | None = None


def open_all() -> None:
    """Let work that waits for others be done aside from now on."""
    global _pool  # noqa: PLW0603  # one worker, one set of lanes
    with _lock:
        _pool = ThreadPoolExecutor(max_workers=NUMBER, thread_name_prefix="lane")


def close() -> None:
    """Take no more; who is at work is left to end with the process, and what was not begun is forgotten."""
    global _pool  # noqa: PLW0603  # as above
    with _lock:
        if _pool is not None:
            _pool.shutdown(wait=False, cancel_futures=True)
        _pool = None
        _given.clear()


def give(job_uuid: uuid.UUID, do: Callable[[], object]) -> bool:
    """Let a lane do a job, unless it has it already; False where there are no lanes."""
    with _lock:
        if _pool is None:
            return False
        if job_uuid not in _given:
            _given.add(job_uuid)
            _pool.submit(_run, job_uuid, do)
    return True


def _run(job_uuid: uuid.UUID, do: Callable[[], object]) -> None:
    try:
        do()
    except Exception:
        logger.exception("job %s failed in its lane", job_uuid)
    finally:
        with _lock:
            _given.discard(job_uuid)
        connection.close()
