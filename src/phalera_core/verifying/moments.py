"""Reading moments, under the name by which the checks know it."""

from phalera_core.moments import parse

__all__ = ["parse"]
