"""A record of nobody, so that a design can be seen before anybody has one."""

import hashlib
from datetime import datetime, timedelta
from typing import Literal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from phalera.authoring import queries as authoring
from phalera.common import rosette, urls
from phalera.delivering.models import Kind, Orientation, RecordDesign
from phalera.delivering.records import page, typesetting, wording

# Of what no badge shows yet.
_DISC = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">'
    '<circle cx="50" cy="50" r="48" fill="%s"/><circle cx="50" cy="50" r="40" fill="none" stroke="#fff"/></svg>'
)
_AWARD = "00000000-0000-4000-8000-000000000000"


def preview(design: RecordDesign, *, form: Literal["pdf", "png"], now: datetime) -> bytes:
    """Give a sample page of a design, which need not be stored; workshop.TypesettingError when it cannot be set."""
    record = _record(design, now)
    sheet = page.Sheet(title=_("Sample"), author=record.issuer, language=record.language)
    if form == "png":
        return typesetting.picture(record, sheet=sheet)
    return typesetting.typeset([record], sheet=sheet, timestamp=int(now.timestamp()))


def _record(design: RecordDesign, now: datetime) -> page.Record:
    issuer, kind = design.issuer, Kind(design.kind)
    badge = authoring.badges().select_related("picture").first()
    language = get_language() or "en"
    seed = hashlib.sha512(b"sample").digest()
    facts = [(_("Awarded"), wording.day(now))]
    if kind is Kind.CERTIFICATION:
        facts.append((_("Valid until"), wording.day(now + timedelta(days=730))))
    return page.Record(
        language=language,
        opening=wording.opening(kind, issuer.name),
        learner=_("Leo Sample"),
        badge=badge.name if badge else _("Sample badge"),
        what=badge.description if badge else _("Here stands what somebody who has this badge can do."),
        badge_language=badge.language if badge else language,
        issuer=issuer.name,
        facts=(*facts, (_("Rosette"), rosette.mark(seed))),
        genuine=_("Is it genuine?"),
        explained=(_("This is a sample. It proves nothing, and nobody earned it."),),
        qr_alt=_("QR code with the address at which this badge can be verified"),
        verify_url=urls.public_url(f"/credentials/{_AWARD}"),
        seed=seed,
        picture=wording.image(badge.picture)
        if badge
        else page.Image(content=(_DISC % design.accent).encode(), extension="svg"),
        alt=badge.alt if badge else _("A plain disc"),
        credential=b"{}",
        credential_name="sample.json",
        credential_description=_("Nothing: this is a sample"),
        landscape=design.orientation == Orientation.LANDSCAPE,
        accent=design.accent,
        signatory=wording.signatory(design),
        logo=wording.image(issuer.picture) if issuer.picture else None,
    )
