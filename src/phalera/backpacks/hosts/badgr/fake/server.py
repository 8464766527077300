"""The fake as tests and the demo hold it in their hands."""

import threading
import types
from collections.abc import Iterable
from pathlib import Path
from typing import Self
from urllib import parse

from phalera.backpacks.hosts.badgr.fake import control, faults, oauth, tokens, values, wire
from phalera.backpacks.hosts.badgr.fake import store as stores

CLIENT_ID, CLIENT_SECRET = "phalera", "phalera-stand-in"  # of a fake
RETURN_PATHS = (
    "http://127.0.0.1:8000/backpack/return",
    "http://localhost:8000/backpack/return",
)


class Fake:
    """A running Badgr: `with Fake() as fake: fake.url`."""

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        file: Path | None = None,
        redirect_uris: Iterable[str] = RETURN_PATHS,
        client_id: str = CLIENT_ID,
        client_secret: str = CLIENT_SECRET,
        keep_pictures: bool = True,
        logs: bool = False,
    ) -> None:
        self.store = stores.Store(file=file, keep_pictures=keep_pictures)
        self._server = wire.Server((host, port), self.store, logs=logs)
        self.url = f"http://{host}:{self._server.server_address[1]}"
        self.store.api_url = self.store.site_url = self.url
        self.client_id, self.client_secret = client_id, client_secret
        self.store.applications[client_id] = values.Application(
            client_id=client_id, client_secret=client_secret, redirect_uris=list(redirect_uris)
        )
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self.serve, args=(0.01,), name="badgr", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: types.TracebackType | None,
    ) -> None:
        self.close()

    def serve(self, pause: float = 0.5) -> None:
        """Answer until it is closed, which is noticed within this many seconds."""
        self._server.serve_forever(poll_interval=pause)

    def close(self) -> None:
        """End; who hangs is let go."""
        self._server.ended.set()
        if self._thread:
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()
        self.store.close()

    @property
    def application(self) -> values.Application:
        """The client that it knows from the start."""
        return self.store.applications[self.client_id]

    def add_account(self, *emails: str, first_name: str = "Leo", verified: bool = True) -> values.Account:
        """Make an account with these addresses, the first of which is the primary one."""
        given: list[dict[str, object]] = [{"email": each, "verified": verified} for each in emails]
        return control.set_account(self.store, first_name=first_name, emails=given)

    def knows(self, email: str) -> bool:
        """Say whether somebody has this address here."""
        try:
            return bool(self.store.account_of(email))
        except KeyError:
            return False

    def grant(self, email: str, *, scope: str = "r:profile rw:backpack") -> values.Grant:
        """Give tokens for an account, as if its learner had consented."""
        account = self.store.account_of(email)
        return tokens.make(self.store, account=account.id, client_id=self.client_id, scopes=scope.split())

    def consent(self, url: str, email: str, *, allow: bool = True) -> str:
        """Decide on a request for consent as a browser would, and give where it is sent back to."""
        wanted = oauth.asked(self.store, dict(parse.parse_qsl(parse.urlsplit(url).query)))
        return oauth.allow(self.store, wanted, self.store.account_of(email)) if allow else oauth.deny(wanted)

    def stored(self, email: str) -> list[values.Entry]:
        """Give what is in a backpack."""
        return self.store.entries_of(self.store.account_of(email).id)

    def fail(
        self,
        fault: faults.Fault,
        *,
        path: str = "/v2/",
        method: str = "",
        times: int | None = 1,
        seconds: float = 30.0,
        target: str = "",
    ) -> None:
        """Let the next calls whose path begins so fail."""
        self.store.plan.add(
            faults.Planned(fault=fault, path=path, method=method, times=times, seconds=seconds, target=target)
        )

    def faulty(
        self, share: float, *, seed: int = 0, kinds: tuple[faults.Fault, ...] = faults.PASSING
    ) -> None:
        """Let a share of all calls of the API fail at random, by a seed."""
        self.store.plan.faulty(share=share, seed=seed, kinds=kinds)

    def well(self) -> None:
        """Let nothing fail any more."""
        self.store.plan.clear()
