"""Freeze what an achievement says now, as the form that every credential of it is filled into (design, section 5)."""

import contextlib
import dataclasses
import functools
import hashlib
import json
from collections.abc import Collection
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import override

from phalera.authoring import models
from phalera.common import bulk, errors
from phalera.learning.models import Kind, LearningObject, SkillLevel
from phalera_core import errors as core_errors
from phalera_core.documents import v2, v3
from phalera_core.linkeddata import template

_TYPES = {
    Kind.COURSE.value: "Course",
    Kind.PATH.value: "LearningProgram",
    Kind.CERTIFICATION.value: "Certification",
    SkillLevel.kind: "Competency",
}
# Two who freeze at once meet at the constraint on the number; the loser finds the winner's version.
_TRIES = 5


def freeze(*, achievement: models.Achievement, now: datetime) -> models.AchievementVersion:
    """Give the version of what the achievement says now: the newest one when nothing changed, else a new one.

    NothingToEarnError without a badge, NotReadyError before its issuer has an identifier, InvalidError for words that
    cannot be signed.
    """
    return freeze_all(achievements=[achievement.pk], now=now)[achievement.pk]


def freeze_all(
    *, achievements: Collection[int], now: datetime, public_url: str = ""
) -> dict[int, models.AchievementVersion]:
    """Give the version of what each achievement says now, by key, in a few queries; errors as of `freeze`.

    With `public_url` at that address, where the installation was before it moved.
    """
    base = public_url or settings.PUBLIC_URL
    open_ = statements(achievements, public_url=base)
    frozen: dict[int, models.AchievementVersion] = {}
    for _attempt in range(_TRIES):
        known = newest(open_)
        for pk in list(open_):
            there = known.get((pk, base))
            if there is not None and there.digest == open_[pk].digest:
                frozen[pk] = there
                del open_[pk]
        if not open_:
            return frozen
        last = {key[0]: 0 for key in known}
        for (pk, _url), version in known.items():
            last[pk] = max(last[pk], version.number)
        new = [_version(said, last.get(pk, 0) + 1, now) for pk, said in open_.items()]
        with contextlib.suppress(IntegrityError), transaction.atomic():
            bulk.insert(new)
    raise errors.ConflictError(
        _("This badge is being changed by others at the same time."), remedy=_("Try again.")
    )


def newest(achievements: Collection[int]) -> dict[tuple[int, str], models.AchievementVersion]:
    """Give the newest version of each achievement that has one, by its key and the address that the version names."""
    last = models.AchievementVersion.objects.filter(
        achievement=OuterRef("achievement"), public_url=OuterRef("public_url")
    ).order_by("-number")
    rows = models.AchievementVersion.objects.filter(
        achievement__in=list(achievements), number=Subquery(last.values("number")[:1])
    )
    return {(row.achievement_id, row.public_url): row for row in rows}


def statements(achievements: Collection[int], *, public_url: str) -> dict[int, "Statement"]:
    """Give what each achievement says now at an address, by key; errors as of `freeze`."""
    return {row.pk: _statement(row, public_url) for row in _achievements(achievements)}


def said_now(achievements: Collection[int]) -> dict[int, "Statement"]:
    """Give what those achievements say now, by key, that could be frozen at this moment."""
    rows = _achievements(achievements).filter(badge__isnull=False).exclude(issuer__did="")
    return {row.pk: _statement(row, settings.PUBLIC_URL) for row in rows}


def issuer_profile(issuer: models.Issuer, public_url: str) -> v3.Profile:
    """Give who awards, as Open Badges 3.0 says it."""
    picture = issuer.picture
    return v3.Profile(
        id=issuer.did,
        name=issuer.name,
        url=issuer.url,
        email=issuer.email,
        description=issuer.description or None,
        image=v3.Image(id=_picture_url(public_url, picture)) if picture else None,
    )


# Bytes of a version never change, so what was made of them holds for ever; signing follows freezing, and needs it.
@functools.lru_cache(maxsize=256)
def compiled(source: bytes) -> template.Template:
    """Give a version's form with its canonical statements, which take some time to work out."""
    return template.compile_template(source)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """All that a version says, before it has a number."""

    achievement: models.Achievement
    public_url: str
    badge: models.Badge
    issuer: v3.Profile
    criteria: str
    kind: str

    @property
    def digest(self) -> str:
        """The fingerprint of all of it; equal to a version's when nothing changed since."""
        return self.digest_at(self.public_url)

    def digest_at(self, public_url: str) -> str:
        """Give the fingerprint that it would have at another address: whether anything but the address changed."""
        said = {
            "public_url": public_url,
            "name": self.badge.name,
            "description": self.badge.description,
            "alt": self.badge.alt,
            "tags": self.badge.tags,
            "language": self.badge.language,
            "picture": self.badge.picture.sha256,
            "svg": self.badge.picture.svg_sha256,
            "issuer": issuer_profile(self.achievement.issuer, public_url).to_json(),
            "criteria": self.criteria,
            "kind": self.kind,
            "format": template.FORMAT,
        }
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _achievements(keys: Collection[int]) -> QuerySet[models.Achievement]:
    return models.Achievement.objects.filter(pk__in=list(keys)).select_related(
        "badge__picture",
        "issuer__picture",
        "learning_object",
        "instance__learning_object",
        "skill_level__skill",
    )


def _statement(achievement: models.Achievement, public_url: str) -> Statement:
    badge, issuer = achievement.badge, achievement.issuer
    if badge is None:
        raise errors.NothingToEarnError(_("There is no badge to earn here."))
    if not issuer.did:
        raise errors.NotReadyError(_("The issuer has no identifier yet."))
    target = achievement.earned_by
    with override(badge.language):
        criteria = achievement.criteria or _ask(target)
    return Statement(
        achievement=achievement,
        public_url=public_url,
        badge=badge,
        issuer=issuer_profile(issuer, public_url),
        criteria=criteria,
        kind=_TYPES[target.kind],
    )


def _ask(target: LearningObject | SkillLevel) -> str:
    """Say what is to be done where nobody wrote it down."""
    match target:
        case LearningObject():
            return _("Complete “%(title)s”.") % {"title": target.title}
        case SkillLevel():
            return _("Earn %(number)d credits of the skill “%(skill)s”.") % {
                "number": target.credits_needed,
                "skill": target.skill.name,
            }


def _version(statement: Statement, number: int, now: datetime) -> models.AchievementVersion:
    achievement, badge, base = statement.achievement, statement.badge, statement.public_url
    version = models.AchievementVersion(
        achievement=achievement,
        number=number,
        digest=statement.digest,
        name=badge.name,
        description=badge.description,
        alt=badge.alt,
        criteria=statement.criteria,
        language=badge.language,
        issuer_name=achievement.issuer.name,
        picture=badge.picture,
        template_format=template.FORMAT,
        public_url=base,
        frozen_at=now,
    )
    picture_url = _picture_url(base, badge.picture)
    badge_class_id = f"{base}/ob2/badges/{version.uuid}"
    badge_class = v2.BadgeClass(
        id=badge_class_id,
        name=badge.name,
        description=badge.description,
        image=v2.Image(id=picture_url, caption=badge.alt),
        criteria=v2.Criteria(narrative=statement.criteria),
        issuer=f"{base}/ob2/issuers/{achievement.issuer.uuid}",
        tags=tuple(badge.tags),
        language=badge.language,
        version=str(number),
    )
    try:
        v2.check(badge_class)
        version.template_v3 = v3.credential_template(
            achievement=v3.Achievement(
                id=f"{base}/ob3/achievements/{achievement.uuid}",
                achievement_type=statement.kind,
                name=badge.name,
                description=badge.description,
                criteria=v3.Criteria(narrative=statement.criteria),
                image=v3.Image(id=picture_url, caption=badge.alt),
                in_language=badge.language,
                tag=tuple(badge.tags),
                version=str(number),
            ),
            issuer=statement.issuer,
        )
        version.template_v2 = v2.assertion_template(badge=badge_class_id)
        # What cannot be compiled could not be signed later; better to hear of it now.
        compiled(version.template_v3)
    except core_errors.CoreError as error:
        raise errors.InvalidError(error.message, remedy=error.remedy, field=error.field) from error
    version.badge_class = json.dumps(
        badge_class.to_json(), ensure_ascii=False, separators=(",", ":")
    ).encode()
    return version


def _picture_url(public_url: str, picture: models.Picture) -> str:
    return f"{public_url}/pictures/{picture.sha256}.png"
