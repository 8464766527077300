"""From a stored credential to what its page says, in its learner's language."""

import functools
import json
from datetime import datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from phalera.authoring import pictures
from phalera.authoring.models import AchievementVersion, Picture
from phalera.common import errors, rosette
from phalera.delivering.records import page
from phalera.issuing import queries as issuing
from phalera.issuing.models import Credential


def record(credential: Credential) -> page.Record:
    """Give what the page of a signed credential says; the row comes with all that composing needs.

    NotReadyError when its picture is missing from the files of this installation.
    """
    award, version = credential.award, credential.version
    language, issuer = award.learner.language, version.issuer_name
    seed = bytes(credential.signature or b"")
    picture = credential.key.issuer.picture
    with override(language):
        return page.Record(
            language=language,
            opening=_opening(version, issuer),
            learner=award.learner.name,
            badge=version.name,
            what=version.description,
            badge_language=version.language,
            issuer=issuer,
            facts=tuple(_facts(credential, seed)),
            genuine=_("Is it genuine?"),
            explained=(
                _("Scan the code, or give this file to any verifier of Open Badges."),
                _("The signed credential is attached to this file. The printed page itself is not signed."),
            ),
            qr_alt=_("QR code with the address at which this badge can be verified"),
            verify_url=f"{version.public_url}/credentials/{award.uuid}",
            seed=seed,
            picture=_image(version.picture),
            alt=version.alt,
            logo=_image(picture) if picture else None,
            credential=issuing.v3_document(credential),
            credential_name=f"{award.uuid}.json",
            credential_description=_("The signed Open Badges 3.0 credential of this page"),
        )


def sheet(credentials: list[Credential], *, landscape: bool) -> page.Sheet:
    """Give the paper and what the PDF of these credentials says of itself."""
    first = credentials[0]
    learners = {each.award.learner_id for each in credentials}
    one_learner = len(learners) == 1
    issuers = dict.fromkeys(each.version.issuer_name for each in credentials)
    language = first.award.learner.language if one_learner else first.version.language
    with override(language):
        if len(credentials) == 1:
            title = f"{first.version.name} – {first.award.learner.name}"
        elif one_learner:
            title = _("Badge records of %(name)s") % {"name": first.award.learner.name}
        else:
            title = _("Badge records")
    return page.Sheet(
        title=title,
        author=", ".join(issuers),
        language=language,
        landscape=landscape,
        bookmarks="badge" if one_learner else "learner",
    )


def _opening(version: AchievementVersion, issuer: str) -> str:
    match _kind(bytes(version.template_v3)):
        case "Certification":
            return _("%(issuer)s certifies") % {"issuer": issuer}
        case "LearningProgram":
            return _("%(issuer)s awarded this badge, for a whole learning path, to") % {"issuer": issuer}
        case "Competency":
            return _("%(issuer)s awarded this badge, for a skill, to") % {"issuer": issuer}
        case _:
            return _("%(issuer)s awarded this badge to") % {"issuer": issuer}


def _facts(credential: Credential, seed: bytes) -> list[tuple[str, str]]:
    facts = [(_("Awarded"), _day(credential.awarded_at))]
    if credential.valid_until:
        facts.append((_("Valid until"), _day(credential.valid_until)))
    return [*facts, (_("Rosette"), rosette.mark(seed))]


def _day(moment: datetime) -> str:
    return formats.date_format(timezone.localtime(moment), "DATE_FORMAT")


def _image(picture: Picture) -> page.Image:
    # The SVG where there is one: sharp at any size, and quicker to set than pixels.
    if picture.svg_sha256:
        return _read(picture.svg_sha256, "svg")
    return _read(picture.sha256, "png")


# Pictures never change under their name.
@functools.lru_cache(maxsize=32)
def _read(sha256: str, extension: str) -> page.Image:
    content = pictures.read(sha256, extension)
    if content is None:
        raise errors.NotReadyError(
            f"The picture {sha256} is missing from the files of this installation.",
            remedy="Restore the folder of pictures from the backup.",
        )
    return page.Image(content=content, extension=extension)


@functools.lru_cache(maxsize=512)
def _kind(template: bytes) -> str:
    said: dict[str, Any] = json.loads(template)
    kind = said["credentialSubject"]["achievement"].get("achievementType", "")
    return kind if isinstance(kind, str) else ""
