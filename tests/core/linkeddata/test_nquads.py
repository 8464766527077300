"""N-Quads in canonical form."""

import pytest

from phalera_core.linkeddata import nquads

XSD = "http://www.w3.org/2001/XMLSchema#"


class TestEscaping:
    @pytest.mark.parametrize(
        ("text", "escaped"),
        [
            ("plain", "plain"),
            ('a "quote"', 'a \\"quote\\"'),
            ("back\\slash", "back\\\\slash"),
            ("\b\t\n\f\r", "\\b\\t\\n\\f\\r"),
            ("\x00\x07\x0b\x0e\x1f\x7f", "\\u0000\\u0007\\u000B\\u000E\\u001F\\u007F"),
            ("\ufffe\uffff", "\\uFFFE\\uFFFF"),
            ("é 😀 \u0085 \u2028 \u00a0", "é 😀 \u0085 \u2028 \u00a0"),
        ],
    )
    def test_is_as_little_as_the_canonical_form_wants(self, text, escaped):
        assert nquads.escape(text) == escaped


class TestAnAddress:
    @pytest.mark.parametrize(
        "iri",
        ["https://example.org/%20?a#b", "urn:uuid:1", "did:web:a", "tag:a,b:c", "http://bücher.example/網"],
    )
    def test_is_whole_with_a_scheme(self, iri):
        assert nquads.is_absolute_iri(iri)

    @pytest.mark.parametrize(
        "iri",
        [
            "",
            "a",
            "/a",
            "//a/b",
            "a b:c",
            "https://a/b c",
            "https://a/>",
            "https://a/\n",
            "urn:x\n",
            "1a:b",
            "a:\\",
        ],
    )
    def test_is_not_relative_and_holds_nothing_that_ends_it_early(self, iri):
        assert not nquads.is_absolute_iri(iri)


class TestALine:
    def test_gives_labels_languages_and_datatypes_their_place(self):
        blank = {"type": "blank node", "value": "_:b0"}
        predicate = {"type": "IRI", "value": "urn:p"}
        typed = {"type": "literal", "value": "1", "datatype": f"{XSD}integer"}
        tagged = {"type": "literal", "value": "a", "datatype": nquads.RDF_LANGSTRING, "language": "nl"}
        plain = {"type": "literal", "value": "a", "datatype": nquads.XSD_STRING}

        lines = [
            nquads.quad({"subject": blank, "predicate": predicate, "object": typed}, {"_:b0": "_:c14n7"}),
            nquads.quad({"subject": blank, "predicate": predicate, "object": tagged}),
            nquads.quad({"subject": predicate, "predicate": predicate, "object": plain, "name": blank}),
        ]

        assert lines == [
            f'_:c14n7 <urn:p> "1"^^<{XSD}integer> .\n',
            '_:b0 <urn:p> "a"@nl .\n',
            '<urn:p> <urn:p> "a" _:b0 .\n',
        ]
