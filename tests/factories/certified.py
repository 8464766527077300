"""Somebody with a certification that ends soon and one that has ended, added to a running academy by a process of its own.

    python certified.py add <first name>
    python certified.py remind

adds the learner, whose password is the one of the demo, or lets the worker do what it does every morning.
"""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

ENDS_IN = 5  # days
ENDED = 10  # days ago
HELD = 100  # days, both of them
TESTS = Path(__file__).resolve().parents[1]


def add(data: Path, name: str) -> None:
    """Add the learner to the academy in a folder: “<name>’s Pilot” ends soon, “<name>’s Crane” has ended."""
    _run(data, "add", name)


def remind(data: Path) -> None:
    """Ask for the reminders of the day once more, as the worker does every morning."""
    _run(data, "remind")


def _run(data: Path, *words: str) -> None:
    from factories import server

    variables = server.environment(data, {"DJANGO_SETTINGS_MODULE": "phalera.config.settings"})
    subprocess.run([sys.executable, __file__, *words], env=variables, check=True, capture_output=True)


def _add(name: str) -> None:
    from django.contrib.auth.hashers import make_password

    from browser import story
    from phalera.accounts import actions as accounts
    from phalera.authoring import actions as authoring
    from phalera.jobs import clock

    # A house of its own, whose list of revocations is no younger than what it signs here.
    begun = clock.now() - timedelta(days=HELD + ENDED)
    issuer = authoring.add_issuer(
        name=f"{name}’s Harbor",
        url="https://harbor.example.org",
        email="harbor@example.org",
        description="",
        by=None,
        now=begun,
    )
    learner = accounts.add_person(name=name, email=f"{name.lower()}@example.org", by=None, now=clock.now())
    learner.password = make_password(story.PASSWORD)
    learner.save()
    # The one that has ended first, as it was.
    _certify(learner, f"{name}’s Crane", issuer, days_ago=HELD + ENDED)
    _certify(learner, f"{name}’s Pilot", issuer, days_ago=HELD - ENDS_IN)


def _certify(learner, title: str, issuer, *, days_ago: int) -> None:
    """Add a certification with a shorter course that renews it, completed so long ago, awarded and signed then."""
    from phalera.authoring import actions as authoring
    from phalera.authoring.models import Badge
    from phalera.awarding import actions as awarding
    from phalera.issuing import actions as issuing
    from phalera.jobs import clock
    from phalera.learning import actions as learning
    from phalera.learning import arranging
    from phalera.learning.validity import Unit, Validity

    then = clock.now() - timedelta(days=days_ago)
    shorter = learning.add_learning_object(
        title=f"{title}, once more",
        modules=[("All of it", "In one page.")],
        in_catalogue=False,  # the others of the academy see nothing of it
        by=None,
        now=then,
    )
    certification = learning.add_learning_object(
        kind="certification", title=title, in_catalogue=False, by=None, now=then
    )
    arranging.set_validity(
        certification=certification,
        validity=Validity(count=HELD, unit=Unit.DAYS),
        renew_from_days=30,
        grace_days=0,
        renewed_by=shorter,
        by=None,
        now=then,
    )
    badge = authoring.add_badge(
        name=title,
        description="Knows how, for a while.",
        alt="A disc",
        picture=Badge.objects.order_by("pk").first().picture,
        by=None,
        now=then,
    )
    achievement = authoring.attach_badge(
        badge=badge,
        target=certification,
        issuer=issuer,
        by=None,
        now=then,
    )
    completion = learning.record_completion(
        source="a test",
        external_id=title,
        learner=learner,
        instance=certification.instances.get(),
        completed_at=then,
        success=True,
        by=None,
        now=then,
    )
    award = awarding.grant(learner=learner, achievement=achievement, completion=completion, by=None, now=then)
    issuing.issue(awards=[award], now=then)


def _remind() -> None:
    from phalera.jobs import actions as jobs
    from phalera.jobs import clock

    jobs.enqueue(kind="remind", payload={}, now=clock.now())


if __name__ == "__main__":
    import django

    sys.path.insert(0, str(TESTS))
    django.setup()
    {"add": _add, "remind": _remind}[sys.argv[1]](*sys.argv[2:])
