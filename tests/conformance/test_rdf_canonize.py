"""npm's jsonld and rdf-canonize canonicalise random credentials to the same bytes as we do, by either path."""

import json

import pytest

from conformance import judging, samples
from core.signing import random_credentials
from phalera_core import errors
from phalera_core.linkeddata import canonical
from phalera_core.linkeddata import template as templates

pytestmark = pytest.mark.node

PARTS = 3
TEMPLATES = 20  # in each part
CREDENTIALS = 5  # of each template: 300 in all
FAST = 0.9
# npm's jsonld 9.0.0 writes a number that JavaScript spells without a point, such as 1e-7, as 0 (JSON-LD 1.1 API,
# 8.6, asks for 1.0E-7, which PyLD and pyoxigraph give); credits of that size are of no use to anybody.
TINY = (b":1e-07", b":0.5")


def in_code_point_order(nquads: str) -> str:
    """Sort statements as RDFC-1.0 (4.4.3, step 6) says.

    npm's rdf-canonize 5.0.0 sorts by UTF-16 code units, which is another order where two tags of one achievement
    first differ in a character beyond U+FFFF against one from U+E000 to U+FFFF.
    """
    return "".join(sorted(f"{line}\n" for line in nquads.split("\n") if line))


class TestTheSameBytes:
    @pytest.mark.parametrize("part", range(PARTS))
    def test_for_hundreds_of_random_credentials(self, digital_bazaar: judging.Judge, part: int) -> None:
        source = random_credentials.Source(2_026 + part)
        forms = [source.template().replace(*TINY) for _ in range(TEMPLATES)]
        pairs = [
            (compiled, source.slots(compiled.form.slots))
            for compiled in map(templates.compile_template, forms)
            for _ in range(CREDENTIALS)
        ]
        documents = [json.loads(compiled.fill(slots)) for compiled, slots in pairs]

        theirs = digital_bazaar.ask("canonize", documents=documents)

        fast = same_order = 0
        for document, (compiled, slots), found in zip(documents, pairs, theirs, strict=True):
            expected = in_code_point_order(found)
            same_order += found == expected
            assert canonical.to_nquads(document) == expected
            try:
                assert compiled.nquads(slots).decode() == expected
                fast += 1
            except errors.FallbackNeededError:
                pass
        assert fast >= FAST * len(pairs)
        assert same_order >= FAST * len(pairs)

    @pytest.mark.parametrize("valid_until", [None, "2030-12-31T23:59:59Z"])
    def test_for_a_batch_by_the_template_path(
        self, digital_bazaar: judging.Judge, valid_until: str | None
    ) -> None:
        template = samples.template()
        slots = [samples.slots(number, valid_until=valid_until) for number in range(100)]

        theirs = digital_bazaar.ask(
            "canonize", documents=[json.loads(template.fill(filled)) for filled in slots]
        )

        assert [template.nquads(filled).decode() for filled in slots] == theirs

    def test_for_our_proof_options(self, digital_bazaar: judging.Judge) -> None:
        document = samples.award().document
        options = {name: value for name, value in document["proof"].items() if name != "proofValue"}
        config = {"@context": document["@context"], **options}

        theirs = digital_bazaar.ask("canonize", documents=[config])

        assert theirs == [canonical.to_nquads(config)]
