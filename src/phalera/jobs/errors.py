"""What a handler raises to say how a job goes on.

JobError
├── RetryLater     try again, in `after` or with backoff
├── GiveUp         it will never work: dead, with the reason
└── LeaseLostError another worker has the job; write nothing
"""

from datetime import timedelta


class JobError(Exception):
    """Something that decides how a job goes on."""


class RetryLater(JobError):  # noqa: N818  # an instruction, not a mistake
    """Ask to be run again, after the given time or, without one, after the usual backoff."""

    def __init__(self, reason: str = "", *, after: timedelta | None = None) -> None:
        super().__init__(reason or "asked to be run again later")
        self.after = after


class GiveUp(JobError):  # noqa: N818  # an instruction, not a mistake
    """Say that trying again cannot help, and why, in words for people."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class LeaseLostError(JobError):
    """Say that the lease ran out and somebody else holds the job: nothing may be written any more."""
