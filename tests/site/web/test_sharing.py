"""Showing a badge: publish and take back at once, links that end, LinkedIn, and what other sites read of its page."""

import io
import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from PIL import Image

from factories import stage
from phalera.authoring import actions as authoring
from phalera.awarding import sharing
from phalera.awarding.models import Award, ShareLink, Visibility
from phalera.common import errors, logs
from phalera.common.models import AuditEvent
from phalera.delivering import linkedin
from phalera.issuing import actions as issuing
from phalera.issuing import queries as issuing_queries
from phalera.journeys import take_it_back
from phalera.learning import terms
from phalera.web.public import links

MORNING = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
HTML = {"Accept": "text/html"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def academy():
    return stage.build(MORNING)


@pytest.fixture
def award(academy):
    award = stage.award(academy, stage.add_course(academy, "knots", MORNING), MORNING)
    issuing.issue(awards=[award], now=MORNING)
    return award


@pytest.fixture
def leo(academy):
    browser = Client()
    browser.force_login(academy.leo)
    return browser


@pytest.fixture
def stranger():
    cache.clear()  # how often somebody looked
    return Client()


def choose(browser, award, visibility, **more):
    return browser.post(f"/badges/{award.uuid}/show", {"visibility": visibility, **more}, follow=True)


def page(browser, award):
    return browser.get(f"/credentials/{award.uuid}", headers=HTML)


def make_link(browser, award, ends="7"):
    answer = browser.post(f"/badges/{award.uuid}/links", {"ends": ends})
    [address] = re.findall(r'id="made" readonly dir="ltr" value="([^"]+)"', answer.content.decode())
    return urlsplit(address).path


def end_all_links(browser, award):
    for each in award.links.all():
        browser.post(f"/badges/{award.uuid}/links/{each.uuid}/end")


class TestPublishing:
    def test_holds_from_this_moment_and_so_does_taking_it_back(self, leo, stranger, award):
        found = [page(stranger, award).status_code]
        for visibility in ("public", "private", "unlisted", "private"):
            choose(leo, award, visibility)
            found.append(page(stranger, award).status_code)

        assert found == [404, 200, 404, 200, 404]

    def test_tells_what_private_does_to_what_was_handed_out(self, leo, award):
        choose(leo, award, "public")
        answer = choose(leo, award, "private").content.decode()

        assert "keep verifying as Open Badges 3.0" in answer
        assert "Open Badges 2.0 link answers nothing" in answer

    def test_shows_the_name_only_while_that_is_chosen(self, leo, stranger, award):
        choose(leo, award, "public", show_name="on")
        assert "Leo" in page(stranger, award).content.decode()

        choose(leo, award, "public")
        assert "Leo" not in page(stranger, award).content.decode()

    def test_is_written_down_with_what_was_chosen(self, academy, leo, award):
        choose(leo, award, "public", show_name="on")
        choose(leo, award, "public", show_name="on")

        written = AuditEvent.objects.filter(object_id=str(award.uuid))
        assert [each.details for each in written.filter(action="award.shown")] == [{"name": True}]
        assert written.filter(action="award.visibility_changed").count() == 1

    def test_remembers_since_when(self, leo, award):
        choose(leo, award, "public")
        award.refresh_from_db()
        since = award.published_at
        choose(leo, award, "public", show_name="on")
        award.refresh_from_db()
        assert award.published_at == since is not None

        choose(leo, award, "unlisted")
        award.refresh_from_db()
        assert award.published_at is None

    def test_is_the_learners_alone(self, academy, award):
        for other in (academy.ada, academy.grace):
            with pytest.raises(errors.NotAllowedError):
                sharing.choose(
                    award=award, visibility=Visibility.PUBLIC, show_name=True, by=other, now=MORNING
                )

    def test_is_refused_for_what_was_revoked(self, academy, leo, stranger, award):
        take_it_back.revoke(award=award, reason="A mistake.", by=academy.grace, now=MORNING)
        said = choose(leo, award, "public").content.decode()

        assert "there is nothing to show" in said
        assert page(stranger, award).status_code == 404

    def test_lets_go_of_what_was_revoked_while_it_was_public(self, academy, leo, stranger, award):
        choose(leo, award, "public")
        take_it_back.revoke(award=award, reason="A mistake.", by=academy.grace, now=MORNING)
        assert page(stranger, award).status_code == 410

        choose(leo, award, "private")
        assert page(stranger, award).status_code == 404

    def test_takes_nothing_but_the_three(self, leo, award):
        for nonsense in ("", "everybody", "PUBLIC"):
            choose(leo, award, nonsense)

        award.refresh_from_db()
        assert award.visibility == "private"


class TestALink:
    def test_shows_the_award_while_it_is_private_until_it_is_ended(self, leo, stranger, award):
        address = make_link(leo, award)
        shown = stranger.get(address)
        assert (shown.status_code, page(stranger, award).status_code) == (200, 404)
        assert "This badge is genuine and in date." in shown.content.decode()

        end_all_links(leo, award)
        ended = stranger.get(address)
        assert ended.status_code == 410
        assert "Knots" not in ended.content.decode()

    @pytest.mark.parametrize(("after", "status"), [(timedelta(days=6), 200), (timedelta(days=8), 410)])
    def test_ends_by_itself(self, academy, stranger, award, monkeypatch, after, status):
        _link, secret = sharing.make_link(
            award=award, ends_at=MORNING + timedelta(days=7), by=academy.leo, now=MORNING
        )
        monkeypatch.setattr(links.clock, "now", lambda: MORNING + after)

        assert stranger.get(f"/s/{secret}").status_code == status

    def test_keeps_only_a_hash_and_shows_the_secret_once(self, leo, award):
        secret = make_link(leo, award).split("/")[-1]

        kept = json.dumps(list(ShareLink.objects.values()), default=str)
        said = json.dumps(list(AuditEvent.objects.values()), default=str)
        again = leo.get(f"/badges/{award.uuid}/").content.decode()
        assert len(secret) >= 43
        for place in (kept, said, again):
            assert secret not in place

    def test_tells_nobody_where_it_is(self, leo, stranger, award):
        answer = stranger.get(make_link(leo, award))

        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert "no-store" in answer["Cache-Control"]
        assert "canonical" not in answer.content.decode()
        assert "og:" not in answer.content.decode()

    def test_is_the_same_to_everybody_and_has_no_form(self, leo, stranger, award):
        address = make_link(leo, award)

        assert "<form" not in leo.get(address).content.decode()
        assert "Leo" not in leo.get(address).content.decode()

    def test_shows_the_name_if_that_was_chosen(self, leo, stranger, award):
        choose(leo, award, "private", show_name="on")

        assert "Leo" in stranger.get(make_link(leo, award)).content.decode()

    def test_leads_to_no_document_that_does_not_answer(self, leo, stranger, award):
        address = make_link(leo, award)
        assert f"/ob3/credentials/{award.uuid}" not in stranger.get(address).content.decode()

        choose(leo, award, "unlisted")
        assert f"/ob3/credentials/{award.uuid}" in stranger.get(address).content.decode()

    def test_says_that_the_badge_was_revoked(self, academy, leo, stranger, award):
        address = make_link(leo, award)
        take_it_back.revoke(award=award, reason="A mistake.", by=academy.grace, now=MORNING)
        answer = stranger.get(address)

        assert answer.status_code == 410
        assert "A mistake." in answer.content.decode()

    def test_is_not_made_for_what_was_revoked(self, academy, leo, award):
        take_it_back.revoke(award=award, reason="A mistake.", by=academy.grace, now=MORNING)
        leo.post(f"/badges/{award.uuid}/links", {"ends": "7"})

        assert not award.links.exists()

    def test_that_nobody_made_is_not_there(self, stranger):
        assert stranger.get("/s/nothing").status_code == 404

    def test_is_not_guessed_at_too_often(self, stranger):
        answers = [stranger.get("/s/nothing").status_code for _ in range(links.MOST_MISSES + 1)]

        assert set(answers[:-1]) == {404}
        assert answers[-1] == 429

    def test_answers_a_whole_school_behind_one_address(self, academy, stranger, award, monkeypatch):
        monkeypatch.setattr(links, "MOST_MISSES", 2)
        _link, secret = sharing.make_link(award=award, ends_at=None, by=academy.leo, now=MORNING)

        guesses = [stranger.get("/s/nothing").status_code for _ in range(3)]
        looks = [stranger.get(f"/s/{secret}").status_code for _ in range(3)]

        assert (guesses[-1], set(looks)) == (429, {200})

    def test_cannot_be_guessed(self, academy, award):
        secrets = {
            sharing.make_link(award=award, ends_at=None, by=academy.leo, now=MORNING)[1] for _ in range(5)
        }

        assert len(secrets) == 5
        # RFC 4648, section 5: 6 bits a character. Fewer than 128 in all could be guessed.
        assert min(map(len, secrets)) * 6 >= 128

    def test_stays_out_of_the_log(self, caplog):
        import logging

        record = logging.LogRecord("x", 30, "", 0, "Not Found: %s", ("/s/a-secret",), None)
        logs.WithoutSecrets().filter(record)

        assert "a-secret" not in record.getMessage()

    def test_is_one_of_not_too_many(self, academy, leo, award):
        for _ in range(sharing.MOST_LINKS):
            sharing.make_link(award=award, ends_at=None, by=academy.leo, now=MORNING)
        with pytest.raises(errors.ConflictError):
            sharing.make_link(award=award, ends_at=None, by=academy.leo, now=MORNING)

        assert "Make a link" not in leo.get(f"/badges/{award.uuid}/").content.decode()

    @pytest.mark.parametrize("ends", ["8", "-1", "", "next year"])
    def test_ends_when_it_can_be_chosen_to(self, leo, award, ends):
        assert leo.post(f"/badges/{award.uuid}/links", {"ends": ends}).status_code == 422

        assert not award.links.exists()

    def test_is_ended_by_its_learner_alone(self, academy, award):
        link, _secret = sharing.make_link(award=award, ends_at=None, by=academy.leo, now=MORNING)
        eve = stage.add_learner("Eve", MORNING)
        browser = Client()
        browser.force_login(eve)

        assert browser.post(f"/badges/{award.uuid}/links/{link.uuid}/end").status_code == 404
        with pytest.raises(errors.NotAllowedError):
            sharing.end_link(link=link, by=eve, now=MORNING)

    def test_is_listed_with_when_it_was_made_and_has_ended(self, leo, award):
        make_link(leo, award)
        end_all_links(leo, award)
        said = leo.get(f"/badges/{award.uuid}/").content.decode()

        assert "1 link has ended" in said
        assert "ended by you" in said


class TestLinkedIn:
    def said(self, award):
        credential = issuing_queries.live_credential(award)
        address = linkedin.add_to_profile(credential, issuer=award.achievement.issuer)
        return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}

    def test_is_given_every_parameter_that_it_documents(self, academy, award):
        authoring.set_linkedin_page(
            issuer=award.achievement.issuer, page="1234567", by=academy.grace, now=MORNING
        )

        assert self.said(award) == {
            "startTask": "CERTIFICATION_NAME",
            "name": "Knots",
            "organizationId": "1234567",
            "issueYear": "2026",
            "issueMonth": "3",
            "certUrl": f"{settings.PUBLIC_URL}/credentials/{award.uuid}",
            "certId": str(award.uuid),
        }

    def test_is_told_the_name_of_who_has_no_page_there(self, award):
        said = self.said(award)

        assert said["organizationName"] == "Academy"
        assert "organizationId" not in said

    def test_is_told_the_last_month_of_what_ends(self, academy):
        award = stage.award(academy, stage.add_course(academy, "ropes", MORNING), MORNING)
        award.valid_until = terms.end_of_day(datetime(2028, 2, 29, tzinfo=UTC).date())
        award.save()
        issuing.issue(awards=[award], now=MORNING)

        assert {self.said(award)[each] for each in ("expirationYear", "expirationMonth")} == {"2028", "2"}

    def test_is_offered_only_where_its_link_answers(self, leo, award):
        offered = []
        for visibility in ("private", "unlisted", "public"):
            choose(leo, award, visibility)
            offered.append("linkedin.com/profile/add" in leo.get(f"/badges/{award.uuid}/").content.decode())

        assert offered == [False, True, True]

    @pytest.mark.parametrize(
        ("page", "kept"),
        [
            ("1234567", "1234567"),
            ("https://www.linkedin.com/company/1234567/admin/dashboard/", "1234567"),
            ("www.linkedin.com/school/42", "42"),
            ("linkedin.com/company/1234567/admin", "1234567"),
            ("LinkedIn.com/company/1234567/?viewAsMember=true", "1234567"),
            ("http://linkedin.com/company/1234567", "1234567"),
            ("", ""),
        ],
    )
    def test_finds_the_issuers_page(self, academy, client, page, kept):
        client.force_login(academy.grace)
        client.post("/admin/issuer/", {"linkedin_id": page})
        academy.issuer.refresh_from_db()

        assert academy.issuer.linkedin_id == kept

    @pytest.mark.parametrize(
        "page", ["https://www.linkedin.com/company/academy/", "https://evil.example/1", "x"]
    )
    def test_takes_nothing_without_a_number(self, academy, client, page):
        client.force_login(academy.grace)
        answer = client.post("/admin/issuer/", {"linkedin_id": page})
        academy.issuer.refresh_from_db()

        assert (answer.status_code, academy.issuer.linkedin_id) == (422, "")


class TestWhatOtherSitesRead:
    def tags(self, answer):
        return {
            name: unescape(value)
            for name, value in re.findall(
                r'<meta (?:property|name)="([^"]+)" content="([^"]*)">', answer.content.decode()
            )
        }

    def test_is_complete_and_absolute(self, leo, stranger, award):
        choose(leo, award, "public", show_name="on")
        tags = self.tags(page(stranger, award))

        assert tags["og:title"] == tags["twitter:title"] == "Leo earned Knots"
        assert tags["og:url"] == f"{settings.PUBLIC_URL}/credentials/{award.uuid}"
        assert tags["og:image"] == tags["twitter:image"]
        assert tags["og:image"].startswith(f"{settings.PUBLIC_URL}/pictures/")
        assert tags["og:image:alt"] == "A rope in a ring"
        assert tags["twitter:card"] == "summary_large_image"
        assert tags["og:description"] == "Ties the knots that hold."

    def test_is_a_picture_of_the_size_that_is_said(self, leo, stranger, award):
        choose(leo, award, "public")
        tags = self.tags(page(stranger, award))
        answer = stranger.get(urlsplit(tags["og:image"]).path)
        with Image.open(io.BytesIO(answer.content)) as card:
            size = card.size

        assert answer["Content-Type"] == tags["og:image:type"] == "image/png"
        assert size == (int(tags["og:image:width"]), int(tags["og:image:height"])) == (1200, 630)

    def test_is_no_picture_of_what_is_not_there(self, stranger):
        assert stranger.get(f"/pictures/{'0' * 64}/card.png").status_code == 404

    def test_cannot_be_broken_by_what_a_badge_says(self, academy, leo, stranger):
        authoring.change_words(
            badge=academy.badge,
            name='"><script>alert(1)</script>',
            description='"><img src=x>',
            alt='">',
            tags=[],
            by=academy.grace,
            now=MORNING,
        )
        award = stage.award(academy, stage.add_course(academy, "ropes", MORNING), MORNING)
        issuing.issue(awards=[award], now=MORNING)
        choose(leo, award, "public", show_name="on")

        for address in (f"/credentials/{award.uuid}", f"/credentials/{award.uuid}/embed"):
            said = stranger.get(address, headers=HTML).content.decode()
            assert "<script>alert" not in said
            assert "<img src=x>" not in said
        code = leo.get(f"/badges/{award.uuid}/").content.decode()
        assert "<script>alert" not in unescape(
            re.search(r'<textarea[^>]+id="frame"[^>]*>(.*?)</textarea>', code)[1]
        )

    def test_may_stand_in_their_pages_and_do_nothing(self, leo, stranger, award):
        choose(leo, award, "public")
        answer = stranger.get(f"/credentials/{award.uuid}/embed")

        assert "X-Frame-Options" not in answer
        assert "frame-ancestors *" in answer["Content-Security-Policy"]
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert "<script" not in answer.content.decode()
        assert not answer.cookies


class TestARenewedAward:
    @pytest.fixture
    def renewal(self, award):
        renewal = Award.objects.create(
            learner=award.learner,
            achievement=award.achievement,
            occurrence=1,
            awarded_at=MORNING,
            follows=award,
        )
        issuing.issue(awards=[renewal], now=MORNING)
        return renewal

    def test_tells_others_of_the_newer_one_only_where_that_is_public(self, leo, stranger, award, renewal):
        choose(leo, award, "public")
        told = []
        for visibility in ("private", "unlisted", "public"):
            choose(leo, renewal, visibility)
            told.append(str(renewal.uuid) in page(stranger, award).content.decode())

        assert told == [False, False, True]

    def test_tells_its_learner_to_share_the_newer_one(self, leo, award, renewal):
        assert f"/badges/{renewal.uuid}/" in leo.get(f"/badges/{award.uuid}/").content.decode()
