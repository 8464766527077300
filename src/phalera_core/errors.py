"""Every error of the core, as one tree.

CoreError                      message, remedy, field
├── InputError                 what was given cannot be read
│   ├── ContainerError         a PNG or SVG is broken, or holds no credential
│   │   └── NoBadgeError       a picture that is fine, and holds no credential
│   ├── JsonError              the bytes are not the JSON we accept
│   └── TooLargeError          bigger than we are willing to look at (limit)
├── DocumentError              the JSON is fine, the document is not
│   ├── UndefinedTermError     a term, type or relative id that no context gives a meaning (term)
│   ├── UnknownContextError    a context that we do not hold (url)
│   └── ValueRefusedError      a value that must not be signed, with the field that holds it
├── BudgetExceededError        canonicalising would cost too much (what, limit)
├── KeyFormatError             a key, Multikey or DID is malformed
│   └── UnsupportedKeyError    a key of a kind that we do not read, so the answer is unknown
├── ProofError                 a proof is malformed or does not verify
│   └── UnsupportedProofError  a proof of a kind that we do not read, so the answer is unknown (kind)
├── FallbackNeededError        the fast path cannot promise the same bytes, take the general one
├── ResolutionError            a DID, list or document could not be obtained: "could not look", never "no" (url)
│   └── GoneError              the address answers that what was there is gone for good (body)
└── StatusError                a status list or entry breaks the standard (kind)
"""

import enum


class CoreError(Exception):
    """Carry what went wrong, what to do next and, when one is to blame, the field."""

    def __init__(self, message: str, *, remedy: str = "", field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.field = field


class InputError(CoreError):
    """What was given cannot be read."""


class ContainerError(InputError):
    """A PNG or SVG is broken, or holds no credential."""


class NoBadgeError(ContainerError):
    """A picture is fine, and holds no credential; it may show a code that leads to one."""


class JsonError(InputError):
    """The bytes are not JSON as we accept it."""


class TooLargeError(InputError):
    """The input is bigger than we are willing to look at."""

    def __init__(
        self, message: str, *, limit: int | None = None, remedy: str = "", field: str | None = None
    ) -> None:
        super().__init__(message, remedy=remedy, field=field)
        self.limit = limit


class DocumentError(CoreError):
    """The JSON is fine, the document is not."""


class UndefinedTermError(DocumentError):
    """A term, type or relative id has no meaning in the contexts named, so a signature would not cover it."""

    def __init__(self, message: str, *, term: str, remedy: str = "", field: str | None = None) -> None:
        super().__init__(message, remedy=remedy, field=field)
        self.term = term


class UnknownContextError(DocumentError):
    """The document names a context that we do not hold; nothing is ever fetched."""

    def __init__(self, message: str, *, url: str, remedy: str = "", field: str | None = None) -> None:
        super().__init__(message, remedy=remedy, field=field)
        self.url = url


class ValueRefusedError(DocumentError):
    """A value must not be signed or read; `field` names where it stands."""


class BudgetExceededError(CoreError):
    """Canonicalising the document would cost more than we allow."""

    def __init__(
        self,
        message: str,
        *,
        what: str = "",
        limit: int | None = None,
        remedy: str = "",
        field: str | None = None,
    ) -> None:
        super().__init__(message, remedy=remedy, field=field)
        self.what = what
        self.limit = limit


class KeyFormatError(CoreError):
    """A key, Multikey or DID is malformed."""


class UnsupportedKeyError(KeyFormatError):
    """The key is of a kind that we do not read; it may well be good."""


class ProofError(CoreError):
    """A proof is malformed or does not verify."""


class UnsupportedProofError(ProofError):
    """The proof is of a kind that we do not read; it may well be good."""

    def __init__(self, message: str, *, kind: str, remedy: str = "", field: str | None = None) -> None:
        super().__init__(message, remedy=remedy, field=field)
        self.kind = kind


class FallbackNeededError(CoreError):
    """The fast path cannot promise the same bytes as the general one."""


class ResolutionError(CoreError):
    """A DID, status list or document could not be obtained; the answer is unknown, never "no"."""

    def __init__(
        self, message: str, *, url: str | None = None, remedy: str = "", field: str | None = None
    ) -> None:
        super().__init__(message, remedy=remedy, field=field)
        self.url = url


class GoneError(ResolutionError):
    """The address answers that what was there is gone for good (HTTP 410), which revokes a hosted badge."""

    def __init__(
        self,
        message: str,
        *,
        body: bytes = b"",
        url: str | None = None,
        remedy: str = "",
        field: str | None = None,
    ) -> None:
        super().__init__(message, url=url, remedy=remedy, field=field)
        self.body = body


class StatusErrorKind(enum.StrEnum):
    """Problems of W3C Bitstring Status List, by the standard's names."""

    STATUS_RETRIEVAL_ERROR = "STATUS_RETRIEVAL_ERROR"
    STATUS_VERIFICATION_ERROR = "STATUS_VERIFICATION_ERROR"
    STATUS_LIST_LENGTH_ERROR = "STATUS_LIST_LENGTH_ERROR"
    RANGE_ERROR = "RANGE_ERROR"
    MALFORMED_VALUE_ERROR = "MALFORMED_VALUE_ERROR"


class StatusError(CoreError):
    """A status list or a status entry breaks the standard."""

    def __init__(
        self, message: str, *, kind: StatusErrorKind, remedy: str = "", field: str | None = None
    ) -> None:
        super().__init__(message, remedy=remedy, field=field)
        self.kind = kind
