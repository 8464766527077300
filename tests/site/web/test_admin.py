"""What administrators do in the browser: say who awards, mark somebody complete, mend what gave up."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories import pages, stage
from phalera.accounts import actions as accounts
from phalera.authoring.models import Achievement, Issuer
from phalera.awarding.models import Award
from phalera.common.models import AuditEvent
from phalera.issuing.models import Credential
from phalera.jobs import actions as jobs
from phalera.jobs import runner
from phalera.jobs.models import Job, State
from phalera.learning.models import Completion

MORNING = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
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
def founder():
    """Somebody who administers an installation in which nobody has said yet who awards."""
    person = accounts.add_person(
        name="Grace",
        email="grace@example.org",
        role="administrator",
        password="stitch-in-time",
        by=None,
        now=MORNING,
    )
    return signed_in(person)


def completion(course, **instead):
    return {
        "learner": "leo@example.org",
        "learning_object": course.learning_object.pk,
        "completed_on": timezone.localdate().isoformat(),
        "success": "on",
        **instead,
    }


class TestTheFirstRun:
    ISSUER = {"name": "Academy", "url": "https://academy.example", "email": "badges@academy.example"}

    def test_leads_to_the_question_who_awards_after_signing_in(self, founder):
        answer = Client().post(
            reverse("account_login"), {"login": "grace@example.org", "password": "stitch-in-time"}
        )

        assert answer.url == reverse("admin_issuer")

    def test_says_on_the_overview_that_nothing_can_be_awarded_yet(self, founder):
        assert "No badge can be awarded yet" in founder.get(reverse("admin_overview")).content.decode()

    def test_takes_name_website_and_address(self, founder):
        answer = founder.post(reverse("admin_issuer"), self.ISSUER, follow=True)

        assert "Academy can award badges now." in answer.content.decode()
        assert list(Issuer.objects.values_list("name", "url", "email", "did")) == [
            (*self.ISSUER.values(), "")
        ]

    def test_understands_a_website_without_its_scheme(self, founder):
        founder.post(reverse("admin_issuer"), {**self.ISSUER, "url": "academy.example"})

        assert Issuer.objects.get().url == "https://academy.example"

    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("name", " ", "Enter the name of your organization."),
            ("name", "x" * 161, "at most 160"),
            ("name", "Aca\x07demy", "U+0007"),
            ("url", "not an address", "This is not a web address."),
            ("url", "javascript:alert(1)", "This is not a web address."),
            ("email", "nobody", "This is not an e-mail address."),
        ],
    )
    def test_says_beside_the_field_what_is_wrong(self, founder, field, value, said):
        answer = founder.post(reverse("admin_issuer"), {**self.ISSUER, field: value})

        page = answer.content.decode()
        assert answer.status_code == 422
        assert said in page
        assert f'id="id_{field}_error"' in page
        assert "Error:" in page.partition("</title>")[0]
        assert not Issuer.objects.exists()

    def test_asks_only_once(self, founder):
        founder.post(reverse("admin_issuer"), self.ISSUER)
        founder.post(reverse("admin_issuer"), {**self.ISSUER, "name": "Another"})

        assert [issuer.name for issuer in Issuer.objects.all()] == ["Academy"]

    def test_comes_before_anything_can_be_earned(self, course):
        """No award can wait for an issuer that is missing: what can be earned names one, says the database."""
        with pytest.raises(IntegrityError), transaction.atomic():
            Achievement.objects.filter(pk=course.achievement.pk).update(issuer=None)


class TestMarkingComplete:
    def test_awards_the_badge_and_has_it_signed(self, grace, academy, course):
        answer = grace.post(reverse("admin_completions"), completion(course), follow=True)

        assert "Leo completed Course knots. Their badge is on its way." in answer.content.decode()
        award = Award.objects.get(learner=academy.leo)
        assert award.completion.success
        assert runner.run_due(now=datetime.now(UTC)) == 2  # signed, and told by mail
        assert Credential.objects.get(award=award).signature

    def test_dates_the_award_by_the_day_that_was_given(self, grace, course):
        grace.post(reverse("admin_completions"), completion(course, completed_on="2026-02-03"))

        assert timezone.localdate(Award.objects.get().awarded_at).isoformat() == "2026-02-03"

    def test_is_never_in_the_future(self, grace, course):
        before = datetime.now(UTC)

        grace.post(reverse("admin_completions"), completion(course))

        assert before.replace(microsecond=0) <= Award.objects.get().awarded_at <= datetime.now(UTC)

    def test_awards_nothing_without_success(self, grace, course):
        values = completion(course)
        del values["success"]

        answer = grace.post(reverse("admin_completions"), values, follow=True)

        assert "No badge follows from it." in answer.content.decode()
        assert not Completion.objects.get().success
        assert not Award.objects.exists()

    def test_awards_when_who_failed_succeeds_later(self, grace, course):
        failed = completion(course, completed_on="2026-02-03")
        del failed["success"]
        grace.post(reverse("admin_completions"), failed)

        grace.post(reverse("admin_completions"), completion(course, completed_on="2026-02-04"))

        assert [told.success for told in Completion.objects.order_by("completed_at")] == [False, True]
        assert Award.objects.count() == 1

    def test_says_that_it_was_told_before(self, grace, course):
        grace.post(reverse("admin_completions"), completion(course, completed_on="2026-02-03"))

        answer = grace.post(reverse("admin_completions"), completion(course))

        assert answer.status_code == 422
        assert "Leo completed Course knots on Feb. 3, 2026 already." in answer.content.decode()
        assert Award.objects.count() == Completion.objects.count() == 1

    def test_finds_the_learner_in_whatever_case(self, grace, course):
        grace.post(reverse("admin_completions"), completion(course, learner=" LEO@Example.org "))

        assert Award.objects.count() == 1

    @pytest.mark.parametrize(
        ("field", "value", "said"),
        [
            ("learner", "", "Enter the learner’s e-mail address."),
            ("learner", "lea@example.org", "Nobody has the address “lea@example.org”."),
            ("learning_object", "", "Choose what was completed."),
            ("learning_object", "999999", "This course is not offered any more."),
            ("completed_on", "", "Enter the day."),
            ("completed_on", "yesterday", "This is not a day."),
            ("completed_on", "0026-03-01", "That is too long ago."),
            ("completed_on", "9999-12-31", "That day is still to come."),
        ],
    )
    def test_says_beside_the_field_what_is_wrong_and_keeps_the_rest(self, grace, course, field, value, said):
        answer = grace.post(reverse("admin_completions"), completion(course, **{field: value}))

        page = answer.content.decode()
        assert answer.status_code == 422
        assert said in page
        assert f'id="id_{field}_error"' in page
        kept = next(form.values for form in pages.forms(page) if "learner" in form.values)
        assert field == "learner" or kept["learner"] == "leo@example.org"
        assert not Completion.objects.exists()

    def test_refuses_tomorrow(self, grace, course):
        tomorrow = timezone.localdate() + timedelta(days=1)

        answer = grace.post(
            reverse("admin_completions"), completion(course, completed_on=tomorrow.isoformat())
        )

        assert "That day is still to come." in answer.content.decode()


class TestTheOverview:
    def test_counts_people_and_awards(self, grace, academy, course):
        stage.award(academy, course, MORNING)

        page = grace.get(reverse("admin_overview")).content.decode()

        assert "<dt>People</dt><dd>3</dd>" in page
        assert "<dt>Badges awarded</dt><dd>1</dd>" in page
        assert "Nothing is waiting" in page

    def test_names_what_waits_and_for_whom(self, grace, course):
        grace.post(reverse("admin_completions"), completion(course))

        page = grace.get(reverse("admin_overview")).content.decode()

        assert "Sign a badge" in page
        assert "Knots for Leo" in page

    def test_takes_as_many_queries_for_much_work_as_for_little(
        self, grace, academy, course, django_assert_max_num_queries
    ):
        for number in range(15):
            award = stage.award(academy, course, MORNING, learner=stage.add_learner(f"n{number}", MORNING))
            jobs.enqueue(kind="issue", payload={"awards": [str(award.uuid)]}, now=MORNING)

        with django_assert_max_num_queries(20):
            grace.get(reverse("admin_overview"))


class TestWorkThatGaveUp:
    @pytest.fixture
    def dead(self, academy, course):
        award = stage.award(academy, course, MORNING)
        return Job.objects.create(
            kind="issue",
            payload={"awards": [str(award.uuid)]},
            state=State.DEAD,
            attempts=12,
            last_error="The picture <is> lost.",
            next_run_at=MORNING,
            created_at=MORNING,
            finished_at=MORNING,
        )

    def test_is_shown_with_its_reason(self, grace, dead):
        page = grace.get(reverse("admin_overview")).content.decode()

        assert "The picture &lt;is&gt; lost." in page
        assert reverse("admin_retry", args=[dead.uuid]) in page

    @pytest.mark.parametrize(
        ("kind", "words"),
        [
            ("records", "Make badge records"),
            ("upload", "Bring badges to a backpack"),
            ("wake_backpacks", "Let badges go on to backpacks"),
            ("remind", "Remind people of what runs out"),
            ("reset_mail", "Send a mail"),
            ("invitation_mail", "Send a mail"),
            ("tell_of_update", "Tell that an update has finished"),
        ],
    )
    def test_is_called_what_it_is(self, grace, dead, kind, words):
        Job.objects.filter(pk=dead.pk).update(kind=kind, payload={})

        assert words in grace.get(reverse("admin_overview")).content.decode()

    def test_is_tried_again_at_the_press_of_a_button(self, grace, dead):
        answer = grace.post(reverse("admin_retry", args=[dead.uuid]), follow=True)

        assert "It is tried again now." in answer.content.decode()
        assert runner.run_due(now=datetime.now(UTC)) == 2
        dead.refresh_from_db()
        assert dead.state == State.DONE
        assert AuditEvent.objects.filter(action="job.retried", object_id=str(dead.uuid)).count() == 1

    def test_is_not_tried_twice_at_the_press_of_it_twice(self, grace, dead):
        grace.post(reverse("admin_retry", args=[dead.uuid]))

        answer = grace.post(reverse("admin_retry", args=[dead.uuid]), follow=True)

        assert "This is being tried again already." in answer.content.decode()

    def test_is_not_tried_by_looking(self, grace, dead):
        assert grace.get(reverse("admin_retry", args=[dead.uuid])).status_code == 405

    def test_is_unknown_when_it_is(self, grace):
        unknown = reverse("admin_retry", args=["00000000-0000-4000-8000-000000000000"])

        assert grace.post(unknown).status_code == 404


class TestOthers:
    @pytest.mark.parametrize("who", ["ada", "leo"])
    @pytest.mark.parametrize("name", ["admin_overview", "admin_completions", "admin_issuer"])
    def test_may_not_administer(self, academy, who, name):
        client = signed_in(getattr(academy, who))

        assert client.get(reverse(name)).status_code == 403
        assert client.post(reverse(name)).status_code == 403

    def test_change_nothing_by_trying(self, academy, course):
        signed_in(academy.leo).post(reverse("admin_completions"), completion(course))

        assert not Award.objects.exists()

    def test_are_asked_to_sign_in_first(self, academy):
        assert Client().get(reverse("admin_overview")).url.startswith(reverse("account_login"))

    def test_are_refused_without_the_token_of_a_form(self, academy, course):
        client = Client(enforce_csrf_checks=True)
        client.force_login(academy.grace)

        assert client.post(reverse("admin_completions"), completion(course)).status_code == 403
        assert not Award.objects.exists()
