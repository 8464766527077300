"""W3C RDF Dataset Canonicalization 1.0: the working group's own suite, each test by its name."""

import json

import pyoxigraph
import pytest

from conformance import vectors
from phalera_core import errors
from phalera_core.linkeddata import canonical, nquads

SUITE = vectors.find("rdf-canon", "tests")
# Asks for SHA-384, with which proofs by P-384 are made.
OTHER_HASH = {"#test075c", "#test075m"}


def entries(kind):
    if SUITE is None:
        return []
    listed = json.loads((SUITE / "manifest.jsonld").read_bytes())["entries"]
    return [
        pytest.param(entry, id=f"{entry['id'].removeprefix('#')} {entry['name']}")
        for entry in listed
        if entry["type"] == f"rdfc:RDFC10{kind}Test"
    ]


def digest_of(entry):
    return "sha384" if entry["id"] in OTHER_HASH else "sha256"


def quads_of(entry):
    """Read the input with another's reader, as quads of ours."""
    data = (SUITE / entry["action"]).read_bytes()
    return [quad(found) for found in pyoxigraph.parse(data, format=pyoxigraph.RdfFormat.N_QUADS)]


def quad(found):
    parts = {"subject": found.subject, "predicate": found.predicate, "object": found.object}
    if not isinstance(found.graph_name, pyoxigraph.DefaultGraph):
        parts["name"] = found.graph_name
    return {position: component(term) for position, term in parts.items()}


def component(term):
    match term:
        case pyoxigraph.NamedNode():
            return {"type": "IRI", "value": term.value}
        case pyoxigraph.BlankNode():
            return {"type": "blank node", "value": f"_:{term.value}"}
        case _:
            found = {"type": "literal", "value": term.value, "datatype": term.datatype.value}
            return found | ({"language": term.language} if found["datatype"] == nquads.RDF_LANGSTRING else {})


class TestTheSuite:
    @pytest.mark.parametrize("entry", vectors.cases(entries("Eval")))
    def test_canonical_form(self, entry):
        written = canonical.serialize(quads_of(entry), digest=digest_of(entry))

        assert written == (SUITE / entry["result"]).read_text(encoding="utf-8")

    @pytest.mark.parametrize("entry", vectors.cases(entries("Map")))
    def test_labels(self, entry):
        labels = canonical.label(quads_of(entry), digest=digest_of(entry))

        expected = json.loads((SUITE / entry["result"]).read_bytes())
        assert {old.removeprefix("_:"): new.removeprefix("_:") for old, new in labels.items()} == expected

    @pytest.mark.parametrize("entry", vectors.cases(entries("NegativeEval")))
    def test_poison(self, entry):
        with pytest.raises(errors.BudgetExceededError):
            canonical.serialize(quads_of(entry))
