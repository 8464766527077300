"""A Badgr of one's own on loopback, for the demo and for tests; it knows nothing of the rest of Phalera.

It behaves as the real server was measured to behave (version 3.15.1): it fetches what it is shown by itself, compares
addresses with their case, never updates what it has, rotates tokens, and fails in every way that was seen.

    python -m phalera.backpacks.hosts.badgr.fake --port 8900
"""

from phalera.backpacks.hosts.badgr.fake.faults import PASSING, Fault
from phalera.backpacks.hosts.badgr.fake.server import CLIENT_ID, CLIENT_SECRET, Fake

__all__ = ["CLIENT_ID", "CLIENT_SECRET", "PASSING", "Fake", "Fault"]
