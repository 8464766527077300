"""What a ZIP of badges holds, found under limits (hardening rule 41): nothing is unpacked to a disk."""

import dataclasses
import io
import zipfile
import zlib
from collections.abc import Iterator

from phalera_core import errors

MAX_MEMBERS = 2_000
MAX_TOTAL = 200_000_000  # bytes, declared and real
MAX_MEMBER = 10_000_000  # bytes, what reading takes
MAX_RATIO = 100
# Below this a high ratio does no harm: a small JSON may well be nine tenths blanks.
_SMALL = 100_000
# Our own list of contents, and what file managers leave behind.
_BESIDE = frozenset(("manifest.json", "__macosx", ".ds_store"))
_BADGES = ("png", "svg", "json", "pdf", "jwt")
_ENCRYPTED = 0x1
_REMEDY = "Unpack it and give the badge files one by one."


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file that may be a badge; `content` is the error where it cannot be had."""

    name: str
    content: bytes | errors.InputError


def members(data: bytes) -> Iterator[Member]:
    """Give the files of a ZIP that may be badges, in its order.

    ContainerError for what is no sound ZIP, TooLargeError for what would take too much.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield from _members(archive)
    except errors.CoreError:
        raise
    except Exception as error:
        # Whatever the reader of ZIPs stumbles over: it is broken for us.
        raise errors.ContainerError(
            "The ZIP archive is damaged and cannot be read.",
            remedy="Download it again, or ask for the badge files one by one.",
        ) from error


def _members(archive: zipfile.ZipFile) -> Iterator[Member]:
    entries = [entry for entry in archive.infolist() if not entry.filename.endswith("/")]
    _check(entries)
    left = MAX_TOTAL
    for entry in entries:
        if not _may_be_badge(entry.filename):
            continue
        member = _read(archive, entry)
        left -= len(member.content) if isinstance(member.content, bytes) else 0
        if left < 0:
            raise _too_large(f"more than {MAX_TOTAL // 1_000_000} MB", MAX_TOTAL)
        yield member


def _check(entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MAX_MEMBERS:
        raise _too_large(f"more than {MAX_MEMBERS:,} files", MAX_MEMBERS)
    if sum(entry.file_size for entry in entries) > MAX_TOTAL:
        raise _too_large(f"more than {MAX_TOTAL // 1_000_000} MB", MAX_TOTAL)
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        # Files that share their bytes are how a small archive becomes an endless one.
        if entry.header_offset < end:
            raise errors.ContainerError("The files in the ZIP archive overlap.", remedy=_REMEDY)
        end = entry.header_offset + 30 + entry.compress_size
        if entry.file_size > max(_SMALL, MAX_RATIO * entry.compress_size):
            raise _too_large(f"a file that unpacks to more than {MAX_RATIO} times its size", MAX_RATIO)


def _may_be_badge(name: str) -> bool:
    parts = name.casefold().replace("\\", "/").split("/")
    if not _BESIDE.isdisjoint(parts):
        return False
    return parts[-1].endswith((*(f".{ending}" for ending in _BADGES), ".zip"))


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Member:
    if entry.filename.casefold().endswith(".zip"):
        nested = errors.InputError(
            "This is a ZIP archive inside the archive.", remedy="Unpack it and give it on its own."
        )
        return Member(name=entry.filename, content=nested)
    if entry.flag_bits & _ENCRYPTED:
        locked = errors.ContainerError("This file is protected by a password.", remedy=_REMEDY)
        return Member(name=entry.filename, content=locked)
    try:
        with archive.open(entry) as file:
            content = file.read(MAX_MEMBER + 1)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, ValueError):
        damaged = errors.ContainerError(
            "This file was damaged on its way.", remedy="Download the archive again."
        )
        return Member(name=entry.filename, content=damaged)
    if len(content) > MAX_MEMBER:
        large = errors.TooLargeError(
            f"This file is bigger than {MAX_MEMBER // 1_000_000} MB.", limit=MAX_MEMBER, remedy=_REMEDY
        )
        return Member(name=entry.filename, content=large)
    return Member(name=entry.filename, content=content)


def _too_large(what: str, limit: int) -> errors.TooLargeError:
    return errors.TooLargeError(f"The ZIP archive has {what}.", limit=limit, remedy=_REMEDY)
