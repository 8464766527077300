"""People, what they may do, and their e-mail addresses."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy


class Role(models.TextChoices):
    """What somebody may do; everybody may learn."""

    LEARNER = "learner", gettext_lazy("Learner")
    AUTHOR = "author", gettext_lazy("Author")
    ADMINISTRATOR = "administrator", gettext_lazy("Administrator")


class People(BaseUserManager["Person"]):
    """Find people by their sign-in name; they are made by `actions.add_person`."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Give whom a sign-in name belongs to, in whatever case it is written."""
        return self.get(email=(username or "").casefold())


class Person(AbstractBaseUser):
    """Somebody who learns, authors or administers; everybody may learn."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    # The primary Address, casefolded: only for signing in. What is sent or signed comes from Address.
    email = models.EmailField(max_length=254, unique=True)
    role = models.CharField(max_length=13, choices=Role, default=Role.LEARNER)
    language = models.CharField(max_length=12, default="en")
    picture = models.CharField(max_length=64, blank=True)  # SHA-256 of a stored picture
    # Whether their badges say their name, too; what was signed keeps what it says.
    sign_name = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()

    objects: ClassVar[People] = People()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(role__in=Role.values), name="person_role"),)

    def __str__(self) -> str:
        return self.name


class Address(models.Model):
    """An e-mail address kept as typed, unique casefolded; hosts compare it with its case."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="addresses")
    address = models.EmailField(max_length=254)
    folded = models.CharField(max_length=254, unique=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    primary = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["person"], condition=Q(primary=True), name="address_one_primary"),
        )

    def __str__(self) -> str:
        return self.address


class SignInLink(models.Model):
    """A link that signs one person in once; only the hash of its secret is kept."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    secret_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"link for {self.person_id}"
