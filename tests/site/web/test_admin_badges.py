"""The administrator's minimum in the browser: badges, where they are earned, awards; and authors for what they made."""

import io
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from factories import pages, stage
from phalera.accounts import actions as accounts
from phalera.authoring import actions as authoring
from phalera.authoring import pictures
from phalera.authoring.models import Achievement, Badge
from phalera.awarding.models import Award
from phalera.common.models import AuditEvent
from phalera.issuing import actions as issuing
from phalera.issuing import queries as issued
from phalera.issuing.models import Credential
from phalera.jobs import runner
from phalera.learning import actions as learning

MORNING = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
NOBODY = "00000000-0000-4000-8000-000000000000"
pytestmark = pytest.mark.django_db


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def academy():
    return stage.build(MORNING)


@pytest.fixture
def course(academy):
    return stage.add_course(academy, "knots", MORNING)


@pytest.fixture
def grace(academy):
    return signed_in(academy.grace)


@pytest.fixture
def ada(academy):
    return signed_in(academy.ada)


@pytest.fixture
def held(academy, course):
    """Leo's award of the course, signed."""
    award = stage.award(academy, course, MORNING)
    issuing.issue(awards=[award], now=MORNING)
    return award


def picture(width=300, height=300, name="flame.png", kind="PNG"):
    stream = io.BytesIO()
    Image.new("RGB", (width, height), (160, 40, 40)).save(stream, kind)
    return SimpleUploadedFile(name, stream.getvalue())


def words(**instead):
    return {
        "name": "Fire Warden",
        "description": "Leads people out.",
        "alt": "A flame on a disc",
        "tags": "safety, fire , safety,",
        **instead,
    }


def finish(learner, course, *, success=True):
    return learning.record_completion(
        source="test",
        external_id=str(learner.pk),
        learner=learner,
        instance=course.learning_object.instances.get(is_default=True),
        completed_at=MORNING,
        success=success,
        by=None,
        now=MORNING,
    )


def page_of(answer):
    return answer.content.decode()


def told(action):
    return list(AuditEvent.objects.filter(action=action).values_list("actor", "object_id"))


class TestTheListOfBadges:
    def test_says_where_each_is_earned_and_how_often(self, grace, academy, held):
        page = page_of(grace.get(reverse("admin_badges")))

        assert reverse("admin_badge", args=[academy.badge.uuid]) in page
        assert "Course knots" in page
        assert '<td class="num">1</td>' in page

    def test_counts_where_there_are_several(self, grace, academy, course):
        stage.add_course(academy, "bends", MORNING)

        assert "2 courses" in page_of(grace.get(reverse("admin_badges")))

    def test_keeps_retired_ones_apart(self, grace, academy):
        authoring.retire_badge(badge=academy.badge, by=academy.grace, now=MORNING)
        address = reverse("admin_badge", args=[academy.badge.uuid])

        assert address not in page_of(grace.get(reverse("admin_badges")))
        assert address in page_of(grace.get(reverse("admin_badges"), {"show": "retired"}))

    @pytest.mark.parametrize(("q", "found"), [("KNO", True), ("hold ties", True), ("flame", False)])
    def test_is_looked_through(self, grace, academy, q, found):
        page = page_of(grace.get(reverse("admin_badges"), {"q": q}))

        assert (reverse("admin_badge", args=[academy.badge.uuid]) in page) is found
        assert (f"No badge is called “{q}”" in page) is not found

    def test_comes_fifty_at_a_time_each_once(self, grace, academy, django_assert_max_num_queries):
        Badge.objects.bulk_create(
            Badge(name=f"B{number // 2:02}", description="x", alt="x", picture=academy.badge.picture, created_at=MORNING)
            for number in range(120)
        )  # fmt: skip
        seen, address = [], reverse("admin_badges")
        while address:
            with django_assert_max_num_queries(12):
                answer = grace.get(address)
            assert len(answer.context["rows"]) <= 50
            seen += [row.badge.pk for row in answer.context["rows"]]
            following = answer.context["page"].following
            address = reverse("admin_badges") + following if following else ""

        assert len(seen) == len(set(seen)) == 121

    @pytest.mark.parametrize("after", ["x", NOBODY, "\x00"])
    def test_begins_at_the_beginning_for_an_address_that_was_tampered_with(self, grace, after):
        assert len(grace.get(reverse("admin_badges"), {"after": after}).context["rows"]) == 1


class TestAddingABadge:
    def add(self, client, **values):
        return client.post(reverse("admin_badge_new"), values, follow=True)

    def test_takes_words_and_a_picture(self, grace, academy):
        answer = self.add(grace, **words(), picture=picture(300, 260))

        badge = Badge.objects.get(name="Fire Warden")
        assert answer.redirect_chain == [(reverse("admin_badge", args=[badge.uuid]), 302)]
        assert badge.tags == ["safety", "fire"]
        assert badge.picture.width == 300  # fitted to a square, never cropped
        assert told("badge.added")[-1] == (str(academy.grace.uuid), str(badge.uuid))

    def test_takes_an_svg(self, grace, academy):
        self.add(grace, **words(), picture=SimpleUploadedFile("disc.svg", stage.SVG))

        assert Badge.objects.get(name="Fire Warden").picture.svg_sha256

    @pytest.mark.parametrize(
        ("upload", "said"),
        [
            (lambda: picture(180, 96, "logo.png"), "180 × 96 pixels; at least 250 × 250"),
            (lambda: SimpleUploadedFile("a.png", b"%PDF-1.7 no picture"), "Upload a PNG, JPEG, GIF, WebP or SVG."),
            (lambda: SimpleUploadedFile("a.png", b""), "Upload a PNG, JPEG, GIF, WebP or SVG."),
            (lambda: SimpleUploadedFile("a.png", bytes(5_000_001)), "“a.png” is larger than 5 MB."),
            (lambda: SimpleUploadedFile("a.gif", b"GIF89a" + bytes(40)), "Choose another picture."),
            (lambda: SimpleUploadedFile("a.svg", b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>"), "without DOCTYPE"),
        ],
        ids=["small", "type", "empty", "large", "broken", "entities"],
    )  # fmt: skip
    def test_says_what_is_wrong_with_a_picture_and_keeps_the_words(self, grace, academy, upload, said):
        answer = self.add(grace, **words(), picture=upload())

        page = page_of(answer)
        assert answer.status_code == 422
        assert said in page
        assert "Error:" in page.partition("</title>")[0]
        assert pages.forms(page)[-1].values["name"] == "Fire Warden"
        assert Badge.objects.count() == 1

    def test_shows_a_hostile_file_name_as_text(self, grace):
        answer = self.add(grace, **words(), picture=SimpleUploadedFile("<b>.png", b"x"))

        assert "“&lt;b&gt;.png”" in page_of(answer)

    def test_takes_nothing_from_a_drawing_that_acts(self, grace, academy):
        acting = stage.SVG.replace(b"</svg>", b"<script>alert(1)</script></svg>")

        self.add(grace, **words(), picture=SimpleUploadedFile("disc.svg", acting))

        for badge in Badge.objects.filter(name="Fire Warden"):
            assert b"script" not in pictures.read(badge.picture.svg_sha256, "svg")

    def test_asks_for_a_picture(self, grace, academy):
        assert "Choose a picture for the badge." in page_of(self.add(grace, **words()))

    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("name", " ", "Enter a name, up to 80 characters."),
            ("name", "x" * 81, "Enter one of up to 80 characters."),
            ("name", "Fire\x07", "U+0007"),
            ("description", "", "Say what somebody who has this badge can do."),
            ("alt", "", "Describe what the picture shows"),
            ("tags", ",".join(f"t{n}" for n in range(21)), "At most 20 tags."),
            ("tags", "x" * 51, "at most 50"),
        ],
    )
    def test_says_beside_the_field_what_is_wrong(self, grace, academy, field, value, said):
        page = page_of(self.add(grace, **words(**{field: value}), picture=picture()))

        assert said in page
        assert f'id="id_{field}_error"' in page
        assert Badge.objects.count() == 1

    def test_keeps_a_good_picture_when_a_word_is_wrong(self, grace, academy):
        page = page_of(self.add(grace, **words(alt=""), picture=picture()))
        kept = pages.forms(page)[-1].values["kept"]

        self.add(grace, **words(), kept=kept)

        assert Badge.objects.get(name="Fire Warden").picture.sha256 == kept

    def test_does_not_read_what_is_far_too_large(self, grace, academy):
        """The body claims more than it has: reading it would fail."""
        answer = grace.generic(
            "POST",
            reverse("admin_badge_new"),
            b"x",
            content_type="multipart/form-data; boundary=b",
            CONTENT_LENGTH="30000000",
        )

        assert "Nothing was changed." in page_of(grace.get(answer.url))
        assert Badge.objects.count() == 1

    def test_does_not_read_what_somebody_else_sends(self, academy):
        answer = signed_in(academy.leo).generic(
            "POST", reverse("admin_badge_new"), b"x", content_type="multipart/form-data; boundary=b"
        )

        assert answer.status_code == 403

    def test_needs_the_token_of_the_form(self, academy):
        client = Client(enforce_csrf_checks=True)
        client.force_login(academy.grace)

        answer = client.post(reverse("admin_badge_new"), {**words(), "picture": picture()})

        assert answer.status_code == 403
        assert Badge.objects.count() == 1


class TestChangingABadge:
    def change(self, client, badge, **values):
        return client.post(reverse("admin_badge", args=[badge.uuid]), values, follow=True)

    def same(self, badge, **instead):
        said = {"name": badge.name, "description": badge.description, "alt": badge.alt, "tags": "rope"}
        return {**said, **instead}

    def test_says_first_how_many_would_be_offered_an_update(self, grace, academy, held):
        page = page_of(grace.get(reverse("admin_badge", args=[academy.badge.uuid])))

        assert "Save and offer 1 update<" in page
        assert "1 person has this badge." in page

    def test_does_not_count_those_it_was_taken_from(self, grace, academy, held):
        grace.post(reverse("admin_award_revoke", args=[held.uuid]), {"reason": "A mistake."})

        assert "Save badge" in page_of(grace.get(reverse("admin_badge", args=[academy.badge.uuid])))

    def test_changes_the_words_and_offers_the_update(self, grace, academy, held):
        answer = self.change(grace, academy.badge, **self.same(academy.badge, name="Knots and bends"))

        assert "Knots and bends is changed. 1 person is offered an update." in page_of(answer)
        assert issued.changes([held])[held.pk].name
        assert told("badge.words_changed") == [(str(academy.grace.uuid), str(academy.badge.uuid))]
        assert not told("badge.picture_replaced")

    def test_replaces_the_picture(self, grace, academy, held):
        self.change(grace, academy.badge, **self.same(academy.badge), picture=picture())

        assert issued.changes([held])[held.pk].picture
        assert told("badge.picture_replaced") == [(str(academy.grace.uuid), str(academy.badge.uuid))]
        assert not told("badge.words_changed")

    def test_changes_nothing_when_nothing_is_different(self, grace, academy, held):
        answer = self.change(grace, academy.badge, **self.same(academy.badge))

        assert "Nothing was changed." in page_of(answer)
        assert not issued.changes([held])
        assert not told("badge.words_changed")

    def test_keeps_the_badge_when_the_picture_is_refused(self, grace, academy):
        answer = self.change(
            grace, academy.badge, **self.same(academy.badge, name="Bends"), picture=picture(20, 20)
        )

        academy.badge.refresh_from_db()
        assert answer.status_code == 422
        assert academy.badge.name == "Knots"
        assert 'value="Bends"' in page_of(answer)

    def test_is_unknown_when_it_is(self, grace):
        assert grace.get(reverse("admin_badge", args=[NOBODY])).status_code == 404

    def test_takes_as_many_queries_for_many_uses_as_for_few(
        self, grace, academy, django_assert_max_num_queries
    ):
        for number in range(25):
            stage.add_course(academy, f"c{number}", MORNING)

        with django_assert_max_num_queries(12):
            page = page_of(grace.get(reverse("admin_badge", args=[academy.badge.uuid])))

        assert "And more." in page


class TestRetiringABadge:
    def test_takes_it_from_the_choice_and_back(self, grace, academy, course):
        offered = stage.add_course(academy, "bends", MORNING)
        authoring.detach_badge(achievement=offered.achievement, by=academy.grace, now=MORNING)
        choice = reverse("admin_learning_badge", args=["bends"])

        for action, in_choice in (("retire", False), ("restore", True)):
            grace.post(reverse(f"admin_badge_{action}", args=[academy.badge.uuid]))
            assert (f"badge={academy.badge.uuid}" in page_of(grace.get(choice))) is in_choice

        assert len(told("badge.retired")) == len(told("badge.restored")) == 1

    def test_twice_is_once(self, grace, academy):
        address = reverse("admin_badge_retire", args=[academy.badge.uuid])
        grace.post(address)

        assert "was retired before" in page_of(grace.post(address, follow=True))

    def test_lets_nobody_choose_it_by_its_address(self, grace, academy, course):
        other = stage.add_course(academy, "bends", MORNING)
        authoring.detach_badge(achievement=other.achievement, by=academy.grace, now=MORNING)
        authoring.retire_badge(badge=academy.badge, by=academy.grace, now=MORNING)

        answer = grace.post(
            reverse("admin_learning_badge", args=["bends"]), {"do": "attach", "badge": academy.badge.uuid}
        )

        assert answer.status_code == 404
        assert Achievement.objects.get(pk=other.achievement.pk).badge is None


class TestAttaching:
    @pytest.fixture
    def bare(self, academy, course):
        """The course without its badge, which Leo finished, and somebody else without success."""
        authoring.detach_badge(achievement=course.achievement, by=academy.ada, now=MORNING)
        finish(academy.leo, course)
        finish(stage.add_learner("Ben", MORNING), course, success=False)
        return reverse("author_learning_badge", args=["knots"])

    def attach(self, academy, **instead):
        return {"do": "attach", "badge": academy.badge.uuid, "earlier": "award", "criteria": "", **instead}

    def test_says_first_how_many_will_be_awarded(self, ada, academy, bare):
        page = page_of(ada.get(bare, {"badge": academy.badge.uuid}))

        assert "Attach and award 1 badge<" in page
        assert "<bdi>Leo</bdi>" in page
        assert "1 more finished without success" in page
        assert not Award.objects.exists()

    def test_awards_them_once_and_has_it_signed(self, ada, academy, bare):
        for said in ("1 badge is awarded and on its way.", "earns Knots now."):
            assert said in page_of(ada.post(bare, self.attach(academy), follow=True))

        runner.run_due(now=datetime.now(UTC))
        [award] = Award.objects.all()
        assert (award.learner, award.awarded_at) == (academy.leo, MORNING)
        assert Credential.objects.get(award=award).signature
        assert told("award.granted") == [(str(academy.ada.uuid), str(award.uuid))]
        assert len(told("achievement.badge_attached")) == 3  # the stage's own too

    def test_awards_nobody_when_told_so_and_later_from_the_page(self, ada, academy, bare):
        ada.post(bare, self.attach(academy, earlier="leave"))
        assert not Award.objects.exists()

        assert "Award 1 badge<" in page_of(ada.get(bare))
        ada.post(bare, {"do": "award"})

        assert Award.objects.count() == 1
        assert "People who have finished already" not in page_of(ada.get(bare))

    def test_keeps_what_one_does_to_earn_it(self, ada, academy, bare):
        ada.post(bare, self.attach(academy, criteria="Tie three knots."))

        assert Achievement.objects.get().criteria == "Tie three knots."
        assert "Tie three knots." in page_of(ada.get(bare, {"badge": academy.badge.uuid}))

    @pytest.mark.parametrize("criteria", ["x" * 5_001, "a\x07"])
    def test_says_what_is_wrong_with_it(self, ada, academy, bare, criteria):
        answer = ada.post(bare, self.attach(academy, criteria=criteria))

        assert answer.status_code == 422
        assert 'id="id_criteria_error"' in page_of(answer)
        assert Achievement.objects.get().badge is None

    def test_changing_says_who_is_offered_an_update(self, grace, academy, held):
        other = authoring.add_badge(
            name="Bends", description="x", alt="x", picture=academy.badge.picture, by=None, now=MORNING
        )
        address = reverse("admin_learning_badge", args=["knots"])

        assert "Save and offer 1 update<" in page_of(grace.get(address, {"badge": other.uuid}))
        grace.post(address, self.attach(academy, badge=other.uuid, earlier="leave"))

        assert issued.changes([held])[held.pk].after.name == "Bends"
        assert Award.objects.count() == 1

    def test_removing_says_what_stays(self, grace, academy, held):
        address = reverse("admin_learning_badge", args=["knots"])

        page = page_of(grace.get(address, {"remove": 1}))
        assert "person earned it here. They keep it" in page
        grace.post(address, {"do": "detach"})

        assert Achievement.objects.get().badge is None
        assert Award.objects.get().revoked_at is None
        assert len(told("achievement.badge_detached")) == 1

    def test_removing_twice_is_once(self, grace, course):
        address = reverse("admin_learning_badge", args=["knots"])
        grace.post(address, {"do": "detach"})

        assert "Nothing was changed." in page_of(grace.post(address, {"do": "detach"}, follow=True))

    @pytest.mark.parametrize("badge", ["", "x", NOBODY])
    def test_knows_only_badges_that_there_are(self, grace, course, badge):
        address = reverse("admin_learning_badge", args=["knots"])

        assert grace.get(address, {"badge": badge}).status_code == 404
        assert grace.post(address, {"do": "attach", "badge": badge}).status_code == 404

    def test_waits_until_somebody_said_who_awards(self):
        who = accounts.add_person(
            name="Grace", email="g@example.org", role="administrator", by=None, now=MORNING
        )
        learning.add_learning_object(title="Knots", slug="knots", by=None, now=MORNING)
        badge = authoring.add_badge(
            name="B",
            description="x",
            alt="x",
            picture=pictures.keep(stage.disc(), now=MORNING),
            by=None,
            now=MORNING,
        )
        address = reverse("admin_learning_badge", args=["knots"])

        for answer in (
            signed_in(who).get(address, {"badge": badge.uuid}),
            signed_in(who).post(address, {"do": "attach", "badge": badge.uuid, "earlier": "award"}),
        ):
            assert reverse("admin_issuer") in page_of(answer)
        assert not Achievement.objects.exists()

    @pytest.mark.parametrize("where", ["", "choose", "remove"])
    def test_takes_as_many_queries_for_many_people_as_for_few(
        self, grace, academy, course, where, django_assert_max_num_queries
    ):
        for number in range(12):
            finish(stage.add_learner(f"n{number}", MORNING), course)
        asked = {"": {}, "choose": {"badge": academy.badge.uuid}, "remove": {"remove": 1}}[where]

        with django_assert_max_num_queries(15):
            page = page_of(grace.get(reverse("admin_learning_badge", args=["knots"]), asked))

        assert where == "remove" or "and 5 more" in page


class TestAuthors:
    def test_see_what_they_made_and_no_other(self, ada, academy, course):
        learning.add_learning_object(title="Not hers", slug="other", by=academy.grace, now=MORNING)

        page = page_of(ada.get(reverse("author_home")))

        assert reverse("author_learning_badge", args=["knots"]) in page
        assert "Not hers" not in page

    def test_are_led_there_and_learners_are_not(self, ada, academy, course):
        home = reverse("author_home")

        assert f'href="{home}"' in page_of(ada.get("/"))
        assert f'href="{home}"' not in page_of(signed_in(academy.leo).get("/"))

    def test_may_not_touch_what_others_made(self, academy, course):
        eve = accounts.add_person(name="Eve", email="eve@example.org", role="author", by=None, now=MORNING)
        address = reverse("author_learning_badge", args=["knots"])

        assert signed_in(eve).get(address).status_code == 403
        assert signed_in(eve).post(address, {"do": "detach"}).status_code == 403
        assert Achievement.objects.get().badge is not None

    def test_may_not_administer(self, ada, academy, held):
        for name, args in (
            ("admin_badges", []),
            ("admin_badge_new", []),
            ("admin_badge", [academy.badge.uuid]),
            ("admin_badge_retire", [academy.badge.uuid]),
            ("admin_learning_badge", ["knots"]),
            ("admin_award_revoke", [held.uuid]),
        ):
            assert ada.post(reverse(name, args=args), {"reason": "x", "do": "detach"}).status_code == 403
        held.refresh_from_db()
        assert held.revoked_at is None


class TestAwards:
    @pytest.mark.parametrize(
        ("q", "found"), [("leo", 1), ("EXAMPLE.org", 1), ("knots leo", 1), ("course", 1), ("bends", 0)]
    )
    def test_are_looked_through_by_learner_or_badge(self, grace, held, q, found):
        answer = grace.get(reverse("admin_awards"), {"q": q})

        assert len(answer.context["rows"]) == found
        assert ("No award fits" in page_of(answer)) is not found

    def test_come_fifty_at_a_time_the_last_ones_first(
        self, grace, academy, course, django_assert_max_num_queries
    ):
        for number in range(55):
            stage.award(academy, course, MORNING, learner=stage.add_learner(f"n{number}", MORNING))

        with django_assert_max_num_queries(12):
            first = grace.get(reverse("admin_awards"))
        second = grace.get(reverse("admin_awards") + first.context["page"].following)

        shown = [award.pk for answer in (first, second) for award, _face in answer.context["rows"]]
        assert shown == sorted(shown, reverse=True)
        assert len(shown) == 55

    def test_are_shown_as_they_stand(self, grace, academy, course, held):
        stage.award(academy, course, MORNING, learner=stage.add_learner("Ben", MORNING))

        page = page_of(grace.get(reverse("admin_awards")))

        assert "Being signed" in page
        assert "Achieved" in page


class TestRevoking:
    def test_says_first_what_happens(self, grace, held):
        page = page_of(grace.get(reverse("admin_award_revoke", args=[held.uuid])))

        assert "Revoke 1 award" in page
        assert "This cannot be undone." in page
        held.refresh_from_db()
        assert held.revoked_at is None

    def test_takes_it_back_with_its_reason(self, grace, academy, held):
        answer = grace.post(
            reverse("admin_award_revoke", args=[held.uuid]), {"reason": "Awarded <by> mistake."}, follow=True
        )

        held.refresh_from_db()
        assert held.revoked_reason == "Awarded <by> mistake."
        assert "Knots of Leo is revoked." in page_of(answer)
        assert "“Awarded &lt;by&gt; mistake.”" in page_of(answer)
        assert told("award.revoked") == [(str(academy.grace.uuid), str(held.uuid))]

    @pytest.mark.parametrize(
        ("reason", "said"), [(" ", "Say why it is taken back"), ("x" * 501, "up to 500"), ("a\x07", "U+0007")]
    )
    def test_asks_why(self, grace, held, reason, said):
        answer = grace.post(reverse("admin_award_revoke", args=[held.uuid]), {"reason": reason})

        held.refresh_from_db()
        assert answer.status_code == 422
        assert said in page_of(answer)
        assert held.revoked_at is None

    def test_twice_is_once(self, grace, held):
        address = reverse("admin_award_revoke", args=[held.uuid])
        grace.post(address, {"reason": "First."})

        assert "Nothing was changed." in page_of(grace.post(address, {"reason": "Second."}, follow=True))
        page = page_of(grace.get(address))
        assert "First." in page
        assert "Revoke 1 award" not in page

    def test_is_unknown_when_it_is(self, grace):
        assert grace.post(reverse("admin_award_revoke", args=[NOBODY]), {"reason": "x"}).status_code == 404


class TestAwardingAgain:
    def again(self, client, award):
        return page_of(client.post(reverse("admin_award_again", args=[award.uuid]), follow=True))

    def test_mends_a_revocation_that_was_a_mistake(self, grace, academy, held):
        grace.post(reverse("admin_award_revoke", args=[held.uuid]), {"reason": "First."})
        assert "Award 1 badge" in page_of(grace.get(reverse("admin_award_revoke", args=[held.uuid])))

        page = self.again(grace, held)

        assert "Knots is awarded to Leo again" in page
        [old, new] = Award.objects.order_by("occurrence")
        assert (old.pk, old.revoked_reason, new.revoked_at) == (held.pk, "First.", None)
        runner.run_due(now=datetime.now(UTC))
        assert Credential.objects.get(award=new).signature
        assert told("award.granted")[-1] == (str(academy.grace.uuid), str(new.uuid))

    def test_twice_is_once(self, grace, held):
        grace.post(reverse("admin_award_revoke", args=[held.uuid]), {"reason": "First."})
        self.again(grace, held)

        assert "Leo has Knots. Nothing was changed." in self.again(grace, held)
        assert Award.objects.count() == 2

    def test_is_not_needed_for_what_was_not_revoked(self, grace, held):
        assert "Nothing was changed." in self.again(grace, held)
        assert Award.objects.count() == 1

    def test_says_when_there_is_nothing_to_earn_any_more(self, grace, academy, held):
        grace.post(reverse("admin_award_revoke", args=[held.uuid]), {"reason": "First."})
        authoring.detach_badge(achievement=held.achievement, by=academy.grace, now=MORNING)

        assert "There is no badge to earn here." in self.again(grace, held)
        assert Award.objects.count() == 1
