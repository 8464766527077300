"""Sets of badge records that are too many to make while somebody waits: asked for, made by a job, kept for some days."""

import contextlib
import hashlib
import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import IO
from uuid import UUID

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from phalera.accounts.models import Person
from phalera.awarding.models import Award
from phalera.common import audit, errors
from phalera.delivering import queries, records, zips
from phalera.delivering.models import Export, Form
from phalera.issuing.models import Credential
from phalera.jobs import actions as jobs
from phalera.jobs.context import JobContext
from phalera.jobs.errors import LeaseLostError
from phalera.jobs.models import Job

# So long the file is kept, counted from when it was asked for.
KEPT = timedelta(days=7)
# Of one learner; who asks for more loses the oldest, so that nobody fills the disk.
MOST_KEPT = 5
FOLDER = "exports"
# Progress is written down so often: a write for each record would cost more than the record.
STEP = 20


@transaction.atomic
def ask(*, learner: Person, awards: Sequence[Award], form: Form, by: Person | None, now: datetime) -> Export:
    """Let the records of these badges be made; asked again while that is under way it is the same, and tried again.

    ConflictError when too many others are.
    """
    under_way = Export.objects.filter(learner=learner, finished_at=None)
    chosen = sorted(str(award.uuid) for award in awards)
    export, fresh = Export.objects.get_or_create(
        learner=learner,
        form=form,
        chosen=hashlib.sha256("".join(chosen).encode()).hexdigest(),
        finished_at=None,
        defaults={"awards": chosen, "asked_at": now},
    )
    if fresh and under_way.count() > MOST_KEPT:
        raise errors.ConflictError(
            _("Several sets of your badge records are being made already."),
            remedy=_("Wait until one of them is ready."),
        )
    _enqueue(export, now)
    if fresh:
        audit.record(by=by, action="records.asked", target=export, details={"number": len(chosen)}, now=now)
        finished = Export.objects.filter(learner=learner, finished_at__isnull=False).order_by("-asked_at")
        _forget(list(finished[MOST_KEPT - 1 :]))
    return export


@transaction.atomic
def try_again(*, export: Export, by: Person | None, now: datetime) -> None:
    """Let what was given up be made after all; nothing happens to what is under way or made."""
    audit.record(by=by, action="records.asked_again", target=export, now=now)
    _enqueue(export, now)


def find(uuid: UUID, *, learner: Person) -> Export | None:
    """Give what this learner asked for, or None: nobody sees what is another's."""
    return Export.objects.filter(uuid=uuid, learner=learner).first()


def job_of(export: Export) -> Job | None:
    """Give the job that makes it, which tells how far it is and why it was given up."""
    return Job.objects.filter(dedupe_key=_key(export)).first()


def under_way(learner: Person) -> list[Export]:
    """Give what a learner asked for that is not made yet."""
    return list(Export.objects.filter(learner=learner, finished_at=None).order_by("-asked_at"))


def open_file(export: Export) -> File[bytes] | None:
    """Open the file for reading; None when it is not made, or not kept any more."""
    if not export.file:
        return None
    try:
        return default_storage.open(export.file)
    except FileNotFoundError:
        return None


def make(*, export: Export, context: JobContext) -> None:
    """Make the file and keep it; raises LeaseLostError when another worker does."""
    credentials = queries.badges_of(export.learner, awards=[UUID(each) for each in export.awards])
    with translation.override(_language(export.learner)), tempfile.TemporaryFile() as file:
        if not credentials:
            made, left_out = 0, [_("None of these badges is yours any more, so there is nothing to make.")]
        elif export.form == Form.PDF:
            made, left_out = _pdf(credentials, file)
        else:
            made, left_out = _zip(credentials, file, context)
        size = file.tell()
        file.seek(0)
        name = default_storage.save(f"{FOLDER}/{export.uuid}.{export.form}", File(file)) if made else ""
    try:
        with transaction.atomic():
            context.hold()
            Export.objects.filter(pk=export.pk, finished_at=None).update(
                finished_at=context.now(),
                file=name,
                size=size if made else 0,
                records=made,
                left_out=left_out,
            )
    except LeaseLostError:
        # Whatever else ends it here may have been kept nevertheless; the sweep sees which files belong to nothing.
        if name:
            default_storage.delete(name)
        raise


def forget_old(*, now: datetime) -> int:
    """Delete what was kept long enough, and files whose row has gone; give how many were forgotten."""
    forgotten = _forget(list(Export.objects.filter(asked_at__lte=now - KEPT)))
    with contextlib.suppress(FileNotFoundError):  # nothing was ever kept
        for name in default_storage.listdir(FOLDER)[1]:
            forgotten += _forget_stray(name)
    return forgotten


def _forget_stray(name: str) -> int:
    """Delete a file that belongs to nothing: of somebody erased, or left by a run that ended with its process."""
    with contextlib.suppress(ValueError):
        of_its_own = Q(uuid=UUID(name[:36])) & Q(finished_at=None)
        if Export.objects.filter(of_its_own | Q(file=f"{FOLDER}/{name}")).exists():
            return 0
    default_storage.delete(f"{FOLDER}/{name}")
    return 1


@transaction.atomic
def _forget(exports: Sequence[Export]) -> int:
    """Forget rows, and delete their files once that is certain; what a crash leaves in between has no row any more."""
    names = [export.file for export in exports if export.file]

    def delete() -> None:
        for name in names:
            default_storage.delete(name)

    Export.objects.filter(pk__in=[export.pk for export in exports]).delete()
    # Robust: a storage that does not answer undoes nothing; the sweep deletes what belongs to nothing.
    transaction.on_commit(delete, robust=True)
    return len(exports)


def _pdf(credentials: Sequence[Credential], file: IO[bytes]) -> tuple[int, list[str]]:
    delivered = records.pdf(credentials)
    file.write(delivered.content)
    left_out = [zips.sentence(each) for each in delivered.left_out]
    return len(credentials) - len(left_out), left_out


def _zip(credentials: Sequence[Credential], file: IO[bytes], context: JobContext) -> tuple[int, list[str]]:
    packed = zips.Records(credentials, now=context.now())
    told = 0
    for piece in packed:
        file.write(piece)
        if packed.done >= told + STEP:
            told = packed.done
            context.progress(told, len(credentials))
    return packed.made, packed.left_out


def _enqueue(export: Export, now: datetime) -> None:
    jobs.enqueue(
        kind="records",
        payload={"export": str(export.uuid)},
        dedupe_key=_key(export),
        total=len(export.awards),
        now=now,
    )


def _key(export: Export) -> str:
    return f"records:{export.uuid}"


def _language(person: Person) -> str:
    try:
        return translation.get_supported_language_variant(person.language)
    except LookupError:
        return settings.LANGUAGE_CODE
