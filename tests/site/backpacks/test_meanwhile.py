"""What happens while a call to a host is under way: a revocation, a new connection; neither is undone by its answer."""

import pytest
from django.db.models import F

from factories.moments import MINUTE, START
from phalera.backpacks import connecting, offering, tokens
from phalera.backpacks.hosts import interface
from phalera.backpacks.hosts.badgr.adapter import Badgr
from phalera.backpacks.models import Connection, ConnectionState, Upload
from phalera.common import encryption
from phalera.journeys import take_it_back

pytestmark = pytest.mark.django_db(transaction=True)


def again(connection):
    return Connection.objects.select_related("region__integration").get(pk=connection.pk)


@pytest.fixture
def meanwhile(monkeypatch):
    """Give a function that lets something happen once, just before or after a call to the host."""

    def let(name, do, *, after=False):
        call = getattr(Badgr, name)
        left = [do]

        def here(self, *given):
            if after:
                answer = call(self, *given)
            while left:
                left.pop()()
            return answer if after else call(self, *given)

        monkeypatch.setattr(Badgr, name, here)

    return let


class TestABadgeRevokedWhileItGoes:
    @pytest.mark.parametrize("after", [False, True])
    def test_does_not_stay_at_the_host(self, badgr, academy, courses, connect, work, meanwhile, after):
        [award] = courses(1)
        connect()
        meanwhile(
            "upload",
            lambda: take_it_back.revoke(award=award, reason="A slip.", by=academy.ada, now=START),
            after=after,
        )

        work(4)
        # Whatever its last answer was: not on its way any more, and not there.
        work(4, start=START + 60 * MINUTE)

        assert badgr.stored("leo@example.org") == []
        assert Upload.objects.get().state == "removed"

    def test_before_it_was_sent_is_not_sent(self, badgr, academy, courses, connect, work, meanwhile):
        [award] = courses(1)
        connection = connect()
        Connection.objects.filter(pk=connection.pk).update(addresses=[])
        meanwhile(
            "account", lambda: take_it_back.revoke(award=award, reason="A slip.", by=academy.ada, now=START)
        )

        work(2)

        assert badgr.stored("leo@example.org") == []
        assert Upload.objects.get().state == "removed"

    def test_before_it_was_written_down_is_not_sent(self, badgr, academy, courses, connect, work):
        [award] = courses(1)
        connect()
        Upload.objects.all().delete()
        before = type(award).objects.get(pk=award.pk)
        take_it_back.revoke(award=award, reason="A slip.", by=academy.ada, now=START)
        offering.offer(awards=[before], by=None, now=START)

        work(2)

        assert badgr.stored("leo@example.org") == []
        assert Upload.objects.get().state == "removed"


class TestARefreshDuringWhichTheLearnerConnectedAnew:
    @pytest.fixture
    def connected_anew(self, connect):
        connection = connect()

        def do():
            new = interface.Tokens(access="new", refresh="newer")
            tokens.store(connection=again(connection), tokens=new)

        return connection, do

    @pytest.mark.parametrize("outcome", ["answered", "lost"])
    def test_leaves_the_new_tokens_alone(self, connected_anew, meanwhile, monkeypatch, outcome):
        connection, connect_anew = connected_anew

        def refresh(_self, _token):
            connect_anew()
            if outcome == "lost":
                raise interface.ReconnectNeeded("Who?")
            return interface.Tokens(access="old", refresh="older")

        monkeypatch.setattr(Badgr, "refresh", refresh)

        tokens.refresh(
            connection=again(connection), host=connecting.host_of(connection.region), clock=lambda: START
        )

        assert tokens.access(again(connection)) == "new"
        assert again(connection).state == ConnectionState.CONNECTED

    def test_and_went_is_over(self, connect, academy, monkeypatch):
        connection = connect()

        def refresh(_self, _token):
            Connection.objects.filter(pk=connection.pk).update(
                state="disconnected",
                access_token=b"",
                refresh_token=b"",
                token_number=F("token_number") + 1,
            )
            return interface.Tokens(access="old", refresh="older")

        monkeypatch.setattr(Badgr, "refresh", refresh)

        with pytest.raises(interface.ReconnectNeeded):
            tokens.refresh(
                connection=again(connection), host=connecting.host_of(connection.region), clock=lambda: START
            )

        assert bytes(again(connection).access_token) == b""


class TestAConnectionWithoutARefreshToken:
    def test_asks_its_learner_when_the_token_is_dead(self, badgr, courses, connect, work):
        courses(1)
        connection = connect()
        Connection.objects.filter(pk=connection.pk).update(
            access_token=encryption.encrypt_token(b"dead"), refresh_token=b""
        )

        work(2)

        assert again(connection).state == ConnectionState.RECONNECT
