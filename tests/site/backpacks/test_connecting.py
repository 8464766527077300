"""Connecting a backpack: only who began it, in the session that began it, with the host's own answer, once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib import parse

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from factories.moments import START
from phalera.backpacks import connecting
from phalera.backpacks.hosts.badgr.fake import Fault
from phalera.backpacks.models import Connection
from phalera.common import errors

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def leo(academy):
    client = Client()
    client.force_login(academy.leo)
    return client


@pytest.fixture
def begin(leo, region):
    """Give a function that sets out to connect and gives where the host is asked for consent."""
    return lambda client=leo: client.get(reverse("backpack_connect", args=[region.uuid])).url


def query(url):
    return dict(parse.parse_qsl(parse.urlsplit(url).query))


def come_back(client, url, **changed):
    answer = {**query(url), **changed}
    return client.get(
        reverse("backpack_return"),
        {name: each for name, each in answer.items() if each is not None},
        follow=True,
    ).content.decode()


def connected():
    return Connection.objects.filter(state="connected").count()


class TestConsent:
    def test_is_asked_for_with_a_state_and_a_challenge_and_no_more_than_is_needed(self, begin, home):
        asked = query(begin())

        assert asked["redirect_uri"] == f"{home}/backpack/return"
        assert asked["scope"] == "r:profile rw:backpack"
        assert asked["code_challenge_method"] == "S256"
        assert len(asked["state"]) >= 40
        assert "client_secret" not in asked

    def test_connects(self, leo, begin, badgr):
        page = come_back(leo, badgr.consent(begin(), "leo@example.org"))

        assert "Your backpack is connected" in page
        assert connected() == 1

    def test_is_not_given_and_that_is_said(self, leo, begin, badgr):
        page = come_back(leo, badgr.consent(begin(), "leo@example.org", allow=False))

        assert "You did not allow it" in page
        assert connected() == 0


class TestAnAttack:
    @pytest.mark.parametrize("state", [None, "", "guessed", "é"])
    def test_without_the_state_of_this_session_fails(self, leo, begin, badgr, state):
        page = come_back(leo, badgr.consent(begin(), "leo@example.org"), state=state)

        assert "does not belong to anything you began here" in page
        assert connected() == 0

    def test_with_an_answer_that_was_used_fails(self, leo, begin, badgr):
        answer = badgr.consent(begin(), "leo@example.org")
        come_back(leo, answer)
        Connection.objects.all().delete()

        page = come_back(leo, answer)

        assert "does not belong to anything you began here" in page
        assert connected() == 0

    def test_with_a_code_that_was_used_fails(self, leo, begin, badgr):
        badgr.store.throttles = False
        used = query(badgr.consent(begin(), "leo@example.org"))["code"]
        come_back(leo, badgr.consent(begin(), "leo@example.org"), code=used)
        Connection.objects.all().delete()

        page = come_back(leo, badgr.consent(begin(), "leo@example.org"), code=used)

        assert connected() == 0
        assert "did not accept" in page

    def test_with_a_code_of_somebody_elses_flow_fails(self, leo, begin, badgr, academy):
        ada = Client()
        ada.force_login(academy.ada)
        badgr.add_account("ada@example.org")
        theirs = query(badgr.consent(begin(ada), "ada@example.org"))["code"]

        page = come_back(leo, badgr.consent(begin(), "leo@example.org"), code=theirs)

        # The challenge of that flow was made of a verifier that this session does not have.
        assert "did not accept" in page
        assert connected() == 0

    def test_that_begins_in_one_persons_session_and_ends_in_anothers_fails(self, academy, region, badgr):
        url, attempt = connecting.begin(person=academy.ada, region=region, now=START)
        answer = query(badgr.consent(url, "leo@example.org"))

        with pytest.raises(errors.InvalidError, match="Somebody else began"):
            connecting.finish(person=academy.leo, attempt=attempt, answer=answer, now=START)

    def test_that_takes_too_long_fails(self, academy, region, badgr):
        url, attempt = connecting.begin(person=academy.leo, region=region, now=START)
        answer = query(badgr.consent(url, "leo@example.org"))

        with pytest.raises(errors.InvalidError, match="too long"):
            connecting.finish(
                person=academy.leo, attempt=attempt, answer=answer, now=START + timedelta(minutes=16)
            )

    def test_with_an_answer_of_another_host_fails(self, leo, begin, badgr):
        page = come_back(leo, badgr.consent(begin(), "leo@example.org"), iss="https://evil.example")

        assert "comes from another host" in page
        assert connected() == 0

    def test_with_a_redirect_of_the_token_endpoint_reaches_nobody_else(self, leo, begin, badgr):
        answer = badgr.consent(begin(), "leo@example.org")
        badgr.fail(Fault.REDIRECT, path="/o/token", target="http://127.0.0.1:1/")

        page = come_back(leo, answer)

        assert "did not answer as it should" in page
        assert connected() == 0

    def test_with_a_region_that_is_not_offered_finds_nothing(self, leo, region):
        region.is_offered = False
        region.save()

        assert leo.get(reverse("backpack_connect", args=[region.uuid])).status_code == 404


class TestTwoAtOnce:
    def both(self, academy, region, badgr, *emails):
        """Come back from the host with an answer for each account in the same moment; give what each came to."""
        badgr.store.throttles = False
        answers = []
        for email in emails:
            url, attempt = connecting.begin(person=academy.leo, region=region, now=START)
            answers.append((attempt, query(badgr.consent(url, email))))
        gate = threading.Barrier(len(answers))

        def finish(answer):
            gate.wait()
            try:
                return connecting.finish(
                    person=academy.leo, attempt=answer[0], answer=answer[1], now=START
                ).account
            except errors.ConflictError as error:
                return error.message
            finally:
                connection.close()

        with ThreadPoolExecutor(len(answers)) as pool:
            return list(pool.map(finish, answers))

    def test_of_two_accounts_connect_one_and_say_so_to_the_other(self, academy, region, badgr):
        badgr.add_account("leo@work.example")

        said = self.both(academy, region, badgr, "leo@example.org", "leo@work.example")

        assert "Your backpack is connected already." in said
        assert Connection.objects.exclude(state="disconnected").get().account in said

    def test_of_one_account_connect_it_once(self, academy, region, badgr):
        said = self.both(academy, region, badgr, "leo@example.org", "leo@example.org")

        assert set(said) == {Connection.objects.get().account}


class TestABrokenAnswer:
    @pytest.mark.parametrize("fault", [Fault.ERROR, Fault.HTML, Fault.BROKEN_JSON, Fault.DROP, Fault.EMPTY])
    def test_is_said_in_plain_words(self, leo, begin, badgr, fault):
        answer = badgr.consent(begin(), "leo@example.org")
        badgr.fail(fault, path="/o/token")

        page = come_back(leo, answer)

        assert "did not answer as it should" in page
        assert connected() == 0

    def test_is_busy(self, leo, begin, badgr):
        answer = badgr.consent(begin(), "leo@example.org")
        badgr.fail(Fault.BUSY_SECONDS, path="/o/token", seconds=30)

        assert "busy at the moment" in come_back(leo, answer)


class TestTheTestOfAnAdministrator:
    @pytest.fixture
    def grace(self, academy):
        client = Client()
        client.force_login(academy.grace)
        return client

    def test_says_that_it_works(self, grace, region):
        page = grace.post(reverse("admin_backpack_test", args=[region.uuid]), follow=True).content.decode()

        assert "Badgr answers and takes our key" in page

    def test_says_where_the_site_is_when_it_is_not_where_it_was_set(self, grace, region):
        region.discovery_url = f"{region.api_url}/.well-known/badgeconnect.json"
        region.site_url = "https://badgr.example"
        region.save()

        page = grace.post(reverse("admin_backpack_test", args=[region.uuid]), follow=True).content.decode()

        assert "says that its site is" in page

    def test_says_that_the_key_is_not_known(self, grace, region):
        region.client_id = "another"
        region.save()

        page = grace.post(reverse("admin_backpack_test", args=[region.uuid]), follow=True).content.decode()

        assert "does not accept our key" in page

    def test_says_that_nobody_answers(self, grace, region, badgr):
        badgr.close()

        page = grace.post(reverse("admin_backpack_test", args=[region.uuid]), follow=True).content.decode()

        assert "did not answer" in page

    def test_says_that_the_host_cannot_reach_us(self, grace, region, settings):
        settings.PUBLIC_URL = "http://phalera.example"

        page = grace.post(reverse("admin_backpack_test", args=[region.uuid]), follow=True).content.decode()

        assert "PHALERA_PUBLIC_URL" in page
