"""What others sign eddsa-rdfc-2022 with, at its best: documents parsed beforehand, contexts resolved once."""

import datetime as dt
import hashlib
from collections.abc import Sequence

from pyld import FrozenDocumentLoader, jsonld

from conformance import judging, samples
from phalera_core.documents import text
from phalera_core.linkeddata import contexts
from phalera_core.signing import proof
from phalera_core.signing.cryptosuites import eddsa_rdfc_2022

_LOADER = FrozenDocumentLoader({url: contexts.document(url) for url in (contexts.VC2, contexts.OB3)})


def pyld(documents: Sequence[dict], moments: Sequence[dt.datetime]) -> list[dict]:
    """Sign by PyLD as its manual says: frozen contexts, which it resolves once a process."""
    signed = []
    for document, created in zip(documents, moments, strict=False):
        options = proof.proof_options(key_id=samples.KEY.key_id, created=created)
        config = {"@context": document["@context"], **options}
        hashes = [hashlib.sha256(canonize(one).encode()).digest() for one in (config, document)]
        signature = samples.KEY.sign(b"".join(hashes))
        value = eddsa_rdfc_2022.encode_signature(signature)
        signed.append({**document, "proof": {**options, "proofValue": value}})
    return signed


def canonize(document: dict) -> str:
    """Give a document's canonical N-Quads by PyLD."""
    return jsonld.normalize(
        document, {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _LOADER}
    )


def prepare_digital_bazaar(
    judge: judging.Judge, documents: Sequence[dict], moments: Sequence[dt.datetime]
) -> None:
    """Hand over what `digital_bazaar` will sign, and warm its just-in-time compiler up."""
    key = {
        "secretKeyMultibase": samples.SECRET_MULTIBASE,
        "publicKeyMultibase": samples.PUBLIC_MULTIBASE,
    }
    created = [text.timestamp(moment) for moment in moments[: len(documents)]]
    judge.ask("prepareBench", documents=documents, key=key, created=created, warm=300)


def digital_bazaar(judge: judging.Judge, count: int) -> tuple[int, float]:
    """Sign the first so many of what was prepared; give how many and the seconds."""
    return count, judge.ask("bench", **{"from": 0, "count": count})["seconds"]


class NoNode:
    """Stands where the Node judge would, and is never asked."""

    def __enter__(self):
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing was started."""
