"""Processes that may be killed: lent to one caller, ended when they take too much, and gone when their owner is."""

import os
import pathlib
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest

from phalera.common import children

MODULE = "factories.toiling"


@pytest.fixture
def pool():
    made = children.Pool(MODULE, most=2, idle=60, most_asked=100)
    yield made
    made.close()
    children._pools.remove(made)


def ask(pool, kind, content=b"", *, within=20.0):
    with pool.one() as process:
        process.channel.send(kind, content, within=within)
        answered, said = process.channel.receive(within=within)
    assert answered == kind
    return said


def is_there(number):
    try:
        return pathlib.Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def gone_within(number, seconds):
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if not is_there(number):
            return True
        time.sleep(0.05)
    return False


class TestPool:
    def test_keeps_one_process_for_one_caller_after_another(self, pool):
        numbers = {ask(pool, b"p") for _ in range(5)}

        assert len(numbers) == 1
        assert pool.process_ids == [int(number) for number in numbers]

    @pytest.mark.parametrize("size", [0, 1, 5_000_000])
    def test_carries_frames_of_any_size(self, pool, size):
        content = os.urandom(size)

        assert ask(pool, b"e", content) == content

    def test_lends_several_at_once_and_no_more_than_allowed(self, pool, monkeypatch):
        monkeypatch.setattr(children, "PATIENCE", 0.2)

        with pool.one() as one, pool.one() as other:
            assert one.process_id != other.process_id
            with pytest.raises(children.BusyError), pool.one():
                pass

        assert ask(pool, b"e", b"free again") == b"free again"

    def test_lets_nobody_wait_for_another_s_slow_one(self, pool):
        began = time.monotonic()

        def wait_for_the_slow_one():
            with pytest.raises(children.EndedError):
                ask(pool, b"z", within=3)

        slow = threading.Thread(target=wait_for_the_slow_one)
        slow.start()
        while not pool.process_ids:
            time.sleep(0.01)

        assert ask(pool, b"e", b"quick") == b"quick"
        assert time.monotonic() - began < 3
        slow.join()

    def test_makes_room_for_a_new_one_after_so_many_questions(self):
        pool = children.Pool(MODULE, most=1, idle=60, most_asked=2)
        try:
            numbers = [ask(pool, b"p") for _ in range(4)]
        finally:
            pool.close()
            children._pools.remove(pool)

        assert numbers[0] == numbers[1] != numbers[2] == numbers[3]
        assert not is_there(int(numbers[0]))

    def test_starts_another_when_one_was_killed_while_it_rested(self, pool):
        first = int(ask(pool, b"p"))
        os.kill(first, signal.SIGKILL)
        assert gone_within(first, 5)

        assert int(ask(pool, b"p")) != first


class TestProcess:
    def test_is_ended_when_it_does_not_answer_in_time(self, pool):
        number = int(ask(pool, b"p"))

        with pytest.raises(children.EndedError):
            ask(pool, b"z", within=0.2)

        assert not is_there(number)
        assert ask(pool, b"e", b"another") == b"another"

    def test_is_ended_by_the_system_when_it_uses_too_much_processor_time(self, pool):
        began = time.monotonic()

        with pytest.raises(children.EndedError):
            ask(pool, b"t", within=60)

        assert time.monotonic() - began < 50
        assert pool.process_ids == []

    def test_gets_no_more_memory_than_allowed(self, pool):
        with pytest.raises(children.EndedError):
            ask(pool, b"m")

    def test_has_no_network_where_the_system_allows_that(self, pool):
        if subprocess.run(["unshare", "-Un", "true"], capture_output=True, check=False).returncode:
            pytest.skip("this system lets nobody have a network of their own")
        with socket.create_server(("127.0.0.1", 0)) as server:
            assert ask(pool, b"n", str(server.getsockname()[1]).encode()) == b"no"

    def test_writes_no_file(self, pool, tmp_path):
        target = tmp_path / "file"

        with pytest.raises(children.EndedError):
            ask(pool, b"w", str(target).encode())

        assert not target.exists() or target.read_bytes() == b""

    def test_leaves_when_nobody_asks(self):
        pool = children.Pool(MODULE, most=1, idle=6, most_asked=9)
        try:
            number = int(ask(pool, b"p"))
            assert gone_within(number, 15)
        finally:
            pool.close()
            children._pools.remove(pool)

    @pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
    def test_is_gone_when_its_owner_is(self, sent):
        script = (
            "import sys; from phalera.common import children;"
            f"pool = children.Pool({MODULE!r}, most=1, idle=60, most_asked=9)\n"
            "with pool.one() as one:\n"
            "    print(one.process_id, flush=True); sys.stdin.read()\n"
        )
        owner = subprocess.Popen(
            [sys.executable, "-c", script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        with owner:
            number = int(owner.stdout.readline())
            assert is_there(number)
            owner.send_signal(sent)
            owner.wait()
            assert gone_within(number, 5)

    def test_belongs_to_who_started_it_and_not_to_a_fork(self, pool):
        number = int(ask(pool, b"p"))
        fork = os.fork()
        if not fork:
            # Nothing may come out of a fork of the tests but its exit code.
            good = False
            try:
                good = int(ask(pool, b"p")) != number
                pool.close()
            finally:
                os._exit(0 if good else 1)

        assert os.waitstatus_to_exitcode(os.waitpid(fork, 0)[1]) == 0
        assert int(ask(pool, b"p")) == number
