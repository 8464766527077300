"""Build the academy in the database, through the actions of the apps, all of it or nothing."""

import contextlib
import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction

from phalera.accounts import actions as accounts
from phalera.accounts import queries
from phalera.accounts.models import Person, Role
from phalera.authoring import actions as authoring
from phalera.authoring.models import Achievement, Badge, Issuer, Picture
from phalera.awarding import actions as awarding
from phalera.awarding import sharing
from phalera.awarding.models import Award, Visibility
from phalera.common import audit
from phalera.demo import pictures, telling, together
from phalera.demo.academy import badges, content, courses, history, organization, people, refreshers
from phalera.demo.art import render
from phalera.issuing import actions as issuing
from phalera.learning import actions as learning
from phalera.learning.models import Completion, Enrollment, Instance, Module, ModuleCompletion

# The house stood before its first learner came.
_FOUNDED = timedelta(days=history.YEAR + 10)
# The examiner's own record of an examination, told of beside the modules.
_EXAMINATION = "examination"
# Whose first badge went to the wrong person, so that one can see what a revoked one looks like.
_MISTAKEN = "wulandari@example.org"
# What Leo shows of his, by the slug of the course; nobody sees the others.
_SHOWN = {"writing-for-busy-readers": Visibility.PUBLIC, "map-and-compass": Visibility.UNLISTED}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Taught:
    """A course as it stands in the database."""

    instance: Instance
    modules: tuple[Module, ...]


def load(*, now: datetime, begun: render.Pending | None = None) -> bool:
    """Fill an empty installation with the academy as of `now`; False when that was done before.

    Who has something else to do first may have begun to draw the badges (`art.render.begun`).
    """
    if queries.find_person(people.LEO.email):
        return False
    founded, year = now - _FOUNDED, history.year(now)
    # The badges are drawn by other processes while this one writes down the year.
    drawing = contextlib.nullcontext(begun) if begun else render.begun()
    with drawing as pending, transaction.atomic():
        ada, grace = _add_staff(founded)
        learners = _add_learners(year, grace)
        _set_password([ada, grace, learners[people.LEO.email]])
        taught = _add_courses(ada, founded)
        arranged = together.add(
            {slug: each.instance.learning_object for slug, each in taught.items()},
            author=ada,
            by=grace,
            now=founded,
        )
        enrollments = _enroll(year, learners, taught)
        completions = _write_down(year, enrollments, taught)
        ending = together.complete(arranged, enrollments, now=now)
        issuer = _add_issuer(grace, founded)
        made = _add_badges(pictures.store(pending, now=founded), grace, founded)
        achievements = _attach(made, taught, issuer, ada, founded)
        more = together.attach(arranged, made, issuer, by=ada, now=founded)
        awards = _grant(completions, achievements)
        awards += together.award(arranged, more, ending, now=now)
        _issue(awards, now)
        telling.remember(awards, now=now)
        _show([award for award in awards if award.learner.email == people.LEO.email])
        _take_back(next(award for award in awards if award.learner.email == _MISTAKEN), grace, now)
        # One line for what was written in bulk, which left none of its own.
        counts = {"people": len(learners), "badges": len(made), "courses": len(taught), "awards": len(awards)}
        audit.record(by=grace, action="demo.filled", target=issuer, details=counts, now=now)
    return True


def _add_staff(now: datetime) -> tuple[Person, Person]:
    """Add the author and the administrator, and give both."""
    grace = _add(people.GRACE, role=Role.ADMINISTRATOR, by=None, now=now)
    return _add(people.ADA, role=Role.AUTHOR, by=grace, now=now), grace


def _add_learners(year: history.Year, by: Person) -> dict[str, Person]:
    return {
        person.email: _add(person, role=Role.LEARNER, by=by, now=year.joined_at[person.email])
        for person in people.LEARNERS
    }


def _add(person: content.Person, *, role: Role, by: Person | None, now: datetime) -> Person:
    return accounts.add_person(
        name=person.name, email=person.email, role=role, language=person.language, by=by, now=now
    )


def _set_password(known: Sequence[Person]) -> None:
    """Give several people the password of the demo, hashed once: hashing is slow on purpose."""
    hashed = make_password(people.PASSWORD)
    Person.objects.filter(pk__in=[person.pk for person in known]).update(password=hashed)


def _add_issuer(by: Person, now: datetime) -> Issuer:
    house = organization.NORTHLIGHT
    return authoring.add_issuer(
        name=house.name, url=house.url, email=house.email, description=house.description, by=by, now=now
    )


def _add_badges(stored: Mapping[str, Picture], by: Person, now: datetime) -> dict[str, Badge]:
    return {
        badge.slug: authoring.add_badge(
            name=badge.name,
            description=badge.description,
            alt=badge.alt,
            tags=badge.tags,
            picture=stored[badge.slug],
            by=by,
            now=now,
        )
        for badge in badges.BADGES
    }


def _add_courses(author: Person, now: datetime) -> dict[str, _Taught]:
    taught = {}
    for course in (*courses.COURSES, *refreshers.REFRESHERS):
        added = learning.add_learning_object(
            title=course.title,
            slug=course.slug,
            summary=course.summary,
            description=course.description,
            modules=[(module.title, module.body) for module in course.modules],
            author=author,
            by=author,
            now=now,
        )
        taught[course.slug] = _Taught(instance=added.instances.get(), modules=tuple(added.modules.all()))
    return taught


def _attach(
    made: Mapping[str, Badge], taught: Mapping[str, _Taught], issuer: Issuer, by: Person, now: datetime
) -> dict[int, Achievement]:
    """Let each course give its badge; the achievements come by the key of the instance."""
    return {
        taught[course.slug].instance.pk: authoring.attach_badge(
            badge=made[course.badge],
            target=taught[course.slug].instance.learning_object,
            issuer=issuer,
            criteria=course.criteria,
            by=by,
            now=now,
        )
        for course in courses.COURSES
    }


def _enroll(
    year: history.Year, learners: Mapping[str, Person], taught: Mapping[str, _Taught]
) -> list[Enrollment]:
    """Enroll the learners, in the order of the stories."""
    return [
        learning.enroll(
            learner=learners[story.learner.email],
            instance=taught[story.course.slug].instance,
            by=learners[story.learner.email],
            now=story.enrolled_at,
        )
        for story in year.stories
    ]


def _write_down(
    year: history.Year, enrollments: list[Enrollment], taught: Mapping[str, _Taught]
) -> list[Completion]:
    """Tick off the modules of the learners and record what they finished, oldest first."""
    told = list(zip(year.stories, enrollments, strict=True))
    _tick_off(told, taught)
    completions = []
    for story, enrollment in told:
        if story.failed_at:
            completions.append(_complete(enrollment, story.failed_at, _EXAMINATION, success=False))
        if story.finished_at:
            completions.append(_complete(enrollment, story.finished_at, learning.MODULES, success=True))
    return sorted(completions, key=lambda completion: completion.completed_at)


def _tick_off(told: list[tuple[history.Story, Enrollment]], taught: Mapping[str, _Taught]) -> None:
    """Write all ticks at once: the action for one looks every time whether it was the last."""
    ticks = [
        ModuleCompletion(enrollment=enrollment, module=module, completed_at=at)
        for story, enrollment in told
        for module, at in zip(taught[story.course.slug].modules, story.ticked_at, strict=False)
    ]
    ModuleCompletion.objects.bulk_create(ticks, batch_size=500)


def _complete(enrollment: Enrollment, at: datetime, source: str, *, success: bool) -> Completion:
    return learning.record_completion(
        source=source,
        external_id=str(enrollment.uuid),
        learner=enrollment.learner,
        instance=enrollment.instance,
        completed_at=at,
        success=success,
        by=enrollment.learner,
        now=at,
    )


def _grant(completions: list[Completion], achievements: Mapping[int, Achievement]) -> list[Award]:
    return [
        awarding.grant(
            learner=completion.learner,
            achievement=achievements[completion.instance_id],
            completion=completion,
            awarded_at=completion.completed_at,
            by=None,
            now=completion.completed_at,
        )
        for completion in completions
        if completion.success
    ]


def _issue(awards: Sequence[Award], now: datetime) -> None:
    """Sign everything now, but what has ended meanwhile while it still held, as nothing can be signed of it later."""
    ended = sorted(
        (award for award in awards if award.valid_until and award.valid_until <= now),
        key=lambda award: award.awarded_at,
    )
    while ended:
        first_end = min(award.valid_until for award in ended if award.valid_until)
        batch = [award for award in ended if award.awarded_at < first_end]
        issuing.issue(awards=batch, now=batch[-1].awarded_at)
        ended = ended[len(batch) :]
    issuing.issue(
        awards=[award for award in awards if not award.valid_until or award.valid_until > now], now=now
    )


def _show(awards: Sequence[Award]) -> None:
    """Let their learner show some awards, a day after they were earned."""
    for award in awards:
        visibility = _SHOWN.get(award.achievement.earned_by.slug)
        if visibility:
            sharing.choose(
                award=award,
                visibility=visibility,
                show_name=visibility == Visibility.PUBLIC,
                by=award.learner,
                now=award.awarded_at + timedelta(days=1),
            )


def _take_back(award: Award, by: Person, now: datetime) -> None:
    awarding.revoke(
        award=award, reason="Awarded to the wrong person. The right one has theirs.", by=by, now=now
    )
    issuing.publish_revocation(awards=[award], now=now)
