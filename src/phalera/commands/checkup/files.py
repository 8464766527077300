"""The data folder, the keys in it, and the disk under it."""

import os
from pathlib import Path

from phalera.commands.checkup.finding import Finding, fail, ok, warn
from phalera.jobs import health

KEYS = ("secret.key", "encryption.key", "tokens.key")


def folder(data: Path) -> Finding:
    """Look whether the data folder is ours alone."""
    if not os.access(data, os.R_OK | os.W_OK | os.X_OK):
        return fail("data folder", f"{data} cannot be written.", f"Run as its owner, or: chmod u+rwx {data}")
    mode = data.stat().st_mode & 0o777
    if mode & 0o077:
        return warn(
            "data folder", f"{data} is open to other users (mode {mode:o}).", f"Close it: chmod 700 {data}"
        )
    return ok("data folder", f"{data}, for its owner only")


def keys(data: Path) -> Finding:
    """Look whether the keys are there and readable by nobody else."""
    given = [name for name in KEYS if (data / name).exists()]
    loose = [name for name in given if (data / name).stat().st_mode & 0o077]
    if loose:
        files = " ".join(str(data / name) for name in loose)
        return fail(
            "keys", f"{', '.join(loose)} can be read by other users.", f"Close them: chmod 600 {files}"
        )
    if not given:
        return ok("keys", "given by variables, not kept in the data folder")
    return ok("keys", f"{', '.join(given)} with mode 600; keep a copy apart from the database's backups")


def disk(_data: Path) -> Finding:
    """Look how much room is left."""
    free = health.disk_free()
    message = f"{free:.0%} of the disk is free"
    if free < health.LEAST_FREE:
        return fail("disk", f"Only {message}.", "Make room; nothing new is taken below 5 %.")
    if free < 2 * health.LEAST_FREE:
        return warn("disk", f"Only {message}.", "Make room soon; nothing new is taken below 5 %.")
    return ok("disk", message)
