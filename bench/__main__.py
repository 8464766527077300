"""Run the benches named, or all; print each table, write bench/out/<name>.json, and end with 1 when a bar is missed."""

import importlib
import sys
from pathlib import Path

# The judges of the tests are the peers here: the same environments, the same readers.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from bench import reporting

NAMES = (
    "sign",
    "issue_many",
    "jwt",
    "bake_png",
    "bake_svg",
    "importing",
    "start",
    "memory",
    "pdf_record",
    "zip_badges",
    "status_list",
    "verify_strangers",
    "uploads",
    "pages",
)


def main() -> int:
    names = sys.argv[1:] or NAMES
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        print(f"There is no bench {', '.join(unknown)}; there are {', '.join(NAMES)}.", file=sys.stderr)
        return 3
    missed = []
    for name in names:
        result = importlib.import_module(f"bench.{name}").run()
        print(reporting.table(name, result), flush=True)
        reporting.write(name, result)
        missed += [f"{name}: {bar.name}" for bar in result.bars if not bar.reached]
    print("every bar reached" if not missed else "missed: " + "; ".join(missed))
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
