"""Somebody with more badges than a page shows, added to a running academy by a process of its own.

    python crowd.py add <first name> <courses> <certifications>
    python crowd.py change <first name>

adds a learner with that name, whose password is the one of the demo, or changes the badge that they earned last.
"""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

COURSES = 30
CERTIFICATIONS = 2
TESTS = Path(__file__).resolve().parents[1]


def add(data: Path, name: str, *, courses: int = COURSES, certifications: int = CERTIFICATIONS) -> None:
    """Add the learner to the academy in a folder, with a badge of each of so many courses and certifications."""
    _run(data, "add", name, str(courses), str(certifications))


def change_a_badge(data: Path, name: str) -> None:
    """Say something new with the badge that the learner earned last."""
    _run(data, "change", name)


def _run(data: Path, *words: str) -> None:
    from factories import server

    variables = server.environment(data, {"DJANGO_SETTINGS_MODULE": "phalera.config.settings"})
    subprocess.run([sys.executable, __file__, *words], env=variables, check=True, capture_output=True)


def _add(name: str, courses: str, certifications: str) -> None:
    from django.contrib.auth.hashers import make_password

    from browser import story
    from phalera.accounts import actions as accounts
    from phalera.authoring import actions as authoring
    from phalera.authoring.models import Badge, Issuer
    from phalera.awarding import actions as awarding
    from phalera.issuing import actions as issuing
    from phalera.jobs import clock
    from phalera.learning import actions as learning

    now = clock.now()
    issuer, picture = Issuer.objects.order_by("pk").first(), Badge.objects.order_by("pk").first().picture
    learner = accounts.add_person(name=name, email=f"{name.lower()}@example.org", by=None, now=now)
    learner.password = make_password(story.PASSWORD)
    learner.save()
    awards = []
    kinds = ["course"] * int(courses) + ["certification"] * int(certifications)
    for number, kind in enumerate(kinds, start=1):
        target = learning.add_learning_object(
            kind=kind,
            title=f"{name}’s {kind} {number:02}",
            slug=f"{name.lower()}-{number}",
            in_catalogue=False,  # the others of the academy see nothing of it
            by=None,
            now=now,
        )
        badge = authoring.add_badge(
            name=f"Number {number:02}",
            description=f"Counts to {number}.",
            alt="A disc",
            picture=picture,
            by=None,
            now=now,
        )
        achievement = authoring.attach_badge(badge=badge, target=target, issuer=issuer, by=None, now=now)
        awards.append(
            awarding.grant(
                learner=learner,
                achievement=achievement,
                awarded_at=now - timedelta(days=max(100, len(kinds)) - number),
                by=None,
                now=now,
            )
        )
    issuing.issue(awards=awards, now=now)


def _change(name: str) -> None:
    from phalera.authoring import actions as authoring
    from phalera.awarding.models import Award
    from phalera.jobs import clock

    last = Award.objects.filter(learner__name=name, achievement__learning_object__kind="course")
    badge = last.order_by("-awarded_at").first().achievement.badge
    authoring.change_words(
        badge=badge,
        name=f"Better {badge.name}",
        description=badge.description,
        alt=badge.alt,
        tags=[],
        by=None,
        now=clock.now(),
    )


if __name__ == "__main__":
    import django

    sys.path.insert(0, str(TESTS))
    django.setup()
    {"add": _add, "change": _change}[sys.argv[1]](*sys.argv[2:])
