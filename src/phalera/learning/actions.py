"""Every change to what is learned: courses, taking part, finishing."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from phalera.accounts.models import Person
from phalera.common import audit, errors, text
from phalera.learning import models, terms

# The source of completions that our own modules lead to, and of those an administrator marks.
MODULES = "modules"
ADMINISTRATOR = "administrator"


@transaction.atomic
def add_learning_object(
    *,
    kind: str = models.Kind.COURSE,
    title: str,
    slug: str = "",
    summary: str = "",
    description: str = "",
    modules: Sequence[tuple[str, str]] = (),
    author: Person | None = None,
    in_catalogue: bool = True,
    by: Person | None,
    now: datetime,
) -> models.LearningObject:
    """Add a learning object with its default instance and modules; ConflictError when the slug is taken."""
    title = text.line(title, field="title", longest=160)
    learning_object = models.LearningObject(
        kind=kind,
        title=title,
        slug=slug or slugify(title)[:80] or "learning",
        summary=text.line(summary, field="summary", longest=240, required=False),
        description=text.paragraphs(description, field="description", longest=10_000, required=False),
        author=author,
        in_catalogue=in_catalogue,
        created_at=now,
    )
    try:
        with transaction.atomic():
            learning_object.save(force_insert=True)
    except IntegrityError as error:
        raise errors.ConflictError(
            _("There is a learning object with the address “%(slug)s” already.")
            % {"slug": learning_object.slug},
            field="slug",
        ) from error
    models.Instance.objects.create(learning_object=learning_object, is_default=True)
    models.Module.objects.bulk_create(
        models.Module(
            learning_object=learning_object,
            position=position,
            title=text.line(module_title, field="modules", longest=160),
            body=text.paragraphs(body, field="modules", longest=20_000, required=False),
        )
        for position, (module_title, body) in enumerate(modules, start=1)
    )
    audit.record(by=by, action="learning.added", target=learning_object, details={"kind": str(kind)}, now=now)
    return learning_object


@transaction.atomic
def enroll(
    *, learner: Person, instance: models.Instance, by: Person | None, now: datetime
) -> models.Enrollment:
    """Let a learner take part; who does already keeps the enrollment they have.

    Who finished and may renew, or renew something with it, takes part once more.
    """
    newest = models.Enrollment.objects.filter(learner=learner, instance=instance).order_by("-cycle").first()
    if newest is not None and not terms.may_take_again(newest, now=now):
        return newest
    enrollment = models.Enrollment(
        learner=learner, instance=instance, enrolled_at=now, cycle=newest.cycle + 1 if newest else 0
    )
    try:
        with transaction.atomic():
            enrollment.save(force_insert=True)
    except IntegrityError:
        return models.Enrollment.objects.get(learner=learner, instance=instance, cycle=enrollment.cycle)
    audit.record(
        by=by,
        action="learning.enrolled",
        target=enrollment,
        details={"learner": str(learner.uuid), "instance": str(instance.uuid)},
        now=now,
    )
    return enrollment


@transaction.atomic
def complete_module(
    *, enrollment: models.Enrollment, module: models.Module, by: Person | None, now: datetime
) -> models.Completion | None:
    """Tick off a module; when it was the last one, give the completion of the whole."""
    # Locked, because two last modules ticked off at once would each see the other one missing.
    enrollment = (
        models.Enrollment.objects.select_for_update(of=("self",))
        .select_related("learner", "instance")
        .get(pk=enrollment.pk)
    )
    if module.learning_object_id != enrollment.instance.learning_object_id:
        raise errors.InvalidError(_("This module belongs to another course."), field="module")
    done = models.ModuleCompletion(enrollment=enrollment, module=module, completed_at=now)
    try:
        with transaction.atomic():
            done.save(force_insert=True)
    except IntegrityError:
        pass
    else:
        audit.record(
            by=by,
            action="learning.module_completed",
            target=enrollment,
            details={"module": str(module.uuid)},
            now=now,
        )
    open_modules = models.Module.objects.filter(learning_object=module.learning_object_id).exclude(
        pk__in=enrollment.module_completions.values("module")
    )
    if open_modules.exists():
        return None
    return record_completion(
        source=MODULES,
        external_id=str(enrollment.uuid),
        learner=enrollment.learner,
        instance=enrollment.instance,
        completed_at=now,
        success=True,
        by=by,
        now=now,
    )


@transaction.atomic
def record_completion(
    *,
    source: str,
    external_id: str,
    learner: Person,
    instance: models.Instance,
    completed_at: datetime,
    success: bool,
    by: Person | None,
    now: datetime,
) -> models.Completion:
    """Record that a learner finished; told again under the same id it is the same completion.

    Of a certification that is to be renewed it says until when it holds; one that comes too early to renew holds as
    long as the one before. ConflictError when that id told of another learner or instance.
    """
    completion = models.Completion(
        source=source,
        external_id=external_id,
        learner=learner,
        instance=instance,
        completed_at=completed_at,
        success=success,
        recorded_at=now,
    )
    terms.set_term(completion)
    try:
        with transaction.atomic():
            completion.save(force_insert=True)
    except IntegrityError:
        return _told_before(completion)
    audit.record(
        by=by,
        action="learning.completed",
        target=completion,
        details={
            "source": source,
            "learner": str(learner.uuid),
            "instance": str(instance.uuid),
            "success": success,
        },
        now=now,
    )
    return completion


def mark_complete(
    *,
    learner: Person,
    instance: models.Instance,
    completed_at: datetime | None = None,
    success: bool = True,
    by: Person | None,
    now: datetime,
) -> models.Completion:
    """Record that somebody finished because an administrator says so; said twice it is the same completion.

    Who failed may be said to have succeeded later, so the two are told apart.
    """
    return record_completion(
        source=ADMINISTRATOR,
        external_id=told_as(
            learner=learner, instance=instance, completed_at=completed_at or now, success=success
        ),
        learner=learner,
        instance=instance,
        completed_at=completed_at or now,
        success=success,
        by=by,
        now=now,
    )


def told_as(*, learner: Person, instance: models.Instance, completed_at: datetime, success: bool) -> str:
    """Give the external id of what an administrator says."""
    # The day as people count it: in UTC the evening of one day and the morning of the next would be the same.
    day = terms.local_day(completed_at).isoformat()
    outcome = "" if success else f":failed:{day}"
    if success and instance.learning_object.validity is not None:
        # It may be renewed: each day is a completion of its own.
        outcome = f":{day}"
    return f"{learner.uuid}:{instance.uuid}{outcome}"


def _told_before(completion: models.Completion) -> models.Completion:
    told = models.Completion.objects.select_related("learner", "instance").get(
        source=completion.source, external_id=completion.external_id
    )
    if (told.learner_id, told.instance_id) != (completion.learner_id, completion.instance_id):
        raise errors.ConflictError(
            _("The completion “%(id)s” was told before, of another learner or course.")
            % {"id": completion.external_id},
            remedy=_("Give every completion an id of its own."),
            field="external_id",
        )
    return told
