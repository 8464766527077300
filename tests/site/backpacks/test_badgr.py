"""The adapter for Badgr against a Badgr: what every fault and every refusal means."""

import base64
import dataclasses
import datetime as dt
import hashlib
import socket
from urllib import parse

import pytest

from factories import hosted
from phalera.backpacks.hosts import interface
from phalera.backpacks.hosts.badgr import adapter, fake
from phalera.common import calls

RETURN = "https://phalera.example/backpack/return"
VERIFIER = "v" * 60
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
IMPORT = "/v2/backpack/import"


@pytest.fixture
def badgr():
    with fake.Fake(redirect_uris=[RETURN]) as running:
        running.add_account("leo@example.org")
        yield running


@pytest.fixture
def issuer():
    with hosted.Issuer() as running:
        yield running


@pytest.fixture
def host(badgr):
    return host_at(badgr)


@pytest.fixture
def grant(badgr):
    return badgr.grant("leo@example.org")


def host_at(badgr, **changes):
    endpoint = interface.Endpoint(
        api_url=badgr.url, site_url=badgr.url, client_id=badgr.client_id, client_secret=badgr.client_secret
    )
    return adapter.Badgr(dataclasses.replace(endpoint, **changes), caller=calls.Caller(deadline=2))


class TestConnecting:
    @pytest.fixture
    def code(self, badgr, host):
        url = host.authorization_url(redirect_uri=RETURN, state="s", challenge=CHALLENGE)
        return dict(parse.parse_qsl(parse.urlsplit(badgr.consent(url, "leo@example.org")).query))["code"]

    def test_asks_for_what_uploads_need_and_no_more(self, badgr, host):
        url = parse.urlsplit(host.authorization_url(redirect_uri=RETURN, state="s&t", challenge=CHALLENGE))

        assert f"{url.scheme}://{url.netloc}{url.path}" == f"{badgr.url}/auth/oauth2/authorize"
        assert dict(parse.parse_qsl(url.query)) == {
            "client_id": "phalera",
            "redirect_uri": RETURN,
            "response_type": "code",
            "scope": "r:profile rw:backpack",
            "state": "s&t",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        }

    def test_gives_tokens_that_open_the_account(self, host, code):
        pair = host.exchange(code=code, verifier=VERIFIER, redirect_uri=RETURN)

        account = host.account(pair.access)
        assert (account.name, account.addresses) == ("Leo", ("leo@example.org",))

    def test_works_for_an_application_without_refresh_tokens(self, badgr, host, code):
        badgr.application.gives_refresh = False

        assert host.exchange(code=code, verifier=VERIFIER, redirect_uri=RETURN).refresh == ""

    @pytest.mark.parametrize(
        ("changes", "meaning"),
        [
            ({"code": "stolen"}, interface.ReconnectNeeded),
            ({"verifier": "w" * 60}, interface.ReconnectNeeded),
            ({"redirect_uri": "https://evil.example/"}, interface.Refused),
        ],
    )
    def test_fails_with_what_is_not_of_this_consent(self, host, code, changes, meaning):
        form = {"code": code, "verifier": VERIFIER, "redirect_uri": RETURN, **changes}

        with pytest.raises(meaning):
            host.exchange(**form)

    def test_fails_with_a_code_that_was_used(self, host, code):
        host.exchange(code=code, verifier=VERIFIER, redirect_uri=RETURN)

        with pytest.raises(interface.ReconnectNeeded):
            host.exchange(code=code, verifier=VERIFIER, redirect_uri=RETURN)

    @pytest.mark.parametrize("changes", [{"client_secret": "wrong"}, {"client_id": "unknown"}])
    def test_fails_with_another_key(self, badgr, code, changes):
        with pytest.raises(interface.Refused, match="key"):
            host_at(badgr, **changes).exchange(code=code, verifier=VERIFIER, redirect_uri=RETURN)

    def test_knows_confirmed_addresses_only_in_every_spelling(self, badgr, host, grant):
        account = badgr.store.account_of("leo@example.org")
        account.emails[0].variants = ["Leo@example.org"]
        account.emails.append(type(account.emails[0])(email="leo@work.example", verified=False))

        assert host.account(grant.access).addresses == ("leo@example.org", "Leo@example.org")


class TestRefreshing:
    def test_gives_a_new_pair(self, host, grant):
        pair = host.refresh(grant.refresh)

        assert (pair.access != grant.access, pair.refresh != grant.refresh) == (True, True)
        assert host.account(pair.access).name == "Leo"

    def test_with_a_used_token_needs_the_learner(self, host, grant):
        host.refresh(grant.refresh)

        with pytest.raises(interface.ReconnectNeeded):
            host.refresh(grant.refresh)

    def test_without_a_token_needs_the_learner_and_asks_nobody(self, badgr, host):
        with pytest.raises(interface.ReconnectNeeded):
            host.refresh("")

        assert badgr.store.counts["token_calls"] == 0

    def test_waits_as_long_as_it_is_told(self, badgr, host, grant):
        badgr.store.failures["127.0.0.1"] = 6, badgr.store.now() + 64

        with pytest.raises(interface.Throttled) as caught:
            host.refresh(grant.refresh)

        assert 60 <= caught.value.wait.total_seconds() <= 64
        assert grant.id in badgr.store.grants

    def test_of_a_pair_that_was_half_revoked_means_nothing(self, host, grant):
        grant.access_revoked = True

        with pytest.raises(interface.Broken):
            host.refresh(grant.refresh)

    @pytest.mark.parametrize(
        "kind", [fake.Fault.HTML, fake.Fault.BROKEN_JSON, fake.Fault.EMPTY, fake.Fault.ERROR]
    )
    def test_believes_no_answer_without_tokens(self, badgr, host, grant, kind):
        badgr.fail(kind, path="/o/token")

        with pytest.raises(interface.Broken):
            host.refresh(grant.refresh)


class TestRevoking:
    def test_ends_both_tokens(self, badgr, host, grant):
        host.revoke(grant.refresh)

        assert grant.id not in badgr.store.grants
        with pytest.raises(interface.TokenExpired):
            host.account(grant.access)


class TestUploading:
    def test_gives_the_id_it_has_there(self, badgr, host, grant, issuer):
        url = issuer.badge()

        host_id = host.upload(grant.access, url)

        assert host.held(grant.access) == {url: host_id}
        assert badgr.stored("leo@example.org")[0].id == host_id

    def test_again_is_no_mistake(self, badgr, host, grant, issuer):
        host.upload(grant.access, issuer.badge())

        assert host.upload(grant.access, issuer.badge()) == ""
        assert len(badgr.stored("leo@example.org")) == 1

    def test_after_deleting_puts_the_new_one_there(self, badgr, host, grant, issuer):
        url = issuer.badge()
        host.delete(grant.access, host.upload(grant.access, url))
        issuer.badge(narrative="new")

        host.upload(grant.access, url)

        assert [each.assertion["narrative"] for each in badgr.stored("leo@example.org")] == ["new"]

    def test_of_another_spelling_is_an_unknown_address(self, host, grant, issuer):
        with pytest.raises(interface.AddressUnknown):
            host.upload(grant.access, issuer.badge("Leo@example.org"))

    @pytest.mark.parametrize("path", ["/assertions/1", "/class", "/issuer", "/class.png"])
    def test_of_what_badgr_cannot_fetch_may_be_tried_later(self, host, grant, issuer, path):
        url = issuer.badge()
        del issuer.files[path]

        with pytest.raises(interface.Unreadable):
            host.upload(grant.access, url)

    def test_while_badgr_has_no_internet_may_be_tried_later(self, badgr, host, grant, issuer):
        badgr.store.reaches_w3id = False

        with pytest.raises(interface.Unreadable):
            host.upload(grant.access, issuer.badge())

    def test_of_what_has_ended_is_refused_for_that(self, host, grant, issuer):
        with pytest.raises(interface.Refused) as caught:
            host.upload(grant.access, issuer.badge(expires="2025-01-01T00:00:00Z"))

        assert caught.value.why == "refused"

    @pytest.mark.parametrize("name", ["recipient", "issuedOn", "verification"])
    def test_of_a_broken_badge_is_refused(self, host, grant, issuer, name):
        with pytest.raises(interface.Refused) as caught:
            host.upload(grant.access, issuer.badge(**{name: None}))

        assert (caught.value.why, caught.value.said) == ("refused", "VALIDATE_PROPERTY")

    def test_outside_of_the_issuers_scope_is_refused(self, host, grant, issuer):
        url = issuer.badge().replace("127.0.0.1", "localhost")
        issuer.change("/assertions/1", id=url)

        with pytest.raises(interface.Refused):
            host.upload(grant.access, url)

    def test_of_a_jpeg_is_refused_for_its_picture(self, host, grant, issuer):
        issuer.put_bytes("/class.png", hosted.png(kind="JPEG"), "image/jpeg")

        with pytest.raises(interface.Refused) as caught:
            host.upload(grant.access, issuer.badge())

        assert caught.value.why == "picture"

    def test_of_words_at_which_badgr_crashes_is_not_believed_to_be_done(self, host, grant, issuer):
        issuer.change("/class", name="Bees 🐝")

        with pytest.raises(interface.Broken):
            host.upload(grant.access, issuer.badge())

    @pytest.mark.parametrize("scope", ["r:profile", "r:profile r:backpack"])
    def test_without_the_scope_is_not_permitted(self, badgr, host, issuer, scope):
        token = badgr.grant("leo@example.org", scope=scope).access

        with pytest.raises(interface.NotPermitted):
            host.upload(token, issuer.badge())

    def test_without_a_confirmed_address_is_not_permitted(self, badgr, host, grant, issuer):
        badgr.add_account("leo@example.org", verified=False)

        with pytest.raises(interface.NotPermitted):
            host.upload(grant.access, issuer.badge())


class TestListing:
    def test_knows_all_that_badgr_hides(self, badgr, host, grant, issuer):
        urls = [issuer.badge(number=number, expires="2030-01-01T00:00:00Z") for number in (1, 2, 3)]
        for url in urls:
            host.upload(grant.access, url)
        entries = badgr.stored("leo@example.org")
        entries[0].pending, entries[1].revoked = True, True
        badgr.store.advance(10 * 365 * 86_400)

        assert list(host.held(badgr.grant("leo@example.org").access)) == urls


class TestDeleting:
    def test_what_is_not_there_is_as_good(self, host, grant, issuer):
        host_id = host.upload(grant.access, issuer.badge())

        for _ in range(2):
            host.delete(grant.access, host_id)

        assert host.held(grant.access) == {}

    @pytest.mark.parametrize(
        "kind", [fake.Fault.HTML, fake.Fault.ERROR, fake.Fault.NOTICE, fake.Fault.BROKEN_JSON]
    )
    def test_believes_nothing_but_a_clear_answer(self, badgr, host, grant, issuer, kind):
        host_id = host.upload(grant.access, issuer.badge())
        badgr.fail(kind, method="DELETE")
        with pytest.raises(interface.Broken):
            host.delete(grant.access, host_id)

        host.delete(grant.access, host_id)

        assert badgr.stored("leo@example.org") == []

    @pytest.mark.parametrize("host_id", ["../import", "a/b", "?x=1"])
    def test_asks_for_nothing_but_a_badge(self, badgr, host, grant, host_id):
        host.delete(grant.access, host_id)

        assert {path for _, path, _ in badgr.store.calls} == {
            f"/v2/backpack/assertions/{parse.quote(host_id, safe='')}"
        }


# What each fault means for an upload, and whether the badge is there nevertheless.
MEANINGS = {
    fake.Fault.ERROR: (interface.Broken, False),
    fake.Fault.ERROR_AFTER: (interface.Broken, True),
    fake.Fault.BUSY: (interface.Throttled, False),
    fake.Fault.BUSY_SECONDS: (interface.Throttled, False),
    fake.Fault.BUSY_DATE: (interface.Throttled, False),
    fake.Fault.HANG: (interface.HostDown, False),
    fake.Fault.HANG_AFTER: (interface.HostDown, True),
    fake.Fault.DROP: (interface.HostDown, False),
    fake.Fault.DROP_AFTER: (interface.HostDown, True),
    fake.Fault.CUT: (interface.HostDown, True),
    fake.Fault.BROKEN_JSON: (interface.Broken, True),
    fake.Fault.EMPTY: (interface.Broken, True),
    fake.Fault.HTML: (interface.Broken, True),
    fake.Fault.NOTICE: (interface.Broken, False),
    fake.Fault.EXPIRED: (interface.TokenExpired, False),
    fake.Fault.REVOKED: (interface.TokenExpired, False),
    fake.Fault.REDIRECT: (interface.HostDown, False),
}


class TestFaults:
    def test_are_all_known_here(self):
        assert {*MEANINGS, fake.Fault.DUPLICATE} == set(fake.Fault)

    @pytest.mark.parametrize("kind", MEANINGS)
    def test_of_an_upload_have_their_meaning(self, badgr, host, grant, issuer, kind):
        meaning, is_there = MEANINGS[kind]
        badgr.fail(kind, path=IMPORT, seconds=7, target=f"{issuer.url}/class")
        url = issuer.badge()

        with pytest.raises(interface.HostError) as caught:
            host.upload(grant.access, url)

        assert type(caught.value) is meaning
        assert [each.open_badge_id for each in badgr.stored("leo@example.org")] == [url] * is_there

    @pytest.mark.parametrize(
        "kind", [each for each in MEANINGS if each not in {fake.Fault.EXPIRED, fake.Fault.REVOKED}]
    )
    def test_of_an_upload_end_with_one_badge_when_it_is_asked_again(self, badgr, host, grant, issuer, kind):
        badgr.fail(kind, path=IMPORT, seconds=7, target=f"{issuer.url}/class")
        with pytest.raises(interface.HostError):
            host.upload(grant.access, issuer.badge())

        host.upload(grant.access, issuer.badge())

        assert len(badgr.stored("leo@example.org")) == 1

    def test_that_call_it_a_duplicate_mean_that_it_is_there(self, badgr, host, grant, issuer):
        badgr.fail(fake.Fault.DUPLICATE, path=IMPORT)
        url = issuer.badge()

        assert host.upload(grant.access, url) == ""
        assert list(host.held(grant.access)) == [url]

    @pytest.mark.parametrize(
        "kind", [fake.Fault.HTML, fake.Fault.EMPTY, fake.Fault.BROKEN_JSON, fake.Fault.ERROR]
    )
    def test_of_the_list_never_mean_that_nothing_is_there(self, badgr, host, grant, kind):
        badgr.fail(kind)

        with pytest.raises(interface.Broken):
            host.held(grant.access)

    def test_with_a_revoked_consent_end_at_the_learner(self, badgr, host, grant, issuer):
        badgr.fail(fake.Fault.REVOKED)
        with pytest.raises(interface.TokenExpired):
            host.upload(grant.access, issuer.badge())

        with pytest.raises(interface.ReconnectNeeded):
            host.refresh(grant.refresh)

    def test_with_an_expired_token_end_well_after_a_refresh(self, badgr, host, grant, issuer):
        badgr.fail(fake.Fault.EXPIRED)
        with pytest.raises(interface.TokenExpired):
            host.upload(grant.access, issuer.badge())

        assert host.upload(host.refresh(grant.refresh).access, issuer.badge())

    @pytest.mark.parametrize(
        ("kind", "seconds", "least", "most"),
        [
            (fake.Fault.BUSY_SECONDS, 7, 7, 7),
            (fake.Fault.BUSY_DATE, 300, 290, 301),
            (fake.Fault.BUSY_SECONDS, 999_999, 3_600, 3_600),
            (fake.Fault.BUSY_DATE, 999_999, 3_600, 3_600),
            (fake.Fault.BUSY, 0, 1, 3_600),
        ],
    )
    def test_that_ask_to_wait_are_heard(self, badgr, host, grant, kind, seconds, least, most):
        badgr.fail(kind, seconds=seconds)

        with pytest.raises(interface.Throttled) as caught:
            host.held(grant.access)

        assert dt.timedelta(seconds=least) <= caught.value.wait <= dt.timedelta(seconds=most)

    @pytest.mark.parametrize("path", ["/o/token", "/v2/users/self", IMPORT])
    def test_that_lead_elsewhere_hand_nothing_to_another_host(self, badgr, host, grant, issuer, path):
        badgr.fail(fake.Fault.REDIRECT, path=path, target=f"{issuer.url}/steal")
        call = {
            "/o/token": lambda: host.refresh(grant.refresh),
            "/v2/users/self": lambda: host.account(grant.access),
            IMPORT: lambda: host.upload(grant.access, issuer.badge()),
        }[path]

        with pytest.raises(interface.HostDown):
            call()

        assert issuer.asked == []

    def test_of_a_host_that_is_not_there(self, badgr):
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            host = host_at(badgr, api_url=f"http://127.0.0.1:{unused.getsockname()[1]}")

            with pytest.raises(interface.HostDown):
                host.account("token")


class TestProbe:
    def test_says_that_all_is_well_and_costs_no_sign_in(self, badgr, host):
        assert host.probe()
        assert badgr.store.counts["token_calls"] == 0

    def test_says_that_the_key_is_wrong(self, badgr):
        with pytest.raises(interface.Refused, match="key"):
            host_at(badgr, client_secret="wrong").probe()


class TestSecrets:
    def test_are_in_no_log_and_no_error(self, badgr, host, grant, issuer, caplog):
        caplog.set_level("DEBUG")
        said = []
        for kind in fake.Fault:
            badgr.fail(kind, seconds=3, target=issuer.url)
            pair = badgr.grant("leo@example.org")
            grant.access += " " + pair.access
            try:
                host.upload(pair.access, issuer.badge())
            except interface.HostError as error:
                said.append(f"{error!r} {error.said} {error.__cause__!r}")
        with pytest.raises(interface.ReconnectNeeded):
            host.refresh("very-secret-token")

        written = caplog.text + " ".join(said)
        assert "very-secret-token" not in written
        assert badgr.client_secret not in written
        assert not any(token in written for token in grant.access.split())

    def test_are_not_shown_with_the_values_that_hold_them(self, badgr):
        endpoint = interface.Endpoint(api_url="a", site_url="b", client_id="c", client_secret="s3cret")

        assert "s3cret" not in repr(endpoint)
        assert "s3cret" not in repr(interface.Tokens(access="s3cret", refresh="s3cret"))
