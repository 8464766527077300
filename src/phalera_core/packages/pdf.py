"""What is attached to a PDF, found under limits: the structure is a stranger's, and only the attachments are looked at."""

import io
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from phalera_core import errors

if TYPE_CHECKING:
    from pypdf import PdfReader

MAX_ATTACHMENTS = 2_000  # as members of a ZIP
MAX_ATTACHED = 1_000_000  # bytes of one attachment, the same bound that reading JSON sets
MAX_TOTAL = 50_000_000  # bytes of all of them
MAX_NODES = 4_000  # of the tree of names
MAX_DEPTH = 20
MAX_OBJECTS = 200_000
# Reading takes a few dozen steps for each object that is followed; loops and labyrinths take no end of them.
MAX_STEPS = 3_000_000
# What one compressed stream may become; a table of 200,000 objects has a tenth of it.
MAX_STREAM = 16_000_000  # bytes

_OBJECT = re.compile(rb"\d\s+obj\b")
_REMEDY = "Ask for the original file, as it was downloaded."


def attachments(data: bytes) -> list[tuple[str, bytes]]:
    """Give name and bytes of each attached file, in the order of the file's own list (ISO 32000-2, 7.11.4).

    ContainerError for what is broken or encrypted, TooLargeError for what takes too much.
    """
    # Late, because few need it and it takes longer to import than all of ours.
    import pypdf
    from pypdf import errors as pypdf_errors

    if len(_OBJECT.findall(data)) > MAX_OBJECTS:
        raise _too_large(f"more than {MAX_OBJECTS:,} objects", MAX_OBJECTS)
    try:
        with pypdf.apply_configuration(
            zlib_maximum_output_length=MAX_STREAM,
            lzw_maximum_output_length=MAX_STREAM,
            run_length_maximum_output_length=MAX_STREAM,
            array_based_stream_maximum_output_length=MAX_STREAM,
            stream_decoding_work_maximum_length=2 * MAX_STREAM,
        ):
            # Strict: a PDF that must be guessed at is no original, and guessing is where readers lose their time.
            reader = pypdf.PdfReader(_Counted(data), strict=True, xref_stream_maximum_entries=MAX_OBJECTS)
            _check_open(reader)
            return list(_bounded(_files(reader)))
    except errors.CoreError:
        raise
    except pypdf_errors.LimitReachedError as error:
        raise _too_large("parts that unpack to more than any badge needs", MAX_STREAM) from error
    except RecursionError as error:
        raise _too_large("a structure nested deeper than any badge needs", MAX_DEPTH) from error
    except Exception as error:
        # Whatever a reader of PDFs stumbles over: it is broken for us, and the library's words help nobody.
        raise errors.ContainerError("The PDF is damaged and cannot be read.", remedy=_REMEDY) from error


def _bounded(files: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    total = 0
    for number, (name, content) in enumerate(files):
        total += len(content)
        if number >= MAX_ATTACHMENTS:
            raise _too_large(f"more than {MAX_ATTACHMENTS:,} attached files", MAX_ATTACHMENTS)
        if total > MAX_TOTAL:
            raise _too_large(f"more than {MAX_TOTAL // 1_000_000} MB of attached files", MAX_TOTAL)
        yield name, content


def _check_open(reader: "PdfReader") -> None:
    if reader.is_encrypted:
        raise errors.ContainerError(
            "The PDF is protected by a password, so nobody can look inside.",
            remedy="Ask for the file without a password.",
        )


def _files(reader: "PdfReader") -> Iterator[tuple[str, bytes]]:
    names = _mapping(_mapping(reader.trailer["/Root"]).get("/Names"))
    seen: set[int] = set()
    for name, file in _leaves(_mapping(names.get("/EmbeddedFiles")), seen, 0):
        embedded = _mapping(_mapping(file).get("/EF"))
        stream = embedded.get("/UF") or embedded.get("/F")
        if stream is None:
            continue
        content = _unpacked(_resolved(stream))
        yield str(_mapping(file).get("/UF") or _mapping(file).get("/F") or name), content


def _leaves(node: Mapping[str, Any], seen: set[int], depth: int) -> Iterator[tuple[str, Any]]:
    """Walk a tree of names (ISO 32000-2, 7.9.6), each node once."""
    if id(node) in seen:
        return
    seen.add(id(node))
    if len(seen) > MAX_NODES or depth > MAX_DEPTH:
        raise _too_large("a list of attached files larger than any badge needs", MAX_NODES)
    pairs = list(_resolved(node.get("/Names")) or ())
    for name, file in zip(pairs[::2], pairs[1::2], strict=False):
        yield str(_resolved(name)), file
    for kid in _resolved(node.get("/Kids")) or ():
        yield from _leaves(_mapping(kid), seen, depth + 1)


def _unpacked(stream: Any) -> bytes:
    """Unpack one stream, but no bomb: only plain and deflated ones, and no more than a credential has."""
    import zlib

    filters = _resolved(stream.get("/Filter"))
    filters = [filters] if isinstance(filters, str) else list(filters or ())
    packed: bytes = stream._data  # noqa: SLF001 - there is no public way to the bytes as they stand in the file
    if not filters:
        content = packed[: MAX_ATTACHED + 1]
    elif filters == ["/FlateDecode"] and not _resolved(stream.get("/DecodeParms")):
        content = zlib.decompressobj().decompress(packed, MAX_ATTACHED + 1)
    else:
        content = b""  # packed as no credential is; it counts as no badge
    if len(content) > MAX_ATTACHED:
        raise _too_large(f"an attached file of more than {MAX_ATTACHED // 1_000_000} MB", MAX_ATTACHED)
    return content


def _mapping(value: Any) -> Mapping[str, Any]:
    value = _resolved(value)
    return value if isinstance(value, Mapping) else {}


def _resolved(value: Any) -> Any:
    return value.get_object() if hasattr(value, "get_object") else value


def _too_large(what: str, limit: int) -> errors.TooLargeError:
    return errors.TooLargeError(f"The PDF has {what}.", limit=limit, remedy=_REMEDY)


class _Counted(io.BytesIO):
    """A file in memory that is not read without end."""

    steps = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self._count()
        return super().read(size)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        self._count()
        return super().seek(offset, whence)

    def _count(self) -> None:
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise _too_large("a structure that takes too long to follow", MAX_STEPS)
