"""Digital Bazaar's libraries as a judge, in Node."""

import os
from pathlib import Path

from conformance import judging
from phalera_core.linkeddata import contexts


def start(folder: Path) -> judging.Judge:
    """Start the judge and hand it the contexts we issue with; it never fetches any."""
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/")}
    judge = judging.Judge(["node", "judge.mjs"], cwd=folder, environment=environment)
    known = (contexts.VC2, contexts.OB3, contexts.OB3_EXTENSIONS, contexts.ED25519_2020)
    judge.versions = judge.ask("contexts", contexts={url: contexts.document(url) for url in known})
    return judge
