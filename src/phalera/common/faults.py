"""Places where a test lets the process die as if by `kill -9` or a power cut.

`PHALERA_FAULT=<point>` names the one point; nobody but who starts the process can set it.
"""

import os
import signal

POINTS = frozenset(
    {
        "worker.started",
        "sweep.ringing",
        "job.heard",
        "job.taken",
        "issue.prepared",
        "issue.signed",
        "issue.storing",
        "issue.stored",
        "update.prepared",
        "update.signed",
        "update.storing",
        "update.stored",
        "upload.deleted",
        "upload.sending",
        "upload.sent",
        "mail.taken",
        "mail.sent",
        "job.finishing",
        "job.finished",
    }
)

_chosen = os.environ.get("PHALERA_FAULT", "")


def at(point: str) -> None:
    """Die here, without clean-up, when a test asked for it; else nothing."""
    if point not in POINTS:
        raise ValueError(f"{point!r} is not listed in faults.POINTS")
    if point == _chosen:
        os.kill(os.getpid(), signal.SIGKILL)
