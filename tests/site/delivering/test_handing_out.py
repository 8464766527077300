"""What people take along: baked with both versions, pixel for pixel the same picture, and only by whose it is."""

import io
import json
from datetime import UTC, datetime

import pytest
from PIL import Image

from factories import stage
from phalera.accounts.models import Person
from phalera.authoring import actions as authoring
from phalera.authoring import pictures
from phalera.awarding import actions as awarding
from phalera.awarding.models import Award, Visibility
from phalera.common import errors
from phalera.common.models import AuditEvent
from phalera.delivering import actions, files, policies
from phalera.issuing import actions as issuing
from phalera.issuing import queries
from phalera.issuing.models import Credential
from phalera_core import baking

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def cast(db):
    return stage.build(NOW)


@pytest.fixture
def award(cast):
    award = stage.award(cast, stage.add_course(cast, "knots", NOW), NOW)
    issuing.issue(awards=[award], now=NOW)
    return award


@pytest.fixture
def credential(award):
    return queries.live_credential(award)


class TestFiles:
    @pytest.mark.parametrize("kind", ["png", "svg"])
    def test_hold_both_versions(self, credential, kind):
        baked = baking.unbake(files.content(credential, kind))

        assert baked.v3 == queries.v3_document(credential)
        assert json.loads(baked.v2) == json.loads(queries.v2_assertion(credential))

    def test_show_the_same_picture(self, credential):
        picture = credential.version.picture
        plain = Image.open(io.BytesIO(pictures.read(picture.sha256, "png")))

        assert Image.open(io.BytesIO(files.png(credential))).tobytes() == plain.tobytes()

    def test_show_the_picture_of_their_version(self, cast, credential):
        before = files.png(credential)
        other = pictures.keep(pictures.draw(stage.SVG.replace(b"785014", b"145078")), now=NOW)

        authoring.replace_picture(badge=cast.badge, picture=other, by=None, now=NOW)

        assert files.png(queries.live_credential(credential.award)) == before

    def test_have_no_svg_where_the_picture_is_none(self, cast, award):
        upload = io.BytesIO()
        Image.new("RGB", (256, 256), "red").save(upload, "PNG")
        badge = authoring.add_badge(
            name="Flat",
            description="D",
            alt="A",
            picture=pictures.store(upload.getvalue(), now=NOW),
            by=None,
            now=NOW,
        )
        course = stage.add_course(cast, "flat", NOW)
        authoring.attach_badge(
            badge=badge, target=course.learning_object, issuer=cast.issuer, by=None, now=NOW
        )
        course.achievement.refresh_from_db()
        other = stage.award(cast, course, NOW)
        issuing.issue(awards=[other], now=NOW)

        assert files.svg(queries.live_credential(other)) is None
        assert files.content(queries.live_credential(other), "exe") is None

    def test_are_called_by_badge_and_learner(self, credential):
        assert files.filename(credential, "png") == "Knots - Leo.png"

    def test_cost_no_question_more_than_the_row(self, award, django_assert_num_queries):
        files.png(queries.live_credential(award))

        with django_assert_num_queries(1):
            files.png(queries.live_credential(award))


class TestHandOut:
    def test_makes_it_unlisted_the_first_time(self, cast, award):
        assert actions.hand_out(award=award, by=cast.leo, now=NOW)
        assert not actions.hand_out(award=award, by=cast.leo, now=NOW)

        award.refresh_from_db()
        assert award.visibility == Visibility.UNLISTED
        assert AuditEvent.objects.filter(action="award.handed_out").count() == 2

    def test_leaves_public_what_is_public(self, cast, award):
        awarding.change_visibility(award=award, visibility=Visibility.PUBLIC, by=cast.leo, now=NOW)

        actions.hand_out(award=award, by=cast.leo, now=NOW)

        award.refresh_from_db()
        assert award.visibility == Visibility.PUBLIC

    def test_is_for_nobody_else(self, cast, award):
        for somebody in (cast.ada, cast.grace):
            with pytest.raises(errors.NotAllowedError):
                actions.hand_out(award=award, by=somebody, now=NOW)

        award.refresh_from_db()
        assert award.visibility == Visibility.PRIVATE

    def test_ends_with_a_revocation(self, cast, award):
        awarding.revoke(award=award, reason="By mistake.", by=None, now=NOW)

        with pytest.raises(errors.NotAllowedError):
            actions.hand_out(award=award, by=cast.leo, now=NOW)


PUBLIC = (policies.Route.PAGE, policies.Route.V3, policies.Route.V2, policies.Route.IMAGE)
VISITORS = {
    "nobody": None,
    "leo": Person(pk=1),
    "ada": Person(pk=2),
    "grace": Person(pk=3, role="administrator"),
}
# State and whether it is signed: what the public addresses answer to everybody, and the file to its learner.
ANSWERS = {
    ("private", True): (404, 200),
    ("private", False): (404, 503),
    ("unlisted", True): (200, 200),
    ("unlisted", False): (503, 503),
    ("public", True): (200, 200),
    ("public", False): (503, 503),
    ("private revoked", True): (404, 410),
    ("unlisted revoked", True): (410, 410),
    ("public revoked", True): (410, 410),
}


class TestAnswers:
    @pytest.mark.parametrize("visitor", list(VISITORS))
    @pytest.mark.parametrize("route", list(policies.Route))
    @pytest.mark.parametrize(("state", "signed"), list(ANSWERS))
    def test_depend_on_state_route_and_visitor(self, state, signed, route, visitor):
        visibility, _, revoked = state.partition(" ")
        award = Award(learner_id=1, visibility=visibility, revoked_at=NOW if revoked else None)
        public, own_file = ANSWERS[state, signed]

        answer = policies.answer(
            route, award=award, credential=Credential() if signed else None, visitor=VISITORS[visitor]
        )

        if route is policies.Route.EMBED:
            # Inside other people's pages only what is public is shown.
            assert answer.value == (public if visibility == "public" else 404)
        elif route in PUBLIC:
            assert answer.value == public
        else:
            assert answer.value == (own_file if visitor == "leo" else 404)

    @pytest.mark.parametrize("route", list(policies.Route))
    def test_are_the_same_for_what_is_hidden_and_what_is_not_there(self, route):
        answer = policies.answer(route, award=None, credential=None, visitor=None)

        assert answer is policies.Answer.HIDDEN

    def test_keep_search_engines_from_what_is_unlisted(self):
        award = Award(visibility="unlisted")
        assert all(policies.headers(route, award).noindex for route in policies.Route)

        award.visibility = "public"
        assert not policies.headers(policies.Route.PAGE, award).noindex

    def test_let_no_shared_cache_keep_a_file(self):
        award = Award(visibility="unlisted")

        assert policies.headers(policies.Route.FILE, award).private
        assert not policies.headers(policies.Route.V3, award).private
