"""The small parts: moments, words, addresses, sources, shapes, the verdict, and a law about the contexts."""

import datetime as dt
from collections import defaultdict

import hypothesis
import pytest
from hypothesis import strategies

from factories import credentials
from factories.credentials import changed
from phalera_core import errors
from phalera_core.linkeddata import contexts
from phalera_core.verifying import addresses, moments, report, shapes, sources, words
from phalera_core.verifying.report import Check, Outcome, Verdict


class TestMoments:
    @pytest.mark.parametrize(
        ("text", "moment"),
        [
            ("2026-04-07T09:30:00Z", (2026, 4, 7, 9, 30, 0, 0)),
            ("2026-04-07T09:30:00", (2026, 4, 7, 9, 30, 0, 0)),
            ("2026-04-07T09:30:00.5Z", (2026, 4, 7, 9, 30, 0, 500_000)),
            ("2026-04-07T09:30:00.123456789Z", (2026, 4, 7, 9, 30, 0, 123_456)),
            ("2026-04-07T09:30Z", (2026, 4, 7, 9, 30, 0, 0)),
            ("2026-04-07T09:30:00+02:00", (2026, 4, 7, 7, 30, 0, 0)),
            ("2026-04-07T09:30:00-0200", (2026, 4, 7, 11, 30, 0, 0)),
            ("2026-12-31T23:30:00-01:00", (2027, 1, 1, 0, 30, 0, 0)),
        ],
    )
    def test_are_read_in_utc(self, text, moment):
        assert moments.parse(text) == dt.datetime(*moment, tzinfo=dt.UTC)

    @pytest.mark.parametrize(
        "text",
        [
            "", "x", None, 7, [], "2026-04-07", "2026-4-7T09:30:00Z", "2026-02-30T00:00:00Z", "2026-04-07T24:00:00Z",
            "2026-04-07T09:30:60Z", "2026-04-07T09:30:00+99:00", "2026-04-07 09:30:00Z", "０２６-04-07T09:30:00Z",
            "9999-12-31T23:59:59-01:00", "0000-01-01T00:00:00Z", " 2026-04-07T09:30:00Z", "2026-04-07T09:30:00Z\n",
        ],
    )  # fmt: skip
    def test_are_nothing_else(self, text):
        assert moments.parse(text) is None


class TestQuote:
    def test_shows_the_value(self):
        assert words.quote("did:web:example.org") == "“did:web:example.org”"

    def test_cuts_what_is_long(self):
        assert len(words.quote("x" * 5_000)) < 100

    @pytest.mark.parametrize("trick", ["\x1b[2J", "\u202e", "\n", "\u200b", "\x00", "\u2028"])
    def test_shows_no_tricks(self, trick):
        assert trick not in words.quote(f"a{trick}b")

    def test_names_the_kind_of_what_is_no_text(self):
        assert words.quote(None) == "“NoneType”"


class TestAddresses:
    @pytest.mark.parametrize(
        "url",
        [
            "https://a.b@c.d/",
            "https://a.b\\c",
            "ftp://a.b/",
            "//a.b/",
            "https://",
            "https://a b/",
            "a.b",
            "",
            None,
            7,
        ],
    )
    def test_that_are_odd_have_no_origin(self, url):
        assert addresses.origin(url) is None

    def test_have_the_usual_port(self):
        assert addresses.origin("HTTPS://A.example/x") == ("https", "a.example", 443)
        assert addresses.host("http://a.example:8000/x") == "a.example:8000"

    def test_below_never_climb_out(self):
        profile = {"id": "https://a.example/", "verification": {"startsWith": "https://a.example/x/"}}

        assert addresses.in_scope("https://a.example/x/1", profile)
        assert not addresses.in_scope("https://a.example/x/../y", profile)


class TestSources:
    def test_know_did_key_without_asking(self):
        academy = credentials.with_key()

        assert sources.StaticResolver().resolve(academy.issuer_id)["id"] == academy.issuer_id

    def test_find_did_web_where_it_is_published(self):
        resolver = sources.StaticResolver({"https://a.example/x/did.json": b'{"id": 1}'})

        assert resolver.resolve("did:web:a.example:x") == {"id": 1}

    @pytest.mark.parametrize(
        "name", ["did:web:b.example", "https://b.example/", "http://a.example/", "urn:x", "", "did:"]
    )
    def test_say_that_they_could_not_look(self, name):
        with pytest.raises(errors.ResolutionError):
            sources.StaticResolver().resolve(name)


class TestShapes:
    def problems(self, document):
        return dict(shapes.problems(document))

    def test_of_a_genuine_credential_are_fine(self, genuine):
        assert self.problems(genuine) == {}

    @pytest.mark.parametrize("field", ["id", "issuer", "validFrom", "credentialSubject"])
    def test_miss_what_a_credential_must_have(self, genuine, field):
        assert self.problems(changed(genuine, field, ...))[field] == "is missing"

    @pytest.mark.parametrize("field", ["id", "type", "name", "description", "criteria"])
    def test_miss_what_an_achievement_must_have(self, genuine, field):
        found = self.problems(changed(genuine, f"credentialSubject.achievement.{field}", ...))

        assert found[f"credentialSubject.achievement.{field}"]

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            ("id", "x"),
            ("id", 7),
            ("type", "VerifiableCredential"),
            ("type", ["OpenBadgeCredential"]),
            ("type", []),
            ("issuer", "x"),
            ("issuer.type", ["Person"]),
            ("issuer.id", "_:b0"),
            ("issuer.name", ["x"]),
            ("validFrom", "2026-04-07"),
            ("validUntil", 7),
            ("validUntil", {"@value": "2026-04-07T00:00:00Z"}),
            ("awardedDate", "soon"),
            ("credentialSubject", []),
            ("credentialSubject.type", "Person"),
            ("credentialSubject.identifier", {}),
            ("credentialSubject.identifier.0.hashed", "true"),
            ("credentialSubject.identifier.0.extra", "x"),
            ("credentialSubject.creditsEarned", "3"),
            ("credentialSubject.creditsEarned", True),
            ("credentialSubject.achievement.criteria", {}),
            ("credentialSubject.achievement.criteria", "https://example.org/"),
            ("credentialSubject.achievement.image", "https://example.org/x.png"),
            ("credentialSubject.achievement.image.width", 3),
            ("credentialSubject.achievement.tag", "x"),
            ("credentialSubject.achievement.alignment", [{"type": ["Alignment"], "targetName": "x"}]),
            ("credentialSubject.achievement.resultDescription", [{"type": ["ResultDescription"]}]),
            ("credentialSubject.achievement.related", [{"id": "https://example.org/", "type": ["Course"]}]),
            (
                "credentialSubject.achievement.creator",
                {"id": "urn:x:1", "type": "Profile", "additionalName": 7},
            ),
            (
                "credentialSubject.achievement.creator",
                {"id": "urn:x:1", "type": "Profile", "dateOfBirth": "1815"},
            ),
            (
                "credentialSubject.achievement.creator",
                {"id": "urn:x:1", "type": "Profile", "address": {"type": "x"}},
            ),
            ("issuer.parentOrg", {"id": "urn:x:1", "type": ["Profile"], "name": ["x"]}),
            ("credentialStatus", [{"id": "https://example.org/"}]),
            ("credentialStatus", {"id": "https://example.org/"}),
            ("credentialSchema", {"id": "https://example.org/"}),
            ("refreshService", {"id": "https://example.org/"}),
            ("termsOfUse", "x"),
            ("evidence", {"type": ["Evidence"]}),
            ("evidence", [{}]),
            ("endorsementJwt", [7]),
            ("proof", "x"),
            ("name", 7),
        ],
    )
    def test_name_what_is_wrong(self, genuine, path, value):
        assert self.problems(changed(genuine, path, value))

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            ("issuer", "did:web:academy.example.org"),
            ("type", ["VerifiableCredential", "AchievementCredential"]),
            ("credentialSubject.type", "AchievementSubject"),
            ("credentialSubject.id", ...),
            ("credentialSubject.identifier", ...),
            ("credentialSubject.achievement.image.id", "data:image/png;base64,AAAA"),
            ("credentialSubject.achievement.creator", "https://example.org/"),
            ("credentialSchema", [{"id": "https://example.org/", "type": "x"}]),
            ("credentialSchema", {"id": "https://example.org/", "type": "x"}),
            ("unheardOf", 7),
        ],
    )
    def test_leave_what_is_allowed(self, genuine, path, value):
        assert self.problems(changed(genuine, path, value)) == {}

    def test_need_somebody(self, genuine):
        nobody = changed(changed(genuine, "credentialSubject.id", ...), "credentialSubject.identifier", [])

        assert self.problems(nobody) == {"credentialSubject": "must have an id or an identifier"}


outcomes = strategies.sampled_from(list(Outcome))


def checks_of(found):
    return tuple(Check(id=check_id, outcome=outcome, message="") for check_id, outcome in found.items())


class TestVerdict:
    all_checks = strategies.fixed_dictionaries(dict.fromkeys(report.CHECK_IDS, outcomes))

    @hypothesis.given(found=all_checks, version=strategies.sampled_from(["2.0", "3.0"]))
    def test_is_no_when_one_says_no(self, found, version):
        verdict = report.verdict_of(checks_of(found), version)

        assert (verdict is Verdict.REFUSED) is (Outcome.FAILED in found.values())

    @hypothesis.given(found=all_checks, version=strategies.sampled_from(["2.0", "3.0"]))
    def test_is_yes_only_when_nothing_is_open(self, found, version):
        if report.verdict_of(checks_of(found), version) is Verdict.VERIFIED:
            beside = {"hosted", "endorsements"} if version == "3.0" else set()
            rest = {outcome for check_id, outcome in found.items() if check_id not in beside}
            assert rest <= {Outcome.PASSED, Outcome.NOT_APPLICABLE}
            assert found["well_formed"] is found["dates"] is Outcome.PASSED
            assert found["proof" if version == "3.0" else "hosted"] is Outcome.PASSED

    @pytest.mark.parametrize("version", ["2.0", "3.0"])
    def test_needs_checks_to_be_there(self, version):
        assert report.verdict_of((), version) is Verdict.UNDECIDED
        assert report.verdict_of((), None) is Verdict.UNDECIDED

    @pytest.mark.parametrize("check_id", report.CHECK_IDS)
    def test_is_never_yes_when_a_check_was_not_run(self, check_id):
        found = dict.fromkeys(report.CHECK_IDS, Outcome.PASSED) | {check_id: Outcome.NOT_RUN}

        assert report.verdict_of(checks_of(found), "2.0") is Verdict.UNDECIDED


class TestReport:
    def test_has_the_promised_form(self, verify, genuine):
        found = verify(genuine).to_json()

        assert list(found) == ["verdict", "version", "packed_as", "issuer", "checks", "credential"]
        assert [check["id"] for check in found["checks"]] == list(report.CHECK_IDS)
        assert all(list(check) == ["id", "outcome", "message", "remedy"] for check in found["checks"])
        assert found["credential"] == genuine

    def test_of_what_cannot_be_read_says_so(self, verify):
        found = verify(b"hello")

        assert (found.verdict, found.version, found.packed_as) == (Verdict.REFUSED, None, None)
        assert found.decisive.id == "container"
        assert found.sentence == found.decisive.message

    def test_of_every_refusal_says_what_to_do(self, verify, genuine):
        for given in (b"", b"hello", {}, genuine | {"proof": []}, changed(genuine, "name", "x")):
            assert verify(given).decisive.remedy


class TestContexts:
    """The signature covers meanings; if two names meant the same, a reader looking for one could be led past it."""

    CHAINS = [
        (first, ob3, contexts.OB3_EXTENSIONS, contexts.ED25519_2020, integrity)
        for first in (contexts.VC2, contexts.VC1)
        for ob3 in (contexts.OB3_1, contexts.OB3_2, contexts.OB3_3)
        for integrity in (contexts.DATA_INTEGRITY_1, contexts.DATA_INTEGRITY_2)
    ]

    @pytest.mark.parametrize("chain", CHAINS)
    def test_give_no_two_members_one_meaning(self, chain):
        found = set()
        terms = {}
        for url in chain:
            context = contexts.document(url)["@context"]
            _collect(context, terms, found)
            for part in context if isinstance(context, list) else [context]:
                terms |= {name: _meaning(value) for name, value in part.items()}

        assert found == set()


def _collect(context, inherited, found):
    for part in context if isinstance(context, list) else [context]:
        if not isinstance(part, dict):
            continue
        terms = inherited | {name: _meaning(value) for name, value in part.items()}
        names = defaultdict(set)
        for name, meaning in terms.items():
            # Names of classes are refused as members, whatever they mean.
            if meaning and not name.startswith("@") and not name[:1].isupper():
                names[meaning].add(name)
        found |= {frozenset(same) for same in names.values() if len(same) > 1}
        for value in part.values():
            if isinstance(value, dict) and "@context" in value:
                _collect(value["@context"], terms, found)


def _meaning(value):
    return value.get("@id") if isinstance(value, dict) else value
