"""JSONTestSuite (Nicolas Seriot) and the negative tests of W3C's JSON-LD suite, file by file."""

import json

import pytest

from conformance import vectors
from conftest import SHARED
from phalera_core import errors, strictjson
from phalera_core.linkeddata import canonical

GRAMMAR = SHARED / "corpora/json/JSONTestSuite"
LINKED = SHARED / "corpora/jsonld/expand-negative"
# Good by the grammar, refused by us: two readers may see two different values.
STRICTER = {
    "y_object_duplicated_key.json": "stands twice",
    "y_object_duplicated_key_and_value.json": "stands twice",
    "y_object_escaped_null_in_key.json": "U+0000",
    "y_string_null_escape.json": "U+0000",
}


def named(folder, pattern):
    return [pytest.param(path, id=path.name) for path in sorted(folder.glob(pattern))]


class TestTheGrammar:
    @pytest.mark.parametrize("path", vectors.cases(named(GRAMMAR, "y_*.json")))
    def test_reads_what_is_good(self, path):
        if path.name in STRICTER:
            with pytest.raises(errors.CoreError, match=STRICTER[path.name].replace("+", r"\+")):
                strictjson.loads(path.read_bytes())
        else:
            assert strictjson.loads(path.read_bytes()) == json.loads(path.read_bytes())

    @pytest.mark.parametrize("path", vectors.cases(named(GRAMMAR, "n_*.json")))
    def test_refuses_what_is_not(self, path):
        with pytest.raises(errors.CoreError):
            strictjson.loads(path.read_bytes())

    @pytest.mark.parametrize("path", vectors.cases(named(GRAMMAR, "i_*.json")))
    def test_reads_what_is_open_in_one_way_or_not_at_all(self, path):
        try:
            found = strictjson.loads(path.read_bytes())
        except errors.CoreError:
            return

        assert found == json.loads(path.read_bytes())


class TestLinkedData:
    @pytest.mark.parametrize("path", vectors.cases(named(LINKED, "*-in.jsonld")))
    def test_refuses_what_cannot_be_expanded(self, path):
        document = json.loads(path.read_bytes())

        # Nearly all of them define words of their own, which a badge must not.
        with pytest.raises(errors.CoreError):
            canonical.to_nquads(document if isinstance(document, dict) else {"@graph": document})
