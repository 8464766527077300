"""What a process of ours may use that works on what strangers sent: called by itself, as its first act."""

import contextlib
import ctypes
import resource

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000


def shut_in(*, memory: int) -> None:
    """Give up writing files and, where the system lets us, the network; allocate no more than so many bytes."""
    with contextlib.suppress(OSError, AttributeError):
        # A network of our own, in which there is nothing.
        ctypes.CDLL(None).unshare(_NEW_USER | _NEW_NETWORK)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (memory, resource.RLIM_INFINITY))


def allow(seconds: int) -> None:
    """Be ended by the system after so many more seconds of processor time, which it counts in whole ones."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    allowed = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (allowed, resource.RLIM_INFINITY))
