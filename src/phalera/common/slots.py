"""Slots for work that reaches out: so many at once, and so many to one host, so that none is asked too hard."""

import threading
import time


class Slots:
    """How many fetches may run at once, in all and to one host."""

    def __init__(self, *, per_host: int, in_all: int) -> None:
        self._per_host, self._in_all = per_host, in_all
        self._changed = threading.Condition()
        self._taken: dict[str, int] = {}

    def take(self, host: str, ends: float) -> bool:
        """Wait for a slot until `ends` at most, and say whether there was one."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._is_free(host), max(0.0, ends - time.monotonic())):
                return False
            self._taken[host] = self._taken.get(host, 0) + 1
            return True

    def give_back(self, host: str) -> None:
        """Let the next one have the slot."""
        with self._changed:
            self._taken[host] -= 1
            if not self._taken[host]:
                del self._taken[host]
            self._changed.notify_all()

    def _is_free(self, host: str) -> bool:
        return self._taken.get(host, 0) < self._per_host and sum(self._taken.values()) < self._in_all
