"""One of everything that has an address: a small academy whose every page can be asked for."""

from collections.abc import Callable
from datetime import UTC, datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import URLPattern, reverse

from factories import stage
from phalera.accounts import actions as accounts
from phalera.awarding import profiles, sharing
from phalera.awarding.models import Visibility
from phalera.delivering import actions as delivering
from phalera.delivering.models import Export
from phalera.issuing import actions as issuing
from phalera.jobs.models import Job, State
from phalera.journeys import import_completions
from phalera.learning import actions as learning
from phalera.learning import arranging
from phalera.verifying import results
from phalera_core.verifying import verifier

MORNING = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
FILE = b"email,learning object,completed_at\nnobody@example.org,knots,2026-01-01\n"


def people() -> stage.Stage:
    """Give Leo, who learns and owns what there is, Ada and Grace; all three have a password."""
    scene = stage.build(MORNING)
    for person in (scene.leo, scene.ada, scene.grace):
        person.set_password("stitch-in-time")
        person.save()
    return scene


def parts(people: stage.Stage) -> Callable[[URLPattern], dict[str, object]]:
    """Give a function that says the parts of the address of a route."""
    course = stage.add_course(people, "knots", MORNING)
    award = stage.award(people, course, MORNING)
    [credential] = issuing.issue(awards=[award], now=MORNING)
    delivering.hand_out(award=award, by=people.leo, now=MORNING)
    sharing.choose(award=award, visibility=Visibility.PUBLIC, show_name=False, by=people.leo, now=MORNING)
    link, secret = sharing.make_link(award=award, ends_at=None, by=people.leo, now=MORNING)
    picture = people.badge.picture
    job = Job.objects.create(
        kind="issue", state=State.DEAD, next_run_at=MORNING, created_at=MORNING, finished_at=MORNING
    )
    kept = default_storage.save("exports/records.pdf", ContentFile(b"%PDF-"))
    export = Export.objects.create(
        learner=people.leo,
        form="pdf",
        awards=[str(award.uuid)],
        asked_at=MORNING,
        finished_at=MORNING,
        file=kept,
        records=1,
    )
    known = {
        "award": award.uuid,
        "region": stage.connect_backpack(people.leo, MORNING).region.uuid,
        "export": export.uuid,
        "extension": "png",
        "slug": course.learning_object.slug,
        "module": course.learning_object.modules.get().uuid,
        "issuer": people.issuer.uuid,
        "version": credential.version.uuid,
        "achievement": course.achievement.uuid,
        "status_list": award.status.status_list.uuid,
        "sha256": picture.sha256,
        "secret": accounts.make_sign_in_link(person=people.leo, now=datetime.now(UTC)),
        "uidb36": "1",
        "key": "used-up",
        "job": job.uuid,
        "badge": people.badge.uuid,
        "kind": "every",
        "signature": "AAAA",
        "link": link.uuid,
        "person": profiles.show(person=people.leo, shown=True, by=people.leo, now=MORNING).uuid,
    }
    _kept, result = results.keep(results.summary(verifier.not_now(), at=MORNING), now=datetime.now(UTC))
    path = learning.add_learning_object(
        kind="path", title="Path", author=people.ada, by=people.ada, now=MORNING
    )
    skill = arranging.add_skill(name="Rope", levels=[("Novice", 1)], by=people.grace, now=MORNING)
    of_route = {
        "skill": {"slug": skill.slug},
        "admin_import": {
            "of": import_completions.look(name="a.csv", content=FILE, by=people.grace, now=MORNING).uuid
        },
        "admin_person": {"person": people.leo.uuid},
        "admin_skill": {"slug": skill.slug},
        "admin_skill_badge": {"slug": skill.slug, "number": 1},
        "admin_skill_level": {"slug": skill.slug, "number": 1},
        "admin_learning_arrange": {"slug": path.slug},
        "author_learning_arrange": {"slug": path.slug},
        "admin_key_compromised": {"key": credential.key.public_multibase},
        "picture_svg": {"sha256": picture.svg_sha256, "extension": "svg"},
        "share_link": {"secret": secret},
        "verify_result": {"secret": result},
        "verify_result_end": {"secret": result},
    }

    def say(pattern: URLPattern) -> dict[str, object]:
        wanted = set(pattern.pattern.converters) | set(pattern.pattern.regex.groupindex)
        values = {**known, **of_route.get(pattern.name, {})}
        return {name: values[name] for name in wanted}

    return say


def address(pattern: URLPattern, parts: Callable[[URLPattern], dict[str, object]]) -> str:
    """Give the address of a route."""
    return reverse(pattern.name, kwargs=parts(pattern))
