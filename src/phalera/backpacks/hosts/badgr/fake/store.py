"""All that the fake knows, behind one lock, and on disk where a file is given."""

import collections
import contextlib
import dataclasses
import hashlib
import json
import tempfile
import threading
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from phalera.backpacks.hosts.badgr.fake import faults, values

ACCESS_LIFE = 86_400.0  # seconds
_MOST_CALLS = 100_000  # the latest that are remembered
_PAUSE = 0.5  # seconds between two writes of the file


class Store:
    """Accounts, applications, tokens and backpacks."""

    def __init__(self, *, file: Path | None = None, keep_pictures: bool = True) -> None:
        self.lock = threading.RLock()
        self.plan = faults.Plan()
        self.counts: collections.Counter[str] = collections.Counter()
        self.calls: collections.deque[tuple[str, str, int]] = collections.deque(maxlen=_MOST_CALLS)
        self.accounts: dict[str, values.Account] = {}
        self.applications: dict[str, values.Application] = {}
        self.codes: dict[str, values.Code] = {}
        self.grants: dict[str, values.Grant] = {}
        self.dead_refreshes: set[str] = set()
        self.failures: dict[str, tuple[int, float]] = {}  # by whom the throttle knows a caller
        self.entries: dict[str, values.Entry] = {}
        self.classes: dict[str, dict[str, Any]] = {}  # cached by id, for ever
        self.issuers: dict[str, dict[str, Any]] = {}
        self.collections: list[dict[str, Any]] = []
        # How this Badgr is set up.
        self.access_life = ACCESS_LIFE
        self.slides = True
        self.needs_pkce = False
        self.throttles = True
        self.reaches_w3id = True
        self.on_mysql = True
        self.site_url = ""
        self.api_url = ""
        self._ahead = 0.0
        self._file = file
        self._keep_pictures = keep_pictures
        self._temporary = None if file else tempfile.TemporaryDirectory(prefix="badgr-")
        self._pictures = (
            file.with_name(f"{file.name}.pictures") if file else Path(self._temporary.name)  # type: ignore[union-attr]
        )
        self._pictures.mkdir(parents=True, exist_ok=True)
        self._changed, self._ended = threading.Event(), threading.Event()
        self._writer: threading.Thread | None = None
        if file:
            self._read(file)
            self._writer = threading.Thread(target=self._write_on, daemon=True)
            self._writer.start()

    def now(self) -> float:
        """Give the seconds since 1970 on the clock of this Badgr."""
        return time.time() + self._ahead

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        with self.lock:
            self._ahead += seconds

    def touch(self) -> None:
        """Say that something changed, so that it is written down soon."""
        self._changed.set()

    def close(self) -> None:
        """Write down what changed last, and let go of everything."""
        self._ended.set()
        self._changed.set()
        if self._writer:
            self._writer.join()
            self._write()
        if self._temporary:
            self._temporary.cleanup()

    def account_of(self, email: str) -> values.Account:
        """Give the account with this address; KeyError when there is none."""
        with self.lock:
            for account in self.accounts.values():
                if any(each.email.casefold() == email.casefold() for each in account.emails):
                    return account
        raise KeyError(email)

    def entries_of(self, account_id: str) -> list[values.Entry]:
        """Give the backpack of an account, oldest first."""
        with self.lock:
            return [each for each in self.entries.values() if each.account == account_id]

    def keep_picture(self, data: bytes) -> str:
        """Keep a picture, and give its digest; empty where this Badgr keeps none."""
        if not self._keep_pictures or not data:
            return ""
        digest = hashlib.sha256(data).hexdigest()
        path = self._pictures / digest
        if not path.exists():
            path.write_bytes(data)
        return digest

    def picture(self, digest: str) -> bytes:
        """Give a picture that was kept; empty where it was not."""
        path = self._pictures / digest
        return path.read_bytes() if digest.isalnum() and path.is_file() else b""

    def _write_on(self) -> None:
        while not self._ended.is_set():
            self._changed.wait()
            self._changed.clear()
            self._ended.wait(_PAUSE)
            self._write()

    def _write(self) -> None:
        if self._file is None:
            return
        with self.lock:
            text = json.dumps(
                {
                    "accounts": _plain(self.accounts.values()),
                    "applications": _plain(self.applications.values()),
                    "grants": _plain(self.grants.values()),
                    "entries": _plain(self.entries.values()),
                    "classes": self.classes,
                    "issuers": self.issuers,
                }
            )
        temporary = self._file.with_name(f"{self._file.name}.new")
        temporary.touch(mode=0o600)  # there are tokens in it
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(self._file)

    def _read(self, file: Path) -> None:
        with contextlib.suppress(FileNotFoundError):
            held = json.loads(file.read_text(encoding="utf-8"))
            for each in held["accounts"]:
                emails = [values.Email(**email) for email in each.pop("emails")]
                self.accounts[each["id"]] = values.Account(**each, emails=emails)
            self.applications = {
                each["client_id"]: values.Application(**each) for each in held["applications"]
            }
            self.grants = {each["id"]: values.Grant(**each) for each in held["grants"]}
            self.entries = {each["id"]: values.Entry(**each) for each in held["entries"]}
            self.classes, self.issuers = held["classes"], held["issuers"]


def _plain(kept: Iterable[Any]) -> list[dict[str, Any]]:
    return [dataclasses.asdict(each) for each in kept]
