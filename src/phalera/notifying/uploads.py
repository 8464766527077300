"""Telling people how their badges fare on the way to their backpack."""

from collections.abc import Sequence

from phalera.awarding.models import Award
from phalera.backpacks.models import Connection, ConnectionState, Upload, UploadState
from phalera.issuing import queries as issuing
from phalera.jobs import registry
from phalera.jobs.context import JobContext
from phalera.jobs.models import Job
from phalera.notifying import actions
from phalera.notifying.models import Event

# What only the learner can mend, at their host.
_THEIRS = ("address", "permission")
# So many are told of one by one; who has more is told of the rest in one notification's mail anyway.
_MOST = 500


@registry.follows("upload")
def tell_of_uploads(job: Job, context: JobContext) -> None:
    """Tell a learner what of theirs their backpack refused, and when it needs them."""
    connection = Connection.objects.select_related("person").filter(uuid=job.payload["connection"]).first()
    if connection is None:
        return
    news = [*_attention(connection), *_refused(connection)]
    if news:
        actions.notify_all(news=news, now=context.now())
    Upload.objects.filter(connection=connection, state__in=(UploadState.HELD, UploadState.REFUSED)).update(
        told=True
    )


def on_the_way(awards: Sequence[Award]) -> str:
    """Say how these badges fare: `there`, `going`, `stuck`, or nothing where none of them goes anywhere."""
    states = set(
        Upload.objects.filter(
            award__in=[award.pk for award in awards], connection__state=ConnectionState.CONNECTED
        )
        .exclude(state__in=(UploadState.SUPERSEDED, UploadState.REMOVED))
        .values_list("state", flat=True)
    )
    if states & {UploadState.WAITING, UploadState.UPLOADING}:
        return "going"
    if states & {UploadState.HELD, UploadState.REFUSED}:
        return "stuck"
    return "there" if states else ""


def _attention(connection: Connection) -> list[actions.News]:
    if connection.state == ConnectionState.RECONNECT:
        key, why = f"reconnect:{connection.uuid}:{connection.token_number}", "reconnect"
    else:
        held = Upload.objects.filter(
            connection=connection, state=UploadState.HELD, why__in=_THEIRS, told=False
        )
        why = held.values_list("why", flat=True).first() or ""
        # Once for each time that it was connected: what is held later for the same cause stands in its row.
        key = f"{why}:{connection.uuid}:{connection.connected_at:%Y%m%d%H%M%S}"
    if not why:
        return []
    return [
        actions.News(person=connection.person, event=Event.UPLOAD_ATTENTION, key=key, payload={"why": why})
    ]


def _refused(connection: Connection) -> list[actions.News]:
    rows = list(
        Upload.objects.filter(connection=connection, state=UploadState.REFUSED, told=False)
        .select_related("award__achievement__badge__picture")
        .order_by("pk")[:_MOST]
    )
    faces = issuing.faces([row.award for row in rows])
    return [
        actions.News(
            person=connection.person,
            event=Event.UPLOAD_FAILED,
            key=str(row.uuid),
            award=row.award,
            payload={"badge": faces[row.award_id].name if row.award_id in faces else "", "why": row.why},
        )
        for row in rows
    ]
