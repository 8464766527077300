"""What a handler may ask while it runs: the time, whether the job is still its own, and to show progress."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from phalera.jobs import errors, leases
from phalera.jobs.models import Job


@dataclass(frozen=True, slots=True, kw_only=True)
class JobContext:
    """One run of a job under one lease."""

    job: Job
    clock: Callable[[], datetime]

    def now(self) -> datetime:
        """Tell the time."""
        return self.clock()

    def progress(self, done: int, total: int | None = None) -> None:
        """Show people how far it is, and keep the lease for as long again; raises LeaseLostError."""
        if not leases.extend(job=self.job, now=self.clock(), progress=done, total=total):
            raise errors.LeaseLostError(f"job {self.job.uuid} is run by somebody else")

    def still_mine(self) -> bool:
        """Say whether this run may still write."""
        return leases.held(job=self.job)

    def hold(self) -> None:
        """Inside a transaction: keep the job until the commit, so that what is written is fenced; raises LeaseLostError."""
        if not leases.lock(job=self.job):
            raise errors.LeaseLostError(f"job {self.job.uuid} is run by somebody else")
