"""How long a credential is that `proof.compose` would make: for whoever must say so before making many."""

import datetime as dt
import functools
import json

from phalera_core.documents import text
from phalera_core.keys import multibase
from phalera_core.linkeddata import forms
from phalera_core.linkeddata import template as templates
from phalera_core.signing import proof


def composed(
    source: bytes, slots: templates.Slots, *, signature: bytes, key_id: str, created: dt.datetime
) -> int:
    """Give how many bytes `proof.compose` makes of a form's source, without making them; not for what has an `extra`."""
    around = _proof(key_id, text.timestamp(created))
    return forms.length(source, slots) + around + multibase.length(signature)


@functools.lru_cache(maxsize=256)
def _proof(key_id: str, created: str) -> int:
    """Give the length of a proof without its signature, and of how it is joined on."""
    options = proof.proof_options(key_id=key_id, created=dt.datetime.fromisoformat(created))
    made = json.dumps({**options, "proofValue": ""}, ensure_ascii=False, separators=(",", ":"))
    return len(b',"proof":') + len(made.encode())
