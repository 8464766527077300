"""A pytest plugin that counts what happened and writes it to the file that `--counts` names."""

import json
from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--counts", metavar="FILE", help="write passed, failed and the reasons of skips as JSON")


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config
) -> None:
    """Count by outcome; an error outside a test (collection, fixture) counts as a failure."""
    file = config.getoption("--counts")
    if not file:
        return
    stats = terminalreporter.stats
    Path(file).write_text(
        json.dumps(
            {
                "passed": len(stats.get("passed", [])) + len(stats.get("xfailed", [])),
                "failed": sum(len(stats.get(kind, [])) for kind in ("failed", "error", "xpassed")),
                "skipped": [_skip(report) for report in stats.get("skipped", [])],
            }
        ),
        encoding="utf-8",
    )


def _skip(report: pytest.TestReport | pytest.CollectReport) -> list[str]:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return [report.nodeid, reason.removeprefix("Skipped: ")]
