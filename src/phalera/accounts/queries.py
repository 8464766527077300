"""Questions about people."""

from django.db.models import Q, QuerySet

from phalera.accounts import models


def find_person(email: str) -> models.Person | None:
    """Give whom an address belongs to, in whatever case it is written, or None."""
    folded = email.strip().casefold()
    return models.Person.objects.filter(Q(email=folded) | Q(addresses__folded=folded)).distinct().first()


def primary_addresses(people: list[int]) -> dict[int, str]:
    """Give the primary address, as typed, of each person by key."""
    return dict(
        models.Address.objects.filter(person__in=people, primary=True).values_list("person_id", "address")
    )


def search(words: str = "") -> QuerySet[models.Person]:
    """Give active people whose name or address holds `words`, by name."""
    people = models.Person.objects.filter(is_active=True).order_by("name", "id")
    words = words.strip()
    return people.filter(Q(name__icontains=words) | Q(email__icontains=words)) if words else people


def page_of_people(*, words: str = "", after: models.Person | None = None) -> QuerySet[models.Person]:
    """Give everybody whose name or address holds each of the `words`, by name; those after one when it is given."""
    found = models.Person.objects.all()
    for word in words.split():
        found = found.filter(Q(name__icontains=word) | Q(email__icontains=word))
    if after is not None:
        found = found.filter(Q(name__gt=after.name) | Q(name=after.name, pk__gt=after.pk))
    return found.order_by("name", "id")


def authors() -> QuerySet[models.Person]:
    """Give the active people who may author, by name."""
    may = (models.Role.AUTHOR, models.Role.ADMINISTRATOR)
    return models.Person.objects.filter(is_active=True, role__in=may).order_by("name", "id")


def administrators() -> QuerySet[models.Person]:
    """Give the active administrators."""
    return models.Person.objects.filter(is_active=True, role=models.Role.ADMINISTRATOR)
