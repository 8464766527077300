"""Canonicalising documents of strangers: exact where it can be, refused where it cannot."""

import copy
import json

import pyoxigraph
import pytest
from pyld import jsonld

from phalera_core import errors
from phalera_core.linkeddata import canonical, contexts

BASE = {
    "@context": [contexts.VC2, contexts.OB3],
    "id": "urn:uuid:1f0d6a5e-7a2b-4c60-9f0e-2f7d1b6a9c11",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": "did:web:example.org", "type": ["Profile"], "name": "Academy"},
    "validFrom": "2026-11-24T10:00:00Z",
    "credentialSubject": {
        "type": ["AchievementSubject"],
        "achievement": {
            "id": "https://example.org/achievements/1",
            "type": ["Achievement"],
            "name": "Networks",
            "description": "Knows networks.",
            "criteria": {"narrative": "Build one."},
        },
    },
}


def changed(**achievement):
    document = copy.deepcopy(BASE)
    document["credentialSubject"]["achievement"].update(achievement)
    return document


def by_pyld(document):
    return jsonld.normalize(
        document,
        {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": contexts.loader()},
    )


def by_pyoxigraph(document):
    inlined = {**document, "@context": [contexts.document(url)["@context"] for url in document["@context"]]}
    quads = pyoxigraph.parse(json.dumps(inlined).encode(), format=pyoxigraph.RdfFormat.JSON_LD)
    dataset = pyoxigraph.Dataset(quads)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return "".join(sorted(f"{quad} .\n" for quad in dataset))


def alignments(count):
    return [
        {"type": ["Alignment"], "targetName": f"Skill {number % 3}", "targetUrl": "https://example.org/skill"}
        for number in range(count)
    ]


def knowing_one_another(count):
    """Make a graph of blank nodes that only trying every order can tell apart."""
    nodes = [
        {
            "id": f"_:n{number}",
            "type": ["Achievement"],
            "related": [{"id": f"_:n{other}"} for other in range(count) if other != number],
        }
        for number in range(count)
    ]
    document = copy.deepcopy(BASE)
    document["credentialSubject"]["achievement"] = nodes
    return document


class TestCanonicalStatements:
    @pytest.mark.parametrize(
        "document",
        [
            BASE,
            changed(tag=["b", "a", "a", "網絡", "😀", "\ufb01"]),
            changed(creditsAvailable=2.5),
            changed(creditsAvailable=1e-7),
            changed(alignment=alignments(7)),
            changed(
                resultDescription=[
                    {
                        "id": "urn:r",
                        "type": ["ResultDescription"],
                        "name": "Grade",
                        "resultType": "LetterGrade",
                        "allowedValue": ["C", "B", "A", "A"],
                    }
                ]
            ),
            {
                **BASE,
                "name": [{"@value": "Réseaux", "@language": "fr"}, {"@value": "Networks", "@language": "en"}],
            },
            {
                **BASE,
                "proof": {"type": "DataIntegrityProof", "cryptosuite": "eddsa-rdfc-2022", "proofValue": "z1"},
            },
            {**BASE, "@context": [contexts.VC2, contexts.OB3_2]},
            knowing_one_another(3),
        ],
    )
    def test_are_those_of_two_other_canonicalisers(self, document):
        statements = canonical.to_nquads(document)

        assert statements == by_pyld(document)
        assert statements == by_pyoxigraph(document)

    def test_escape_control_characters_where_pyld_leaves_them_raw(self):
        document = changed(name="a\b\f\x07\x7f\ufffe")

        statements = canonical.to_nquads(document)

        assert '"a\\b\\f\\u0007\\u007F\\uFFFE"' in statements
        assert statements == by_pyoxigraph(document)

    @pytest.mark.parametrize("whole", [3.0, -0.0, 9007199254740992.0])
    def test_take_a_whole_number_for_one_however_it_was_written(self, whole):
        assert canonical.to_nquads(changed(creditsAvailable=whole)) == canonical.to_nquads(
            changed(creditsAvailable=int(whole))
        )

    def test_do_not_depend_on_the_order_of_members_and_lists(self):
        document = changed(alignment=alignments(4), tag=["a", "b"])
        shuffled = json.loads(json.dumps(document), object_pairs_hook=lambda pairs: dict(reversed(pairs)))
        for name in ("alignment", "tag"):
            shuffled["credentialSubject"]["achievement"][name].reverse()

        assert canonical.to_nquads(shuffled) == canonical.to_nquads(document)


class TestADocument:
    @pytest.mark.parametrize(
        ("document", "term"),
        [
            ({**BASE, "surprise": 1}, "surprise"),
            (changed(surprise="x"), "surprise"),
            ({**BASE, "type": ["VerifiableCredential", "Surprise"]}, "Surprise"),
            (changed(type=["Achievement", "../x"]), "x"),
            ({**BASE, "id": "relative"}, "relative"),
            (changed(image={"id": "/picture.png", "type": "Image"}), "picture.png"),
            ({**BASE, "@graph": []}, "@graph"),
            (changed(**{"@included": []}), "@included"),
            (changed(**{"@reverse": {}}), "@reverse"),
            (changed(**{"@nest": {}}), "@nest"),
            (changed(**{"@index": "x"}), "@index"),
            ({**BASE, "name": {"@value": "x", "@direction": "rtl"}}, "@direction"),
            ({**BASE, "name": {"@language": "en"}}, "@language"),
            ({**BASE, "name": {"@value": None}}, "@value"),
        ],
    )
    def test_is_refused_when_a_signature_would_not_cover_all_of_it(self, document, term):
        with pytest.raises(errors.UndefinedTermError) as refused:
            canonical.to_nquads(document)

        assert term in refused.value.term

    @pytest.mark.parametrize(
        "context",
        [
            [contexts.VC2, {"name": "https://example.org/other"}],
            {"@vocab": "https://example.org/"},
            [contexts.VC2, "https://example.org/context"],
            [contexts.VC2, None],
        ],
    )
    def test_is_refused_when_it_brings_a_context_we_do_not_hold(self, context):
        with pytest.raises(errors.UnknownContextError):
            canonical.to_nquads({**BASE, "@context": context})

    def test_is_refused_when_something_inside_brings_a_context_of_its_own(self):
        with pytest.raises(errors.UnknownContextError) as refused:
            canonical.to_nquads(changed(**{"@context": {"name": "https://example.org/other"}}))

        assert refused.value.field == "credentialSubject.achievement.@context"

    @pytest.mark.parametrize(
        "document",
        [
            {**BASE, "id": "https://example.org/a b"},
            {**BASE, "id": "urn:x\n"},
            {**BASE, "name": "half \ud83d"},
            {**BASE, "na\ud83dme": "x"},
            changed(creditsAvailable=2**53 + 1),
            changed(creditsAvailable=float("nan")),
            changed(creditsAvailable=float("inf")),
            {**BASE, "name": {"@value": "x", "@language": "no language"}},
            {**BASE, "name": object()},
            {**BASE, 5: "x"},
        ],
    )
    def test_is_refused_when_a_value_has_no_one_form(self, document):
        with pytest.raises(errors.ValueRefusedError):
            canonical.to_nquads(document)

    @pytest.mark.parametrize(
        "document",
        [
            {name: value for name, value in BASE.items() if name != "@context"},
            {**BASE, "id": 5},
            {**BASE, "id": ["urn:a", "urn:b"]},
            {**BASE, "type": 5},
            {**BASE, "type": {"@id": "x"}},
            {**BASE, "name": {"@value": ["x"]}},
            {**BASE, "name": {"@value": "x", "@type": "relative"}},
            {**BASE, "@id": "urn:twice"},
            changed(criteria={"@list": [1], "narrative": "x"}),
            {**BASE, "credentialSubject": [[[["x"]]]], "proof": "text"},
        ],
    )
    def test_of_a_wrong_shape_ends_in_an_error_of_ours(self, document):
        with pytest.raises(errors.CoreError) as refused:
            canonical.to_nquads(document)

        assert refused.value.message

    def test_cannot_name_the_oldest_badge_context_beside_credentials_2(self):
        # 3.0.1 gives the protected terms name and description a datatype; every JSON-LD processor refuses that.
        with pytest.raises(errors.DocumentError, match="protected"):
            canonical.to_nquads({**BASE, "@context": [contexts.VC2, contexts.OB3_1]})


class TestTheBudget:
    @pytest.mark.parametrize("count", [6, 8, 12, 20])
    def test_stops_a_graph_made_to_run_away(self, count):
        with pytest.raises(errors.BudgetExceededError) as stopped:
            canonical.to_nquads(knowing_one_another(count))

        assert stopped.value.limit

    def test_allows_as_many_blank_nodes_as_it_says_and_no_more(self):
        # The subject and the criteria have no id either.
        assert canonical.to_nquads(
            changed(alignment=[{"type": ["Alignment"], "targetName": str(n)} for n in range(62)])
        )
        with pytest.raises(errors.BudgetExceededError):
            canonical.to_nquads(
                changed(alignment=[{"type": ["Alignment"], "targetName": str(n)} for n in range(63)])
            )

    @pytest.mark.parametrize(
        ("budget", "document"),
        [
            (canonical.Budget(max_nodes=10), BASE),
            (canonical.Budget(max_depth=2), BASE),
            (canonical.Budget(max_objects=3), BASE),
            (canonical.Budget(max_quads=5), BASE),
            (canonical.DEFAULT_BUDGET, changed(tag=[str(number) for number in range(5_000)])),
            (canonical.DEFAULT_BUDGET, changed(tag=["x"] * 8_000)),
            (canonical.DEFAULT_BUDGET, {**BASE, "@context": [contexts.VC2] * 200}),
            (canonical.DEFAULT_BUDGET, changed(type=["Achievement"] * 2_000)),
        ],
    )
    def test_bounds_every_measure(self, budget, document):
        with pytest.raises(errors.BudgetExceededError):
            canonical.to_nquads(document, budget=budget)

    def test_counts_depth_before_python_runs_out_of_it(self):
        deep = {"id": "urn:x"}
        for _ in range(5_000):
            deep = {"related": deep}

        with pytest.raises(errors.BudgetExceededError):
            canonical.to_nquads(changed(related=deep))
