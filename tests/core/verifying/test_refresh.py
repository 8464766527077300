"""Whether a badge's issuer has brought it up to date since, which decides nothing."""

import dataclasses

import pytest

from factories import credentials
from phalera_core import errors
from phalera_core.keys import dids
from phalera_core.linkeddata import contexts
from phalera_core.verifying import report, sources, verifier

SERVICE = "https://academy.example.org/refresh/1"


def badge(academy, *, kind="1EdTechCredentialRefresh", since="2026-04-07T09:30:00Z", **members):
    def change(document):
        document["@context"].append(contexts.OB3_EXTENSIONS)
        document |= {"refreshService": {"id": SERVICE, "type": kind}, "validFrom": since, **members}

    return academy.credential(change)


@pytest.fixture
def check(academy, verify, published):
    """Verify a badge with what its refresh service answers, and give what was found of it."""

    def check(answer, document=None):
        body = credentials.dump(answer) if isinstance(answer, dict) else answer
        found = verify(document or badge(academy), documents={**published, SERVICE: body})
        assert found, found.decisive
        return found.find("refresh")

    return check


class TestRefresh:
    def test_tells_of_a_newer_version(self, academy, check):
        found = check(badge(academy, since="2026-05-04T08:00:00Z"))

        assert found.outcome is report.Outcome.PASSED
        assert "brought it up to date on May 4, 2026, 08:00 UTC" in found.message
        assert found.remedy

    @pytest.mark.parametrize(
        "since", ["2026-04-07T09:30:00Z", "2026-04-07T10:30:00+01:00", "2026-01-01T00:00:00Z"]
    )
    def test_tells_that_it_is_the_newest(self, academy, check, since):
        found = check(badge(academy, since=since))

        assert found.outcome is report.Outcome.PASSED
        assert "newest version" in found.message

    def test_believes_nobody_but_the_issuer(self, academy, verify, published):
        eve = dataclasses.replace(academy, secret=bytes(32), issuer_id="did:web:eve.example.org")
        documents = {**published, dids.did_web_url(eve.issuer_id): credentials.dump(eve.did_document())}
        documents[SERVICE] = credentials.dump(badge(eve, since="2026-05-04T08:00:00Z"))

        found = verify(badge(academy), documents=documents)

        assert found
        assert found.find("refresh").outcome is report.Outcome.INCONCLUSIVE
        assert "somebody else's" in found.find("refresh").message

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"id": "https://academy.example.org/ob3/credentials/other"}, "another badge"),
            ({"name": "Changed after it was signed"}, "changed after it was signed"),
            ({"surprise": 1}, "“surprise”"),
            ({"@context": ["https://example.org/"]}, "does not hold"),
            ({"issuer": 3}, "does not hold"),
        ],
    )
    def test_believes_nothing_else(self, academy, check, change, said):
        newer = badge(academy, since="2026-05-04T08:00:00Z")
        if "id" in change:
            newer = badge(academy, since="2026-05-04T08:00:00Z", **change)
        found = check({**newer, **change})

        assert found.outcome is report.Outcome.INCONCLUSIVE
        assert said in found.message

    @pytest.mark.parametrize("answer", [b"", b"[]", b"{", b"<html></html>", b"a.b.c"])
    def test_stays_open_where_the_answer_is_no_badge(self, check, answer):
        assert check(answer).outcome is report.Outcome.INCONCLUSIVE

    @pytest.mark.parametrize("error", [errors.ResolutionError, errors.GoneError])
    def test_stays_open_where_nothing_answers_and_the_badge_is_verified(self, academy, published, error):
        class Partly(sources.StaticLoader):
            def load(self, url):
                if url == SERVICE:
                    raise error("It gave no usable answer.", url=url)
                return super().load(url)

        load = Partly(published)
        found = verifier.verify(
            credentials.dump(badge(academy)),
            now=credentials.NOW,
            resolver=sources.LoadingResolver(load),
            load=load,
        )

        assert found
        assert found.find("refresh").outcome is report.Outcome.INCONCLUSIVE
        assert found.find("refresh").remedy

    def test_of_another_kind_is_named(self, academy, verify):
        def change(document):
            document["@context"].append(contexts.OB3_EXTENSIONS)
            document["refreshService"] = {"id": SERVICE, "type": "https://example.org/types#Manual"}

        found = verify(academy.credential(change))

        assert found
        assert found.find("refresh").outcome is report.Outcome.INCONCLUSIVE
        assert "Manual" in found.find("refresh").message

    def test_is_asked_of_nobody_before_the_signature_holds(self, academy, published):
        urls = []

        class Noting(sources.StaticLoader):
            def load(self, url):
                urls.append(url)
                return super().load(url)

        load = Noting(published)
        forged = {**badge(academy), "name": "Something else"}
        found = verifier.verify(
            credentials.dump(forged), now=credentials.NOW, resolver=sources.LoadingResolver(load), load=load
        )

        assert not found
        assert SERVICE not in urls
        assert found.find("refresh").outcome is report.Outcome.NOT_RUN
