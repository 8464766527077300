"""PyLD's labelling of blank nodes with our escaping and a limit on the work it may do."""

import hashlib
import math
from collections.abc import Mapping, Sequence
from typing import Any

from pyld import canon

from phalera_core import errors
from phalera_core.linkeddata import nquads


class Labeler(canon.URDNA2015):  # type: ignore[misc]
    """Issue canonical labels (RDFC-1.0, §4.4), counting the paths that telling blank nodes apart takes."""

    def __init__(self, *, max_paths: int, digest: str = "sha256") -> None:
        super().__init__()
        self._digest = digest
        self._max_paths = max_paths
        self._paths = 0

    def label(self, quads: Sequence[Mapping[str, Mapping[str, str]]]) -> dict[str, str]:
        """Give each blank node's label, or raise `BudgetExceededError`."""
        # PyLD renames the blank nodes inside the quads it is given.
        copies = [{position: dict(component) for position, component in quad.items()} for quad in quads]
        self.main({"@default": copies}, {"format": "application/n-quads"})
        issued: dict[str, str] = self.canonical_issuer.existing
        return issued

    def hash_first_degree_quads(self, id_: str) -> str:
        """Hash what is said about one blank node alone (RDFC-1.0, §4.6), with our escaping."""
        info = self.blank_node_info[id_]
        if "hash" not in info:
            names = _Names(id_)
            lines = sorted(nquads.quad(quad, names) for quad in info["quads"])
            info["hash"] = hashlib.new(self._digest, "".join(lines).encode()).hexdigest()
        found: str = info["hash"]
        return found

    def create_hash(self) -> Any:
        """Give the hash by which nodes are told apart: SHA-256, unless who signs wants another (RDFC-1.0, §4.3)."""
        return hashlib.new(self._digest)

    def create_hash_to_related(self, id_: str, issuer: Any) -> dict[str, list[str]]:
        """Group the neighbours of a blank node (RDFC-1.0, §4.8 step 3), paying for every order they may be tried in."""
        related: dict[str, list[str]] = super().create_hash_to_related(id_, issuer)
        self._paths += 1 + sum(
            math.factorial(min(len(group), 20)) for group in related.values() if len(group) > 1
        )
        if self._paths > self._max_paths:
            raise errors.BudgetExceededError(
                "The document's objects without an id refer to one another in a way made to be costly.",
                what="paths",
                limit=self._max_paths,
                remedy="Ask the issuer for a credential whose objects have ids.",
            )
        return related


class _Names(dict[str, str]):
    """Name the blank node in question `_:a` and every other `_:z` (RDFC-1.0, §4.6.3 step 3.1)."""

    def __init__(self, own: str) -> None:
        super().__init__({own: "_:a"})

    def __missing__(self, _other: str) -> str:
        return "_:z"
