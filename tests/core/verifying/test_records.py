"""Comprehensive Learner Records (CLR 2.0): the record is verified, and each credential that it holds."""

import copy
import dataclasses

import pytest

from factories import credentials
from factories.credentials import changed
from phalera_core import errors, reading, strictjson
from phalera_core.keys import dids
from phalera_core.linkeddata import contexts
from phalera_core.signing import jws, vc_jwt
from phalera_core.verifying import packages, report, sources

SCHOOL = credentials.Academy()
COLLEGE = dataclasses.replace(credentials.with_key(secret=b"c" * 32), name="College")


def _other(document):
    del document["credentialStatus"]
    document["id"] = "https://college.example.org/credentials/7"


OTHER = COLLEGE.credential(_other)


def unsigned(*held):
    document = SCHOOL.unsigned()
    subject = document["credentialSubject"]
    return document | {
        "@context": [contexts.VC2, contexts.CLR, contexts.OB3],
        "id": f"{SCHOOL.site}/records/1",
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": "What Leo has learned",
        "credentialSubject": {
            "id": subject["id"],
            "type": ["ClrSubject"],
            "identifier": subject["identifier"],
            "verifiableCredential": list(held),
        },
    }


def record(*held, change=None):
    document = unsigned(*held)
    if change is not None:
        change(document)
    return SCHOOL.sign(document)


@pytest.fixture
def verify(published):
    def verify(document, *, recipient=None):
        load = sources.StaticLoader(published)
        data = credentials.dump(document) if isinstance(document, dict) else document
        return packages.verify_all(
            data,
            now=credentials.NOW,
            resolver=sources.LoadingResolver(load),
            load=load,
            recipient=recipient,
            name="record.json",
        )

    return verify


def verdict(found):
    return packages.verdict_of([each.report for each in found])


class TestARecord:
    def test_is_verified_with_each_badge_in_it(self, verify, genuine):
        found = verify(record(genuine, OTHER))

        assert [each.name for each in found] == ["the record itself", "badge 1", "badge 2"]
        assert all(each.report for each in found), [each.report.decisive for each in found]
        assert [each.report.issuer.id for each in found] == [
            SCHOOL.issuer_id,
            SCHOOL.issuer_id,
            COLLEGE.issuer_id,
        ]
        assert found[0].report.sentence == "This record is genuine and in date."
        assert found[1].report.credential == genuine

    def test_may_hold_tokens(self, verify):
        document = COLLEGE.unsigned()
        del document["credentialStatus"]

        found = verify(record(vc_jwt.sign(document, COLLEGE.signer).decode()))

        assert all(each.report for each in found), [each.report.decisive for each in found]
        assert found[1].report.packed_as == "jwt"

    def test_tells_for_whom_it_is(self, verify, genuine):
        assert verdict(verify(record(genuine), recipient=credentials.LEO)) is report.Verdict.VERIFIED
        assert verdict(verify(record(genuine), recipient="eve@example.org")) is report.Verdict.REFUSED

    def test_changed_is_refused_whatever_its_badges_are(self, verify, genuine):
        found = verify(record(genuine) | {"name": "What Eve has learned"})

        assert [bool(each.report) for each in found] == [False, True]
        assert found[0].report.decisive.id == "proof"

    def test_with_a_badge_taken_out_or_changed_is_refused(self, verify, genuine):
        whole = record(genuine, OTHER)

        for path, value in (
            ("credentialSubject.verifiableCredential", [genuine]),
            ("credentialSubject.verifiableCredential.1.validUntil", ...),
            ("credentialSubject.verifiableCredential.0.name", "Surgery"),
        ):
            assert not verify(changed(whole, path, value))[0].report, path

    def test_that_holds_two_of_the_same_id_is_refused(self, verify, genuine):
        # In the graph that is signed they are one: what is taken from the one is still said by the other.
        cut = {name: value for name, value in genuine.items() if name != "validUntil"}
        found = verify(unsigned(genuine, cut) | {"proof": genuine["proof"]})

        assert found[0].report.decisive.id == "schema"
        assert "same id" in found[0].report.sentence

    def test_of_the_school_makes_no_badge_of_somebody_else_good(self, verify, genuine):
        forged = changed(genuine, "credentialSubject.achievement.name", "Master of Surgery")

        found = verify(record(forged))

        assert found[0].report
        assert found[1].report.verdict is report.Verdict.REFUSED
        assert verdict(found) is report.Verdict.REFUSED

    def test_that_was_revoked_is_refused(self, academy, published, genuine):
        index = int(unsigned()["credentialStatus"]["statusListIndex"])
        documents = {**published, **academy.published(status_list=academy.status_list(revoked=[index]))}
        load = sources.StaticLoader(documents)
        found = packages.verify_all(
            credentials.dump(record(genuine)),
            now=credentials.NOW,
            resolver=sources.LoadingResolver(load),
            load=load,
        )

        assert found[0].report.decisive.id == "status"

    @pytest.mark.parametrize(
        ("path", "value"),
        [
            ("name", ...),
            ("credentialSubject.verifiableCredential", ...),
            ("credentialSubject.verifiableCredential", {}),
            ("credentialSubject.verifiableCredential", [7]),
            ("credentialSubject.type", ["AchievementSubject"]),
            ("credentialSubject.association", [{"type": "Association"}]),
        ],
    )
    def test_must_be_complete(self, verify, genuine, path, value):
        found = verify(changed(unsigned(genuine), path, value) | {"proof": genuine["proof"]})

        assert found[0].report.decisive.id == "schema"

    @pytest.mark.parametrize("held", [7, None, "a.b.c", {}, {"type": "ClrCredential"}, []])
    def test_names_what_in_it_is_no_badge(self, verify, genuine, held):
        found = verify(unsigned(genuine, held) | {"proof": genuine["proof"]})

        assert found[-1].name == "badge 2"
        assert found[-1].report.verdict is report.Verdict.REFUSED
        assert found[-1].report.decisive.id == "container"

    @pytest.mark.parametrize("pack", ["png", "svg", "jwt", "vc", "jwt in png"])
    def test_is_not_genuine_where_its_badges_are_not_looked_at(self, verify, genuine, pack):
        forged = changed(genuine, "credentialSubject.achievement.name", "Master of Surgery")
        document = unsigned(forged)
        token = vc_jwt.sign(document, SCHOOL.signer)
        inside = strictjson.dumps({"vc": document, **vc_jwt.claims_of(document)})
        given = {
            "png": lambda: credentials.baked("png", v3=record(forged)),
            "svg": lambda: credentials.baked("svg", v3=record(forged)),
            "jwt": lambda: token,
            "vc": lambda: jws.write(
                inside, SCHOOL.signer, header={"kid": SCHOOL.signer.key_id, "typ": "JWT"}
            ),
            "jwt in png": lambda: credentials.baked("png", v3=token),
        }[pack]()

        assert not any(each.report for each in verify(given))

    def test_in_a_record_is_not_looked_into(self, verify, genuine):
        found = verify(record(record(genuine)))

        assert [each.name for each in found] == ["the record itself", "badge 1"]
        assert "learner record" in found[1].report.sentence


class TestABadge:
    def test_may_not_use_the_words_of_records(self, verify, academy):
        document = academy.unsigned()
        document["@context"].append(contexts.CLR)

        found = verify(academy.sign(document))

        assert found[0].report.verdict is report.Verdict.UNDECIDED
        assert found[0].report.decisive.id == "context"

    def test_that_speaks_of_records_is_a_badge(self, verify, academy):
        document = academy.credential(lambda unsigned: unsigned.update(name="ClrCredential"))

        found = verify(document)

        assert found[0].name == ""
        assert found[0].report


class TestReading:
    def test_one_badge_of_a_record_is_refused_with_the_way_on(self, genuine):
        with pytest.raises(errors.InputError, match="holds many badges") as caught:
            reading.read(credentials.dump(record(copy.deepcopy(genuine))))

        assert "phalera verify" in caught.value.remedy

    def test_what_is_cut_says_so(self):
        [member] = reading.read_all(credentials.dump(record())[:-2])

        assert isinstance(member.packed, errors.JsonError)


def test_the_college_is_known_by_its_key():
    assert COLLEGE.issuer_id == dids.did_key(COLLEGE.public)
