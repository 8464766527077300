"""The one JSON parser for everything that comes from outside: RFC 8259, less what two readers read differently.

A signature covers the graph that one parser saw, so whatever another parser could see otherwise is refused here:
duplicate keys, numbers beyond double precision, lone surrogates, NUL, byte order marks, other encodings.
"""

import collections
import json
import re

from phalera_core import errors

MAX_BYTES = 1_000_000  # a credential has about 4 KB; a picture as a data URI may make it larger
MAX_DEPTH = 32  # containers inside each other; Open Badges documents need fewer than 12
MAX_NODES = 20_000  # values of any kind, which bounds every later walk
MAX_INTEGER = 2**53  # beyond it neighbours fall together in IEEE 754 doubles, RFC 8259 section 6

_UNSAFE = re.compile("[\x00\ud800-\udfff]")
_MAX_INTEGER_TEXT = len(str(-MAX_INTEGER))
_SHOWN = 60  # characters of a key that an error repeats


def loads(data: bytes, *, max_bytes: int = MAX_BYTES) -> object:
    """Return the JSON value in `data`; TooLargeError beyond `max_bytes`, JsonError for whatever else is refused."""
    if len(data) > max_bytes:
        raise errors.TooLargeError(
            f"The JSON has {len(data):,} bytes; {max_bytes:,} are the limit.",
            limit=max_bytes,
            remedy="Give a smaller file: pictures can be linked instead of included.",
        )
    text = _decode(data)
    try:
        value: object = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise errors.JsonError(
            f"This is not JSON: {error.msg.lower()} at line {error.lineno}, column {error.colno}.",
            remedy="Get the file again, it may have been cut or edited.",
        ) from error
    except RecursionError:
        # The chain is cut: a thousand frames of decoder would only hide the reason.
        raise _too_deep() from None
    _check(value, escaped="\\u" in text)
    return value


def dumps(value: object) -> bytes:
    """Return `value` as compact UTF-8 JSON, keys in their order; JsonError for what JSON cannot say."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return text.encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise errors.JsonError(
            "The value cannot be written as JSON: a number is not finite, a text is not Unicode or it contains itself.",
            remedy="Correct the value that is named in the cause.",
        ) from error


def _decode(data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise errors.JsonError(
            f"The JSON is not UTF-8: byte {error.start:,} belongs to no character.",
            remedy="Save the file as UTF-8 and try again.",
        ) from error
    if text.startswith("\ufeff"):
        raise errors.JsonError(
            "The JSON begins with a byte order mark.",
            remedy="Save the file as UTF-8 without a byte order mark.",
        )
    return text


def _check(value: object, *, escaped: bool) -> None:
    """Walk level by level, without recursion, so that depth and number of values are known before they cost."""
    level, nodes, depth = [value], 0, 0
    while level:
        nodes += len(level)
        if nodes > MAX_NODES:
            raise errors.JsonError(
                f"The JSON has more than {MAX_NODES:,} values.",
                remedy="Ask whoever made the file for a smaller one.",
            )
        if depth == MAX_DEPTH and any(isinstance(one, dict | list) for one in level):
            raise _too_deep()
        if escaped:
            # Only an escape can bring these in: raw ones are no UTF-8 or no JSON.
            _check_texts(level)
        level, depth = _below(level), depth + 1


def _below(level: list[object]) -> list[object]:
    below: list[object] = []
    for value in level:
        if isinstance(value, dict):
            below += value.values()
        elif isinstance(value, list):
            below += value
    return below


def _check_texts(level: list[object]) -> None:
    for value in level:
        if isinstance(value, str):
            _check_text(value)
        elif isinstance(value, dict):
            for key in value:
                _check_text(key)


def _check_text(text: str) -> None:
    if found := _UNSAFE.search(text):
        raise errors.JsonError(
            f"A text in the JSON has the code point U+{ord(found.group()):04X}, which is not allowed.",
            remedy="Ask whoever made the file for one without it.",
        )


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    value = dict(pairs)
    if len(value) != len(pairs):
        twice = collections.Counter(key for key, _ in pairs).most_common(1)[0][0][:_SHOWN]
        raise errors.JsonError(
            f"The key {twice!a} stands twice in one object, so readers would disagree about its value.",
            remedy="Ask whoever made the file for one without repeated keys.",
        )
    return value


def _integer(text: str) -> int:
    # The length comes first, since converting takes the square of it.
    if len(text) > _MAX_INTEGER_TEXT or abs(value := int(text)) > MAX_INTEGER:
        raise errors.JsonError(
            f"The number {text[:_MAX_INTEGER_TEXT]}… is beyond ±2^53, where readers would round it differently.",
            remedy="Ask whoever made the file to write it as text.",
        )
    return value


def _float(text: str) -> float:
    value = float(text)
    if value in {float("inf"), float("-inf")}:
        raise errors.JsonError(
            f"The number {text[:_SHOWN]} is too large.",
            remedy="Ask whoever made the file to write it as text.",
        )
    return value


def _constant(text: str) -> object:
    raise errors.JsonError(f"{text} is not JSON.", remedy="Ask whoever made the file for numbers that exist.")


def _too_deep() -> errors.JsonError:
    return errors.JsonError(
        f"The JSON is nested more than {MAX_DEPTH} levels deep.",
        remedy="Ask whoever made the file for a flatter one.",
    )


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_int=_integer, parse_float=_float, parse_constant=_constant
)
