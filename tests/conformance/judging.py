"""Talking to a judge: another process that answers one line of JSON with another."""

import json
import subprocess
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

# Seconds for one answer. Judges take milliseconds; this only keeps a dead one from stopping the tests.
PATIENCE = 120


class JudgeError(Exception):
    """The judge could not answer, which is no verdict."""


class Judge:
    """A judge that runs as long as the `with` block does."""

    def __init__(self, command: Sequence[str | Path], *, cwd: Path, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [str(word) for word in command],
            cwd=cwd,
            env={**environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(timeout=PATIENCE)

    def ask(self, question: str, **given: Any) -> Any:
        """Give the judge's answer, or raise `JudgeError`."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        watchdog = threading.Timer(PATIENCE, self._process.kill)
        watchdog.start()
        try:
            # ASCII only: lone surrogates and line separators reach the judge as they are.
            self._process.stdin.write(json.dumps({"ask": question, **given}) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        finally:
            watchdog.cancel()
        if not line:
            raise JudgeError(f"the judge ended while it was asked to {question}")
        answer = json.loads(line)
        if "error" in answer:
            raise JudgeError(answer["error"])
        return answer["answer"]
