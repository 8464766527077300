"""How much anybody may ask of us at once: the same for the page, the API and whoever comes through both."""

import contextlib
import threading
from collections.abc import Iterator
from typing import Any

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.utils.translation import gettext_lazy as _

LARGEST_FILE = 5_000_000  # bytes; a badge is rarely a tenth of it
LARGEST_TEXT = 256_000  # characters of a pasted document
# A file, its envelope and the other fields.
LARGEST_BODY = LARGEST_FILE + 4 * LARGEST_TEXT + 50_000  # bytes
# Of one file, and the seconds after which no further one is begun: who has more has the command for it.
MOST = 100
LONGEST = 15.0
# At once in this process: strangers' slow servers must not take every thread from people who are signed in. Who comes
# then waits a moment, in seconds, since most verifications take a few hundredths of one.
AT_ONCE = 4
PATIENCE = 1.0
TOO_BUSY = _("Too many badges are being checked at this moment. Try again in a few seconds.")

_room = threading.BoundedSemaphore(AT_ONCE)


class InMemory(MemoryFileUploadHandler):
    """Keep uploads off the disk, whatever their size: how much may come is decided before."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        """Take the upload."""
        super().handle_raw_input(*args, **kwargs)
        self.activated = True


@contextlib.contextmanager
def place() -> Iterator[bool]:
    """Hold one of the places for verifications meanwhile; False when all stay taken."""
    taken = _room.acquire(timeout=PATIENCE)
    try:
        yield taken
    finally:
        if taken:
            _room.release()
