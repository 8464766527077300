"""Administrators add people and things to learn; who was added finds the way in."""

import re
from datetime import UTC, datetime

import pytest
from django.contrib.auth import get_user
from django.core import mail
from django.test import Client
from django.urls import reverse

from factories import stage
from phalera.accounts.models import Person
from phalera.common.models import AuditEvent
from phalera.jobs import runner
from phalera.learning.models import LearningObject

MORNING = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
CONSOLE = "django.core.mail.backends.console.EmailBackend"
EVE = {"name": "Eve", "email": "Eve@example.org", "role": "learner"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def academy():
    return stage.build(MORNING)


@pytest.fixture
def grace(academy):
    client = Client()
    client.force_login(academy.grace)
    return client


def said(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def add(client, **given):
    return client.post(reverse("admin_learning_new"), {"kind": "course", "title": "Ropes", **given})


class TestTheList:
    def test_shows_everybody_with_role_and_state(self, grace, academy):
        Person.objects.filter(pk=academy.leo.pk).update(is_active=False)

        page = said(grace.get(reverse("admin_people")))

        assert all(word in page for word in ("Ada", "leo@example.org", "Administrator", "Inactive"))

    @pytest.mark.parametrize("words", ["leo", "LEO@example", "example leo"])
    def test_is_looked_through_by_name_and_address(self, grace, words):
        page = grace.get(reverse("admin_people"), {"q": words}).context["page"]

        assert [person.name for person in page.rows] == ["Leo"]

    def test_comes_in_pages_of_fifty(self, grace):
        for number in range(50):
            stage.add_learner(f"Twin{number % 2}x{number}", MORNING)

        first = grace.get(reverse("admin_people")).context["page"]
        second = grace.get(reverse("admin_people") + first.following).context["page"]

        assert (len(first.rows), len(second.rows), second.following) == (50, 3, "")
        assert len({*first.rows, *second.rows}) == 53

    def test_says_when_nobody_fits(self, grace):
        assert "Nobody fits “zz”" in said(grace.get(reverse("admin_people"), {"q": "zz"}))


class TestAPerson:
    def test_who_is_added_chooses_a_password_by_a_mail(self, grace, academy):
        answer = grace.post(reverse("admin_people_new"), EVE, follow=True)
        runner.run_due(now=datetime.now(UTC))

        assert "Eve is added. A mail to eve@example.org is on its way" in said(answer)
        [message] = mail.outbox
        assert (message.to, message.subject) == (["Eve@example.org"], "Your account at Academy")
        eve = Client()
        form = eve.get(re.search(r"http\S+/key/\S+", message.body)[0], follow=True)
        eve.post(form.request["PATH_INFO"], {"password1": "stitch-in-time", "password2": "stitch-in-time"})
        eve.post(reverse("account_login"), {"login": "eve@example.org", "password": "stitch-in-time"})
        assert get_user(eve).name == "Eve"
        assert AuditEvent.objects.get(action="person.added", object_id=str(get_user(eve).uuid)).actor

    def test_is_written_to_once_more(self, grace, academy):
        grace.post(reverse("admin_person", args=[academy.leo.uuid]))
        runner.run_due(now=datetime.now(UTC))

        assert [message.to for message in mail.outbox] == [["leo@example.org"]]

    def test_signs_in_by_a_link_where_no_mail_goes_out(self, grace, settings):
        settings.EMAIL_BACKEND = CONSOLE

        answer = grace.post(reverse("admin_people_new"), EVE)

        eve = Client()
        entered = eve.post(answer.context["link"].removeprefix(settings.PUBLIC_URL))
        assert answer.context["link"] in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]
        assert get_user(eve).name == "Eve"
        # Nothing else would let her in again.
        assert entered["Location"] == reverse("account_set_password")

    def test_signs_in_again_by_the_password_they_chose(self, academy, client):
        client.force_login(academy.leo)

        answer = client.post(
            reverse("account_set_password"), {"password1": "stitch-in-time", "password2": "stitch-in-time"}
        )

        assert answer["Location"] == reverse("home")
        again = Client()
        again.post(reverse("account_login"), {"login": "leo@example.org", "password": "stitch-in-time"})
        assert get_user(again) == academy.leo

    def test_gets_another_link(self, grace, academy, settings):
        settings.EMAIL_BACKEND = CONSOLE

        answer = grace.post(reverse("admin_person", args=[academy.leo.uuid]))

        leo = Client()
        leo.post(answer.context["link"].removeprefix(settings.PUBLIC_URL))
        assert get_user(leo) == academy.leo

    def test_who_is_inactive_gets_no_way_in(self, grace, academy, settings):
        settings.EMAIL_BACKEND = CONSOLE
        Person.objects.filter(pk=academy.leo.pk).update(is_active=False)

        answer = grace.post(reverse("admin_person", args=[academy.leo.uuid]))

        assert answer.context["link"] == ""
        assert not AuditEvent.objects.filter(action="person.link_made").exists()

    def test_who_is_unknown_has_no_page(self, grace):
        assert (
            grace.get(reverse("admin_person", args=["00000000-0000-4000-8000-000000000000"])).status_code
            == 404
        )

    @pytest.mark.parametrize(
        ("wrong", "field", "words"),
        [
            (
                {"email": "LEO@example.org"},
                "email",
                "The address LEO@example.org belongs to somebody already.",
            ),
            ({"email": "nowhere"}, "email", "This is not an e-mail address."),
            ({"email": ""}, "email", "Enter their e-mail address."),
            ({"name": " "}, "name", "Enter a name"),
            ({"role": "king"}, "role", "king"),
        ],
    )
    def test_is_refused_at_the_field(self, grace, wrong, field, words):
        answer = grace.post(reverse("admin_people_new"), {**EVE, **wrong})

        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [field]
        assert words in said(answer)
        assert Person.objects.count() == 3


class TestWhatIsToLearn:
    def test_a_course_has_its_modules_and_leads_to_its_badge(self, grace):
        answer = add(grace, modules="Bowline\r\n\r\n Figure eight \n", summary="Knots that hold.")

        course = LearningObject.objects.get()
        assert answer["Location"] == reverse("admin_learning_badge", args=["ropes"])
        assert [module.title for module in course.modules.all()] == ["Bowline", "Figure eight"]
        assert (course.summary, course.author, course.instances.count()) == ("Knots that hold.", None, 1)

    @pytest.mark.parametrize("kind", ["path", "certification"])
    def test_all_else_leads_to_what_it_is_made_of(self, grace, kind):
        answer = add(grace, kind=kind, title="New", follow=True)

        # A title that could be mistaken for the page which adds.
        assert answer["Location"] == reverse("admin_learning_arrange", args=["new"])
        assert "What it is made of" in said(grace.get(answer["Location"]))

    def test_is_given_to_an_author(self, grace, academy):
        add(grace, author=academy.ada.pk)

        assert LearningObject.objects.get().author == academy.ada

    def test_has_an_address_of_its_own_in_every_script(self, grace):
        for title in ("結び目", "もやい結び", "Ropes", "Ropes!"):
            add(grace, title=title)

        assert set(LearningObject.objects.values_list("slug", flat=True)) == {
            "learning", "learning-2", "ropes", "ropes-2",
        }  # fmt: skip

    @pytest.mark.parametrize(
        ("wrong", "field", "words"),
        [
            ({"title": ""}, "title", "Enter a title"),
            ({"title": "KNOTS"}, "title", "There is something called “KNOTS” already."),
            ({"kind": "path", "modules": "Bowline"}, "modules", "Only a course has modules."),
            ({"modules": "x" * 161}, "modules", "160"),
        ],
    )
    def test_is_refused_at_the_field(self, grace, academy, wrong, field, words):
        stage.add_course(academy, "knots", MORNING)
        LearningObject.objects.update(title="Knots")

        answer = add(grace, **wrong)

        assert answer.status_code == 422
        assert list(answer.context["form"].errors) == [field]
        assert words in said(answer)
        assert LearningObject.objects.count() == 1

    def test_is_given_to_no_learner(self, grace, academy):
        answer = add(grace, author=academy.leo.pk)

        assert list(answer.context["form"].errors) == ["author"]

    def test_is_added_by_administrators_only(self, grace, academy):
        ada = Client()
        ada.force_login(academy.ada)

        assert reverse("admin_learning_new") in said(grace.get(reverse("admin_learning")))
        assert (
            ada.post(reverse("admin_learning_new"), {"kind": "course", "title": "Ropes"}).status_code == 403
        )
        assert reverse("admin_learning_new") not in said(ada.get(reverse("author_home")))


def test_a_job_for_somebody_who_left_sends_nothing(grace, academy):
    grace.post(reverse("admin_person", args=[academy.leo.uuid]))
    Person.objects.filter(pk=academy.leo.pk).update(is_active=False)

    runner.run_due(now=datetime.now(UTC))

    assert mail.outbox == []
