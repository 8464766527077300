"""The keys of an issuer change: what they signed goes on verifying, unless one was in other hands."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from factories import at_once, stage
from phalera.awarding.models import Award, Visibility
from phalera.backpacks.models import Upload
from phalera.common import encryption, errors
from phalera.common.models import AuditEvent
from phalera.delivering import files
from phalera.issuing import actions, identity, keys, queries, rotation, tokens
from phalera.issuing.models import Credential, KeyState, SigningKey, StatusList
from phalera.jobs import runner
from phalera.jobs.models import Job, State
from phalera.journeys import take_it_back
from phalera.notifying import words
from phalera.notifying.models import Notification
from phalera.verifying import checker, documents
from phalera_core.keys import private
from phalera_core.signing import proof, vc_jwt
from phalera_core.verifying import sources, verifier
from phalera_core.verifying.report import Verdict

MORNING = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
THEFT = MORNING + 2 * HOUR
NOTICED = MORNING + 4 * HOUR
LATER = MORNING + 6 * HOUR
pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(settings):
    settings.PUBLIC_URL = "https://badges.example.org"
    return stage.build(MORNING)


@pytest.fixture
def course(cast):
    return stage.add_course(cast, "knots", MORNING)


@pytest.fixture
def issue(cast, course):
    """Award Leo or somebody else the badge, and sign it."""

    def issued(at, learner=None):
        award = stage.award(cast, course, at, learner=learner)
        [credential] = actions.issue(awards=[award], now=at)
        return credential

    return issued


@pytest.fixture
def key(cast):
    return keys.active_key(identity.ensure(issuer=cast.issuer, now=MORNING))


def issuer_of(key):
    key.issuer.refresh_from_db()
    return key.issuer


def ask_us(data, now=LATER):
    return checker.verify(data, now=now)


def ask_a_stranger(data, now=LATER, *, records=True):
    """Verify with nothing but what the platform publishes; without `records`, as if those could not be had."""

    class Published:
        def load(self, url):
            found = documents.answer(url) if records or "/issued/" not in url else None
            if found is None:
                return sources.StaticLoader().load(url)
            return found

    return verifier.verify(data, now=now, resolver=sources.LoadingResolver(Published()), load=Published())


class TestAnotherKey:
    def test_signs_from_then_on_and_the_old_one_goes_on_verifying(self, cast, issue, key):
        before = files.json(issue(MORNING))

        new = rotation.rotate(issuer=issuer_of(key), by=cast.grace, now=NOTICED)
        after = issue(LATER, stage.add_learner("Mia", MORNING))

        assert after.key == new != key
        assert ask_a_stranger(before)
        assert ask_a_stranger(files.json(after))
        assert AuditEvent.objects.get(action="key.rotated").details == {"retired": key.public_multibase}

    def test_is_published_with_the_old_one_everywhere(self, cast, key):
        new = rotation.rotate(issuer=issuer_of(key), by=cast.grace, now=NOTICED)

        document = queries.did_document(issuer_of(key))
        ids = [f"{key.issuer.did}#{each.public_multibase}" for each in (key, new)]
        assert document["assertionMethod"] == ids
        assert [method["id"] for method in document["verificationMethod"]] == ids
        assert not any(
            "revoked" in method or "expires" in method for method in document["verificationMethod"]
        )
        assert [each["kid"] for each in queries.jwks()["keys"]] == ids

    def test_signs_tokens_too(self, cast, issue, key):
        before = tokens.ensure(credential=issue(MORNING), now=MORNING)
        other = issue(MORNING, stage.add_learner("Mia", MORNING))

        rotation.rotate(issuer=issuer_of(key), by=cast.grace, now=NOTICED)
        after = tokens.ensure(credential=other, now=LATER)

        assert before.key != after.key
        assert {each.key.use for each in (before, after)} == {"token"}
        for token in (before, after):
            assert ask_a_stranger(token.text.encode())
        assert [each["alg"] for each in queries.jwks()["keys"]] == ["EdDSA", "ES256", "EdDSA", "ES256"]

    def test_signs_what_was_prepared_with_the_old_one_and_never_signed(self, cast, issue, key):
        credential = issue(MORNING)
        Credential.objects.filter(pk=credential.pk).update(signature=None)
        new = rotation.rotate(issuer=issuer_of(key), by=cast.grace, now=NOTICED)

        [signed] = actions.issue(awards=[credential.award], now=LATER)

        assert (signed.pk, signed.key) == (credential.pk, new)
        assert ask_a_stranger(files.json(queries.live_credential(credential.award)))

    def test_is_refused_to_an_issuer_that_is_known_by_its_key(self, cast, settings):
        settings.PUBLIC_URL = "http://127.0.0.1:8000"
        issuer = identity.ensure(issuer=cast.issuer, now=MORNING)

        for change in (
            lambda: rotation.rotate(issuer=issuer, by=cast.grace, now=LATER),
            lambda: rotation.mark_compromised(
                key=keys.active_key(issuer), since=MORNING, by=cast.grace, now=LATER
            ),
        ):
            with pytest.raises(errors.NotReadyError, match="known by its key alone"):
                change()
        assert SigningKey.objects.get().state == KeyState.ACTIVE

    def test_is_refused_before_there_is_a_first(self, cast):
        with pytest.raises(errors.NotReadyError, match="no key yet"):
            rotation.rotate(issuer=cast.issuer, by=cast.grace, now=LATER)

    def test_is_the_only_one_that_signs_whatever_anybody_writes(self, cast, key):
        rotation.rotate(issuer=issuer_of(key), by=cast.grace, now=NOTICED)

        with pytest.raises(IntegrityError), transaction.atomic():
            SigningKey.objects.filter(pk=key.pk).update(state=KeyState.ACTIVE)
        with pytest.raises(IntegrityError), transaction.atomic():
            SigningKey.objects.filter(pk=key.pk).update(state=KeyState.COMPROMISED)
        with pytest.raises(IntegrityError), transaction.atomic():
            SigningKey.objects.filter(pk=key.pk).update(compromised_since=THEFT)


@pytest.fixture
def compromised(cast, key):
    """Mark the key as compromised since the theft, some hours later."""

    def marked(since=THEFT, now=NOTICED):
        return rotation.mark_compromised(key=key, since=since, by=cast.grace, now=now)

    return marked


class TestAKeyThatWasInOtherHands:
    def test_is_published_as_such_and_may_state_nothing(self, key, compromised):
        compromised()
        new = keys.active_key(issuer_of(key))

        document = queries.did_document(key.issuer)
        old_method, new_method = document["verificationMethod"]
        assert old_method["revoked"] == "2026-03-01T11:00:00Z"
        assert "revoked" not in new_method
        assert document["assertionMethod"] == [f"{key.issuer.did}#{new.public_multibase}"]
        assert [each["kid"] for each in queries.jwks()["keys"]] == document["assertionMethod"]

    def test_refuses_to_us_and_to_strangers_what_was_signed_since(self, issue, compromised):
        file = files.json(issue(THEFT + HOUR))
        compromised()

        for report in (ask_us(file), ask_a_stranger(file), ask_a_stranger(file, records=False)):
            assert report.verdict is Verdict.REFUSED
            assert report.decisive.id == "issuer_key"

    def test_keeps_by_our_record_what_was_signed_before(self, cast, issue, compromised):
        credential = issue(MORNING)
        file, token = files.json(credential), tokens.ensure(credential=credential, now=MORNING)
        compromised()
        rotation.mark_compromised(key=token.key, since=THEFT, by=cast.grace, now=NOTICED)

        for data in (file, token.text.encode()):
            for report in (ask_us(data), ask_a_stranger(data)):
                assert report.verdict is Verdict.VERIFIED
                assert "on record that it signed this badge before" in report.find("issuer_key").message

    def test_keeps_the_record_where_it_was_when_the_installation_moves(self, issue, compromised, settings):
        file = files.json(issue(MORNING))
        compromised()
        settings.PUBLIC_URL = "https://elsewhere.example.org"

        assert ask_us(file)

    def test_leaves_it_open_to_who_cannot_ask_for_the_record(self, issue, compromised):
        file = files.json(issue(MORNING))
        compromised()

        report = ask_a_stranger(file, records=False)

        assert report.verdict is Verdict.UNDECIDED
        assert "newest file" in report.decisive.remedy

    @pytest.mark.parametrize("as_token", [False, True], ids=["proof", "token"])
    def test_refuses_what_the_thief_dates_before(self, issue, key, as_token):
        stated = json.loads(files.json(issue(MORNING)))
        del stated["proof"]
        stated["credentialSubject"]["achievement"]["name"] = "Master of Knots"
        if as_token:
            key = keys.ensure_token_key(issuer_of(key), now=MORNING)
        stolen = private.load(encryption.decrypt(bytes(key.secret)), keys.key_id(key.issuer.did, key))
        forged = (
            vc_jwt.sign(stated, stolen)
            if as_token
            else json.dumps(proof.sign(stated, stolen, created=MORNING)).encode()
        )
        assert ask_us(forged)  # while nobody knows
        rotation.mark_compromised(key=key, since=THEFT, by=None, now=NOTICED)

        for report in (ask_us(forged), ask_a_stranger(forged)):
            assert report.verdict is Verdict.REFUSED
            assert "no record of having signed" in report.decisive.message
        assert ask_a_stranger(forged, records=False).verdict is Verdict.UNDECIDED

    def test_has_the_lists_signed_by_another_at_once(self, cast, issue, key, compromised):
        credential = issue(MORNING)
        take_it_back.revoke(award=credential.award, reason="A mistake", by=cast.grace, now=MORNING + HOUR)
        compromised()

        listed = json.loads(bytes(StatusList.objects.get().document))

        assert key.public_multibase not in listed["proof"]["verificationMethod"]
        assert ask_us(files.json(credential)).decisive.id == "status"

    @pytest.mark.parametrize("change", [timedelta(minutes=1), 3 * HOUR])
    def test_was_never_in_other_hands_later_than_was_said(self, cast, key, compromised, change):
        compromised()
        key.refresh_from_db()

        with pytest.raises(errors.InvalidError):
            rotation.mark_compromised(key=key, since=THEFT + change, by=cast.grace, now=NOTICED)

    def test_may_turn_out_to_have_been_so_earlier(self, cast, issue, key, compromised):
        file = files.json(issue(MORNING + HOUR))
        compromised()
        key.refresh_from_db()
        assert ask_us(file)

        rotation.mark_compromised(key=key, since=MORNING, by=cast.grace, now=LATER)

        assert ask_us(file).verdict is Verdict.REFUSED
        assert SigningKey.objects.filter(state=KeyState.ACTIVE).count() == 1

    def test_signs_nothing_any_more_not_even_what_was_prepared(self, issue, key, compromised):
        credential = issue(MORNING)
        Credential.objects.filter(pk=credential.pk).update(signature=None)
        compromised()

        [signed] = actions.issue(awards=[credential.award], now=LATER)

        assert signed.key != key
        assert ask_a_stranger(files.json(queries.live_credential(credential.award)))

    def test_has_nothing_stored_that_it_signed_while_it_was_marked(self, cast, course, key, monkeypatch):
        award = stage.award(cast, course, MORNING)
        genuine = actions.signing.sign

        def sign(rows, *, now):
            genuine(rows, now=now)
            rotation.mark_compromised(key=key, since=THEFT, by=cast.grace, now=NOTICED)

        monkeypatch.setattr(actions.signing, "sign", sign)
        with pytest.raises(errors.ConflictError):
            actions.issue(awards=[award], now=LATER)
        monkeypatch.undo()

        [signed] = actions.issue(awards=[award], now=LATER)
        assert signed.key != key


class TestWhatRestsOnIt:
    def test_is_counted_before_it_is_done(self, cast, issue, key):
        learners = [stage.add_learner(f"L{n}", MORNING) for n in range(5)]
        for learner in learners[:2]:
            issue(MORNING, learner)
        [*_rest, last] = [issue(THEFT + HOUR, learner) for learner in learners[2:]]
        take_it_back.revoke(award=last.award, reason="A mistake", by=cast.grace, now=NOTICED)

        found = rotation.extent(key, since=THEFT, now=NOTICED)

        assert (found.before, found.since, found.number) == (2, 2, 4)
        assert key.state == KeyState.ACTIVE

    def test_is_signed_anew_and_says_the_same(self, issue, key, compromised):
        learners = [stage.add_learner(f"L{n}", MORNING) for n in range(3)]
        before = [issue(at, learner) for at, learner in zip((MORNING, THEFT, NOTICED), learners, strict=True)]
        old = [json.loads(files.json(each)) for each in before]
        job = compromised(now=NOTICED + HOUR)

        runner.run_due(now=LATER)

        job.refresh_from_db()
        assert (job.state, job.progress, job.total) == (State.DONE, 3, 3)
        for credential, said in zip(before, old, strict=True):
            now = queries.live_credential(credential.award)
            document = files.json(now)
            changed = {"validFrom", "proof"}
            assert now.key != key
            assert {name: value for name, value in json.loads(document).items() if name not in changed} == {
                name: value for name, value in said.items() if name not in changed
            }
            assert ask_a_stranger(document, records=False)

    def test_is_gone_through_once_however_many_rest_on_it(self, issue, compromised, monkeypatch):
        from phalera.issuing import jobs as issuing_jobs

        monkeypatch.setattr(issuing_jobs, "BATCH", 1)
        for number in range(3):
            issue(MORNING, stage.add_learner(f"L{number}", MORNING))
        job = compromised(now=NOTICED + HOUR)

        with CaptureQueriesContext(connection) as asked:
            runner.run_due(now=LATER, limit=1)

        job.refresh_from_db()
        assert (job.state, job.progress, job.total) == (State.DONE, 3, 3)
        counted = [each for each in asked if "COUNT(" in each["sql"] and "issuing_credential" in each["sql"]]
        assert sum("GROUP BY" not in each["sql"] for each in counted) == 1

    def test_is_left_alone_where_it_was_revoked_or_has_ended(self, cast, issue, key, compromised):
        learners = [stage.add_learner(f"L{n}", MORNING) for n in range(2)]
        revoked, ended = (issue(MORNING, learner) for learner in learners)
        take_it_back.revoke(award=revoked.award, reason="A mistake", by=cast.grace, now=MORNING)
        Award.objects.filter(pk=ended.award.pk).update(valid_until=NOTICED)

        job = compromised()
        runner.run_due(now=LATER)

        job.refresh_from_db()
        assert (job.state, job.total) == (State.DONE, 0)
        assert Credential.objects.count() == 2

    def test_has_its_token_followed_even_where_only_that_rests_on_it(self, cast, issue, key):
        credential = issue(MORNING)
        token = tokens.ensure(credential=credential, now=THEFT + HOUR)

        rotation.mark_compromised(key=token.key, since=THEFT, by=cast.grace, now=NOTICED)
        runner.run_due(now=LATER)

        now = queries.live_credential(credential.award)
        again = tokens.ensure(credential=now, now=LATER)
        assert (now.key, again.key != token.key) == (key, True)
        assert ask_us(token.text.encode()).verdict is Verdict.REFUSED
        assert ask_us(again.text.encode())
        assert ask_us(files.json(credential))

    def test_goes_to_the_backpacks_and_is_told_once(self, cast, issue, compromised):
        stage.connect_backpack(cast.leo, MORNING)
        credential = issue(MORNING)
        Award.objects.filter(pk=credential.award.pk).update(visibility=Visibility.UNLISTED)
        job = compromised()

        runner.run_due(now=LATER, limit=1)
        Job.objects.filter(pk=job.pk).update(state=State.WAITING)
        runner.run_due(now=LATER, limit=1)

        [upload] = Upload.objects.all()
        assert upload.credential == queries.live_credential(credential.award) != credential
        told = Notification.objects.get(person=cast.leo)
        assert (told.event, told.payload["number"]) == ("update_finished", 1)
        assert "Hand out the new file" in words.tell(told, None).line

    def test_that_was_missed_is_found_within_the_hour(self, issue, key, compromised):
        from phalera.issuing import jobs as issuing_jobs

        compromised()
        runner.run_due(now=NOTICED)
        credential = issue(LATER)
        # As if a worker had stored it in the very moment in which the key was marked.
        Credential.objects.filter(pk=credential.pk).update(key=key)

        issuing_jobs.finish_signing_anew(LATER + HOUR)
        runner.run_due(now=LATER + HOUR)

        assert queries.live_credential(credential.award).key != key


@pytest.mark.django_db(transaction=True)
class TestWhileOthersIssue:
    """Two threads sign, one changes the key again and again: nothing is invalid, and there is always one that signs."""

    def test_nothing_is_signed_that_does_not_verify(self, cast, course, key):
        awards = [
            stage.award(cast, course, MORNING, learner=stage.add_learner(f"L{n}", MORNING)) for n in range(24)
        ]

        def sign(some):
            for award in some:
                actions.issue(awards=[award], now=NOTICED)

        def change():
            for _turn in range(6):
                rotation.rotate(issuer=issuer_of(key), by=None, now=NOTICED)

        at_once.run(lambda: sign(awards[::2]), lambda: sign(awards[1::2]), change)

        rows = [queries.live_credential(award) for award in awards]
        assert SigningKey.objects.filter(state=KeyState.ACTIVE).count() == 1
        assert SigningKey.objects.count() == 7
        assert all(ask_a_stranger(files.json(row)) for row in rows)

    def test_what_is_signed_while_a_key_falls_comes_under_another(self, cast, course, key):
        awards = [
            stage.award(cast, course, MORNING, learner=stage.add_learner(f"L{n}", MORNING)) for n in range(24)
        ]

        def sign(some):
            for award in some:
                try:
                    actions.issue(awards=[award], now=NOTICED)
                except (errors.ConflictError, errors.IssuingError):
                    # As its job would.
                    actions.issue(awards=[award], now=NOTICED)

        def mark():
            rotation.mark_compromised(key=key, since=MORNING, by=None, now=NOTICED)

        at_once.run(lambda: sign(awards[::2]), lambda: sign(awards[1::2]), mark)
        runner.run_due(now=LATER)

        rows = [queries.live_credential(award) for award in awards]
        assert not rotation.affected(key, now=LATER).exists()
        assert all(ask_a_stranger(files.json(row), records=False) for row in rows)
