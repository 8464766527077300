"""What strangers wrote is verified in a process that can be killed, and says what the verifier would say here."""

import json
import os
import pathlib
import signal
import threading
import time
import zipfile

import pytest

from factories import credentials
from hostile import files
from phalera.verifying import apart, limits
from phalera_core import errors
from phalera_core.verifying import findings, report, sources, verifier

# Of each kind of file a few.
CASES = [case for number, case in enumerate(files.CASES.values()) if number % 12 == 0]


@pytest.fixture(scope="module")
def academy():
    return credentials.Academy()


@pytest.fixture(scope="module")
def load(academy):
    return sources.StaticLoader(academy.published())


@pytest.fixture(scope="module")
def genuine(academy):
    return credentials.dump(academy.credential())


def asked(data, load, **more):
    return apart.verify(apart.Question(data=data, now=credentials.NOW, **more), load)


def here(data, load, **more):
    resolver = sources.LoadingResolver(load)
    return verifier.verify(data, now=credentials.NOW, resolver=resolver, load=load, **more)


def zipped(tmp_path, *contents):
    path = tmp_path / "badges.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number, content in enumerate(contents):
            archive.writestr(f"{number}.json", content)
    return path.read_bytes()


class TestReport:
    @pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
    def test_is_the_one_that_would_be_made_here(self, case, load):
        data = case.make()

        assert asked(data, load) == here(data, load)

    def test_of_a_genuine_badge_is_verified_for_its_recipient_only(self, genuine, load):
        assert asked(genuine, load)
        assert asked(genuine, load, recipient=credentials.LEO)
        assert not asked(genuine, load, recipient="eve@example.org")

    def test_names_the_file(self, load):
        assert "“holiday.txt”" in asked(b"Hello", load, name="holiday.txt").sentence


class TestDocuments:
    def test_are_asked_for_here_and_nowhere_else(self, genuine, academy):
        urls = []

        class Noting(sources.StaticLoader):
            def load(self, url):
                urls.append((threading.get_ident(), url))
                return super().load(url)

        assert asked(genuine, Noting(academy.published()))

        assert {thread for thread, _ in urls} == {threading.get_ident()}
        assert academy.status_url in {url for _, url in urls}

    def test_that_cannot_be_had_are_told_so(self, genuine):
        found = asked(genuine, sources.StaticLoader())

        assert found.verdict is report.Verdict.UNDECIDED
        assert "was not fetched" in found.decisive.message

    def test_that_are_gone_say_why(self, academy):
        class Gone:
            def load(self, url):
                raise errors.GoneError("Gone.", url=url, body=b'{"revocationReason": "Awarded by mistake."}')

        question = apart.Question(at=academy.assertion_url, now=credentials.NOW)
        found = apart.verify(question, Gone())

        assert found.verdict is report.Verdict.REFUSED
        assert "Awarded by mistake" in found.sentence

    def test_may_make_trouble_here_that_comes_through_and_ends_the_process(self, genuine, load):
        class Broken:
            def load(self, url):
                raise RuntimeError("the database is away")

        with pytest.raises(RuntimeError):
            asked(genuine, Broken())

        assert asked(genuine, load)


class TestFence:
    def test_a_badge_that_takes_too_long_is_undecided_and_the_next_one_is_verified(
        self, genuine, load, monkeypatch
    ):
        assert asked(genuine, load)
        with monkeypatch.context() as patch:
            patch.setattr(apart, "PATIENCE", 0.0005)  # less than any badge takes
            found = asked(genuine, load)

        assert found.verdict is report.Verdict.UNDECIDED
        assert (found.decisive.message, found.decisive.remedy) == (findings.TOO_COSTLY, findings.ASK_PLAIN)
        assert asked(genuine, load)

    def test_slow_documents_do_not_count_as_taking_long(self, genuine, academy, load, monkeypatch):
        assert asked(genuine, load)
        monkeypatch.setattr(apart, "PATIENCE", 1.0)

        class Slow(sources.StaticLoader):
            def load(self, url):
                time.sleep(0.6)
                return super().load(url)

        assert asked(genuine, Slow(academy.published()))

    def test_all_being_busy_is_said_and_decides_nothing(self, genuine, load, monkeypatch):
        monkeypatch.setattr(apart.children, "PATIENCE", 0.05)
        waiting, go_on = threading.Semaphore(0), threading.Event()

        class Held:
            def load(self, url):
                waiting.release()
                go_on.wait(20)
                return load.load(url)

        threads = [threading.Thread(target=asked, args=(genuine, Held())) for _ in range(limits.AT_ONCE)]
        for thread in threads:
            thread.start()
        for _ in threads:
            assert waiting.acquire(timeout=20)
        found = asked(genuine, load)
        go_on.set()
        for thread in threads:
            thread.join()

        assert found.verdict is report.Verdict.UNDECIDED
        assert "too many badges" in found.sentence or "too many badges" in found.decisive.message

    def test_one_that_waits_for_a_slow_site_holds_up_nobody(self, genuine, academy, load):
        waiting, go_on = threading.Event(), threading.Event()

        class Held:
            def load(self, url):
                waiting.set()
                go_on.wait(20)
                return load.load(url)

        thread = threading.Thread(target=asked, args=(genuine, Held()))
        thread.start()
        assert waiting.wait(20)
        began = time.monotonic()
        found = asked(genuine, load)
        took = time.monotonic() - began
        go_on.set()
        thread.join()

        assert found
        assert took < 5

    def test_one_killed_meanwhile_leaves_its_badge_undecided(self, genuine, load):
        class Killing:
            def load(self, url):
                for number in apart.process_ids():
                    os.kill(number, signal.SIGKILL)
                return load.load(url)

        assert asked(genuine, Killing()).verdict is report.Verdict.UNDECIDED
        assert asked(genuine, load)

    def test_one_killed_while_it_rested_is_none_of_the_next_badge_s_business(self, genuine, load):
        assert asked(genuine, load)
        for number in apart.process_ids():
            os.kill(number, signal.SIGKILL)

        assert asked(genuine, load)

    def test_the_process_has_nothing_of_the_environment_and_keeps_its_size(self, genuine, load, monkeypatch):
        monkeypatch.setenv("PHALERA_SECRET_KEY", "only for us")
        apart.close()
        for case in CASES[:20]:
            asked(case.make(), load)
        (number,) = apart.process_ids()
        environment = pathlib.Path(f"/proc/{number}/environ").read_bytes()
        sizes = [
            line
            for line in pathlib.Path(f"/proc/{number}/status").read_text().splitlines()
            if "VmHWM" in line
        ]

        assert b"PHALERA" not in environment
        assert int(sizes[0].split()[1]) < 160_000


class TestSeveral:
    def test_have_a_report_each_and_what_cannot_be_read_says_so(self, genuine, load, tmp_path):
        question = apart.Question(
            data=zipped(tmp_path, genuine, b"no", genuine), now=credentials.NOW, all=True
        )
        several = apart.verify_some(question, load)

        assert [bool(each.report) for each in several.found] == [True, False, True]
        assert [each.name for each in several.found] == ["0.json", "1.json", "2.json"]
        assert not several.cut_short

    @pytest.mark.parametrize(("most", "cut_short"), [(1, True), (2, True), (3, False), (4, False)])
    def test_are_no_more_than_wanted(self, genuine, load, tmp_path, most, cut_short):
        question = apart.Question(data=zipped(tmp_path, *[genuine] * 3), now=credentials.NOW, all=True)
        several = apart.verify_some(question, load, enough=lambda count: count >= most)

        assert len(several.found) == min(most, 3)
        assert several.cut_short is cut_short
        assert asked(genuine, load)

    def test_one_that_takes_too_long_ends_the_list(self, genuine, load, tmp_path):
        class Killing:
            calls = 0

            def load(self, url):
                self.calls += 1
                if self.calls == 4:
                    os.kill(apart.process_ids()[0], signal.SIGKILL)
                return load.load(url)

        apart.close()
        assert json.loads(genuine)["credentialStatus"]
        question = apart.Question(data=zipped(tmp_path, *[genuine] * 4), now=credentials.NOW, all=True)
        several = apart.verify_some(question, Killing())

        assert [bool(each.report) for each in several.found][-1] is False
        assert several.found[-1].name
        assert several.found[-1].report.decisive.message == findings.TOO_COSTLY
        assert several.cut_short
