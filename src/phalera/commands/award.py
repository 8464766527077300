"""`phalera award`: decide that somebody earned a badge, and sign it."""

import argparse
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from phalera.commands import exits, installation, problems

if TYPE_CHECKING:
    from phalera.accounts.models import Person
    from phalera.authoring.models import Achievement
    from phalera.awarding.models import Award


def add_parser(subparsers: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the words of `phalera award`."""
    parser = subparsers.add_parser(
        "award",
        help="award a badge to somebody",
        description="Award a badge to somebody who has an account, and sign it. Awarding again changes nothing.",
    )
    parser.add_argument("--badge", required=True, metavar="NAME|ID", help="name of the badge, or its id")
    parser.add_argument("--learner", required=True, metavar="EMAIL|ID", help="e-mail address, or id")
    parser.add_argument("--at", metavar="SLUG", help="which course, where the badge can be earned at several")
    installation.add_data(parser)


def run(args: argparse.Namespace) -> int:
    """Award; gives 1 when the badge cannot be earned or signed."""
    installation.open_at(installation.folder(args.data))
    installation.need_database()
    from phalera.journeys import earn_a_badge

    learner = _learner(args.learner)
    achievement = _achievement(args.badge, args.at)
    now = datetime.now(UTC)
    with installation.told():
        award = earn_a_badge.award_directly(learner=learner, achievement=achievement, by=None, now=now)
    return _sign(award)


def _learner(word: str) -> "Person":
    from phalera.accounts import queries
    from phalera.accounts.models import Person

    key = _uuid(word)
    person = Person.objects.filter(uuid=key).first() if key else queries.find_person(word)
    if person is None:
        raise problems.CommandError(
            f"Nobody here has the address or id “{word}”.",
            remedy="Add the person first, or check the spelling.",
            exit_code=exits.NO,
        )
    return person


def _achievement(word: str, slug: str | None) -> "Achievement":
    """Find what is meant: the badge may be earned at several courses, and then one must be named."""
    from django.db.models import Q

    from phalera.authoring import queries

    key = _uuid(word)
    named = Q(uuid=key) | Q(badge__uuid=key) if key else Q(badge__name__iexact=word.strip())
    found = [each for each in queries.earnable().filter(named) if slug in (None, _slug(each))]
    if not found:
        where = f" at “{slug}”" if slug else ""
        raise problems.CommandError(
            f"No badge “{word}” can be earned{where}.",
            remedy="Attach it to a course first, or check the spelling.",
            exit_code=exits.NO,
        )
    if len(found) > 1:
        slugs = ", ".join(sorted({_slug(each) for each in found}))
        raise problems.CommandError(
            f"“{word}” can be earned at several: {slugs}.", remedy="Say which with --at SLUG."
        )
    return found[0]


def _sign(award: "Award") -> int:
    """Sign in this process, unless a worker was quicker; a job that fails stays queued."""
    from django.conf import settings

    from phalera.jobs import clock, leases, runner
    from phalera.jobs.models import Job, State

    job = Job.objects.get(dedupe_key=f"issue:{award.uuid}")
    runner.run_one(job_uuid=job.uuid, clock=clock.now, by=leases.owner())
    job.refresh_from_db()
    print(f"Award {award.uuid}: {settings.PUBLIC_URL}/credentials/{award.uuid}")  # noqa: T201
    if job.state == State.DEAD:
        raise problems.CommandError(
            f"It was awarded, but it cannot be signed: {job.last_error}",
            remedy="Mend the cause and run the command again.",
            exit_code=exits.NO,
        )
    print("Signed." if job.state == State.DONE else f"Its signing is queued. {job.last_error}".strip())  # noqa: T201
    return exits.FINE


def _slug(achievement: "Achievement") -> str:
    return achievement.earned_by.slug


def _uuid(word: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(word)
    except ValueError:
        return None
