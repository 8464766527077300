"""Write docs/reference/conformance.md: suite by suite what passes, what does not and why (`make conformance`)."""

import ast
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET  # of a file that pytest wrote here

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/reference/conformance.md"
# What is judged where; the rest of tests/conformance are judges of whole files.
ROOMS = (
    ("tests/conformance", "Judges and vectors of others"),
    ("tests/core/linkeddata", "Contexts, JSON-LD and canonicalising"),
    ("tests/core/signing", "Proofs"),
    ("tests/core/keys", "Keys and DIDs"),
    ("tests/core/status", "Status lists"),
    ("tests/core/documents", "Documents"),
    ("tests/core/baking", "Pictures"),
    ("tests/core/test_", "Files of every kind"),
    ("tests/core/verifying", "Verifying"),
    ("tests/hostile", "Hostile files"),
)
# The suite whose tests people look up one by one.
BY_NAME = "tests/conformance/test_rdfc10.py"
# Suites of others that are not run here.
NOT_AT_HAND = (
    (
        "W3C test suites of VCDM 2.0, Data Integrity and Bitstring Status List",
        "no vectors at hand: they ask a running service; Digital Bazaar's libraries judge the same in both directions",
    ),
    (
        "W3C did:key and did:web test suites",
        "no vectors at hand; Digital Bazaar and openbadgeslib read our DIDs, and we theirs",
    ),
    ("1EdTech conformance suite", "for members of 1EdTech only: we implement, and are not certified"),
)
NOT_SUPPORTED = (
    ("ecdsa-sd-2023, bbs-2023, SD-JWT", "inconclusive: told as not supported, never as wrong"),
    ("Open Badges 1.x", "recognised and explained, not verified"),
    (
        "OB 3.0 unversioned context (3.0.0) with VCDM 2.0",
        "inconclusive: its words contradict one another; with VCDM 1.1 it is verified",
    ),
)

HEAD = """# Conformance

What was run, by whom it is judged, and how it ended. Made by `make conformance`; do not edit.
"""


def main() -> int:
    """Run the suites, write the page, and end as pytest did."""
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "found.xml"
        command = ("-m", "pytest", "-q", "-n2", f"--junitxml={found}", *sorted(_places()))
        code = subprocess.run([sys.executable, *command], cwd=ROOT, check=False).returncode
        PAGE.write_text("\n".join(page(found)), encoding="utf-8")
    return code


def page(found: Path) -> Iterator[str]:
    """Yield the lines of the page."""
    suites: dict[str, dict[str, list[ET.Element]]] = defaultdict(lambda: defaultdict(list))
    for case in ET.parse(found).iter("testcase"):
        module = _module(case.get("classname") or "")
        # The longest, so that a room inside another is its own.
        room = max((name for name, _ in ROOMS if str(module).startswith(name)), key=len)
        suites[room][str(module)].append(case)
    yield HEAD
    for room, title in ROOMS:
        yield f"## {title}\n"
        yield "| suite | passed | failed | not run | why not |\n|---|---|---|---|---|"
        for module, cases in sorted(suites[room].items()):
            yield _row(module, cases)
        yield ""
    yield from _names(suites[ROOMS[0][0]].get(BY_NAME, []))
    for title, rows in (("Suites of others that are not run", NOT_AT_HAND), ("Not supported", NOT_SUPPORTED)):
        yield f"## {title}\n\n| what | why |\n|---|---|"
        yield from (f"| {what} | {why} |" for what, why in rows)
        yield ""


def _names(cases: list[ET.Element]) -> Iterator[str]:
    """Yield each test of the suite whose tests are looked up, with how it ended."""
    yield "## W3C RDFC-1.0, test by test\n"
    told = [
        (found.group(1), _ended(case))
        for case in cases
        if (found := re.search(r"\[(test\d+\w (?:.*))\]$", str(case.get("name"))))
    ]
    if not told:
        yield "Not run: no vectors at hand.\n"
        return
    yield "| test | outcome |\n|---|---|"
    yield from (f"| {name} | {outcome} |" for name, outcome in sorted(told))
    yield ""


def _ended(case: ET.Element) -> str:
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    skipped = case.find("skipped")
    return "passed" if skipped is None else f"not run: {skipped.get('message')}"


def _places() -> Iterator[str]:
    """Yield the folders and files that the rooms are."""
    for room, _ in ROOMS:
        files = [str(file.relative_to(ROOT)) for file in (ROOT / room).parent.glob(f"{Path(room).name}*.py")]
        yield from files or [room]


def _row(module: str, cases: list[ET.Element]) -> str:
    failed = [case for case in cases if case.find("failure") is not None or case.find("error") is not None]
    skipped = [case.find("skipped") for case in cases]
    reasons = {str(one.get("message")) for one in skipped if one is not None}
    why = "; ".join(sorted(reasons | {f"failed: {case.get('name')}" for case in failed}))
    missing = sum(one is not None for one in skipped)
    passed = len(cases) - len(failed) - missing
    about = _about(ROOT / module)
    return f"| {about} (`{module}`) | {passed} | {len(failed)} | {missing} | {why.replace('|', '/')} |"


def _module(dotted: str) -> Path:
    """Give the file of a test's dotted name, which ends with its class where it has one."""
    parts = dotted.split(".")
    while parts and not (ROOT / "/".join(parts)).with_suffix(".py").exists():
        parts.pop()
    return Path("/".join(parts)).with_suffix(".py")


def _about(file: Path) -> str:
    """Give the first line of a module's docstring."""
    about = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or file.stem
    return about.split("\n")[0].rstrip(".")


if __name__ == "__main__":
    sys.exit(main())
