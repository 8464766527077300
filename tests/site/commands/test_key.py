"""`phalera key` lists the keys, changes one, and says that one was in other hands."""

from datetime import UTC, datetime, timedelta

import pytest

from factories import stage
from phalera import cli
from phalera.commands import key as command
from phalera.issuing import actions, keys
from phalera.issuing.models import KeyState
from phalera.jobs.models import Job

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def academy(settings):
    settings.PUBLIC_URL = "https://badges.example.org"
    academy = stage.build(NOW)
    course = stage.add_course(academy, "knots", NOW)
    for hours, name in enumerate(("Mia", "Noa", "Ole")):
        at = NOW + timedelta(hours=hours)
        award = stage.award(academy, course, at, learner=stage.add_learner(name, NOW))
        actions.issue(awards=[award], now=at)
    return academy


@pytest.fixture
def key(academy):
    return keys.active_key(academy.issuer)


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command on the database of this test; give its exit code and what it printed."""
    monkeypatch.setattr(command.installation, "open_at", lambda _: None)

    def call(*words):
        code = cli.main(["key", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


class TestList:
    def test_says_how_each_stands(self, run, academy, key):
        code, out, _ = run("list")

        assert (code, out) == (0, f"{key.public_multibase}  active, for proofs  3 signed  Academy\n")


class TestRotate:
    @pytest.mark.parametrize("words", [(), ("--issuer", "Academy")])
    def test_lets_another_sign(self, run, academy, key, words):
        code, out, _ = run("rotate", *words)

        assert code == 0
        new = keys.active_key(academy.issuer)
        assert out == f"{new.public_multibase} signs for Academy from now on.\n"
        assert new != key
        assert "retired since" in run("list")[1]

    def test_is_refused_to_an_issuer_that_is_its_key(self, run, academy, key):
        type(academy.issuer).objects.update(did=f"did:key:{key.public_multibase}")

        code, _, err = run("rotate")

        assert code == 1
        assert "known by its key alone" in err

    def test_knows_no_other_issuer(self, run, academy):
        assert run("rotate", "--issuer", "Elsewhere")[0] == 1


class TestCompromised:
    def test_says_what_would_follow_and_does_nothing_unasked(self, run, key):
        code, out, err = run("compromised", key.public_multibase, "--since", "2026-03-01T13:00:00Z")

        assert code == 1
        assert out == "3 badges would be signed anew: 2 signed since, 1 before.\n"
        assert "--yes" in err
        key.refresh_from_db()
        assert key.state == KeyState.ACTIVE

    def test_marks_it_and_leaves_the_signing_to_a_worker(self, run, key):
        code, out, _ = run("compromised", key.public_multibase, "--since", "2026-03-01T13:00:00Z", "--yes")

        assert code == 0
        assert "signs 3 badges anew" in out
        key.refresh_from_db()
        assert (key.state, key.compromised_since) == (KeyState.COMPROMISED, NOW + timedelta(hours=1))
        assert Job.objects.get(kind="sign_anew").payload == {"key": key.public_multibase}
        assert "compromised since 2026-03-01T13:00:00Z" in run("list")[1]

    def test_takes_no_moment_that_is_none(self, run, key):
        assert run("compromised", key.public_multibase, "--since", "yesterday", "--yes")[0] == 3

    def test_knows_no_other_key(self, run, key):
        assert run("compromised", "z6MkNobody", "--since", "2026-03-01", "--yes")[0] == 1
