"""Make each judge an environment of its own: `python tests/conformance/install.py [openbadges|node …]`.

Quick when there is nothing to do: a stamp beside each environment holds the digest of the lock file it was made from.
Without npm the Node judge is left out, and its tests say so.
"""

import contextlib
import fcntl
import hashlib
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
ENVIRONMENTS = ROOT / ".venvs"
NODE = HERE / "node"

# Name of each environment and the file of requirements/ that says what is in it.
PYTHON_JUDGES = {"openbadges": "judge-openbadges.txt"}
# What only a bench measures us beside, made when it is asked for.
PEERS = {"weasyprint": "judge-weasyprint.txt"}


def main(names: Sequence[str]) -> int:
    """Make the environments named, or all."""
    for name in names or ["node", *PYTHON_JUDGES]:
        if name == "node":
            node()
        else:
            python(name)
    return 0


def python(name: str) -> Path:
    """Give the Python of a judge, made first where it is missing or its lock file has changed."""
    lock = ROOT / "requirements" / {**PYTHON_JUDGES, **PEERS}[name]
    build = ROOT / "requirements" / "build.txt"
    place = ENVIRONMENTS / name
    with _stamped(place, lock, build) as fresh:
        if not fresh:
            print(f"Installing the judge {name} …", flush=True)
            shutil.rmtree(place, ignore_errors=True)
            venv.create(place, with_pip=False)
            # What is old comes as source only, and is built by the pinned setuptools, not by one fetched meanwhile.
            _pip(place, "-r", str(build))
            _pip(place, "--no-deps", "--no-build-isolation", "-r", str(lock))
    return place / "bin" / "python"


def node() -> Path | None:
    """Give the folder of the Node judge, made first where that is needed; None where there is no Node or npm."""
    if missing_node():
        return None
    with _stamped(NODE / "node_modules", NODE / "package-lock.json") as fresh:
        if not fresh:
            print("Installing the Node judge …", flush=True)
            command = [
                "npm",
                "ci",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--no-progress",
                "--loglevel=error",
            ]
            subprocess.run(command, cwd=NODE, check=True)
    return NODE


def missing_node() -> str:
    """Say what the Node judge lacks on this machine, or nothing."""
    missing = [name for name in ("node", "npm") if shutil.which(name) is None]
    return f"the Node judge needs {' and '.join(missing)}" if missing else ""


def _pip(place: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "pip", f"--python={place / 'bin' / 'python'}", "install"]
    command += ["--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes", *arguments]
    subprocess.run(command, check=True)


@contextlib.contextmanager
def _stamped(place: Path, *locks: Path) -> Iterator[bool]:
    """Say whether `place` was made from these lock files; when the block ends well, it was. One process at a time."""
    made_of = [sys.version.encode(), *(lock.read_bytes() for lock in locks)]
    digest = hashlib.sha256(b"".join(made_of)).hexdigest()
    stamp = place / ".made-from"
    ENVIRONMENTS.mkdir(exist_ok=True)
    with (ENVIRONMENTS / f"{place.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield stamp.exists() and stamp.read_text(encoding="utf-8") == digest
        stamp.write_text(digest, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
