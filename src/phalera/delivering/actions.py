"""Every change that handing out makes."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from phalera.accounts.models import Person
from phalera.authoring.models import Issuer, Picture
from phalera.awarding import actions as awarding
from phalera.awarding import policies as awarding_policies
from phalera.awarding.models import Award, Visibility
from phalera.common import audit, colors, errors, text
from phalera.delivering.models import Kind, Orientation, RecordDesign


@transaction.atomic
def hand_out(*, award: Award, by: Person, now: datetime) -> bool:
    """Let a learner take their badge along; the first time makes it unlisted, and True says so.

    NotAllowedError when it is not theirs or was revoked.
    """
    if not awarding_policies.can_hold(award, by):
        raise errors.NotAllowedError(_("This badge is not yours to download."))
    first = award.visibility == Visibility.PRIVATE
    if first:
        # What leaves the house must be verifiable, so its documents begin to answer.
        awarding.change_visibility(award=award, visibility=Visibility.UNLISTED, by=by, now=now)
    audit.record(by=by, action="award.handed_out", target=award, now=now)
    return first


@transaction.atomic
def hand_out_all(*, awards: Sequence[Award], by: Person, now: datetime) -> int:
    """Let a learner take many badges along, in a fixed number of queries for each 500; give how many were private.

    NotAllowedError when one is not theirs or was revoked; then none is handed out.
    """
    if not all(awarding_policies.can_hold(award, by) for award in awards):
        raise errors.NotAllowedError(_("One of these badges is not yours to download."))
    first = [award for award in awards if award.visibility == Visibility.PRIVATE]
    awarding.open_all(awards=first, by=by, now=now)
    audit.record_many(by=by, action="award.handed_out", targets=[(award, {}) for award in awards], now=now)
    return len(first)


@transaction.atomic
def save_design(
    *,
    issuer: Issuer,
    kind: Kind,
    orientation: Orientation,
    accent: str,
    signatory_name: str,
    signatory_title: str,
    signature: Picture | None,
    by: Person,
    now: datetime,
) -> RecordDesign:
    """Keep how the badge records of an issuer look, for one kind or for every kind.

    InvalidError names the field when a word is too long or the color cannot be read on paper.
    """
    design, _made = RecordDesign.objects.update_or_create(
        issuer=issuer,
        kind=kind,
        defaults={
            "orientation": orientation,
            "accent": check_accent(accent),
            "signatory_name": text.line(signatory_name, field="signatory_name", longest=80, required=False),
            "signatory_title": text.line(
                signatory_title, field="signatory_title", longest=80, required=False
            ),
            "signature": signature,
            "changed_at": now,
        },
    )
    audit.record(
        by=by,
        action="record_design.saved",
        target=issuer,
        details={"kind": str(kind), "orientation": str(orientation), "accent": design.accent},
        now=now,
    )
    return design


@transaction.atomic
def remove_design(*, design: RecordDesign, by: Person, now: datetime) -> None:
    """Let the records of a kind look like those of every kind again."""
    design.delete()
    audit.record(
        by=by, action="record_design.removed", target=design.issuer, details={"kind": design.kind}, now=now
    )


def check_accent(accent: str) -> str:
    """Give the color as `#rrggbb`; InvalidError when it is none or cannot be read on white paper."""
    color = colors.parse(accent)
    if color is None:
        raise errors.InvalidError(_("Give a color such as #7b4e14."), field="accent")
    if colors.contrast(color) < colors.ENOUGH:
        raise errors.InvalidError(
            _("Words in this color are too faint to read on paper."),
            field="accent",
            remedy=_("Choose a darker one: %(color)s would do.") % {"color": colors.darkened(color)},
        )
    return color
