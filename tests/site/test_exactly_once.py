"""Thirty-two requests at the same instant, to two web processes: one award and one credential each time."""

import contextlib
import http.client
import threading
import time
import urllib.parse

import pytest
from django.conf import settings
from django.test import Client

from factories import databases, pages, server, stage
from phalera.awarding.models import Award
from phalera.common.models import AuditEvent
from phalera.issuing.models import Credential, StatusEntry
from phalera.jobs import clock
from phalera.jobs.models import Job, State
from phalera.learning.models import Completion
from phalera.notifying.models import Notification

THREADS = 32
ROUNDS = 20
CSRF = "k" * 32

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.timeout(900)]


@pytest.fixture
def platform():
    """Run the product, with two web processes, on the database of this test."""
    variables = {
        "PHALERA_DATABASE_URL": databases.url(),
        "PHALERA_PUBLIC_URL": settings.PUBLIC_URL,
        "PHALERA_WEB_PROCESSES": "2",
        "PHALERA_WEB_THREADS": str(THREADS // 2),
    }
    with server.running(settings.DATA, extra=variables) as running:
        yield running


class Visitor:
    """Somebody signed in, with a connection of their own."""

    def __init__(self, platform, session):
        address = urllib.parse.urlsplit(platform.url)
        self.connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
        self.headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}; csrftoken={CSRF}"}

    def get(self, path):
        self.connection.request("GET", path, headers=self.headers)
        answer = self.connection.getresponse()
        body = answer.read().decode()
        assert answer.status == 200, body
        return body

    def post(self, form):
        values = {**form.values, "csrfmiddlewaretoken": CSRF}
        headers = {**self.headers, "Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request("POST", form.action, urllib.parse.urlencode(values), headers)
        answer = self.connection.getresponse()
        answer.read()
        return answer.status

    def close(self):
        self.connection.close()


def all_at_once(platform, session, form):
    """Let everybody send the form at the same instant, over connections opened before, and give the statuses."""
    barrier, statuses = threading.Barrier(THREADS), []

    def send():
        with contextlib.closing(Visitor(platform, session)) as visitor:
            visitor.connection.connect()
            barrier.wait(timeout=60)
            statuses.append(visitor.post(form))

    threads = [threading.Thread(target=send) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


class TestExactlyOnce:
    def test_holds_for_thirty_two_at_the_same_instant(self, platform):
        now = clock.now()
        scene = stage.build(now)
        browser = Client()
        browser.force_login(scene.leo)
        session = browser.cookies[settings.SESSION_COOKIE_NAME].value
        courses = []

        for number in range(ROUNDS):
            course = stage.add_course(scene, f"round-{number}", now)
            courses.append(course)
            path = f"/learning/{course.learning_object.slug}/"
            with contextlib.closing(Visitor(platform, session)) as visitor:
                (form,) = [form for form in pages.forms(visitor.get(path)) if path in form.action]

            statuses = all_at_once(platform, session, form)

            assert len(statuses) == THREADS
            assert set(statuses) <= {200, 302, 303, 409}, statuses
        end = time.monotonic() + 120
        while Job.objects.exclude(state=State.DONE).exists():
            assert time.monotonic() < end, list(Job.objects.exclude(state=State.DONE).values())
            time.sleep(0.1)

        for course in courses:
            award = Award.objects.get(learner=scene.leo, achievement=course.achievement)
            credential = Credential.objects.get(award=award)
            assert credential.signature is not None
            assert Completion.objects.filter(instance=course.enrollment.instance).count() == 1
        assert (Award.objects.count(), Credential.objects.count()) == (ROUNDS, ROUNDS)
        assert (StatusEntry.objects.count(), Job.objects.filter(kind="issue").count()) == (ROUNDS, ROUNDS)
        assert Notification.objects.filter(person=scene.leo).count() == ROUNDS
        for action in ("award.granted", "credential.issued"):
            assert AuditEvent.objects.filter(action=action).count() == ROUNDS
        assert "Traceback" not in platform.output
