"""An award that ends before it is signed: nothing can be said of it any more, and it keeps no other waiting."""

from datetime import UTC, datetime, timedelta

import pytest

from factories import stage
from phalera.accounts.models import Address
from phalera.awarding.models import Award
from phalera.issuing import actions, queries, updating
from phalera.issuing.models import Credential, StatusEntry
from phalera.jobs import actions as jobs
from phalera.jobs import runner
from phalera.jobs.models import Job, State
from phalera.journeys import take_it_back

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


class TestOneThatWasPreparedAndNeverSigned:
    """A worker died between preparing and signing, and the next one came later."""

    @pytest.fixture
    def prepared(self, awards, monkeypatch):
        def die(*_args, **_kwargs):
            raise KeyboardInterrupt

        monkeypatch.setattr(actions.signing, "sign", die)
        with pytest.raises(KeyboardInterrupt):
            actions.issue(awards=awards, now=NOW)
        monkeypatch.undo()
        assert Credential.objects.filter(signature=None).count() == len(awards)
        return awards

    def resume(self, awards):
        job = jobs.enqueue(kind="issue", payload={"awards": [str(each.uuid) for each in awards]}, now=NOW)
        runner.run_due(now=LATER)
        return Job.objects.get(pk=job.pk)

    def test_is_let_go_when_it_has_ended(self, prepared):
        assert self.resume(prepared).state == State.DONE

        assert set(Credential.objects.values_list("award", flat=True)) == {prepared[0].pk, prepared[2].pk}
        assert not Credential.objects.filter(signature=None).exists()

    def test_is_let_go_when_it_was_revoked(self, prepared):
        take_it_back.revoke(award=prepared[2], reason="A mistake", by=None, now=NOW + timedelta(hours=1))

        assert self.resume(prepared).state == State.DONE

        assert [row.award for row in Credential.objects.all()] == [prepared[0]]

    def test_keeps_its_place_in_the_list_for_ever(self, prepared):
        place = StatusEntry.objects.get(award=prepared[1])

        self.resume(prepared)

        assert StatusEntry.objects.get(award=prepared[1]) == place

    def test_as_a_successor_leaves_the_old_one_counting(self, awards, monkeypatch):
        issued = actions.issue(awards=awards, now=NOW)
        monkeypatch.setattr(updating.signing, "sign", lambda *_args, **_kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            updating.update(awards=awards, now=NOW + timedelta(hours=1))
        monkeypatch.undo()

        followed = updating.follow(credentials=[row.uuid for row in issued], now=LATER)

        assert [row.award_id for row in followed] == [awards[0].pk, awards[2].pk]
        assert queries.live_credential(awards[1]) == issued[1]


class TestAnAwardToSomebodyWithoutAnAddress:
    def test_says_whose_it_is_and_keeps_no_other_waiting(self, awards):
        Award.objects.filter(pk=awards[1].pk).update(valid_until=None)
        Address.objects.filter(person=awards[1].learner).delete()
        job = jobs.enqueue(kind="issue", payload={"awards": [str(each.uuid) for each in awards]}, now=NOW)

        runner.run_due(now=NOW)

        assert Job.objects.get(pk=job.pk).state == State.DONE
        [stuck] = Job.objects.filter(state=State.DEAD)
        assert stuck.payload["awards"] == [str(awards[1].uuid)]
        assert stuck.last_error.startswith("L1 has no e-mail address that a badge could be made out to.")
        assert {row.award_id for row in queries.credentials()} == {awards[0].pk, awards[2].pk}

    def test_is_signed_once_they_have_one(self, awards):
        learner = awards[0].learner
        address = Address.objects.get(person=learner)
        Address.objects.filter(pk=address.pk).delete()
        job = jobs.enqueue(kind="issue", payload={"awards": [str(awards[0].uuid)]}, now=NOW)
        runner.run_due(now=NOW)
        address.pk = None
        address.save(force_insert=True)

        jobs.retry(job=Job.objects.get(pk=job.pk), by=None, now=NOW)
        runner.run_due(now=NOW)

        assert queries.live_credential(awards[0])
