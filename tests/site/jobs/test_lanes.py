"""Lanes beside the worker's road open and close while others give them work."""

import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from phalera.jobs import lanes

pytestmark = pytest.mark.django_db(transaction=True)


class SlowToClose(ThreadPoolExecutor):
    """Takes its time, as one with many futures to cancel does."""

    def shutdown(self, wait=True, *, cancel_futures=False):
        super().shutdown(wait=wait, cancel_futures=cancel_futures)
        time.sleep(0.2)


@pytest.fixture(autouse=True)
def closed():
    yield
    lanes.close()


class TestLanes:
    def test_do_what_they_are_given(self):
        lanes.open_all()
        done = threading.Event()

        assert lanes.give(uuid.uuid4(), done.set)
        assert done.wait(5)

    def test_take_nothing_while_they_close(self):
        lanes.open_all()
        lanes._pool = SlowToClose(1)
        closing = threading.Thread(target=lanes.close)
        closing.start()
        time.sleep(0.05)

        assert not lanes.give(uuid.uuid4(), lambda: None)
        closing.join()

    def test_forget_what_was_not_begun(self):
        lanes.open_all()
        job, go_on = uuid.uuid4(), threading.Event()
        for _ in range(lanes.NUMBER):
            lanes.give(uuid.uuid4(), go_on.wait)
        lanes.give(job, go_on.wait)
        lanes.close()
        go_on.set()

        lanes.open_all()
        done = threading.Event()
        assert lanes.give(job, done.set)
        assert done.wait(5)
