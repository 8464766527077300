"""Status lists of others: messages, several entries, and 1EdTech's older kind."""

import pytest

from factories import credentials
from phalera_core.linkeddata import contexts
from phalera_core.status import bitstring
from phalera_core.verifying import report

ACADEMY = credentials.Academy()
REVOCATIONS = "https://academy.example.org/revocations"


def _entry(purpose, index=3, **more):
    return {
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(index),
        "statusListCredential": ACADEMY.status_url,
        **more,
    }


def _list(purposes, *, values=b"", size=1):
    def change(document):
        bits = bitstring.Bitstring(values.ljust(bitstring.LENGTH * size // 8, b"\0"))
        document["credentialSubject"].update(statusPurpose=purposes, encodedList=bitstring.encode(bits))

    return ACADEMY.published() | {ACADEMY.status_url: credentials.dump(ACADEMY.status_list(change=change))}


def _badge(status):
    return ACADEMY.credential(lambda document: document.update(credentialStatus=status))


class TestPurposes:
    def test_of_a_message_are_told_and_decide_nothing(self, verify):
        meanings = [{"status": hex(value), "message": f"state {value}"} for value in range(4)]
        badge = _badge(_entry("message", statusSize=2, statusMessage=meanings))

        found = verify(badge, documents=_list("message", values=b"\x02", size=2))

        assert found, found.decisive
        assert "“state 2”" in found.find("status").message

    @pytest.mark.parametrize(("values", "said"), [(b"\x10", "a newer version"), (b"", "no newer version")])
    def test_of_refreshing_tell_whether_there_is_a_newer_one(self, verify, values, said):
        found = verify(_badge(_entry("refresh")), documents=_list("refresh", values=values))

        assert found, found.decisive
        assert said in found.find("status").message

    def test_that_only_tell_leave_the_verdict_when_their_list_is_not_there(self, verify):
        documents = ACADEMY.published()
        del documents[ACADEMY.status_url]

        found = verify(_badge(_entry("message")), documents=documents)

        assert found
        assert found.find("status").outcome is report.Outcome.NOT_APPLICABLE

    def test_of_suspending_refuse(self, verify):
        found = verify(_badge(_entry("suspension")), documents=_list("suspension", values=b"\x10"))

        assert found.verdict is report.Verdict.REFUSED
        assert "suspended" in found.decisive.message

    def test_of_revoking_say_the_issuers_words(self, verify):
        said = [{"status": "0x0", "message": "good"}, {"status": "0x1", "message": "cheated"}]
        badge = _badge(_entry("revocation", statusMessage=said))

        found = verify(badge, documents=_list("revocation", values=b"\x10"))

        assert "“cheated”" in found.decisive.message


class TestSeveralEntries:
    BOTH = ("revocation", "suspension")

    def test_pass_when_none_is_set(self, verify):
        badge = _badge([_entry(purpose) for purpose in self.BOTH])

        found = verify(badge, documents=_list(list(self.BOTH)))

        assert found, found.decisive
        assert "not revoked" in found.find("status").message
        assert "not suspended" in found.find("status").message

    def test_refuse_when_one_is_set(self, verify):
        badge = _badge([_entry("revocation", 4), _entry("suspension", 3)])

        found = verify(badge, documents=_list(list(self.BOTH), values=b"\x10"))

        assert found.decisive.id == "status"

    def test_leave_it_open_when_one_cannot_be_looked_at(self, verify):
        badge = _badge([_entry("revocation"), _entry("suspension")])

        found = verify(badge, documents=_list(["revocation"]))

        assert found.verdict is report.Verdict.UNDECIDED

    def test_are_four_at_most(self, verify):
        assert verify(_badge([_entry("revocation")] * 5)).verdict is report.Verdict.UNDECIDED


def _older(document):
    document["@context"].append(contexts.OB3_EXTENSIONS)
    document["credentialStatus"] = {"id": REVOCATIONS, "type": "1EdTechRevocationList"}


class TestThe1EdTechRevocationList:
    BADGE = ACADEMY.credential(_older)

    def verdict(self, verify, *entries, **instead):
        published = {"id": REVOCATIONS, "issuer": ACADEMY.issuer_id, "revokedCredential": list(entries)}
        documents = ACADEMY.published() | {REVOCATIONS: credentials.dump(published | instead)}
        return verify(self.BADGE, documents=documents)

    def test_that_does_not_name_the_badge_passes(self, verify):
        found = self.verdict(verify, {"id": "urn:uuid:1"}, {"id": self.BADGE["id"], "revoked": False})

        assert found, found.decisive

    @pytest.mark.parametrize("more", [{}, {"revoked": True}, {"revoked": None}])
    def test_that_names_the_badge_refuses(self, verify, more):
        found = self.verdict(verify, {"id": self.BADGE["id"], **more})

        assert found.decisive.id == "status"
        assert found.verdict is report.Verdict.REFUSED

    def test_says_why(self, verify):
        found = self.verdict(verify, {"id": self.BADGE["id"], "revocationReason": "a mistake"})

        assert "“a mistake”" in found.decisive.message

    @pytest.mark.parametrize(
        "instead",
        [{"id": "https://academy.example.org/x"}, {"issuer": "did:web:eve.test"}, {"revokedCredential": {}}],
    )
    def test_that_is_not_the_issuers_own_leaves_it_open(self, verify, instead):
        assert self.verdict(verify, **instead).verdict is report.Verdict.UNDECIDED

    def test_that_cannot_be_had_leaves_it_open(self, verify):
        assert verify(self.BADGE).verdict is report.Verdict.UNDECIDED
