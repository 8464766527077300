"""What one run of a job for one connection may ask the host, and what it has heard already."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from phalera.backpacks.hosts import interface
from phalera.backpacks.models import Connection
from phalera.jobs.context import JobContext

T = TypeVar("T")


class Call(Protocol):
    """Do something with an access token, and with a new one when the first turns out to be dead."""

    def __call__(self, do: Callable[[str], T], /) -> T:
        """Give what was done."""


@dataclass(slots=True, kw_only=True)
class Trip:
    """One run of a job for one connection: what it may ask, and what it heard already."""

    connection: Connection
    host: interface.Host
    call: Call  # does something with a living access token
    context: JobContext
    _held: Mapping[str, str] | None = field(default=None)

    def held(self) -> Mapping[str, str]:
        """Give what the host has, asked once in a run."""
        if self._held is None:
            self._held = self.call(self.host.held)
        return self._held

    def forget(self, assertion: str) -> None:
        """Note that something is not there any more."""
        if self._held is not None:
            self._held = {key: value for key, value in self._held.items() if key != assertion}
