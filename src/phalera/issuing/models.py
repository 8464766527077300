"""What we say, signed: keys, status, credentials as slots and signature (design, section 5)."""

import uuid

from django.db import models
from django.db.models import Q

from phalera.authoring.models import AchievementVersion, Issuer
from phalera.awarding.models import Award


class KeyState(models.TextChoices):
    """Whether a key signs, only verifies, or was in other hands and does neither."""

    ACTIVE = "active", "Active"
    RETIRED = "retired", "Retired"
    COMPROMISED = "compromised", "Compromised"


class Use(models.TextChoices):
    """What a key signs: documents with an embedded proof (Ed25519), or tokens (P-256)."""

    PROOF = "proof", "Proofs"
    TOKEN = "token", "Tokens"


class SigningKey(models.Model):
    """A key of an issuer; the secret is ciphertext under the installation's encryption keys."""

    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="keys")
    use = models.CharField(max_length=5, choices=Use, default=Use.PROOF)
    public_multibase = models.CharField(max_length=64, unique=True)
    secret = models.BinaryField()
    state = models.CharField(max_length=11, choices=KeyState, default=KeyState.ACTIVE)
    created_at = models.DateTimeField()
    # When it signed for the last time.
    retired_at = models.DateTimeField(null=True, blank=True)
    # From when on others may have signed with it, too, with whatever date they liked.
    compromised_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["issuer", "use"], condition=Q(state=KeyState.ACTIVE), name="signing_key_one_active"
            ),
            models.CheckConstraint(condition=Q(use__in=Use.values), name="signing_key_use"),
            models.CheckConstraint(condition=Q(state__in=KeyState.values), name="signing_key_state"),
            models.CheckConstraint(
                condition=Q(state=KeyState.COMPROMISED, compromised_since__isnull=False)
                | (~Q(state=KeyState.COMPROMISED) & Q(compromised_since__isnull=True)),
                name="signing_key_compromised_since",
            ),
        )

    def __str__(self) -> str:
        return self.public_multibase


def list_url(public_url: str, list_uuid: uuid.UUID) -> str:
    """Give the address of a status list at an installation's address."""
    return f"{public_url}/status/{list_uuid}"


class StatusList(models.Model):
    """131,072 status bits of one issuer, published as one signed document."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    issuer = models.ForeignKey(Issuer, on_delete=models.PROTECT, related_name="status_lists")
    # The installation's address when the list was begun: its entries name it for ever.
    public_url = models.CharField(max_length=300)
    # The n-th allocation is a keyed permutation of n: random to look at, never reused by construction.
    seed = models.BinaryField()
    allocated = models.PositiveIntegerField(default=0)
    # Signed anew in the transaction that changes a bit, so that whoever reads it needs neither key nor clock.
    document = models.BinaryField()
    valid_from = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def url(self) -> str:
        """The address at which the list is published."""
        return list_url(self.public_url, self.uuid)


class StatusEntry(models.Model):
    """The status index of an Award, kept through updates and never given to another."""

    award = models.OneToOneField(Award, on_delete=models.PROTECT, related_name="status")
    status_list = models.ForeignKey(StatusList, on_delete=models.PROTECT, related_name="entries")
    index = models.PositiveIntegerField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["status_list", "index"], name="status_index_once"),)
        indexes = (
            models.Index(
                fields=["status_list"], condition=Q(revoked_at__isnull=False), name="status_revoked"
            ),
        )

    def __str__(self) -> str:
        return f"{self.status_list_id}#{self.index}"


# What counts now, or will once it is signed. A successor that is still to be signed does not: until then, its
# predecessor does.
LIVE = Q(superseded_at__isnull=True) & (Q(succeeds__isnull=True) | Q(signature__isnull=False))


class Credential(models.Model):
    """The signed statement of an Award at one version, stored as slots and signature."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="credentials")
    version = models.ForeignKey(AchievementVersion, on_delete=models.PROTECT, related_name="credentials")
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="+")
    subject_id = models.UUIDField()  # urn:uuid of the subject, random per award
    recipient_type = models.CharField(max_length=40, default="emailAddress")
    address_hash = models.CharField(max_length=80)  # sha256$hex of address and salt
    salt = models.CharField(max_length=32)  # 128 bit, hex
    awarded_at = models.DateTimeField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    proof_created = models.DateTimeField()
    # Null until signed: the row is stored first, so that a crash resumes with the same slots.
    signature = models.BinaryField(null=True, blank=True)
    extra = models.TextField(null=True, blank=True)  # noqa: DJ001 — null is "nothing only this award says"
    prepared_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)
    # What this one was made to take the place of; unique, so that of many who update at once one prepares.
    succeeds = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="successor"
    )

    class Meta:
        constraints = (models.UniqueConstraint(fields=["award"], condition=LIVE, name="credential_one_live"),)

    def __str__(self) -> str:
        return str(self.uuid)


class Token(models.Model):
    """A credential as a token (VC-JWT), signed when somebody first asks for it and the same ever after."""

    # Unique, so that of many who ask at once one token is kept, which all are given.
    credential = models.OneToOneField(Credential, on_delete=models.CASCADE, related_name="token")
    key = models.ForeignKey(SigningKey, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()  # compact JWS
    signed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.credential_id)
