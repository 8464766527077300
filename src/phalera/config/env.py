"""Read settings from `PHALERA_…` variables; a wrong value ends the start with a sentence."""

import base64
import contextlib
import os
import secrets
import warnings
import zoneinfo
from collections.abc import Collection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
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


def sites(name: str) -> tuple[str, ...]:
    """Give addresses that are separated by spaces or commas: scheme and host only, or they are refused."""
    found = tuple(each.rstrip("/") for each in text(name, "").replace(",", " ").split())
    for each in found:
        check_site(name, each)
    return found


def check_site(name: str, url: str) -> None:
    """Refuse an address that is more or less than scheme and host."""
    try:
        parts = urlsplit(url)
        good = (
            parts.scheme in ("http", "https") and parts.hostname and url == f"{parts.scheme}://{parts.netloc}"
        )
    except ValueError:
        good = False
    if not good:
        raise ImproperlyConfigured(
            f"PHALERA_{name} is “{url}”. Give scheme and host only, such as https://badges.example.org."
        )


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


def choice(name: str, default: str, known: Collection[str]) -> str:
    """Give one of the known words; anything else is refused."""
    value = text(name, default).strip()
    if value not in known:
        raise ImproperlyConfigured(
            f"PHALERA_{name} is “{value}”. Set it to one of {', '.join(sorted(known))}."
        )
    return value


def zone(name: str, default: str) -> str:
    """Give the name of a time zone; a name that nobody knows is refused."""
    value = text(name, default).strip()
    try:
        zoneinfo.ZoneInfo(value)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ImproperlyConfigured(
            f"PHALERA_{name} is “{value}”. Set it to a time zone such as Europe/Vienna or UTC."
        ) from error
    return value


def database(name: str, default: str) -> dict[str, Any]:
    """Give Django's words for a database address; anything else than SQLite and PostgreSQL is refused."""
    url = text(name, default)
    try:
        with warnings.catch_warnings(action="ignore"):  # what it warns of, we refuse
            config: dict[str, Any] = environ.Env.db_url_config(url)
    except (ImproperlyConfigured, ValueError, KeyError):
        config = {}
    if config.get("ENGINE") not in ("django.db.backends.sqlite3", "django.db.backends.postgresql"):
        # The address may hold a password, so it is not repeated.
        raise ImproperlyConfigured(
            f"PHALERA_{name} names no database we know. Give sqlite:////path/to/file or postgres://user:password@host/name."
        )
    return config


def email(name: str, default: str) -> dict[str, Any]:
    """Give Django's words for how mail is sent; an address of no kind that we know is refused."""
    try:
        config: dict[str, Any] = environ.Env.email_url_config(text(name, default))
    except (ImproperlyConfigured, ValueError, KeyError) as error:
        # The address may hold a password, so it is not repeated.
        raise ImproperlyConfigured(
            f"PHALERA_{name} names no way to send mail. Give consolemail:// or smtp+tls://user:password@host:587."
        ) from error
    if config["EMAIL_FILE_PATH"]:
        # It comes without its first slash, and would be looked for wherever the process was started.
        config["EMAIL_FILE_PATH"] = "/" + config["EMAIL_FILE_PATH"].lstrip("/")
    return config


def number(name: str, *, default: int, least: int, most: int) -> int:
    """Give a whole number within its bounds; anything else is refused."""
    value = text(name, str(default)).strip()
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise ImproperlyConfigured(
            f"PHALERA_{name} is “{value}”. Set it to a whole number from {least} to {most}."
        )
    return int(value)


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


def made(path: Path) -> Path:
    """Give a folder inside the data folder, made when it is not there."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def remembered(file: Path, default: str) -> str:
    """Give what an earlier start wrote down, or the default."""
    try:
        return file.read_text(encoding="utf-8").strip() or default
    except FileNotFoundError:
        return default


def secret(name: str, file: Path, *, size: int) -> str:
    """Give the variable, else the content of `file`, made with `size` random bytes in base64 and mode 0600."""
    value = text(name, "")
    if value:
        return value
    if not file.exists():
        # Written aside and then linked, so that whoever starts at the same time never reads half of it.
        draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(base64.urlsafe_b64encode(secrets.token_bytes(size)).decode())
            stream.flush()
            os.fsync(stream.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, file)
        draft.unlink()
    return file.read_text(encoding="ascii").strip()
