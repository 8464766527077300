"""From a stored credential to what its page says, in its learner's language."""

import functools
import io
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from phalera.authoring import pictures
from phalera.authoring.models import Picture
from phalera.common import errors, rosette
from phalera.delivering.models import Kind, Orientation, RecordDesign
from phalera.delivering.records import page
from phalera.issuing import queries as issuing
from phalera.issuing.models import Credential


def record(credential: Credential, designs: Mapping[tuple[int, str], RecordDesign]) -> page.Record:
    """Give what the page of a signed credential says; the row comes with all that composing needs.

    NotReadyError when a picture is missing from the files of this installation.
    """
    award, version = credential.award, credential.version
    language, issuer = award.learner.language, version.issuer_name
    seed = bytes(credential.signature or b"")
    picture = credential.key.issuer.picture
    kind = _kind(bytes(version.template_v3))
    of = credential.key.issuer_id
    look = designs.get((of, kind)) or designs.get((of, Kind.EVERY)) or RecordDesign()
    with override(language):
        return page.Record(
            language=language,
            opening=opening(kind, issuer),
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
            picture=image(version.picture),
            alt=version.alt,
            landscape=look.orientation == Orientation.LANDSCAPE,
            accent=look.accent,
            signatory=signatory(look),
            logo=image(picture) if picture else None,
            credential=issuing.v3_document(credential),
            credential_name=f"{award.uuid}.json",
            credential_description=_("The signed Open Badges 3.0 credential of this page"),
        )


def sheet(credentials: list[Credential]) -> page.Sheet:
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
        bookmarks="badge" if one_learner else "learner",
    )


def signatory(design: RecordDesign) -> page.Signatory | None:
    """Give who stands under the line, or None where nobody signs."""
    if not (design.signatory_name or design.signature):
        return None
    return page.Signatory(
        name=design.signatory_name or _("Signature"),
        role=design.signatory_title,
        picture=_trimmed(design.signature.sha256) if design.signature else None,
    )


def opening(kind: Kind, issuer: str) -> str:
    """Give the words before the learner's name."""
    match kind:
        case Kind.CERTIFICATION:
            return _("%(issuer)s certifies") % {"issuer": issuer}
        case Kind.PATH:
            return _("%(issuer)s awarded this badge, for a whole learning path, to") % {"issuer": issuer}
        case Kind.SKILL:
            return _("%(issuer)s awarded this badge, for a skill, to") % {"issuer": issuer}
        case _:
            return _("%(issuer)s awarded this badge to") % {"issuer": issuer}


def _facts(credential: Credential, seed: bytes) -> list[tuple[str, str]]:
    facts = [(_("Awarded"), day(credential.awarded_at))]
    if credential.valid_until:
        facts.append((_("Valid until"), day(credential.valid_until)))
    if credential.award.follows:
        facts.append((_("Renews the record of"), day(credential.award.follows.awarded_at)))
    return [*facts, (_("Rosette"), rosette.mark(seed))]


def day(moment: datetime) -> str:
    """Give the day of a moment in the reader's format and the organisation's zone."""
    return formats.date_format(timezone.localtime(moment), "DATE_FORMAT")


def image(picture: Picture) -> page.Image:
    """Give a stored picture for a page; NotReadyError when it is missing from the files of this installation."""
    # The SVG where there is one: sharp at any size, and quicker to set than pixels.
    if picture.svg_sha256:
        return _read(picture.svg_sha256, "svg")
    return _read(picture.sha256, "png")


# Pictures never change under their name. More than a learner's badges show, or each would be read for each page.
@functools.lru_cache(maxsize=64)
def _read(sha256: str, extension: str) -> page.Image:
    content = pictures.read(sha256, extension)
    if content is None:
        raise errors.NotReadyError(
            f"The picture {sha256} is missing from the files of this installation.",
            remedy="Restore the folder of pictures from the backup.",
        )
    return page.Image(content=content, extension=extension)


@functools.lru_cache(maxsize=32)
def _trimmed(sha256: str) -> page.Image:
    """Give a picture without the empty margin that made it a square, in which a signature would be tiny."""
    from PIL import Image  # late, as few pages have one

    with Image.open(io.BytesIO(_read(sha256, "png").content)) as image:
        shown = image.convert("RGBA")
        made = io.BytesIO()
        shown.crop(shown.getchannel("A").getbbox()).save(made, "PNG")
    return page.Image(content=made.getvalue(), extension="png")


# Of an Open Badges 3.0 Achievement, what it was earned by.
_KINDS = {
    "Certification": Kind.CERTIFICATION,
    "LearningProgram": Kind.PATH,
    "Competency": Kind.SKILL,
}


@functools.lru_cache(maxsize=512)
def _kind(template: bytes) -> Kind:
    said: dict[str, Any] = json.loads(template)
    kind = said["credentialSubject"]["achievement"].get("achievementType", "")
    return _KINDS.get(kind, Kind.COURSE) if isinstance(kind, str) else Kind.COURSE
