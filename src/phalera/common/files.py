"""Content-addressed files in the installation's storage: written once, whole or not at all."""

import os
import tempfile
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage


def write_once(name: str, data: bytes) -> None:
    """Store `data` under a name that its content decides; what is there already is left alone."""
    if default_storage.exists(name):
        return
    if isinstance(default_storage, FileSystemStorage) or hasattr(default_storage, "base_location"):
        _write_durably(Path(default_storage.path(name)), data)
    else:
        default_storage.save(name, ContentFile(data))


def read(name: str) -> bytes | None:
    """Give the content of a stored file, or None when there is none."""
    try:
        with default_storage.open(name) as stream:
            content: bytes = stream.read()
    except FileNotFoundError:
        return None
    return content


def _write_durably(path: Path, data: bytes) -> None:
    # Another name first, so that nobody ever reads half a file; synced, so that a row never outlives it.
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
