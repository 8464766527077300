"""An award that ends before it is signed: nothing can be said of it any more, and it keeps no other waiting."""

from datetime import UTC, datetime, timedelta

import pytest

from factories import stage
from phalera.awarding.models import Award
from phalera.issuing import queries
from phalera.jobs import actions as jobs
from phalera.jobs import runner
from phalera.jobs.models import Job, State

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=2)
pytestmark = pytest.mark.django_db


@pytest.fixture
def awards():
    cast = stage.build(NOW)
    course = stage.add_course(cast, "knots", NOW)
    awards = [stage.award(cast, course, NOW, learner=stage.add_learner(f"L{n}", NOW)) for n in range(3)]
    # The worker stands still over the end of this one.
    Award.objects.filter(pk=awards[1].pk).update(valid_until=NOW + timedelta(days=1))
    return awards


class TestAnAwardThatEndedBeforeItWasSigned:
    def test_keeps_no_other_waiting(self, awards):
        job = jobs.enqueue(kind="issue", payload={"awards": [str(each.uuid) for each in awards]}, now=NOW)

        runner.run_due(now=LATER)

        assert Job.objects.get(pk=job.pk).state == State.DONE
        assert queries.live_credential(awards[0])
        assert queries.live_credential(awards[2])
        assert queries.live_credential(awards[1]) is None
