"""JSON in its one canonical form (RFC 8785, JSON Canonicalization Scheme)."""

import rfc8785

from phalera_core import errors


def encode(value: object) -> bytes:
    """Give the canonical bytes of a JSON value, or raise `ValueRefusedError` where it has none."""
    try:
        return rfc8785.dumps(value)  # type: ignore[arg-type]
    except (rfc8785.CanonicalizationError, UnicodeEncodeError, RecursionError) as error:
        raise errors.ValueRefusedError(
            f"This value has no canonical JSON form: {error}",
            remedy="Use text, whole numbers up to 2^53, finite decimals, lists and objects with text as names.",
        ) from error
