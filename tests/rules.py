"""Rules of the repository that no other tool holds; `make check` runs them.

    python -m tests.rules

Lock files name no host (packages come from wherever the installer is set up to look), and no module of the product has
more than 400 lines; tests may be longer, because a list of cases is not harder to read for its length.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
MOST_LINES = 400  # style: over 250 think, over 400 split
LOCKS = re.compile(r"^requirements/.*\.txt$|(^|/)package-lock\.json$")
HOST = re.compile(r"https?://|--(extra-)?index-url|--find-links")


def main() -> int:
    """Print what breaks a rule, one a line; give 1 when there is something."""
    files = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout
    paths = [path for path in files.split("\0") if path and (ROOT / path).is_file()]
    broken = [line for path in paths for line in (*_hosts(path), *_long(path))]
    for line in broken:
        print(line, file=sys.stderr)
    return 1 if broken else 0


def _hosts(path: str) -> list[str]:
    """Find addresses in a lock file; the funding and comment lines of packages are not addresses of packages."""
    if not LOCKS.search(path):
        return []
    found = []
    for number, line in enumerate((ROOT / path).read_text(encoding="utf-8").splitlines(), 1):
        if path.endswith(".json"):
            wrong = '"resolved":' in line and HOST.search(line)
        else:
            wrong = not line.lstrip().startswith("#") and HOST.search(line)
        if wrong:
            found.append(f"{path}:{number}: a lock file names no host: {line.strip()}")
    return found


def _long(path: str) -> list[str]:
    if not path.endswith(".py") or path.startswith("tests/") or "/migrations/" in path:
        return []
    count = len((ROOT / path).read_text(encoding="utf-8").splitlines())
    return [f"{path}: {count} lines; split it, {MOST_LINES} is the most"] if count > MOST_LINES else []


if __name__ == "__main__":
    sys.exit(main())
