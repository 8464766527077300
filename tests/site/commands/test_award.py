"""`phalera award` finds the badge and the person by name, address or id, and signs at once."""

from datetime import UTC, datetime

import pytest

from factories import stage
from phalera.awarding.models import Award
from phalera.commands import award, problems
from phalera.issuing.models import Credential
from phalera.jobs import errors, registry
from phalera.jobs.models import Job, State

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    return stage.build(NOW)


@pytest.fixture
def course(scene):
    return stage.add_course(scene, "knots", NOW)


@pytest.fixture
def run(monkeypatch):
    """Run the command on the database of this test."""
    monkeypatch.setattr(award.installation, "open_at", lambda _: None)

    def call(badge, learner, at=None):
        return award.run(type("Words", (), {"badge": badge, "learner": learner, "at": at, "data": None}))

    return call


class TestAward:
    def test_signs_at_once(self, run, scene, course, capsys):
        assert run("Knots", "leo@example.org") == 0

        credential = Credential.objects.get(award__learner=scene.leo)
        assert credential.signature is not None
        assert capsys.readouterr().out.splitlines() == [
            f"Award {credential.award.uuid}: http://127.0.0.1:8000/credentials/{credential.award.uuid}",
            "Signed.",
        ]

    def test_twice_changes_nothing(self, run, course):
        run("Knots", "leo@example.org")

        assert run("Knots", "leo@example.org") == 0

        assert (Award.objects.count(), Credential.objects.count()) == (1, 1)

    @pytest.mark.parametrize("by", ["name", "name in capitals", "badge", "achievement"])
    def test_finds_the_badge(self, run, scene, course, by):
        words = {
            "name": "Knots",
            "name in capitals": " KNOTS ",
            "badge": str(scene.badge.uuid),
            "achievement": str(course.achievement.uuid),
        }

        assert run(words[by], str(scene.leo.uuid)) == 0

        assert Award.objects.get().achievement == course.achievement

    def test_asks_which_when_there_are_several(self, run, scene, course):
        other = stage.add_course(scene, "ropes", NOW)

        with pytest.raises(problems.CommandError) as refused:
            run("Knots", "leo@example.org")
        assert "knots, ropes" in refused.value.message
        assert refused.value.exit_code == 3

        run("Knots", "leo@example.org", at="ropes")
        assert Award.objects.get().achievement == other.achievement

    @pytest.mark.parametrize(
        ("badge", "learner", "at"),
        [
            ("Splices", "leo@example.org", None),
            ("Knots", "eve@example.org", None),
            ("Knots", "leo@example.org", "ropes"),
            ("Knots", "00000000-0000-4000-8000-000000000000", None),
        ],
    )
    def test_says_no_to_what_is_not_there(self, run, course, badge, learner, at):
        with pytest.raises(problems.CommandError) as refused:
            run(badge, learner, at)

        assert refused.value.exit_code == 1
        assert not Award.objects.exists()

    def test_says_no_when_it_cannot_be_signed(self, run, course, monkeypatch):
        def refuse(job, context):
            raise errors.GiveUp("the words hold a control character")

        monkeypatch.setitem(registry._handlers, "issue", refuse)

        with pytest.raises(problems.CommandError, match="control character") as refused:
            run("Knots", "leo@example.org")

        assert refused.value.exit_code == 1
        assert Job.objects.get().state == State.DEAD

    def test_leaves_to_a_worker_what_must_be_tried_again(self, run, course, monkeypatch, capsys):
        def fail(job, context):
            raise errors.RetryLater("the disk is busy")

        monkeypatch.setitem(registry._handlers, "issue", fail)

        assert run("Knots", "leo@example.org") == 0

        assert capsys.readouterr().out.splitlines()[1] == "Its signing is queued. the disk is busy"
