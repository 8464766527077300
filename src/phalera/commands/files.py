"""Reading and writing the files that commands name: bounded, atomic, and with errors that people can mend."""

import contextlib
import os
import pathlib
import sys
import tempfile

from phalera.commands import problems

STDIN = "-"


# Files that may hold many badges begin like this: ZIP and PDF.
_PACKAGES = (b"PK\x03\x04", b"%PDF-")


def read(name: str, *, max_bytes: int, max_package: int = 0) -> bytes:
    """Return the bytes of a file, or of standard input for `-`; CommandError when it is too big or cannot be read.

    A ZIP or PDF may have `max_package` bytes where that is given.
    """
    try:
        with (
            contextlib.nullcontext(sys.stdin.buffer)
            if name == STDIN
            else pathlib.Path(name).open("rb") as file
        ):
            # One byte more than allowed tells a big file from a full one, and ends even an endless device.
            data = file.read(max_bytes + 1)
            if max_package > max_bytes < len(data) and data.startswith(_PACKAGES):
                data += file.read(max_package - max_bytes)
                max_bytes = max_package
    except (OSError, ValueError) as error:
        raise problems.UnreadableError(
            f"{shown(name)} cannot be read: {reason(error)}.", remedy="Check the name and try again."
        ) from error
    if len(data) > max_bytes:
        raise problems.CommandError(
            f"{shown(name)} is bigger than {max_bytes // 1_000_000} MB.",
            remedy="Give the badge file itself; genuine ones are far smaller.",
        )
    return data


def write(name: str, data: bytes) -> None:
    """Write a file whole or not at all; CommandError when it cannot be written."""
    target = pathlib.Path(name)
    try:
        # Beside the target, because a rename is atomic only within one file system.
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            pathlib.Path(temporary).chmod(0o666 & ~_umask())
            pathlib.Path(temporary).replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                pathlib.Path(temporary).unlink()
            raise
    except (OSError, ValueError) as error:
        raise _not_written(name, error) from error


def check_writable(name: str) -> None:
    """Raise CommandError when `write` will not be able to: better told before long work than after it."""
    target = pathlib.Path(name)
    try:
        if target.is_dir():
            raise problems.CommandError(f"{shown(name)} is a folder.", remedy="Give the name of a file.")
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        os.close(handle)
        pathlib.Path(temporary).unlink()
    except (OSError, ValueError) as error:
        raise _not_written(name, error) from error


def create_secret(name: str, data: bytes) -> None:
    """Write a new file that only its owner can read; CommandError when there is one of that name already."""
    target = pathlib.Path(name)
    try:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise problems.CommandError(
            f"{shown(name)} is there already, and a key that is overwritten is lost.",
            remedy="Choose another name.",
        ) from error
    except (OSError, ValueError) as error:
        raise _not_written(name, error) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        with contextlib.suppress(OSError):
            target.unlink()
        raise _not_written(name, error) from error


def shown(name: str) -> str:
    """Return how messages name a file."""
    return "Standard input" if name == STDIN else f"“{name}”"


def reason(error: Exception) -> str:
    """Return why the system refused, in its words."""
    text = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return text[:1].lower() + text[1:]


def _not_written(name: str, error: Exception) -> problems.CommandError:
    return problems.CommandError(
        f"{shown(name)} cannot be written: {reason(error)}.", remedy="Choose a folder that you may write to."
    )


def _umask() -> int:
    # The only way to read it is to set it.
    mask = os.umask(0)
    os.umask(mask)
    return mask
