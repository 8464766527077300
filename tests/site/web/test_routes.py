"""Every address of the product, and what it answers to whom: an address that is not listed here fails."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import reverse

from factories import everywhere, routes
from phalera.verifying import results
from phalera_core.verifying import verifier

MORNING = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
SIGN_IN = "sign in"  # sent to the page for signing in, and back afterwards
RESULT = results.summary(verifier.not_now(), at=MORNING)
SEALED = results.sealed(RESULT)
NOBODY = "00000000-0000-4000-8000-000000000000"

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What an address answers, in the order of VISITORS, and how it is asked."""

    to: tuple[int | str, int | str, int | str, int | str]
    post: dict | None = None
    ajax: bool = False


VISITORS = ("anonymous", "learner", "author", "administrator")


def all_get(status):
    return Answers(to=(status,) * 4)


def those_signed_in(status, **how):
    return Answers(to=(SIGN_IN, status, status, status), **how)


def authors(status, **how):
    return Answers(to=(SIGN_IN, 403, status, status), **how)


def administrators(status, **how):
    return Answers(to=(SIGN_IN, 403, 403, status), **how)


ROUTES = {
    # whether the installation is well
    "livez": all_get(200),
    "readyz": all_get(503),  # no worker runs beside a test
    # what everybody who is signed in may do
    "home": those_signed_in(200),
    "badges": those_signed_in(200),
    "learning": those_signed_in(200),
    "learning_object": those_signed_in(200),
    "learning_badge": those_signed_in(200, ajax=True),
    "skills": those_signed_in(200),
    "skill": Answers(to=(SIGN_IN, 200, 200, 200)),
    "enroll": those_signed_in(302, post={}),
    "all_badges": Answers(to=(SIGN_IN, 200, 302, 302)),  # without badges, back to the page that says so
    "all_records": Answers(to=(SIGN_IN, 200, 302, 302)),
    "all_records_zip": Answers(to=(SIGN_IN, 200, 302, 302)),
    "chosen_badges": those_signed_in(302, post={}),
    "update_badges": those_signed_in(302, post={}),
    "notifications": those_signed_in(200),
    "notifications_read": those_signed_in(302, post={}),
    "notification_choices": those_signed_in(302, post={}),
    "privacy": those_signed_in(200),
    "language": those_signed_in(302, post={"language": "de"}),
    "backpack": those_signed_in(200),
    "backpack_connect": those_signed_in(302),  # to the host, or back to the page that says why not
    "backpack_return": those_signed_in(302),
    "backpack_open": those_signed_in(302),
    "backpack_disconnect": those_signed_in(302, post={}),
    "backpack_again": those_signed_in(302, post={}),
    # what only whoever it belongs to may do; others hear that there is no such thing
    "badge_file": Answers(to=(SIGN_IN, 200, 404, 404)),
    "badge_record": Answers(to=(SIGN_IN, 200, 404, 404)),
    "shared": those_signed_in(200),
    "shared_profile": those_signed_in(302, post={"shown": "yes"}),
    "shared_back": those_signed_in(302, post={}),
    "award": Answers(to=(SIGN_IN, 200, 404, 404)),
    "award_show": Answers(to=(SIGN_IN, 302, 404, 404), post={"visibility": "public"}),
    "award_links": Answers(to=(SIGN_IN, 200, 404, 404), post={"ends": "7"}),
    "award_link_end": Answers(to=(SIGN_IN, 302, 404, 404), post={}),
    "export": Answers(to=(SIGN_IN, 200, 404, 404)),
    "export_file": Answers(to=(SIGN_IN, 200, 404, 404)),
    "module_done": Answers(to=(SIGN_IN, 302, 404, 404), post={}),
    # what anybody may ask
    "verify": all_get(200),
    "verify_results": Answers(to=(302,) * 4, post={"result": SEALED}),
    "verify_result": all_get(200),
    "verify_result_end": Answers(to=(404,) * 4, post={}),  # by whoever made it only
    "api_verify": Answers(to=(400,) * 4, post={}),  # to an empty body
    "api_docs": all_get(200),
    "api_openapi": all_get(200),
    "credential": all_get(200),
    "credential_embed": all_get(200),
    "share_link": all_get(200),
    "profile": all_get(200),
    "ob2_issuer": all_get(200),
    "ob2_badge": all_get(200),
    "ob2_assertion": all_get(200),
    "ob2_image": all_get(200),
    "ob3_achievement": all_get(200),
    "ob3_credential": all_get(200),
    "ob3_token": all_get(200),
    "status_list": all_get(200),
    "did": all_get(200),
    "did_first": all_get(200),
    "issued": all_get(404),  # this issuer is its key, of which there is no record to ask for
    "jwks": all_get(200),
    "picture_png": all_get(200),
    "picture_svg": all_get(200),
    "picture_card": all_get(200),
    # signing in and out
    "sign_in_once": all_get(200),
    "account_login": Answers(to=(200, 302, 302, 302)),
    "account_logout": Answers(to=(302, 200, 200, 200)),
    "account_inactive": all_get(200),
    "account_reauthenticate": those_signed_in(200),
    "account_change_password": those_signed_in(200),
    "account_set_password": those_signed_in(302),  # all have a password
    "account_reset_password": all_get(200),
    "account_reset_password_done": all_get(200),
    "account_reset_password_from_key": all_get(200),
    "account_reset_password_from_key_done": all_get(200),
    # what allauth knows and we do not offer
    "account_signup": all_get(404),
    "account_email": all_get(404),
    "account_email_verification_sent": all_get(404),
    "account_confirm_email": all_get(404),
    "account_confirm_login_code": all_get(404),
    # what authors do, of what they made
    "author_home": authors(200),
    "author_learning_badge": authors(200),
    "author_learning_arrange": authors(200),
    # what administrators do
    "admin_overview": administrators(200),
    "admin_badges": administrators(200),
    "admin_badge_new": administrators(200),
    "admin_badge": administrators(200),
    "admin_badge_retire": administrators(302, post={}),
    "admin_badge_restore": administrators(302, post={}),
    "admin_people": administrators(200),
    "admin_people_new": administrators(200),
    "admin_person": administrators(200),
    "admin_learning": administrators(200),
    "admin_learning_new": administrators(200),
    "admin_learning_badge": administrators(200),
    "admin_learning_arrange": administrators(200),
    "admin_skills": administrators(200),
    "admin_skill": administrators(200),
    "admin_skill_badge": administrators(200),
    "admin_skill_level": administrators(200),
    "admin_awards": administrators(200),
    "admin_award_revoke": administrators(200),
    "admin_award_again": administrators(302, post={}),
    "admin_completions": administrators(200),
    "admin_import_look": administrators(302, post={}),
    "admin_import": administrators(200),
    "admin_backpacks": administrators(200),
    "admin_backpacks_switch": administrators(302, post={"on": "1"}),
    "admin_backpack_region": administrators(200),
    "admin_backpack_test": administrators(302, post={}),
    "admin_issuer": administrators(200),
    "admin_keys": administrators(200),
    "admin_key_rotate": administrators(302, post={}),
    "admin_key_compromised": administrators(200),
    "admin_records": administrators(200),
    "admin_record": administrators(200),
    "admin_record_preview": administrators(200),
    "admin_record_remove": administrators(302, post={}),
    "admin_reminders": administrators(200),
    "admin_retry": administrators(302, post={}),
}


@pytest.fixture
def people():
    return everywhere.people()


@pytest.fixture
def address(people):
    """Give a function that says the address of a route of a small academy."""
    parts = everywhere.parts(people)
    return lambda pattern: everywhere.address(pattern, parts)


def visitor(people, who, **options):
    client = Client(**options)
    person = {
        "anonymous": AnonymousUser(),
        "learner": people.leo,
        "author": people.ada,
        "administrator": people.grace,
    }[who]
    if person.is_authenticated:
        client.force_login(person)
    return client


def ask(client, url, how):
    headers = {"HX-Request": "true"} if how.ajax else {}
    answer = client.get(url, headers=headers) if how.post is None else client.post(url, how.post)
    answer.getvalue()  # a file is closed once it was read to the end
    if answer.status_code == 302 and answer.url.startswith(reverse("account_login")):
        return SIGN_IN
    return answer.status_code


class TestTheAddresses:
    def test_are_all_listed_here(self):
        unnamed = [str(pattern.pattern) for pattern in routes.every() if not pattern.name]

        assert not unnamed
        assert {pattern.name for pattern in routes.every()} == set(ROUTES)

    @pytest.mark.parametrize("pattern", [pytest.param(each, id=each.name or "?") for each in routes.every()])
    def test_answer_each_visitor_as_promised(self, people, address, pattern):
        how, url = ROUTES[pattern.name], address(pattern)

        given = {who: ask(visitor(people, who), url, how) for who in VISITORS}

        assert given == dict(zip(VISITORS, how.to, strict=True))

    def test_change_nothing_without_the_token_of_a_form(self, people, address):
        client = visitor(people, "administrator", enforce_csrf_checks=True)

        given = {pattern.name: client.post(address(pattern)).status_code for pattern in routes.every()}

        # The question whether a badge is genuine changes nothing, and may come from a script.
        assert given == {
            **dict.fromkeys(ROUTES, 403),
            "verify": 422,
            "verify_results": 422,
            "api_verify": 400,
        }

    def test_say_what_browsers_may_do_with_an_answer(self, people, address):
        client = visitor(people, "learner")

        answers = {pattern.name: client.get(address(pattern)) for pattern in routes.every()}

        for name, answer in answers.items():
            answer.getvalue()
            # What is made for other people's pages draws there, and does nothing else.
            framed = name == "credential_embed"
            assert answer.get("X-Frame-Options") == (None if framed else "DENY"), name
            assert answer["X-Content-Type-Options"] == "nosniff", name
            assert answer["Referrer-Policy"] in {"no-referrer", "same-origin"}, name  # nothing to others
            policy = answer["Content-Security-Policy"]
            assert "default-src 'self'" in policy or "default-src 'none'" in policy, name
            # Scripts come from ourselves, and never from within a page.
            assert "script-src" not in policy, name
            allowed = "frame-ancestors *" if framed else "frame-ancestors 'none'"
            assert allowed in policy or "sandbox" in policy, name


class TestAnAddressThatIsUnknown:
    @pytest.mark.parametrize("who", VISITORS)
    @pytest.mark.parametrize(
        "path",
        ["/nowhere", "/learning/nothing/", f"/badges/{NOBODY}.png", f"/credentials/{NOBODY}", "/admin/x/"],
    )
    def test_is_no_error_of_ours(self, people, path, who):
        assert ask(visitor(people, who), path, all_get(404)) in (404, SIGN_IN)
