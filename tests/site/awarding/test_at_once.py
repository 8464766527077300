"""The same course completed by many at the same instant: one award and one credential, on either database."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import connection

from factories import stage
from phalera.authoring.models import AchievementVersion
from phalera.awarding.models import Award
from phalera.issuing import actions as issuing
from phalera.issuing import queries
from phalera.issuing.models import Credential, SigningKey, StatusEntry, StatusList
from phalera.jobs.models import Job
from phalera.journeys import earn_a_badge
from phalera.learning import actions as learning
from phalera.learning.models import Completion

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
THREADS = 8
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cast():
    return stage.build(NOW)


def at_once(*calls):
    """Run the calls in threads of their own that start together, and give what each returned."""
    gate = threading.Barrier(len(calls))

    def run(call):
        gate.wait()
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


class TestManyAtOnce:
    @pytest.mark.parametrize("turn", range(3))
    def test_award_once(self, cast, turn):
        course = stage.add_course(cast, f"c{turn}", NOW)
        module = course.learning_object.modules.get()

        def finish():
            return earn_a_badge.finish_module(
                enrollment=course.enrollment, module=module, by=cast.leo, now=NOW
            )

        def mark():
            return earn_a_badge.mark_complete(
                learner=cast.leo, instance=course.enrollment.instance, by=cast.grace, now=NOW
            )

        awards = at_once(*[finish, mark] * (THREADS // 2))

        assert len({award.pk for [award] in awards}) == 1
        assert Award.objects.count() == Job.objects.count() == 1
        assert Completion.objects.count() == 2

    def test_issue_once(self, cast):
        course = stage.add_course(cast, "knots", NOW)
        awards = [stage.award(cast, course, NOW, learner=stage.add_learner(f"L{n}", NOW)) for n in range(12)]

        # Overlapping batches, in different orders, while the issuer has neither key nor list yet.
        batches = [awards[n % 4 : n % 4 + 8][:: 1 if n % 2 else -1] for n in range(THREADS)]
        at_once(*[lambda batch=batch: issuing.issue(awards=batch, now=NOW) for batch in batches])

        issued = {award.pk for batch in batches for award in batch}
        assert Credential.objects.filter(signature__isnull=False).count() == len(issued)
        assert StatusEntry.objects.count() == len(issued)
        assert StatusList.objects.get().allocated == len(issued)
        assert SigningKey.objects.count() == AchievementVersion.objects.count() == 1
        assert queries.credentials().count() == len(issued)

    def test_tick_off_the_last_modules_and_complete_the_course(self, cast):
        course = learning.add_learning_object(
            title="Two", slug="two", modules=[(f"{n}", "") for n in range(THREADS)], by=None, now=NOW
        )
        enrollment = learning.enroll(learner=cast.leo, instance=course.instances.get(), by=None, now=NOW)

        completions = at_once(
            *[
                lambda module=module: learning.complete_module(
                    enrollment=enrollment, module=module, by=cast.leo, now=NOW
                )
                for module in course.modules.all()
            ]
        )

        assert len([each for each in completions if each is not None]) == 1
        assert Completion.objects.count() == 1

    def test_take_part_once(self, cast):
        course = stage.add_course(cast, "knots", NOW)
        mia = stage.add_learner("Mia", NOW)

        enrollments = at_once(
            *[lambda: learning.enroll(learner=mia, instance=course.enrollment.instance, by=mia, now=NOW)]
            * THREADS
        )

        assert len({each.pk for each in enrollments}) == 1

    def test_revoke_and_issue_and_the_list_tells_the_truth(self, cast):
        from phalera.journeys import take_it_back

        course = stage.add_course(cast, "knots", NOW)
        awards = [stage.award(cast, course, NOW, learner=stage.add_learner(f"L{n}", NOW)) for n in range(4)]
        issuing.issue(awards=awards[:1], now=NOW)

        at_once(
            lambda: issuing.issue(awards=awards, now=NOW),
            *[
                lambda award=award: take_it_back.revoke(
                    award=award, reason="By mistake.", by=cast.grace, now=NOW
                )
                for award in awards
            ],
        )

        # Whoever came first: what is in the list is revoked there, what is not was never issued.
        assert not StatusEntry.objects.filter(revoked_at=None).exists()
        assert Credential.objects.count() == StatusEntry.objects.count()
