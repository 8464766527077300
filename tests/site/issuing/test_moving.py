"""An installation gets another address: what it issued before keeps its ids, and what is issued then has new ones."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from factories import stage
from phalera.authoring import actions as authoring
from phalera.authoring.models import AchievementVersion
from phalera.awarding import actions as awarding
from phalera.awarding.models import Visibility
from phalera.commands.checkup import identity
from phalera.common import safe_fetch
from phalera.delivering import files
from phalera.issuing import actions, published, queries, updating
from phalera.verifying import checker, documents

OLD, NEW = "https://old.example.org", "https://new.example.org"
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings):
    settings.PUBLIC_URL = OLD
    return stage.build(NOW)


@pytest.fixture
def course(cast):
    return stage.add_course(cast, "knots", NOW)


@pytest.fixture
def award(cast, course):
    """A badge that everybody may see, issued at the old address."""
    award = stage.award(cast, course, NOW)
    actions.issue(awards=[award], now=NOW)
    awarding.change_visibility(award=award, visibility=Visibility.PUBLIC, by=None, now=NOW)
    return award


@pytest.fixture
def move(award, settings):
    """Give a function that moves the installation; the old address leads to it still."""

    def do(to=NEW, former=(OLD,)):
        settings.PUBLIC_URL, settings.FORMER_URLS = to, former
        settings.ALLOWED_HOSTS = ["new.example.org", "old.example.org"]

    return do


def rename(cast, name="Better Knots"):
    authoring.change_words(
        badge=cast.badge, name=name, description="D.", alt="A", tags=[], by=cast.grace, now=NOW
    )


def ids(award):
    credential = queries.live_credential(award)
    v3, v2 = json.loads(queries.v3_document(credential)), json.loads(queries.v2_assertion(credential))
    badge = json.loads(published.badge_class(credential.version))
    return [v3["id"], v2["id"], v2["badge"], badge["issuer"]]


def starts(award):
    return {each.split("/", 3)[2] for each in ids(award)}


class TestAnUpdate:
    def test_keeps_every_id_that_was_given_out(self, cast, award, move):
        before = ids(award)
        move()
        rename(cast)

        updating.update(awards=[award], now=LATER)

        assert queries.faces([award])[award.pk].name == "Better Knots"
        assert ids(award)[:2] == before[:2]
        assert starts(award) == {"old.example.org"}

    def test_leaves_what_was_handed_out_before_genuine(self, award, move, monkeypatch):
        monkeypatch.setattr(safe_fetch.Fetcher, "load", lambda *_: pytest.fail("asked the network"))
        handed_out = queries.v2_assertion(queries.live_credential(award))
        move()
        updating.update(awards=[award], now=LATER)

        # Alone, Open Badges 2.0 is what its issuer publishes at its id.
        assert checker.verify(handed_out, now=LATER)
        assert checker.verify(files.json(queries.live_credential(award)), now=LATER)

    def test_of_what_earns_no_badge_any_more_says_what_was_said_last(self, award, course, move):
        move()
        authoring.detach_badge(achievement=course.achievement, by=None, now=NOW)

        updating.update(awards=[award], now=LATER)

        assert starts(award) == {"old.example.org"}

    def test_leaves_the_address_of_one_machine_behind(self, cast, course, settings):
        settings.PUBLIC_URL = "http://127.0.0.1:8000"
        award = stage.award(cast, course, NOW)
        actions.issue(awards=[award], now=NOW)
        settings.PUBLIC_URL = NEW

        updating.update(awards=[award], now=LATER)

        assert starts(award) == {"new.example.org"}


class TestWhatIsIssuedThen:
    def test_has_the_new_address(self, cast, course, award, move):
        move()
        other = stage.award(cast, course, LATER, learner=cast.ada)

        actions.issue(awards=[other], now=LATER)

        assert starts(other) == {"new.example.org"}

    def test_makes_no_version_twice_and_nobody_is_offered_one_for_the_address(
        self, cast, course, award, move
    ):
        move()
        others = [stage.award(cast, course, LATER, learner=stage.add_learner(f"L{n}", NOW)) for n in range(3)]
        for n, other in enumerate(others):
            actions.issue(awards=[other], now=LATER)
            updating.update(awards=[award], now=LATER + timedelta(minutes=n))

        assert AchievementVersion.objects.count() == 2
        assert not [face for face in queries.faces([award, *others]).values() if face.outdated]
        assert queries.changes([award, *others]) == {}

        rename(cast)
        assert all(face.outdated for face in queries.faces([award, *others]).values())
        assert len(queries.changes([award, *others])) == 4


class TestADocument:
    @pytest.mark.parametrize("host", ["old.example.org", "new.example.org"])
    def test_says_the_address_that_was_asked(self, cast, award, move, host):
        move()

        answer = Client(headers={"Host": host}).get(f"/ob2/issuers/{cast.issuer.uuid}")

        assert answer.json()["id"] == f"https://{host}/ob2/issuers/{cast.issuer.uuid}"

    def test_answers_at_the_old_address_as_it_did(self, cast, award, move):
        before = ids(award)[1]
        move()

        answer = Client(headers={"Host": "old.example.org"}).get(f"/ob2/assertions/{award.uuid}")

        assert answer.json()["id"] == before

    def test_of_what_was_revoked_keeps_its_id(self, cast, award, move):
        before = ids(award)
        move()
        awarding.revoke(award=award, reason="A mistake.", by=cast.grace, now=LATER)

        said = [
            json.loads(published.revoked_credential(award)),
            json.loads(published.revoked_assertion(award)),
        ]

        assert [each["id"] for each in said] == before[:2]

    def test_is_ours_under_each_of_our_addresses_only(self, award, move):
        move(former=())

        assert documents.answer(f"{OLD}/ob2/assertions/{award.uuid}")
        assert documents.is_ours(f"{NEW}/anything?x=1")
        assert documents.answer(f"{NEW}/ob2/assertions/{award.uuid}?x=1") is None
        assert not documents.is_ours(f"https://evil.example/ob2/assertions/{award.uuid}")


class TestDoctor:
    def test_says_what_to_do_until_it_was_done(self, award, move, tmp_path):
        move(former=())
        [before] = identity.former_addresses(tmp_path)
        move()
        [after] = identity.former_addresses(tmp_path)

        assert (before.level, after.level) == ("warn", "ok")
        assert OLD in before.message
        assert f"PHALERA_FORMER_URLS={OLD}" in before.remedy

    def test_knows_an_address_that_nobody_else_could_open(self, cast, course, settings, tmp_path):
        settings.PUBLIC_URL = "http://127.0.0.1:8000"
        actions.issue(awards=[stage.award(cast, course, NOW)], now=NOW)
        settings.PUBLIC_URL = NEW

        [finding] = identity.former_addresses(tmp_path)

        assert "Update" in finding.remedy

    def test_is_content_where_nothing_moved(self, award, tmp_path):
        assert list(identity.former_addresses(tmp_path)) == []
