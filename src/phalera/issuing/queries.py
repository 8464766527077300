"""Questions about what was issued."""

import dataclasses
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from django.db.models import Exists, Max, OuterRef, QuerySet

from phalera.authoring import versions
from phalera.authoring.models import Achievement, AchievementVersion, Picture
from phalera.awarding.models import Award
from phalera.issuing import composing, keyrecords, models, naming

# What SQLite and PostgreSQL take in one statement, whatever their version.
_AT_ONCE = 500

v3_document = composing.v3_document
v2_assertion = composing.v2_assertion
did_document = keyrecords.did_document
jwks = keyrecords.jwks
record_of_signature = keyrecords.record_of_signature
signed_anew = keyrecords.signed_anew


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """How an award shows itself: as it was issued or, before that, as its badge is now."""

    name: str
    description: str
    alt: str
    picture: Picture
    version: int | None  # None until it is signed
    newest: int | None  # larger than `version` when the learner can bring it up to date
    renamed: bool = False  # whether it says another name of the learner than they want now, or none

    @property
    def ready(self) -> bool:
        """Whether there is something to download."""
        return self.version is not None

    @property
    def outdated(self) -> bool:
        """Whether what was signed is not what the badge says by now, or not with the name that its learner wants."""
        newer = self.version is not None and self.newest is not None and self.newest > self.version
        return newer or self.renamed


def live_credential(award: Award) -> models.Credential | None:
    """Give the signed credential of an award that counts now, with all that composing needs, or None."""
    return credentials().filter(award=award).first()


def credentials() -> QuerySet[models.Credential]:
    """Give the signed credentials that count now, each with all that composing needs."""
    return models.Credential.objects.filter(superseded_at=None, signature__isnull=False).select_related(
        "award__status__status_list", "award__learner", "version__picture", "key__issuer"
    )


def find_token(credential: models.Credential) -> bytes | None:
    """Give a credential as the token that was signed of it, or None when nobody asked for one yet."""
    text = models.Token.objects.filter(credential=credential).values_list("text", flat=True).first()
    return text.encode("ascii") if text else None


def faces(awards: Iterable[Award]) -> dict[int, Face]:
    """Give how each award shows itself, by key, in three queries."""
    return _faces(list(awards))[0]


def faces_and_changes(awards: Iterable[Award]) -> tuple[dict[int, Face], dict[int, "Change"]]:
    """Give how each award shows itself, and what an update would change, by key: in three queries, rarely in four."""
    shown, rows, said = _faces(list(awards))
    return shown, _changes([row for row in rows if shown[row.award_id].outdated], said)


def ready(awards: QuerySet[Award]) -> QuerySet[Award]:
    """Give those of some awards that are signed and were not revoked: there is something to take along."""
    return awards.filter(Exists(_signed().filter(award=OuterRef("pk"))), revoked_at=None)


def outdated(awards: QuerySet[Award]) -> list[int]:
    """Give the keys of those of some awards that say what their badge says no more, or another name than is wanted.

    A query for each 500, and two.
    """
    rows = list(
        _signed()
        .filter(award__in=awards.order_by().values("pk"))
        .select_related("award__learner", "version")
        .only("award__learner", "extra", "version__achievement", "version__digest", "version__public_url")
    )
    keys = sorted({row.version.achievement_id for row in rows})
    said: dict[int, versions.Statement] = {}
    for start in range(0, len(keys), _AT_ONCE):
        said |= versions.said_now(keys[start : start + _AT_ONCE])
    return [row.award_id for row in rows if _says_otherwise(row.version, said) or _renamed(row)]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What people see of a badge at one version."""

    name: str
    description: str
    alt: str
    criteria: str
    picture: Picture


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What an update would change of an award; equal looks mean that it is something else, such as the issuer's profile."""

    before: Look
    after: Look
    holder_before: str | None = None  # the learner's name that it says
    holder_after: str | None = None

    @property
    def holder(self) -> bool:
        """Whether the learner's name is what changes."""
        return self.holder_before != self.holder_after

    @property
    def picture(self) -> bool:
        """Whether the picture is another."""
        return self.before.picture.pk != self.after.picture.pk

    @property
    def name(self) -> bool:
        """Whether it is called something else."""
        return self.before.name != self.after.name

    @property
    def words(self) -> bool:
        """Whether the other words are others."""
        return any(
            getattr(self.before, field) != getattr(self.after, field)
            for field in ("description", "alt", "criteria")
        )


def changes(awards: Iterable[Award]) -> dict[int, Change]:
    """Give before and after of each award, by key, that is not at the newest version of what it was awarded for."""
    rows = _shown_rows(list(awards))
    return _changes(rows, versions.said_now({row.version.achievement_id for row in rows}))


def number_to_offer(achievements: QuerySet[Achievement]) -> int:
    """Give how many would be offered an update if what these achievements say changed: who holds a signed badge of them."""
    return models.Credential.objects.filter(
        superseded_at=None,
        signature__isnull=False,
        award__revoked_at=None,
        award__achievement__in=achievements.order_by().values("pk"),
    ).count()


def rows(credentials: Sequence[int]) -> Iterator[tuple[int, str, composing.Row]]:
    """Give the key, the picture's SHA-256 and the row of each of these, in their order; a query for each 500, as needed.

    LookupError when one of them is gone.
    """
    for start in range(0, len(credentials), _AT_ONCE):
        part = credentials[start : start + _AT_ONCE]
        found = {
            key: (key, sha256, composing.Row._make(values))
            for key, sha256, *values in models.Credential.objects.filter(pk__in=part).values_list(
                "pk", "version__picture__sha256", *composing.FIELDS
            )
        }
        for key in part:
            yield found[key]


def _signed() -> QuerySet[models.Credential]:
    return models.Credential.objects.filter(superseded_at=None, signature__isnull=False)


def _shown_rows(awards: Sequence[Award]) -> list[models.Credential]:
    return list(
        _signed()
        .filter(award__in=[award.pk for award in awards])
        .select_related("version__picture", "award__learner")
        .defer("version__template_v3", "version__template_v2", "version__badge_class")
    )


def _faces(
    awards: Sequence[Award],
) -> tuple[dict[int, Face], list[models.Credential], dict[int, versions.Statement]]:
    shown: dict[int, Face] = {}
    rows = _shown_rows(awards)
    keys = {row.version.achievement_id for row in rows}
    said = versions.said_now(keys)
    last = _last_numbers(keys)
    for row in rows:
        version = row.version
        shown[row.award_id] = Face(
            name=version.name,
            description=version.description,
            alt=version.alt,
            picture=version.picture,
            version=version.number,
            newest=_newest_number(version, said, last),
            renamed=_renamed(row),
        )
    for award in awards:
        badge = award.achievement.badge
        if award.pk not in shown and badge is not None:
            shown[award.pk] = Face(
                name=badge.name,
                description=badge.description,
                alt=badge.alt,
                picture=badge.picture,
                version=None,
                newest=None,
            )
    return shown, rows, said


def _changes(rows: Sequence[models.Credential], said: Mapping[int, versions.Statement]) -> dict[int, Change]:
    # Where nothing can be earned any more, what was said last stands.
    hidden = {row.version.achievement_id for row in rows} - said.keys()
    newest = versions.newest(hidden) if hidden else {}
    found: dict[int, Change] = {}
    for row in rows:
        before, key = row.version, row.version.achievement_id
        now = said.get(key)
        last = before if now else newest[key, before.public_url]
        changed = _says_otherwise(before, said) if now else last.digest != before.digest
        if changed or _renamed(row):
            after = _look_now(now) if changed and now else _look(last)
            found[row.award_id] = Change(
                before=_look(before),
                after=after,
                holder_before=naming.name_in(row.extra),
                holder_after=naming.wanted(row.award.learner),
            )
    return found


def _says_otherwise(version: AchievementVersion, said: Mapping[int, versions.Statement]) -> bool:
    """Say whether an achievement says something else by now; that an installation moved is nothing new."""
    now = said.get(version.achievement_id)
    return now is not None and now.digest_at(version.public_url) != version.digest


def _renamed(row: models.Credential) -> bool:
    return naming.name_in(row.extra) != naming.wanted(row.award.learner)


def _newest_number(
    version: AchievementVersion, said: Mapping[int, versions.Statement], last: Mapping[tuple[int, str], int]
) -> int:
    """Give the number of the version that an update would come to: a larger one where something new is said."""
    newest = last[version.achievement_id, version.public_url]
    if version.achievement_id not in said:
        return newest
    return max(newest, version.number + 1) if _says_otherwise(version, said) else version.number


def _last_numbers(achievements: Collection[int]) -> dict[tuple[int, str], int]:
    """Give the last number of each achievement's versions, by its key and the address that they name."""
    rows = (
        AchievementVersion.objects.filter(achievement__in=achievements)
        .order_by()
        .values_list("achievement_id", "public_url")
        .annotate(last=Max("number"))
    )
    return {(key, url): number for key, url, number in rows}


def _look(version: AchievementVersion) -> Look:
    return Look(
        name=version.name,
        description=version.description,
        alt=version.alt,
        criteria=version.criteria,
        picture=version.picture,
    )


def _look_now(said: versions.Statement) -> Look:
    badge = said.badge
    return Look(
        name=badge.name,
        description=badge.description,
        alt=badge.alt,
        criteria=said.criteria,
        picture=badge.picture,
    )
