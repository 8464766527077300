"""The public page of somebody: only who asks for it has one, and it shows what they show of themselves anyway."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from phalera.accounts.models import Person
from phalera.awarding import sharing
from phalera.awarding.models import Award, Profile, ShareLink, Visibility
from phalera.common import audit


@transaction.atomic
def show(*, person: Person, shown: bool, by: Person, now: datetime) -> Profile:
    """Open somebody's public page, or close it; its address stays the same, so that links to it work again."""
    profile, made = Profile.objects.get_or_create(person=person, defaults={"shown": shown, "created_at": now})
    if made or profile.shown != shown:
        profile.shown = shown
        profile.save(update_fields=["shown"])
        audit.record(by=by, action="profile.shown" if shown else "profile.hidden", target=profile, now=now)
    return profile


def find_shown(uuid: UUID) -> Profile | None:
    """Give the profile at an address while its person shows it, or None."""
    return (
        Profile.objects.select_related("person").filter(uuid=uuid, shown=True, person__is_active=True).first()
    )


def find_of(person: Person) -> Profile | None:
    """Give somebody's profile, shown or not, or None."""
    return Profile.objects.filter(person=person).first()


def listed(person: Person) -> QuerySet[Award]:
    """Give the awards on somebody's public page, newest first: those that are public and name them there, too.

    One that was made public without a name must not be given one here. What was renewed gives way to its renewal, if
    that is listed.
    """
    own = Award.objects.filter(learner=person, visibility=Visibility.PUBLIC, show_name=True, revoked_at=None)
    return _with_faces(own.exclude(Exists(own.filter(follows=OuterRef("pk")))))


def shared(person: Person, *, now: datetime) -> QuerySet[Award]:
    """Give the awards of somebody that others can see in any way, each with the number of links to it as `open_links`."""
    live = sharing.live(now).filter(award__learner=person)
    seen = ~Q(visibility=Visibility.PRIVATE) | Q(pk__in=live.values("award"))
    return _with_faces(
        Award.objects.filter(seen, learner=person, revoked_at=None).annotate(
            open_links=Count("links", filter=Q(links__in=live.values("pk")))
        )
    )


@transaction.atomic
def take_all_back(*, person: Person, by: Person, now: datetime) -> int:
    """Make every award of somebody private, end every link and close their page; give how many awards were seen."""
    show(person=person, shown=False, by=by, now=now)
    awards = list(Award.objects.filter(learner=person).exclude(visibility=Visibility.PRIVATE))
    Award.objects.filter(pk__in=[each.pk for each in awards]).update(
        visibility=Visibility.PRIVATE, published_at=None, show_name=False
    )
    links = ShareLink.objects.filter(
        pk__in=list(sharing.live(now).filter(award__learner=person).values_list("pk", flat=True))
    )
    ended = [(each.award, {"link": str(each.uuid)}) for each in links.select_related("award")]
    links.update(ended_at=now)
    audit.record_many(
        by=by,
        action="award.visibility_changed",
        targets=[(each, {"from": each.visibility, "to": str(Visibility.PRIVATE)}) for each in awards],
        now=now,
    )
    audit.record_many(by=by, action="award.link_ended", targets=ended, now=now)
    return len(awards)


def _with_faces(awards: QuerySet[Award]) -> QuerySet[Award]:
    return awards.select_related("achievement__badge__picture", "achievement__issuer").order_by(
        "-awarded_at", "-id"
    )
