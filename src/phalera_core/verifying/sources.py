"""Where documents outside the badge come from: only from what the caller hands in."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Protocol, cast

from phalera_core import errors, strictjson
from phalera_core.keys import dids


class Loader(Protocol):
    """Whoever can get the bytes behind an address."""

    def load(self, url: str) -> bytes:
        """Return the bytes; ResolutionError when they cannot be had, GoneError when the address says it is gone."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a verification has beside the badge: the moment, who answers questions, and whose badge it should be."""

    now: dt.datetime
    resolver: dids.Resolver
    load: Loader
    recipient: str | None = None


class StaticLoader:
    """Answers from a table of addresses; everything else "was not fetched"."""

    def __init__(self, documents: Mapping[str, bytes] | None = None) -> None:
        self._documents = dict(documents or {})

    def load(self, url: str) -> bytes:
        """Return the bytes given for `url`; ResolutionError when there are none."""
        try:
            return self._documents[url]
        except KeyError:
            raise errors.ResolutionError(
                "It was not fetched: nothing may be fetched here.",
                url=url,
                remedy="Check again with access to the internet.",
            ) from None


class LoadingResolver:
    """Finds did:key and did:jwk by itself, and did:web and https documents through a loader."""

    def __init__(self, loader: Loader) -> None:
        self._loader = loader

    def resolve(self, did_or_url: str) -> dict[str, object]:
        """Return the document behind a DID or address.

        Raises ResolutionError when it cannot be had, KeyFormatError when the DID is malformed.
        """
        if did_or_url.startswith("did:key:"):
            return dids.resolve_did_key(did_or_url)
        if did_or_url.startswith("did:jwk:"):
            return dids.resolve_did_jwk(did_or_url)
        if did_or_url.startswith("did:web:"):
            return self._document(dids.did_web_url(did_or_url))
        if did_or_url.startswith("https://"):
            return self._document(did_or_url)
        method = ":".join(did_or_url.split(":")[:2])
        raise errors.ResolutionError(
            f"Identifiers that begin with {method[:40]!r} are not supported yet.",
            url=did_or_url,
            remedy="Ask the issuer for a badge whose issuer is a did:web, did:key, did:jwk or https address.",
        )

    def _document(self, url: str) -> dict[str, object]:
        data = self._loader.load(url)
        try:
            document = strictjson.loads(data)
        except errors.InputError as error:
            raise errors.ResolutionError(
                "What is published there cannot be read.",
                url=url,
                remedy="Tell the issuer: their address must answer JSON.",
            ) from error
        if not isinstance(document, dict):
            raise errors.ResolutionError(
                "What is published there is not a document.",
                url=url,
                remedy="Tell the issuer: their address must answer a JSON object.",
            )
        return cast("dict[str, object]", document)


class StaticResolver(LoadingResolver):
    """Finds documents in a table of addresses only; did:key needs none."""

    def __init__(self, documents: Mapping[str, bytes] | None = None) -> None:
        super().__init__(StaticLoader(documents))
