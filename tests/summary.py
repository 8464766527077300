"""A pytest plugin that counts what happened, and chooses what is run again on another database."""

import json
from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--counts", metavar="FILE", help="write passed, failed and the reasons of skips as JSON")
    parser.addoption("--only-database", action="store_true", help="leave out what never touches our database")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out, on a second database, what the first pass has shown for good."""
    if config.getoption("--only-database"):
        left_out = [item for item in items if not _touches_database(item)]
        items[:] = [item for item in items if _touches_database(item)]
        config.hook.pytest_deselected(items=left_out)


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


def _touches_database(item: pytest.Item) -> bool:
    wanted = {"db", "transactional_db", "live_server"}
    return item.get_closest_marker("django_db") is not None or bool(
        wanted & set(getattr(item, "fixturenames", ()))
    )


def _skip(report: pytest.TestReport | pytest.CollectReport) -> list[str]:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return [report.nodeid, reason.removeprefix("Skipped: ")]
