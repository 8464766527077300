"""Every error of the platform, as one tree.

PhaleraError                   message, remedy, field
├── InvalidError               a value that a person or a file gave cannot be used (field)
│   └── PictureRefusedError    an upload is not a picture we take
├── ConflictError              it is there already, with something else in it
├── NotAllowedError            this person may not do that
├── AlreadyRevokedError        the award was revoked before
├── NothingToEarnError         the achievement shows no badge, so there is nothing to award
├── LinkInvalidError           a sign-in link is unknown, used or too old
├── NotReadyError              something must be set up first
└── IssuingError               what we signed did not pass our own verifier; nothing was let out
"""


class PhaleraError(Exception):
    """Carry what went wrong, what to do next and, when one is to blame, the field."""

    def __init__(self, message: str, *, remedy: str = "", field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.field = field


class InvalidError(PhaleraError):
    """A value that a person or a file gave cannot be used."""


class PictureRefusedError(InvalidError):
    """An upload is not a picture we take."""


class ConflictError(PhaleraError):
    """It is there already, with something else in it."""


class NotAllowedError(PhaleraError):
    """This person may not do that."""


class AlreadyRevokedError(PhaleraError):
    """The award was revoked before."""


class NothingToEarnError(PhaleraError):
    """The achievement shows no badge, so there is nothing to award."""


class LinkInvalidError(PhaleraError):
    """A sign-in link is unknown, used or too old."""


class NotReadyError(PhaleraError):
    """Something must be set up first."""


class IssuingError(PhaleraError):
    """What we signed did not pass our own verifier; nothing was let out."""
