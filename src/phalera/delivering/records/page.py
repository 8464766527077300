"""What stands on a badge record: plain data, worded for its reader."""

import dataclasses
import functools
import hashlib

from phalera.common import colors

A4 = (210.0, 297.0)
LETTER = (215.9, 279.4)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """A stored picture."""

    content: bytes
    extension: str  # png or svg

    @property
    def name(self) -> str:
        """The name of its file, which its content decides."""
        return f"{_digest(self.content)}.{self.extension}"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """Who stands under the line, and what stands on it where somebody gave a picture of it."""

    name: str
    role: str
    picture: Image | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Everything that one page says, dates and sentences already in the reader's language."""

    language: str  # of the page
    opening: str  # "Northlight Academy awarded this badge to"
    learner: str
    badge: str
    what: str
    badge_language: str  # of what the badge is called and says
    issuer: str
    facts: tuple[tuple[str, str], ...]  # label and value
    genuine: str  # "Is it genuine?"
    explained: tuple[str, ...]
    qr_alt: str
    verify_url: str
    seed: bytes  # the signature, of which the rosette is drawn
    picture: Image
    alt: str
    credential: bytes  # the signed document itself
    credential_name: str  # of the attached file, no other of the same PDF has it
    credential_description: str
    landscape: bool = True
    accent: str = colors.HONOR
    logo: Image | None = None
    signatory: Signatory | None = None

    @property
    def texts(self) -> str:
        """All that must be shown, one behind the other."""
        signed = (self.signatory.name, self.signatory.role) if self.signatory else ()
        facts = (word for fact in self.facts for word in fact)
        said = (self.opening, self.learner, self.badge, self.what, self.genuine, self.verify_url, "…·")
        return " ".join((*said, *self.explained, *facts, *signed))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The paper, and what the PDF says of itself."""

    title: str
    author: str
    language: str = "en"
    paper: tuple[float, float] = A4  # mm, upright
    bookmarks: str = "badge"  # or "learner": by what the pages of a set differ

    def size(self, *, landscape: bool) -> tuple[float, float]:
        """Give width and height as it lies, in mm."""
        width, height = self.paper
        return (height, width) if landscape else (width, height)


# The pages of a set share their pictures.
@functools.lru_cache(maxsize=64)
def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
