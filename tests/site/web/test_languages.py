"""The language of pages: what somebody chose, else what the browser asks for, else English."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.utils import translation
from django.utils.functional import Promise

from factories import stage
from phalera.accounts.models import Person, Role
from phalera.common.models import AuditEvent
from phalera.learning.models import UNITS, Kind

MORNING = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def leo():
    return stage.build(MORNING).leo


@pytest.fixture
def his(leo):
    client = Client()
    client.force_login(leo)
    return client


class TestALanguage:
    def test_is_chosen_and_noted_once(self, his, leo):
        his.post("/language", {"language": "de"})
        his.post("/language", {"language": "de"})

        assert Person.objects.get(pk=leo.pk).language == "de"
        assert AuditEvent.objects.filter(action="person.language").count() == 1

    def test_is_that_of_the_page_afterwards(self, his):
        page = his.post("/language", {"language": "de"}, follow=True).content.decode()

        assert '<html lang="de" dir="ltr">' in page
        assert "Lernen" in page

    def test_is_the_persons_whatever_the_browser_asks_for(self, his):
        page = his.get("/", headers={"Accept-Language": "de"}).content.decode()

        assert '<html lang="en"' in page

    def test_without_words_of_ours_is_read_in_english(self, his, leo):
        Person.objects.filter(pk=leo.pk).update(language="he")

        assert '<html lang="en" dir="ltr">' in his.get("/").content.decode()

    def test_that_we_do_not_speak_is_refused(self, his, leo):
        page = his.post("/language", {"language": "xx"}, follow=True).content.decode()

        assert "There is no such language." in page
        assert Person.objects.get(pk=leo.pk).language == leo.language

    def test_leads_back_to_where_it_was_chosen_and_nowhere_else(self, his):
        ours = his.post("/language", {"language": "de"}, headers={"Referer": "http://testserver/badges/"})
        theirs = his.post("/language", {"language": "de"}, headers={"Referer": "https://evil.example/"})

        assert ours["Location"] == "http://testserver/badges/"
        assert theirs["Location"] == "/"

    def test_of_visitors_is_what_their_browser_asks_for(self):
        page = Client().get("/verify/", headers={"Accept-Language": "de-AT,de;q=0.9"}).content.decode()

        assert '<html lang="de" dir="ltr">' in page


class TestALabel:
    def test_is_said_in_the_language_of_who_reads_it(self):
        with translation.override("de"):
            said = [str(Role.LEARNER.label), str(Kind.COURSE.label)]

        assert said == ["Lernende Person", "Kurs"]

    @pytest.mark.parametrize("label", [*Role.labels, *Kind.labels, *dict(UNITS).values()])
    def test_waits_until_it_is_known_who_reads_it(self, label):
        assert isinstance(label, Promise)
