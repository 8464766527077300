"""Telling people in the background: what a finished job means to somebody, and the mail."""

import smtplib
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count

from phalera.accounts.models import Person
from phalera.awarding.models import Award
from phalera.delivering.models import Export
from phalera.issuing import queries as issuing
from phalera.jobs import actions as jobs
from phalera.jobs import errors, registry
from phalera.jobs.context import JobContext
from phalera.jobs.models import Job
from phalera.notifying import actions, mailing, reminding, uploads
from phalera.notifying.models import Event

# Few enough for one statement on any database.
BATCH = 500
# How long, and how often, the news of an update waits for the backpack: about two minutes.
BACKPACK_LOOK = timedelta(seconds=2)
BACKPACK_LOOKS = 11
# So many are named where an update is told of.
MOST_NAMES = 50


@registry.follows("issue")
def tell_of_badges(job: Job, context: JobContext) -> None:
    """Tell each learner of the badges that were issued."""
    wanted = [UUID(each) for each in job.payload["awards"]]
    for start in range(0, len(wanted), BATCH):
        awards = list(
            Award.objects.filter(uuid__in=wanted[start : start + BATCH], revoked_at=None)
            .select_related(
                "learner",
                "achievement__badge__picture",
                "achievement__learning_object",
                "achievement__instance__learning_object",
                "achievement__skill_level__skill",
            )
            .order_by("pk")
        )
        faces = issuing.faces(awards)
        actions.notify_all(
            news=[
                actions.earned(award, badge=faces[award.pk].name)
                for award in awards
                if award.pk in faces and faces[award.pk].ready
            ],
            now=context.now(),
        )


@registry.follows("update")
def tell_of_update(job: Job, context: JobContext) -> None:
    """Tell the learner that the update they asked for has finished; where it goes on to a backpack, once that is done."""
    if uploads.on_the_way(_updated(job)) == "going":
        jobs.enqueue(
            kind="tell_of_update",
            payload={"job": str(job.uuid)},
            dedupe_key=f"tell:{job.uuid}",
            now=context.now(),
            run_at=context.now() + BACKPACK_LOOK,
        )
    else:
        _tell_of_update(job, context)


@registry.handler("tell_of_update")
def tell_of_update_later(job: Job, context: JobContext) -> None:
    """Tell it when the backpack has it, or when that takes too long."""
    update = Job.objects.filter(uuid=job.payload["job"]).first()
    if update is None:
        return
    if job.attempts < BACKPACK_LOOKS and uploads.on_the_way(_updated(update)) == "going":
        raise errors.RetryLater("The backpack is not done yet.", after=BACKPACK_LOOK * job.attempts)
    _tell_of_update(update, context)


def _updated(job: Job) -> list[Award]:
    """Give the awards of an update, the newest first."""
    return list(
        Award.objects.filter(uuid__in=job.payload["awards"], learner__uuid=job.payload["learner"])
        .select_related("learner", "achievement__badge__picture")
        .order_by("-awarded_at", "-pk")
    )


def _tell_of_update(job: Job, context: JobContext) -> None:
    awards = _updated(job)
    if not awards:
        return
    faces = issuing.faces(awards[:MOST_NAMES])
    actions.notify(
        person=awards[0].learner,
        event=Event.UPDATE_FINISHED,
        key=str(job.uuid),
        award=awards[0] if len(awards) == 1 else None,
        payload={
            "number": len(awards),
            "names": [faces[award.pk].name for award in awards[:MOST_NAMES] if award.pk in faces],
            "backpack": uploads.on_the_way(awards),
        },
        now=context.now(),
    )


@registry.follows("sign_anew")
def tell_of_signing_anew(job: Job, context: JobContext) -> None:
    """Tell each learner how many of their badges were signed anew, so that they hand out the new files."""
    awards = issuing.signed_anew(job.payload["key"])
    learners = awards.order_by("learner").values_list("learner").annotate(number=Count("pk"))
    numbers = dict(learners.values_list("learner", "number"))
    people = Person.objects.filter(pk__in=awards.order_by().values("learner")).order_by("pk")
    for start in range(0, len(numbers), BATCH):
        actions.notify_all(
            news=[
                actions.News(
                    person=person,
                    event=Event.UPDATE_FINISHED,
                    key=f"anew:{job.payload['key']}",
                    payload={"number": numbers[person.pk], "anew": True},
                )
                for person in people[start : start + BATCH]
                if person.pk in numbers
            ],
            now=context.now(),
        )


@registry.follows("records")
def tell_of_records(job: Job, context: JobContext) -> None:
    """Tell the learner that the badge records they asked for can be downloaded, or why there are none."""
    export = Export.objects.select_related("learner").filter(uuid=job.payload["export"]).first()
    if export is None or export.finished_at is None:
        return
    actions.notify(
        person=export.learner,
        event=Event.RECORDS_READY,
        key=str(export.uuid),
        payload={
            "export": str(export.uuid),
            "number": export.records,
            "left_out": len(export.left_out),
            "reason": export.left_out[0] if export.left_out else "",
        },
        now=context.now(),
    )


@registry.sweep
def remind_daily(now: datetime) -> None:
    """Write down the reminders of the day, once; hourly, so that a day on which no worker ran at dawn has them, too."""
    day = reminding.today(now).isoformat()
    jobs.enqueue(kind="remind", payload={"day": day}, dedupe_key=f"remind:{day}", now=now)


@registry.handler("remind")
def remind(_job: Job, context: JobContext) -> None:
    """Tell people what of theirs runs out soon or has run out; what was told before is not told again."""
    told = 0
    for number in reminding.remind(now=context.now()):
        told += number
        context.progress(told)


@registry.handler("mail")
def mail(job: Job, context: JobContext) -> None:
    """Send what waits for one person of one event."""
    person = Person.objects.filter(uuid=job.payload["person"]).first()
    if person is None:
        return
    try:
        mailing.send(person=person, event=Event(job.payload["event"]), mail=job.uuid, now=context.now())
    except smtplib.SMTPRecipientsRefused as error:
        if all(code >= 500 for code, _reason in error.recipients.values()):  # noqa: PLR2004  # RFC 5321: for good
            raise errors.GiveUp("The mail server does not take mail for this address.") from error
        raise errors.RetryLater("The mail server does not take the mail now.") from error
    except (smtplib.SMTPException, OSError) as error:
        # Its words may hold the address, so they stay in the log.
        raise errors.RetryLater(f"The mail could not be sent ({type(error).__name__}).") from error
