"""What somebody with 2,000 badges does takes 12 questions to the database, and one more for each 500; printed with -s."""

from collections import Counter
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from factories import many, stage
from phalera.issuing.models import Credential
from phalera.jobs import runner
from phalera.jobs.models import Job

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
NUMBER = 2_000
MOST = 12 + NUMBER // 500
# Not questions: they cost no row, and there are more of them where a test is itself a transaction.
_FRAMES = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def leo(client):
    cast = stage.build(NOW)
    many.hold(learner=cast.leo, issuer=cast.issuer, badges=[cast.badge], number=NUMBER, now=NOW)
    client.force_login(cast.leo)
    client.get(reverse("badges"))  # what is found once in a process is found
    return client


def count(name, ask):
    """Count the questions of one request, its body included, and print how many; the commonest ones when too many."""
    with CaptureQueriesContext(connection) as asked:
        answer = ask()
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    questions = [one["sql"] for one in asked.captured_queries if not one["sql"].startswith(_FRAMES)]
    print(f"{name}: {len(questions)} queries, at most {MOST}")
    if len(questions) > MOST:
        for question, times in Counter(each[:160] for each in questions).most_common(20):
            print(f"  {times} × {question}")
    return len(questions), answer, body


class TestTwoThousandBadges:
    def test_are_shown_chosen_downloaded_and_updated_with_few_queries(self, leo):
        pages = {
            "page": lambda: leo.get(reverse("badges")),
            "dialog": lambda: leo.get(reverse("badges"), {"show": "all"}),
            "select all": lambda: leo.get(reverse("badges"), {"all": "1"}),
            "home": lambda: leo.get(reverse("home")),
            "ZIP": lambda: leo.get(reverse("all_badges")),
            "ZIP of all that were selected": lambda: leo.post(
                reverse("chosen_badges"), {"all": "1", "as": "badge"}
            ),
            "badge records, asked for": lambda: leo.get(reverse("all_records")),
            "update": lambda: leo.post(reverse("update_badges"), {"all": "1"}),
        }

        found = {name: count(name, ask) for name, ask in pages.items()}

        assert {name: number for name, (number, _, _) in found.items() if number > MOST} == {}
        for name in ("ZIP", "ZIP of all that were selected"):
            _number, answer, body = found[name]
            assert answer["Content-Length"] == str(len(body)), name
            assert body.count(b"PK\x01\x02") >= NUMBER, name

        # And the worker's part, which is done in batches: what one asks, it asks for all its badges together.
        Job.objects.exclude(kind="update").delete()
        with CaptureQueriesContext(connection) as asked:
            runner.run_due(now=datetime.now(UTC))
        questions = [one for one in asked.captured_queries if not one["sql"].startswith(_FRAMES)]
        print(f"update, by the worker: {len(questions)} queries")
        assert Credential.objects.filter(succeeds__isnull=False, superseded_at=None).count() == NUMBER
        assert len(questions) < NUMBER / 10
