"""A badge on its way: cut off anywhere it resumes, and whatever the host answers it arrives once."""

from datetime import timedelta

import pytest

from factories.moments import MINUTE, START
from phalera.backpacks import offering, queries, sending
from phalera.backpacks.hosts.badgr.fake import Fault
from phalera.backpacks.models import Region, Upload
from phalera.issuing import updating
from phalera.jobs import leases
from phalera.jobs.models import Job, State
from phalera.notifying.models import Event, Notification

pytestmark = pytest.mark.django_db(transaction=True)
LATER = START + timedelta(hours=1)


class PowerCut(BaseException):
    """Stands for a process that ends without a word."""


@pytest.fixture
def cut(monkeypatch):
    """Give a function that cuts the work off at a point, once."""

    def at(point, do):
        def here(name):
            if name == point:
                raise PowerCut

        monkeypatch.setattr(sending.faults, "at", here)
        with pytest.raises(PowerCut):
            do()
        monkeypatch.undo()
        # As when the machine is back: who held the job is gone.
        Job.objects.filter(state=State.RUNNING).update(lease_until=START)

    return at


def at_host(badgr):
    return [each.id for each in badgr.stored("leo@example.org")]


class TestAJobGivenUp:
    def test_ends_nobodys_uploads(self, badgr, courses, connect, work, where):
        awards = courses(2)
        connect()
        # Its workers were ended three times before they came to anything, as by a machine that is switched off.
        Job.objects.filter(kind="upload").update(
            state=State.RUNNING, crashes=leases.MOST_CRASHES - 1, lease_until=START
        )

        work()

        assert Job.objects.get(kind="upload", state=State.DEAD).last_error
        assert where(*awards) == ["waiting", "waiting"]
        [again] = Job.objects.filter(kind="upload", state=State.WAITING)
        assert START < again.next_run_at <= START + timedelta(minutes=10)

        work(3, start=again.next_run_at)

        assert where(*awards) == ["uploaded", "uploaded"]
        assert len(at_host(badgr)) == len(awards)


class TestABadgeCutOff:
    @pytest.mark.parametrize("point", ["upload.sending", "upload.sent"])
    def test_arrives_once(self, badgr, courses, connect, work, cut, where, settings, point):
        address = settings.PUBLIC_URL
        [award] = courses(1)
        connect()

        cut(point, work)
        settings.PUBLIC_URL = address  # taken back with the point
        work(3, start=LATER)

        assert where(award) == ["uploaded"]
        assert len(at_host(badgr)) == 1

    @pytest.mark.parametrize("point", ["upload.deleted", "upload.sending", "upload.sent"])
    def test_while_it_takes_an_older_ones_place_takes_it(
        self, badgr, courses, connect, work, cut, where, point
    ):
        [award] = courses(1)
        connect()
        work()
        before = at_host(badgr)
        updating.update(awards=[award], now=LATER)
        offering.offer(awards=[award], by=None, now=LATER)

        cut(point, lambda: work(start=LATER))
        work(3, start=LATER + leases.LEASE)

        assert where(award) == ["uploaded"]
        [now] = at_host(badgr)
        assert now not in before


class TestAnAnswer:
    @pytest.mark.parametrize(
        "fault",
        [
            Fault.ERROR, Fault.ERROR_AFTER, Fault.DROP, Fault.DROP_AFTER, Fault.CUT, Fault.DUPLICATE,
            Fault.BROKEN_JSON, Fault.EMPTY, Fault.HTML, Fault.EXPIRED, Fault.BUSY, Fault.BUSY_SECONDS,
        ],
    )  # fmt: skip
    def test_that_goes_wrong_once_costs_nothing_but_time(self, badgr, courses, connect, work, where, fault):
        [award] = courses(1)
        connect()
        badgr.fail(fault, method="POST", seconds=20)

        work(4)

        assert where(award) == ["uploaded"]
        assert len(at_host(badgr)) == 1

    def test_that_never_comes_leaves_the_host_alone_for_a_while(self, badgr, courses, connect, work):
        courses(6)
        connect()
        badgr.fail(Fault.DROP, times=None)

        work()

        tried = len(badgr.store.calls)
        region = Region.objects.get(key="eu")
        assert region.closed_until > START
        work()
        assert len(badgr.store.calls) == tried

    def test_that_comes_again_opens_the_host_for_all(self, badgr, courses, connect, work, where):
        awards = courses(6)
        connect()
        badgr.fail(Fault.DROP, times=None)
        work()

        badgr.well()
        work(12)

        assert where(*awards) == ["uploaded"] * 6
        assert Region.objects.get(key="eu").failures == 0

    def test_that_refuses_is_told_once_with_what_to_do(self, badgr, courses, connect, work, where):
        [award] = courses(1)
        connection = connect()
        award.awarded_at = START + timedelta(days=400)
        award.save(update_fields=["awarded_at"])
        credential = award.credentials.get()
        credential.awarded_at = award.awarded_at  # the host takes none from the future
        credential.save(update_fields=["awarded_at"])

        work(3)

        assert where(award) == ["refused"]
        assert "nothing is lost" in queries.whereabouts([award])[award.pk].why.remedy
        assert Notification.objects.filter(event=Event.UPLOAD_FAILED).count() == 1
        offering.try_again(connection=connection, now=START + 5 * MINUTE)
        work(3, start=START + 5 * MINUTE)
        assert Notification.objects.filter(event=Event.UPLOAD_FAILED).count() == 1

    def test_keeps_no_other_badge_waiting(self, badgr, courses, connect, work, where):
        awards = courses(3)
        connect()
        badgr.fail(Fault.ERROR, method="POST")

        work()

        assert sorted(where(*awards)) == ["uploaded", "uploaded", "uploading"]


class TestTheDatabase:
    def test_has_one_way_for_each_credential_and_connection(self, courses, connect):
        [award] = courses(1)
        connect()

        offering.offer(awards=[award], by=None, now=START)
        offering.offer(awards=[award], by=None, now=START)

        assert Upload.objects.count() == 1
