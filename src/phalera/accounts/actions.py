"""Every change to people, their addresses and their ways in."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from phalera.accounts import models
from phalera.common import audit, errors, text

# Long enough to walk from the terminal to the browser, short enough for a line in a shell's history.
LINK_LIFE = timedelta(minutes=30)


@transaction.atomic
def add_person(
    *,
    name: str,
    email: str,
    role: str = models.Role.LEARNER,
    password: str | None = None,
    language: str = "en",
    by: models.Person | None,
    now: datetime,
) -> models.Person:
    """Add somebody with a verified primary address; ConflictError when the address is taken, InvalidError."""
    name = text.line(name, field="name", longest=120)
    email = check_email(email)
    if role not in models.Role.values:
        raise errors.InvalidError(_("There is no such role."), field="role")
    person = models.Person(
        name=name, email=email.casefold(), role=role, language=language, joined_at=now, is_active=True
    )
    person.set_password(password)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
            models.Address.objects.create(
                person=person, address=email, folded=email.casefold(), verified_at=now, primary=True
            )
    except IntegrityError as error:
        raise errors.ConflictError(
            _("The address %(email)s belongs to somebody already.") % {"email": email}, field="email"
        ) from error
    audit.record(by=by, action="person.added", target=person, details={"role": str(role)}, now=now)
    return person


@transaction.atomic
def change_role(*, person: models.Person, role: str, by: models.Person | None, now: datetime) -> None:
    """Make somebody a learner, author or administrator; InvalidError for any other role."""
    if role not in models.Role.values:
        raise errors.InvalidError(_("There is no such role."), field="role")
    before, person.role = person.role, role
    person.save(update_fields=["role"])
    audit.record(
        by=by, action="person.role_changed", target=person, details={"from": before, "to": role}, now=now
    )


@transaction.atomic
def choose_signed_name(*, person: models.Person, wanted: bool, by: models.Person, now: datetime) -> bool:
    """Let somebody have their name signed in, or no more; False when it was so before.

    It holds for badges that are issued or brought up to date from now on: what was signed keeps what it says.
    """
    if person.sign_name == wanted:
        return False
    person.sign_name = wanted
    person.save(update_fields=["sign_name"])
    audit.record(by=by, action="person.signed_name", target=person, details={"wanted": wanted}, now=now)
    return True


@transaction.atomic
def choose_language(*, person: models.Person, language: str, by: models.Person, now: datetime) -> bool:
    """Let somebody read pages, mail and badge records in a language; False when it was so, else InvalidError."""
    if language not in dict(settings.LANGUAGES):
        raise errors.InvalidError(_("There is no such language."), field="language")
    if person.language == language:
        return False
    before, person.language = person.language, language
    person.save(update_fields=["language"])
    audit.record(
        by=by, action="person.language", target=person, details={"from": before, "to": language}, now=now
    )
    return True


@transaction.atomic
def make_sign_in_link(*, person: models.Person, by: models.Person | None = None, now: datetime) -> str:
    """Give the secret of a new link that signs `person` in once; only its hash is kept."""
    secret = secrets.token_urlsafe(32)
    models.SignInLink.objects.create(person=person, secret_hash=_hash(secret), expires_at=now + LINK_LIFE)
    audit.record(by=by, action="person.link_made", target=person, now=now)
    return secret


@transaction.atomic
def sign_in_with_link(*, secret: str, now: datetime) -> models.Person:
    """Give whom the link signs in, and use it up; LinkInvalidError when it is unknown, used or too old."""
    # One statement decides, so that two clicks at once sign in once.
    used = models.SignInLink.objects.filter(
        secret_hash=_hash(secret), used_at=None, expires_at__gt=now, person__is_active=True
    ).update(used_at=now)
    if not used:
        raise errors.LinkInvalidError(
            _("This sign-in link is not valid any more."), remedy=_("Ask for a new one.")
        )
    person = models.SignInLink.objects.select_related("person").get(secret_hash=_hash(secret)).person
    audit.record(by=person, action="person.signed_in_by_link", target=person, now=now)
    return person


def check_email(email: str) -> str:
    """Give the address without spaces around it; InvalidError when it is none."""
    email = email.strip()
    try:
        validate_email(email)
    except ValidationError as error:
        raise errors.InvalidError(
            _("“%(email)s” is not an e-mail address.") % {"email": email[:60]}, field="email"
        ) from error
    return email


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
