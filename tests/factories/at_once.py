"""Calls that begin at the same moment, in threads of their own."""

import threading
from concurrent.futures import ThreadPoolExecutor

from django.db import connection


def run(*calls):
    """Run the calls together, and give what each returned."""
    gate = threading.Barrier(len(calls))

    def one(call):
        gate.wait()
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))
