"""Write docs/reference/conformance.md: suite by suite what passes, what does not and why (`make conformance`)."""

import ast
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
    ("tests/core/verifying", "Verifying"),
)
# Suites of others that no dependency carries and that are not beside this checkout.
NOT_AT_HAND = (
    (
        "W3C RDFC-1.0 test suite",
        "no vectors at hand; npm rdf-canonize and pyoxigraph judge random badges instead",
    ),
    (
        "W3C ECDSA Cryptosuites (ecdsa-rdfc-2019)",
        "no vectors at hand; proofs made by pyca/cryptography are read",
    ),
    ("W3C Bitstring Status List test suite", "no vectors at hand; Digital Bazaar's library judges our lists"),
    ("1EdTech conformance suite", "for members of 1EdTech only: we implement, and are not certified"),
)
NOT_SUPPORTED = (
    ("ecdsa-sd-2023, bbs-2023, SD-JWT", "inconclusive: told as not supported, never as wrong"),
    ("P-384, ecdsa-jcs-2019, proof chains", "inconclusive: told as not supported, never as wrong"),
    ("Open Badges 1.x", "recognised and explained, not verified"),
    ("OB 3.0 unversioned context (3.0.0)", "inconclusive: its words contradict those of VCDM 2.0"),
)

HEAD = """# Conformance

What was run, by whom it is judged, and how it ended. Made by `make conformance`; do not edit.
"""


def main() -> int:
    """Run the suites, write the page, and end as pytest did."""
    with tempfile.TemporaryDirectory() as folder:
        found = Path(folder) / "found.xml"
        command = ("-m", "pytest", "-q", "-n2", f"--junitxml={found}", *(room for room, _ in ROOMS))
        code = subprocess.run([sys.executable, *command], cwd=ROOT, check=False).returncode
        PAGE.write_text("\n".join(page(found)), encoding="utf-8")
    return code


def page(found: Path) -> Iterator[str]:
    """Yield the lines of the page."""
    suites: dict[str, dict[str, list[ET.Element]]] = defaultdict(lambda: defaultdict(list))
    for case in ET.parse(found).iter("testcase"):
        module = _module(case.get("classname") or "")
        room = next(name for name, _ in ROOMS if str(module).startswith(name))
        suites[room][str(module)].append(case)
    yield HEAD
    for room, title in ROOMS:
        yield f"## {title}\n"
        yield "| suite | passed | failed | not run | why not |\n|---|---|---|---|---|"
        for module, cases in sorted(suites[room].items()):
            yield _row(module, cases)
        yield ""
    for title, rows in (("Suites of others that are not run", NOT_AT_HAND), ("Not supported", NOT_SUPPORTED)):
        yield f"## {title}\n\n| what | why |\n|---|---|"
        yield from (f"| {what} | {why} |" for what, why in rows)
        yield ""


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
