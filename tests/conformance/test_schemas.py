"""1EdTech's JSON Schemas of Open Badges 3.0, read by Ajv (npm): on what we issue, and beside our own check of shapes."""

import copy
import json

import pytest

from conformance import judging, samples
from core.documents import test_v3_complete as complete
from core.verifying import test_endorsements as endorsements
from phalera_core.verifying import shapes

pytestmark = pytest.mark.node

FOLDER = "spec/schemas/ob-v3p0"
SCHEMAS = {
    "badge": "ob_v3p0_achievementcredential_schema.json",
    "endorsement": "ob_v3p0_endorsementcredential_schema.reconstructed.json",
}
PLAIN = samples.award().document
ISSUED = {
    "by the template path": ("badge", PLAIN),
    "with an end": ("badge", samples.award(valid_until="2030-12-31T23:59:59Z").document),
    "by the general path": (
        "badge",
        samples.award(extra={"name": "Leo 李", "narrative": "Grafted", "creditsEarned": 2.5}).document,
    ),
    # A text with its language, as VCDM 2.0 has it, is what 1EdTech's schema does not know.
    "with every member": ("badge", complete.full().to_json() | {"description": "Netze"}),
    "an endorsement": ("endorsement", endorsements.endorse()),
}


@pytest.fixture
def problems(digital_bazaar: judging.Judge, shared):
    def problems(kind: str, document: dict) -> list[str]:
        schema = json.loads((shared / FOLDER / SCHEMAS[kind]).read_bytes())
        return digital_bazaar.ask("fits", schema=schema, document=document)

    return problems


def _without(*path):
    changed = copy.deepcopy(PLAIN)
    holder = changed
    for name in path[:-1]:
        holder = holder[name]
    del holder[path[-1]]
    return changed


def _with(value, *path):
    changed = copy.deepcopy(PLAIN)
    holder = changed
    for name in path[:-1]:
        holder = holder[name]
    holder[path[-1]] = value
    return changed


class TestWhatWeIssue:
    @pytest.mark.parametrize("name", ISSUED)
    def test_fits(self, problems, name):
        kind, document = ISSUED[name]

        assert problems(kind, document) == []


class TestWhatTheyRefuse:
    @pytest.mark.parametrize(
        "document",
        [
            _without("issuer"),
            _without("validFrom"),
            _without("credentialSubject"),
            _without("credentialSubject", "achievement"),
            _without("credentialSubject", "achievement", "name"),
            _without("credentialSubject", "achievement", "description"),
            _without("credentialSubject", "achievement", "criteria"),
            _without("credentialSubject", "identifier", 0, "hashed"),
            _without("issuer", "type"),
            _with("2026-06-01", "validFrom"),
            _with("https://a.test/x.png", "credentialSubject", "achievement", "image"),
            _with([PLAIN["credentialSubject"]], "credentialSubject"),
            _with(["Profile", 7], "issuer", "type"),
        ],
        ids=lambda document: "",
    )
    def test_we_refuse_too(self, problems, document):
        assert problems("badge", document) != []
        assert list(shapes.problems(document)) != []
