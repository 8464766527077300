"""What the worker tidies up after verifying."""

from datetime import datetime

from phalera.jobs import registry
from phalera.verifying import results


@registry.sweep
def forget_results(now: datetime) -> None:
    """Delete results whose links have ended."""
    results.forget_ended(now)
