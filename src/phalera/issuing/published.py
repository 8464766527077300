"""The documents that are published of what was issued, beside the credentials themselves and the issuers' keys."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Case, When

from phalera.authoring import versions
from phalera.authoring.models import Achievement, AchievementVersion, Issuer
from phalera.awarding.models import Award
from phalera.issuing import models
from phalera_core.documents import v2
from phalera_core.linkeddata import contexts


def find_version(uuid: UUID) -> AchievementVersion | None:
    """Give a version by its public id, or None."""
    return AchievementVersion.objects.filter(uuid=uuid).first()


def find_status_list(uuid: UUID) -> models.StatusList | None:
    """Give a status list by its public id, or None."""
    return models.StatusList.objects.filter(uuid=uuid).first()


def badge_class(version: AchievementVersion) -> bytes:
    """Give the Open Badges 2.0 BadgeClass of a version; it never changes."""
    return bytes(version.badge_class)


def status_list_document(status_list: models.StatusList) -> bytes:
    """Give the signed status list, one bit set for each revoked award."""
    return bytes(status_list.document)


def revoked_assertion(award: Award) -> bytes:
    """Give what is left of an award's Open Badges 2.0 assertion once it was revoked."""
    revoked = v2.Revoked(
        id=f"{_published_at(award)}/ob2/assertions/{award.uuid}", revocation_reason=award.revoked_reason
    )
    return _dump(revoked.to_json())


def revoked_credential(award: Award) -> bytes:
    """Give what is left at the address of an award's Open Badges 3.0 credential; its status list says the same, signed."""
    return _dump(
        {
            "id": f"{_published_at(award)}/credentials/{award.uuid}",
            "revoked": True,
            "revocationReason": award.revoked_reason,
        }
    )


def issuer_document_v2(issuer: Issuer, *, public_url: str) -> bytes:
    """Give an issuer as Open Badges 2.0 says it at an address of ours, which its id there begins with."""
    picture = issuer.picture
    return _dump(
        v2.Issuer(
            id=f"{public_url}/ob2/issuers/{issuer.uuid}",
            name=issuer.name,
            url=issuer.url,
            email=issuer.email,
            description=issuer.description or None,
            image=f"{public_url}/pictures/{picture.sha256}.png" if picture else None,
        ).to_json()
    )


def achievement_document(achievement: Achievement, *, public_url: str) -> bytes | None:
    """Give what an achievement says in its newest version at an address of ours, as Open Badges 3.0 says it.

    None before the first one, at whatever address.
    """
    here = Case(When(public_url=public_url, then=1), default=0)
    version = achievement.versions.order_by(here.desc(), "-number").first()
    if version is None:
        return None
    template = json.loads(bytes(version.template_v3))
    said: Mapping[str, Any] = template["credentialSubject"]["achievement"]
    creator = versions.issuer_profile(achievement.issuer, version.public_url)
    return _dump({"@context": [contexts.VC2, contexts.OB3], **said, "creator": creator.to_json()})


def _published_at(award: Award) -> str:
    """Give the address that the id of an award's document begins with."""
    last = award.credentials.order_by("-pk").values_list("version__public_url", flat=True).first()
    return last or settings.PUBLIC_URL


def _dump(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
