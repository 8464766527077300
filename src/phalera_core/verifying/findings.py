"""How a check ends early from deep inside."""

from phalera_core.verifying.report import Check, Outcome

ASK_ORIGINAL = (
    "Ask the person for the original file, or for the link to its public page. "
    "A wrong signature alone is no proof of bad intent."
)
DO_NOT_RELY = (
    "Do not rely on it. Ask the person for the original file, and tell the issuer if you suspect a forgery."
)
TOO_COSTLY = "It took too long to check, or too much memory, so nothing can be said about it."
ASK_PLAIN = "Honest badges are checked in a moment. Ask the issuer for a plain one."
TRY_LATER = "Try again later. That alone is no reason to refuse a badge."


class Found(Exception):  # noqa: N818 - an outcome on its way up, not an error.
    """Carry the outcome of a check up to the function that the check is."""

    def __init__(self, outcome: Outcome, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.outcome = outcome
        self.message = message
        self.remedy = remedy

    def check(self, check_id: str) -> Check:
        """Return the check that ended so."""
        return Check(id=check_id, outcome=self.outcome, message=self.message, remedy=self.remedy)


def failed(message: str, remedy: str = "") -> Found:
    """Return the finding that the answer is no."""
    return Found(Outcome.FAILED, message, remedy)


def unknown(message: str, remedy: str = "") -> Found:
    """Return the finding that we could not look, which is never a no."""
    return Found(Outcome.INCONCLUSIVE, message, remedy)
