"""A small installation on the database of the test: an issuer, a course with a badge, and somebody who takes part."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from phalera.accounts import actions as accounts
from phalera.accounts.models import Person
from phalera.authoring import actions as authoring
from phalera.authoring import pictures
from phalera.authoring.models import Achievement, Badge, Issuer
from phalera.awarding import actions as awarding
from phalera.awarding.models import Award
from phalera.backpacks import administering, regions, tokens
from phalera.backpacks.hosts import interface
from phalera.backpacks.models import Connection, Region
from phalera.jobs.models import Job
from phalera.learning import actions as learning
from phalera.learning.models import Enrollment, LearningObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Who and what a story needs."""

    issuer: Issuer
    badge: Badge
    ada: Person  # authors
    leo: Person  # learns
    grace: Person  # administers


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A course that Leo takes part in, and what it earns."""

    learning_object: LearningObject
    achievement: Achievement
    enrollment: Enrollment


def build(now: datetime) -> Stage:
    """Make the cast, the issuer and a badge."""
    ada, leo, grace = (
        accounts.add_person(name=name, email=f"{name.lower()}@example.org", role=role, by=None, now=now)
        for name, role in (("Ada", "author"), ("Leo", "learner"), ("Grace", "administrator"))
    )
    issuer = authoring.add_issuer(
        name="Academy",
        url="https://academy.example",
        email="badges@academy.example",
        description="",
        by=grace,
        now=now,
    )
    badge = authoring.add_badge(
        name="Knots",
        description="Ties the knots that hold.",
        alt="A rope in a ring",
        tags=["rope"],
        picture=pictures.keep(disc(), now=now),
        language="en",
        by=grace,
        now=now,
    )
    return Stage(issuer=issuer, badge=badge, ada=ada, leo=leo, grace=grace)


def add_learner(name: str, now: datetime) -> Person:
    """Add one more learner."""
    return accounts.add_person(name=name, email=f"{name.lower()}@example.org", by=None, now=now)


def award(stage: Stage, course: Course, now: datetime, *, learner: Person | None = None) -> Award:
    """Award the course's badge to Leo, or to somebody else."""
    return awarding.grant(
        learner=learner or stage.leo, achievement=course.achievement, by=stage.grace, now=now
    )


def add_course(stage: Stage, slug: str, now: datetime) -> Course:
    """Add a course of one module that earns the badge, and let Leo take part."""
    learning_object = learning.add_learning_object(
        kind="course",
        title=f"Course {slug}",
        slug=slug,
        summary="One evening, one rope.",
        description="",
        modules=[("Begin", "Take a rope.")],
        author=stage.ada,
        in_catalogue=True,
        by=stage.ada,
        now=now,
    )
    achievement = authoring.attach_badge(
        badge=stage.badge,
        target=learning_object,
        issuer=stage.issuer,
        criteria="Finish the course.",
        by=stage.ada,
        now=now,
    )
    instance = learning_object.instances.get(is_default=True)
    enrollment = learning.enroll(learner=stage.leo, instance=instance, by=stage.leo, now=now)
    return Course(learning_object=learning_object, achievement=achievement, enrollment=enrollment)


# Two colours, so that a picture which lost one is seen to differ.
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
    b'<circle cx="50" cy="50" r="45" fill="#785014"/><circle cx="50" cy="50" r="30" fill="#e0c080"/></svg>'
)


@cache
def disc() -> pictures.Drawn:
    """Draw the least picture that may be a badge, once for all tests."""
    return pictures.draw(SVG)


def offer_backpacks(
    now: datetime,
    *,
    url: str = "http://127.0.0.1:9",
    client_id: str = "phalera",
    client_secret: str = "only-of-a-test",  # noqa: S107
) -> Region:
    """Switch Badgr on and offer one region, at an address where nobody answers unless another is given."""
    region = regions.ensure().regions.get(key="eu")
    administering.change_region(
        region=region,
        api_url=url,
        site_url=url,
        client_id=client_id,
        client_secret=client_secret,
        is_offered=True,
        by=None,
        now=now,
    )
    administering.switch(integration=region.integration, is_on=True, by=None, now=now)
    # Nobody is connected yet, so there is nobody to wake; later it would look after those whom a test connects.
    Job.objects.filter(kind="wake_backpacks").delete()
    return region


def connect_backpack(learner: Person, now: datetime, *, region: Region | None = None) -> Connection:
    """Connect somebody's backpack, as if they had consented."""
    connection = Connection.objects.create(
        person=learner,
        region=region or offer_backpacks(now),
        account=f"account of {learner.name}",
        addresses=[learner.addresses.get(primary=True).address],
        connected_at=now,
    )
    tokens.store(connection=connection, tokens=interface.Tokens(access="access", refresh="refresh"))
    return connection
