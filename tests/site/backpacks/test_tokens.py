"""Tokens: one refresh at a time, the new pair stored before use, and nothing of them anywhere else."""

import logging
import threading

import pytest
from cryptography.fernet import Fernet
from django.core import serializers
from django.db import connections

from factories import stage
from factories.moments import MINUTE, START
from phalera.accounts.models import Person
from phalera.backpacks import connecting, tokens
from phalera.backpacks.hosts import interface
from phalera.backpacks.hosts.badgr.fake import Fault
from phalera.backpacks.models import Connection, Region
from phalera.common import encryption
from phalera.notifying.models import Event, Notification

pytestmark = pytest.mark.django_db(transaction=True)


def refreshes(badgr):
    return sum(1 for method, path, _status in badgr.store.calls if (method, path) == ("POST", "/o/token")) - 1


def again(connection):
    return Connection.objects.select_related("region__integration").get(pk=connection.pk)


class TestARefresh:
    def test_is_made_when_the_token_is_dead_and_stored(self, badgr, courses, connect, work, where):
        [award] = courses(1)
        connection = connect()
        badgr.fail(Fault.EXPIRED)
        before = bytes(connection.refresh_token)

        work()

        assert where(award) == ["uploaded"]
        assert refreshes(badgr) == 1
        assert bytes(again(connection).refresh_token) != before

    def test_is_made_once_though_many_need_it_at_once(self, badgr, connect):
        connection = connect()
        outcomes = []

        def refresh():
            try:
                tokens.refresh(
                    connection=again(connection),
                    host=connecting.host_of(connection.region),
                    clock=lambda: START,
                )
                outcomes.append("fresh")
            except tokens.BusyError:
                outcomes.append("busy")
            finally:
                connections.close_all()

        threads = [threading.Thread(target=refresh) for _each in range(8)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()

        # Whoever read the old pair and came too late found the new one or was told to wait.
        assert "fresh" in outcomes
        used = [status for _method, path, status in badgr.store.calls if path == "/o/token"]
        assert set(used) == {200}
        assert again(connection).state == "connected"

    def test_is_never_tried_again_when_the_consent_is_gone(self, badgr, courses, connect, work, where):
        [award] = courses(1)
        connection = connect()
        badgr.fail(Fault.REVOKED)

        work(5)

        assert refreshes(badgr) == 1
        assert again(connection).state == "reconnect"
        assert where(award) in (["waiting"], ["uploading"])
        assert Notification.objects.filter(event=Event.UPLOAD_ATTENTION).count() == 1

    def test_goes_on_by_itself_once_it_is_connected_again(self, badgr, courses, connect, work, where):
        [award] = courses(1)
        connect()
        badgr.store.throttles = False  # or the failed refresh would keep everybody out for a moment
        badgr.fail(Fault.REVOKED)
        work()

        connect(now=START + 10 * MINUTE)
        work(2, start=START + 10 * MINUTE)

        assert where(award) == ["uploaded"]

    def test_that_is_throttled_keeps_all_learners_from_asking(self, badgr, courses, connect, work):
        courses(1)
        connection = connect()
        badgr.fail(Fault.EXPIRED)
        badgr.fail(Fault.BUSY_SECONDS, path="/o/token", seconds=600)

        work()

        closed = Region.objects.get(pk=connection.region_id).tokens_closed_until
        assert closed >= START + 10 * MINUTE
        with pytest.raises(tokens.BusyError):
            tokens.refresh(
                connection=again(connection), host=connecting.host_of(connection.region), clock=lambda: START
            )
        assert refreshes(badgr) == 1

    def test_whose_answer_is_lost_does_not_lose_the_connection_at_once(self, badgr, connect):
        connection = connect()
        badgr.fail(Fault.DROP, path="/o/token")

        with pytest.raises(interface.HostDown):
            tokens.refresh(
                connection=again(connection), host=connecting.host_of(connection.region), clock=lambda: START
            )

        assert again(connection).state == "connected"
        assert again(connection).refreshing_until is None


class TestTokens:
    def test_stand_in_no_row_page_or_line_of_the_log(
        self, badgr, academy, courses, connect, work, client, caplog
    ):
        caplog.set_level(logging.DEBUG)
        courses(2)
        connection = connect()
        badgr.fail(Fault.EXPIRED)
        badgr.fail(Fault.HTML, method="POST")
        work(2)
        secrets = [tokens.access(again(connection))]
        secrets += [each.access for each in badgr.store.grants.values()]
        secrets += [each.refresh for each in badgr.store.grants.values() if each.refresh]
        client.force_login(academy.leo)

        said = [
            serializers.serialize("json", Connection.objects.all()),
            caplog.text,
            client.get("/backpack/").content.decode(),
            client.get("/badges/").content.decode(),
            repr(interface.Tokens(access=secrets[0], refresh=secrets[0])),
        ]

        assert not [secret for secret in secrets if any(secret in each for each in said)]

    def test_come_under_the_newest_key_and_lose_nothing(self, connect, settings):
        connection = connect()
        older = settings.TOKEN_KEYS[0]
        # As they were before there were keys of their own, and one of them under an older of these.
        Connection.objects.update(access_token=encryption.encrypt(b"access"))
        settings.TOKEN_KEYS = (Fernet.generate_key().decode(), older)

        renewed = tokens.renew_encryption()
        again_ = tokens.renew_encryption()

        settings.TOKEN_KEYS = settings.TOKEN_KEYS[:1]
        settings.ENCRYPTION_KEYS = (Fernet.generate_key().decode(),)
        assert (renewed, again_) == (3, 0)
        assert tokens.access(again(connection)) == "access"
        assert encryption.decrypt_token(bytes(again(connection).refresh_token))
        assert connecting.host_of(again(connection).region)

    def test_that_no_key_opens_keep_no_others_from_coming_under_the_newest(self, connect, settings):
        connection = connect()
        older = settings.TOKEN_KEYS[0]
        lost = Fernet(Fernet.generate_key()).encrypt(b"access")
        Connection.objects.update(access_token=lost)
        settings.TOKEN_KEYS = (Fernet.generate_key().decode(), older)

        renewed = tokens.renew_encryption()

        settings.TOKEN_KEYS = settings.TOKEN_KEYS[:1]
        assert renewed == 2
        assert bytes(again(connection).access_token) == lost
        assert encryption.decrypt_token(bytes(again(connection).refresh_token))

    def test_come_under_the_newest_key_while_others_write(self, settings, monkeypatch):
        academy = stage.build(START)
        region = stage.offer_backpacks(START)
        secret = encryption.encrypt_token(b"access")
        learners = Person.objects.bulk_create(
            [Person(email=f"l{number}@example.org", name="L", joined_at=START) for number in range(2_100)]
        )
        # So many that the database does not give all rows at once.
        Connection.objects.bulk_create(
            [
                Connection(
                    person=each, region=region, account=str(each.pk), access_token=secret, connected_at=START
                )
                for each in learners
            ]
        )
        settings.TOKEN_KEYS = (Fernet.generate_key().decode(), settings.TOKEN_KEYS[0])
        renewed_token, asked = encryption.renewed_token, []

        def write():
            Person.objects.filter(pk=academy.leo.pk).update(name="Other")
            connections.close_all()

        def after_others_wrote(secret):
            asked.append(secret)
            if len(asked) == 5:
                thread = threading.Thread(target=write)
                thread.start()
                thread.join()
            return renewed_token(secret)

        monkeypatch.setattr(encryption, "renewed_token", after_others_wrote)

        assert tokens.renew_encryption() == 2_100 + 1  # and what opens the host
