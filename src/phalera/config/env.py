"""Read settings from `PHALERA_…` variables; a wrong value ends the start with a sentence."""

import contextlib
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str) -> str:
    """Give the variable, or the content of the file that `<NAME>_FILE` names."""
    file = os.environ.get(f"PHALERA_{name}_FILE")
    if file:
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(
                f"PHALERA_{name}_FILE names {file}, which cannot be read: {error.strerror}"
            ) from error
    return os.environ.get(f"PHALERA_{name}", default)


def flag(name: str, *, default: bool) -> bool:
    """Give a yes or no; anything else than 1, true, yes, on, 0, false, no, off is refused."""
    value = text(name, "").strip().lower()
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("0", "false", "no", "off"):
        return False
    if value == "":
        return default
    raise ImproperlyConfigured(f"PHALERA_{name} is “{value}”. Set it to 1 or 0.")


def folder(name: str, default: Path) -> Path:
    """Give a folder, made when it is not there, readable by its owner only."""
    path = Path(text(name, str(default))).expanduser().resolve()
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ImproperlyConfigured(
            f"The folder {path} cannot be made: {error.strerror}. Set PHALERA_{name}."
        ) from error
    return path


def secret(name: str, file: Path) -> str:
    """Give the variable, else the content of `file`, which is made with a random value and mode 0600."""
    value = text(name, "")
    if value:
        return value
    with contextlib.suppress(FileExistsError):
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(secrets.token_urlsafe(32) + "=")
    return file.read_text(encoding="ascii").strip()
