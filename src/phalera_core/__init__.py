"""Make, bake, read and verify Open Badges: `from phalera_core import bake, unbake, sign, issue_many, verify`.

Pure: no Django, no network, no clock and no randomness but what is handed in.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from phalera_core.baking import bake, unbake
    from phalera_core.signing.batch import issue_many
    from phalera_core.signing.proof import sign
    from phalera_core.verifying.verifier import verify

__all__ = ["bake", "issue_many", "sign", "unbake", "verify"]

# JSON-LD and cryptography take most of a second to import; who only asks for the version should not wait for them.
_HOMES = {
    "bake": "phalera_core.baking",
    "issue_many": "phalera_core.signing.batch",
    "sign": "phalera_core.signing.proof",
    "unbake": "phalera_core.baking",
    "verify": "phalera_core.verifying.verifier",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    found = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = found
    return found
