"""People come in by an action, once for each address, and through links that work once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from phalera.accounts import actions, policies, queries
from phalera.accounts.models import Address, Person, SignInLink
from phalera.common import errors
from phalera.common.models import AuditEvent

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def add(**changes):
    return actions.add_person(
        **{"name": "Leo", "email": "Leo.Lang@Example.org", "by": None, "now": NOW, **changes}
    )


class TestAddPerson:
    def test_keeps_the_address_as_typed_and_signs_in_with_it_folded(self):
        person = add()

        address = person.addresses.get()
        assert (person.email, address.address, address.folded) == (
            "leo.lang@example.org",
            "Leo.Lang@Example.org",
            "leo.lang@example.org",
        )
        assert address.primary
        assert address.verified_at == NOW

    def test_leaves_an_entry_in_the_trail(self):
        person = add()

        assert AuditEvent.objects.get(action="person.added").object_id == str(person.uuid)

    def test_refuses_an_address_that_differs_only_in_case(self):
        add()

        with pytest.raises(errors.ConflictError) as caught:
            add(email="LEO.LANG@EXAMPLE.ORG")

        assert caught.value.field == "email"
        assert Person.objects.count() == 1

    @pytest.mark.parametrize(
        ("field", "value"), [("name", " "), ("name", "a\nb"), ("email", "nobody"), ("role", "king")]
    )
    def test_names_the_field_that_is_wrong(self, field, value):
        with pytest.raises(errors.InvalidError) as caught:
            add(**{field: value})

        assert caught.value.field == field

    def test_without_a_password_lets_nobody_sign_in_with_one(self):
        assert not add().has_usable_password()
        assert add(email="b@example.org", password="long-enough-word").check_password("long-enough-word")


class TestDatabase:
    def test_refuses_a_second_primary_address(self):
        person = add()

        with pytest.raises(IntegrityError), transaction.atomic():
            Address.objects.create(person=person, address="x@y.org", folded="x@y.org", primary=True)

    def test_refuses_an_unknown_role(self):
        person = add()

        with pytest.raises(IntegrityError), transaction.atomic():
            Person.objects.filter(pk=person.pk).update(role="king")


class TestSignInLink:
    def test_signs_in_once(self):
        person = add()
        secret = actions.make_sign_in_link(person=person, now=NOW)

        assert actions.sign_in_with_link(secret=secret, now=NOW) == person
        with pytest.raises(errors.LinkInvalidError):
            actions.sign_in_with_link(secret=secret, now=NOW)

    def test_is_kept_only_as_a_hash(self):
        secret = actions.make_sign_in_link(person=add(), now=NOW)

        assert secret not in str(SignInLink.objects.values().get())

    @pytest.mark.parametrize("late", [timedelta(minutes=30), timedelta(days=1)])
    def test_grows_old(self, late):
        secret = actions.make_sign_in_link(person=add(), now=NOW)

        with pytest.raises(errors.LinkInvalidError):
            actions.sign_in_with_link(secret=secret, now=NOW + late)

    def test_does_not_let_in_who_was_shut_out(self):
        person = add()
        secret = actions.make_sign_in_link(person=person, now=NOW)
        Person.objects.filter(pk=person.pk).update(is_active=False)

        with pytest.raises(errors.LinkInvalidError):
            actions.sign_in_with_link(secret=secret, now=NOW)


class TestRoles:
    @pytest.mark.parametrize(
        ("role", "author", "administrator"),
        [("learner", False, False), ("author", True, False), ("administrator", True, True)],
    )
    def test_may_what_they_may(self, role, author, administrator):
        person = add(role=role)

        assert (policies.is_author(person), policies.is_administrator(person)) == (author, administrator)

    def test_raise_where_one_must_not_go_on(self):
        with pytest.raises(errors.NotAllowedError):
            policies.check_is_administrator(add(role="author"))

    def test_change_only_to_a_role_there_is(self):
        person = add()
        actions.change_role(person=person, role="author", by=None, now=NOW)

        with pytest.raises(errors.InvalidError):
            actions.change_role(person=person, role="king", by=None, now=NOW)
        person.refresh_from_db()
        assert person.role == "author"


class TestFindPerson:
    def test_finds_by_any_address_in_any_case(self):
        person = add()
        Address.objects.create(person=person, address="Leo@work.example", folded="leo@work.example")

        assert queries.find_person(" LEO@Work.Example ") == person
        assert queries.find_person("leo.lang@EXAMPLE.org") == person
        assert queries.find_person("eve@example.org") is None
