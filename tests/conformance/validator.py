"""1EdTech's validator of Open Badges 2.0 as a judge, in a Python environment of its own."""

from pathlib import Path

from conformance import judging

HERE = Path(__file__).resolve().parent / "openbadges"


def start(python: Path) -> judging.Judge:
    """Start the judge; it sees nothing of our own environment."""
    return judging.Judge([python, "-I", "-X", "utf8", "judge.py"], cwd=HERE, environment={})
