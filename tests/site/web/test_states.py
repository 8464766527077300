"""What the addresses of an award answer, by its state and by who asks: all of them (design, section 5)."""

import json
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client

from factories import stage
from phalera.authoring import pictures
from phalera.awarding import sharing
from phalera.awarding.models import Award, Visibility
from phalera.issuing import actions as issuing
from phalera.issuing.models import StatusEntry
from phalera.journeys import take_it_back
from phalera_core import baking

MORNING = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
NOON = MORNING + timedelta(hours=3)
ROUTES = {
    "page": "/credentials/{}",
    "v3": "/ob3/credentials/{}",
    "v3 token": "/ob3/credentials/{}.jwt",
    "v2": "/ob2/assertions/{}",
    "image": "/ob2/assertions/{}/image.png",
    "file png": "/badges/{}.png",
    "file svg": "/badges/{}.svg",
    "file json": "/badges/{}.json",
    "file jwt": "/badges/{}.jwt",
    "embed": "/credentials/{}/embed",
    "share": "/badges/{}/",
}
OUTSIDE = ("page", "v3", "v3 token", "v2", "image")
HTML = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
STATES = (
    "private",
    "unlisted",
    "public",
    "public, named",
    "private again",
    "revoked",
    "revoked while private",
    "revoked while public",
    "unsigned",
    "unknown",
)
VISITORS = ("anonymous", "owner", "other learner", "author", "administrator")

pytestmark = pytest.mark.django_db


def promised(route, state, visitor):
    """Give the status that design §5 promises."""
    public = {"public": 200, "public, named": 200, "revoked while public": 410}
    if route == "embed":
        return public.get(state, 404)
    if route in OUTSIDE:
        return {"unlisted": 200, "revoked": 410, "unsigned": 503, **public}.get(state, 404)
    if visitor == "anonymous":
        return 302
    if visitor != "owner" or state == "unknown":
        return 404
    if route == "share":
        return 200
    return 410 if state.startswith("revoked") else {"unsigned": 503}.get(state, 200)


@pytest.fixture
def academy():
    return stage.build(MORNING)


@pytest.fixture
def course(academy):
    return stage.add_course(academy, "knots", MORNING)


@pytest.fixture
def make(academy, course):
    """Give an award of Leo's in the state that is asked for."""

    def award_in(state):
        if state == "unknown":
            return Award(uuid=uuid.UUID("00000000-0000-4000-8000-000000000000"))
        award = stage.award(academy, course, NOON)
        if state != "unsigned":
            issuing.issue(awards=[award], now=NOON)
        visibility = {
            "unlisted": "unlisted",
            "public": "public",
            "revoked": "unlisted",
            "unsigned": "unlisted",
            "public, named": "public",
            "private again": "public",
            "revoked while public": "public",
        }
        if state in visibility:
            sharing.choose(
                award=award,
                visibility=Visibility(visibility[state]),
                show_name=state == "public, named",
                by=academy.leo,
                now=NOON,
            )
        if state == "private again":
            sharing.choose(
                award=award, visibility=Visibility.PRIVATE, show_name=True, by=academy.leo, now=NOON
            )
        if state.startswith("revoked"):
            take_it_back.revoke(award=award, reason="Not who sat the test.", by=academy.grace, now=NOON)
        return award

    return award_in


@pytest.fixture
def visit(academy):
    """Give a client for each visitor."""
    eve = stage.add_learner("Eve", MORNING)
    people = {
        "owner": academy.leo,
        "other learner": eve,
        "author": academy.ada,
        "administrator": academy.grace,
    }

    def client(visitor):
        browser = Client()
        if visitor in people:
            browser.force_login(people[visitor])
        return browser

    return client


class TestAnAward:
    @pytest.mark.parametrize("state", STATES)
    @pytest.mark.parametrize("headers", [HTML, {"Accept": "application/json"}], ids=["people", "verifiers"])
    def test_answers_by_its_state_and_who_asks(self, make, visit, state, headers):
        award = make(state)
        browsers = {visitor: visit(visitor) for visitor in VISITORS}
        found = {
            (route, visitor): browsers[visitor].head(address.format(award.uuid), headers=headers).status_code
            for route, address in ROUTES.items()
            for visitor in VISITORS
        }

        assert found == {
            (route, visitor): promised(route, state, visitor) for route in ROUTES for visitor in VISITORS
        }

    @pytest.mark.parametrize("route", OUTSIDE)
    def test_is_as_good_as_unknown_while_it_is_private(self, make, visit, route):
        private = visit("anonymous").get(ROUTES[route].format(make("private").uuid), headers=HTML)
        unknown = visit("anonymous").get(ROUTES[route].format(make("unknown").uuid), headers=HTML)

        assert (private.status_code, private.content) == (unknown.status_code, unknown.content)

    @pytest.mark.parametrize("state", STATES)
    @pytest.mark.parametrize("route", ["page", "embed"])
    def test_shows_no_name_that_was_not_chosen_and_never_an_address_or_its_hash(
        self, academy, make, visit, route, state
    ):
        award = make(state)
        page = visit("anonymous").get(ROUTES[route].format(award.uuid), headers=HTML).content.decode()

        assert ("Leo" in page) is (state == "public, named")
        for secret in ("leo@example.org", "sha256$"):
            assert secret not in page

    @pytest.mark.parametrize("state", ["unlisted", "unsigned", "revoked"])
    def test_shows_no_name_unless_it_is_public_whatever_was_chosen(self, make, visit, state):
        award = make(state)
        Award.objects.filter(pk=award.pk).update(show_name=True)
        page = visit("anonymous").get(ROUTES["page"].format(award.uuid), headers=HTML).content.decode()

        assert "Leo" not in page

    @pytest.mark.parametrize("state", STATES)
    def test_is_found_by_search_engines_only_where_it_is_public(self, make, visit, state):
        award = make(state)
        for route in (*OUTSIDE, "embed"):
            answer = visit("anonymous").get(ROUTES[route].format(award.uuid), headers=HTML)
            found = answer.status_code == 200 and answer.get("X-Robots-Tag") is None

            assert found is (route == "page" and state in ("public", "public, named")), route
            if route == "page":
                canonical = f'<link rel="canonical" href="{settings.PUBLIC_URL}/credentials/{award.uuid}">'
                assert (canonical.encode() in answer.content) is found

    @pytest.mark.parametrize("route", OUTSIDE)
    def test_asks_not_to_be_found_while_it_is_unlisted(self, make, visit, route):
        answer = visit("anonymous").get(ROUTES[route].format(make("unlisted").uuid))

        assert answer["X-Robots-Tag"] == "noindex"


class TestARevokedAward:
    def test_says_so_and_why_and_nothing_else(self, make, visit):
        award = make("revoked")
        said = json.loads(visit("anonymous").get(ROUTES["v2"].format(award.uuid)).content)

        assert said["revoked"] is True
        assert said["revocationReason"] == "Not who sat the test."
        assert not {"recipient", "badge", "evidence", "issuedOn"} & set(said)

    def test_shows_its_learner_the_reason_where_the_file_was(self, make, visit):
        answer = visit("owner").get(ROUTES["file png"].format(make("revoked").uuid))

        assert answer.status_code == 410
        assert "Not who sat the test." in answer.content.decode()


class TestTheDocuments:
    @pytest.fixture
    def award(self, make):
        return make("unlisted")

    def addresses(self, award):
        version = award.credentials.get().version
        picture = version.picture
        issuer = award.achievement.issuer
        listed = StatusEntry.objects.get(award=award).status_list
        return {
            "credential": f"/ob3/credentials/{award.uuid}",
            "assertion": f"/ob2/assertions/{award.uuid}",
            "image": f"/ob2/assertions/{award.uuid}/image.png",
            "class": f"/ob2/badges/{version.uuid}",
            "issuer": f"/ob2/issuers/{issuer.uuid}",
            "achievement": f"/ob3/achievements/{award.achievement.uuid}",
            "list": f"/status/{listed.uuid}",
            "keys": f"/issuers/{issuer.uuid}/did.json",
            "first keys": "/.well-known/did.json",
            "picture": f"/pictures/{picture.sha256}.png",
            "preview": f"/pictures/{picture.sha256}.png?size=90",
            "drawing": f"/pictures/{picture.svg_sha256}.svg",
        }

    def test_may_be_read_by_verifiers_in_browsers_and_kept_for_a_while(self, award, visit):
        immutable = {"class", "picture", "preview", "drawing"}
        for name, address in self.addresses(award).items():
            answer = visit("anonymous").get(address)

            assert answer.status_code == 200, name
            assert answer["Access-Control-Allow-Origin"] == "*", name
            assert answer["X-Content-Type-Options"] == "nosniff", name
            assert not answer.cookies, name
            assert ("immutable" in answer["Cache-Control"]) is (name in immutable), name
            assert name in immutable or "max-age=300" in answer["Cache-Control"], name

    def test_hold_nothing_of_who_asks_so_that_one_copy_is_good_for_all(self, award, visit):
        for name, address in self.addresses(award).items():
            signed_out = visit("anonymous")
            signed_out.cookies["sessionid"] = "0123456789abcdefghijklmnopqrstuv"
            for visitor in (signed_out, visit("owner")):
                answer = visitor.get(address, headers={"Accept-Language": "de"})

                assert not answer.cookies, name
                assert answer.get("Vary", "") in ("", "Accept"), name
                assert "Content-Language" not in answer, name

    def test_are_not_sent_again_to_who_has_them(self, award, visit):
        for name, address in self.addresses(award).items():
            first = visit("anonymous").get(address)
            again = visit("anonymous").get(address, headers={"If-None-Match": first["ETag"]})

            assert (again.status_code, again.content) == (304, b""), name
            assert again["ETag"] == first["ETag"], name
            assert again["Access-Control-Allow-Origin"] == "*", (
                f"{name}: or a browser keeps the 304 from its script"
            )

    def test_say_the_same_of_themselves_without_their_body(self, award, visit):
        for name, address in self.addresses(award).items():
            whole, bare = visit("anonymous").get(address), visit("anonymous").head(address)

            assert bare.content == b"", name
            assert (bare["ETag"], bare["Content-Type"]) == (whole["ETag"], whole["Content-Type"]), name

    def test_take_no_writing(self, award, visit):
        for name, address in self.addresses(award).items():
            assert visit("anonymous").post(address).status_code == 405, name

    @pytest.mark.parametrize(
        ("accept", "given"),
        [
            ("application/vc", "application/vc"),
            ("application/ld+json", "application/ld+json"),
            ("application/json", "application/json"),
            ("*/*", "application/vc+ld+json"),
        ],
    )
    def test_come_as_the_media_type_that_is_asked_for(self, award, visit, accept, given):
        answer = visit("anonymous").get(f"/ob3/credentials/{award.uuid}", headers={"Accept": accept})

        assert answer["Content-Type"] == given
        assert "Accept" in answer["Vary"]

    def test_are_given_by_the_page_to_who_asks_for_json(self, award, visit):
        page = f"/credentials/{award.uuid}"
        given = visit("anonymous").get(page, headers={"Accept": "application/ld+json"})
        shown = visit("anonymous").get(page, headers=HTML)

        assert given.content == visit("anonymous").get(f"/ob3/credentials/{award.uuid}").content
        assert shown["Content-Type"].startswith("text/html")
        assert "This badge is genuine and in date." in shown.content.decode()

    def test_hold_both_versions_in_the_picture(self, award, visit):
        picture = visit("anonymous").get(f"/ob2/assertions/{award.uuid}/image.png").content
        baked = baking.unbake(picture)

        assert json.loads(baked.v3)["id"].endswith(f"/credentials/{award.uuid}")
        assert json.loads(baked.v2)["id"].endswith(f"/ob2/assertions/{award.uuid}")


class TestAPicture:
    @pytest.fixture
    def picture(self):
        return pictures.keep(stage.disc(), now=MORNING)

    def test_may_draw_and_do_nothing_else(self, client, picture):
        answer = client.get(f"/pictures/{picture.svg_sha256}.svg")

        assert answer["Content-Type"] == "image/svg+xml"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert "default-src 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Content-Type-Options"] == "nosniff"

    @pytest.mark.parametrize(
        "rest", ["{}.png?size=91", "{}.png?size=", "{}.png?size=0400", "{}.jpg", "{}.svg", "../{}.png"]
    )
    def test_has_no_other_sizes_and_kinds(self, client, picture, rest):
        address = f"/pictures/{rest.format(picture.sha256)}"
        expected = 200 if address.endswith("size=") else 404  # an empty size is none

        assert client.get(address).status_code == expected
