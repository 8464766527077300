"""§2 of the measured contract, row by row: consent, tokens, and what a failed call costs."""

import base64
import concurrent.futures
import hashlib
from urllib import parse

import pytest
import requests

RETURN = "https://phalera.example/backpack/return"
VERIFIER = "v" * 50
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


@pytest.fixture
def wanted(badgr):
    """Give a request for consent, changed as a test needs it."""

    def make(**changes):
        query = {
            "client_id": badgr.client_id, "redirect_uri": RETURN, "response_type": "code",
            "scope": "r:profile rw:backpack", "state": "s t",
            **changes,
        }  # fmt: skip
        return {name: value for name, value in query.items() if value is not None}

    return make


@pytest.fixture
def ask(badgr):
    """Ask the token endpoint."""

    def post(*, path="/o/token", basic=True, headers=None, params=None, json=None, **form):
        auth = (badgr.client_id, badgr.client_secret) if basic is True else (basic or None)
        with requests.Session() as session:
            return session.post(
                badgr.url + path,
                data=form or None,
                json=json,
                params=params,
                auth=auth,
                headers=headers,
                timeout=10,
            )

    return post


@pytest.fixture
def code(badgr, wanted):
    """Give a fresh code."""

    def consent(**changes):
        url = f"{badgr.url}/auth/oauth2/authorize?{parse.urlencode(wanted(**changes))}"
        return query_of(badgr.consent(url, "leo@example.org"))["code"]

    return consent


def query_of(url):
    return dict(parse.parse_qsl(parse.urlsplit(url).query))


def browse(badgr, method, query, **form):
    with requests.Session() as session:
        return session.request(
            method,
            f"{badgr.url}/auth/oauth2/authorize",
            params=query,
            data=form or None,
            allow_redirects=False,
            timeout=10,
        )


class TestItem1Page:
    def test_shows_who_asks_for_what(self, badgr, wanted):
        shown = browse(badgr, "GET", wanted())

        assert shown.status_code == 200
        assert "Phalera would like to use your backpack" in shown.text
        assert "leo@example.org" in shown.text

    def test_drops_scopes_that_the_application_may_not_have(self, badgr, wanted):
        badgr.application.scopes = ["r:profile"]

        sent = browse(
            badgr, "POST", wanted(), decision="allow", account=badgr.store.account_of("leo@example.org").id
        )

        assert query_of(sent.headers["Location"])["scope"] == "r:profile"

    @pytest.mark.parametrize(
        "uri", [RETURN + "/", RETURN + "?a=1", "https://evil.example/", RETURN.upper(), RETURN[:-1]]
    )
    def test_sends_nobody_to_an_address_that_is_not_registered(self, badgr, wanted, uri):
        shown = browse(badgr, "POST", wanted(redirect_uri=uri), decision="allow")

        assert shown.status_code == 400
        assert "Mismatching redirect URI." in shown.text


class TestItem2Consent:
    def test_is_told_to_badgrs_own_site(self, badgr, leo, wanted):
        found = leo.ask("GET", "/o/authorize", params=wanted()).json()

        assert found["application"]["clientId"] == badgr.client_id
        assert found["scopes"] == ["r:profile", "rw:backpack"]
        assert found["state"] == "s t"

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"client_id": "unknown"}, "Invalid client_id parameter value."),
            ({"redirect_uri": "https://evil.example/"}, "Mismatching redirect URI."),
        ],
    )
    def test_is_refused_with_a_sentence(self, leo, wanted, changes, said):
        answer = leo.ask("GET", "/o/authorize", params=wanted(**changes))

        assert (answer.status_code, answer.json()) == (400, {"error": said})

    def test_crashes_at_an_unknown_scope(self, leo, wanted):
        answer = leo.ask("GET", "/o/authorize", params=wanted(scope="rw:everything"))

        assert answer.status_code == 500
        assert answer.headers["Content-Type"].startswith("text/html")

    def test_is_not_asked_for_by_a_trusted_application(self, badgr, leo, wanted):
        badgr.application.trusted = True

        assert query_of(leo.ask("GET", "/o/authorize", params=wanted()).json()["success_url"])["code"]

    def test_is_not_asked_for_again_when_the_same_scopes_are_live(self, leo, wanted):
        found = leo.ask("GET", "/o/authorize", params=wanted(approval_prompt="auto")).json()

        assert "success_url" in found

    def test_when_given_leads_back_with_a_code(self, leo, wanted):
        body = {**wanted(), "scopes": ["r:profile", "rw:backpack"], "allow": True}

        found = query_of(leo.ask("POST", "/o/authorize", json=body).json()["success_url"])

        assert set(found) == {"code", "state", "scope"}

    def test_when_denied_says_nothing(self, leo, wanted):
        answer = leo.ask("POST", "/o/authorize", json={**wanted(), "scopes": ["r:profile"], "allow": False})

        assert (answer.status_code, answer.json()) == (400, {"error": ""})

    def test_when_denied_in_a_browser_leads_back_with_the_reason(self, badgr, wanted):
        sent = browse(badgr, "POST", wanted(), decision="deny")

        found = query_of(sent.headers["Location"])
        assert found["error"] == "access_denied"
        assert found["error_reason"] == "user_denied"
        assert found["state"] == "s t"


class TestItem3Return:
    def test_carries_code_state_and_the_scopes_in_another_order(self, badgr, wanted):
        sent = browse(badgr, "POST", wanted(), decision="allow", address="leo@example.org")

        assert sent.status_code == 302
        assert sent.headers["Location"].startswith(RETURN + "?code=")
        assert query_of(sent.headers["Location"])["state"] == "s t"
        assert query_of(sent.headers["Location"])["scope"] == "rw:backpack r:profile"


class TestItem4Code:
    @pytest.mark.parametrize("basic", [True, False])
    def test_gives_tokens_once(self, badgr, ask, code, basic):
        body = {} if basic else {"client_id": badgr.client_id, "client_secret": badgr.client_secret}
        form = {"grant_type": "authorization_code", "code": code(), "redirect_uri": RETURN, **body}

        first, second = (ask(basic=basic, **form) for _ in range(2))

        assert first.headers["Content-Type"] == "application/json"
        assert set(first.json()) == {"access_token", "expires_in", "token_type", "scope", "refresh_token"}
        assert (first.json()["expires_in"], first.json()["token_type"]) == (86_400, "Bearer")
        assert (second.status_code, second.json()) == (400, {"error": "invalid_grant"})

    def test_lives_for_a_minute(self, badgr, ask, code):
        given = code()
        badgr.store.advance(61)

        answer = ask(grant_type="authorization_code", code=given, redirect_uri=RETURN)

        assert answer.json() == {"error": "invalid_grant"}

    def test_is_of_no_use_to_another_client(self, badgr, ask, code):
        other = badgr.store.applications["other"] = type(badgr.application)(
            client_id="other", client_secret="secret", redirect_uris=[RETURN]
        )

        answer = ask(
            basic=(other.client_id, other.client_secret),
            grant_type="authorization_code",
            code=code(),
            redirect_uri=RETURN,
        )

        assert answer.json() == {"error": "invalid_grant"}

    def test_gives_no_refresh_token_to_an_application_that_may_not_have_one(self, badgr, ask, code):
        badgr.application.gives_refresh = False

        answer = ask(grant_type="authorization_code", code=code(), redirect_uri=RETURN)

        assert "refresh_token" not in answer.json()


class TestItem5Refresh:
    def test_kills_the_old_pair(self, badgr, leo, ask):
        old = badgr.grant("leo@example.org")

        new = ask(grant_type="refresh_token", refresh_token=old.refresh).json()

        assert leo.ask("GET", "/v2/users/self", token=old.access).status_code == 401
        assert leo.ask("GET", "/v2/users/self", token=new["access_token"]).status_code == 200
        assert ask(grant_type="refresh_token", refresh_token=old.refresh).json() == {"error": "invalid_grant"}
        assert badgr.store.counts["refresh_token_reused"] == 1

    def test_narrows_for_good(self, badgr, ask):
        old = badgr.grant("leo@example.org")

        new = ask(grant_type="refresh_token", refresh_token=old.refresh, scope="r:profile").json()
        wider = ask(
            grant_type="refresh_token", refresh_token=new["refresh_token"], scope="r:profile rw:backpack"
        )

        assert new["scope"] == "r:profile"
        assert wider.json() == {"error": "invalid scope requested"}

    def test_succeeds_once_when_many_ask_at_once(self, badgr, ask):
        badgr.store.throttles = False
        old = badgr.grant("leo@example.org").refresh

        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda _: ask(grant_type="refresh_token", refresh_token=old), range(4)))

        assert sorted(each.status_code for each in answers) == [200, 400, 400, 400]

    def test_token_outlives_years(self, badgr, ask):
        old = badgr.grant("leo@example.org")
        badgr.store.advance(3 * 365 * 86_400)

        assert ask(grant_type="refresh_token", refresh_token=old.refresh).status_code == 200

    def test_is_not_needed_by_an_access_token_in_daily_use(self, badgr, leo):
        for _ in range(5):
            badgr.store.advance(80_000)
            assert leo.ask("GET", "/v2/users/self").status_code == 200

        badgr.store.advance(86_401)

        assert leo.ask("GET", "/v2/users/self").status_code == 401

    def test_is_needed_where_lives_do_not_slide(self, badgr, leo):
        badgr.store.slides = False
        badgr.store.advance(80_000)
        assert leo.ask("GET", "/v2/users/self").status_code == 200

        badgr.store.advance(80_000)

        assert leo.ask("GET", "/v2/users/self").status_code == 401


class TestItem6Revoking:
    def test_the_refresh_token_kills_both(self, badgr, leo, ask):
        grant = badgr.grant("leo@example.org")

        answer = ask(path="/o/revoke_token/", token=grant.refresh, token_type_hint="refresh_token")

        assert (answer.status_code, answer.content) == (200, b"")
        assert leo.ask("GET", "/v2/users/self", token=grant.access).status_code == 401
        assert ask(grant_type="refresh_token", refresh_token=grant.refresh).json() == {
            "error": "invalid_grant"
        }

    def test_wants_its_slash(self, badgr, ask):
        assert ask(path="/o/revoke_token", token=badgr.grant("leo@example.org").refresh).status_code == 404

    def test_wants_the_key_of_the_client(self, badgr, ask):
        grant = badgr.grant("leo@example.org")

        answer = ask(path="/o/revoke_token/", basic=(badgr.client_id, "wrong"), token=grant.refresh)

        assert answer.json() == {"error": "invalid client_secret"}
        assert grant.id in badgr.store.grants

    def test_the_access_token_alone_breaks_the_next_refresh(self, badgr, ask):
        grant = badgr.grant("leo@example.org")
        ask(path="/o/revoke_token/", token=grant.access)

        answer = ask(grant_type="refresh_token", refresh_token=grant.refresh)

        assert answer.status_code == 500
        assert answer.headers["Content-Type"].startswith("text/html")
        assert ask(grant_type="refresh_token", refresh_token="x").status_code == 429

    def test_by_the_learner_is_learned_through_401_and_invalid_grant(self, badgr, leo, ask):
        grant = badgr.grant("leo@example.org")
        own = badgr.grant("leo@example.org", scope="rw:profile").access
        listed = leo.ask("GET", "/v2/auth/tokens", token=own).json()["result"]
        assert grant.id in {each["entityId"] for each in listed}

        assert leo.ask("DELETE", f"/v2/auth/tokens/{grant.id}", token=own).status_code == 204

        assert leo.ask("GET", "/v2/users/self", token=grant.access).status_code == 401
        assert ask(grant_type="refresh_token", refresh_token=grant.refresh).json() == {
            "error": "invalid_grant"
        }


class TestItem7Pkce:
    @pytest.mark.parametrize(
        ("verifier", "said"),
        [
            ("", {"error": "invalid_request", "error_description": "Code verifier required."}),
            ("w" * 50, {"error": "invalid_grant"}),
        ],
    )
    def test_is_honored_when_it_was_sent(self, ask, code, verifier, said):
        given = code(code_challenge=CHALLENGE, code_challenge_method="S256")

        answer = ask(grant_type="authorization_code", code=given, redirect_uri=RETURN, code_verifier=verifier)

        assert (answer.status_code, answer.json()) == (400, said)

    def test_lets_in_who_has_the_verifier(self, ask, code):
        given = code(code_challenge=CHALLENGE, code_challenge_method="S256")

        assert ask(
            grant_type="authorization_code", code=given, redirect_uri=RETURN, code_verifier=VERIFIER
        ).ok

    def test_is_wanted_by_newer_servers(self, badgr, leo, wanted):
        badgr.store.needs_pkce = True

        assert leo.ask("GET", "/o/authorize", params=wanted()).json() == {"error": "Code challenge required."}


class TestTokenErrors:
    def test_name_another_redirect(self, ask, code):
        answer = ask(grant_type="authorization_code", code=code(), redirect_uri="https://evil.example/")

        assert answer.json() == {"error": "invalid_request", "error_description": "Mismatching redirect URI."}

    @pytest.mark.parametrize(
        ("basic", "said"),
        [(("unknown", "x"), "invalid client_id"), (("phalera", "x"), "invalid client_secret")],
    )
    def test_say_html_and_are_json(self, ask, basic, said):
        answer = ask(basic=basic, grant_type="refresh_token", refresh_token="x")

        assert answer.status_code == 400
        assert answer.headers["Content-Type"] == "text/html"
        assert answer.json() == {"error": said}

    def test_refuse_passwords_from_other_clients(self, badgr, ask):
        answer = ask(
            client_id=badgr.client_id, grant_type="password", username="leo@example.org", password="badgr"
        )

        assert answer.json() == {"error": "unauthorized_client"}

    def test_refuse_what_stands_in_the_address(self, ask):
        answer = ask(params={"grant_type": "refresh_token"}, refresh_token="x")

        assert answer.json()["error"].startswith("Token grant parameters must be sent in post body")

    def test_refuse_json(self, ask):
        answer = ask(json={"grant_type": "refresh_token", "refresh_token": "x"})

        assert answer.json()["error_description"] == "Request is missing grant_type parameter."


class TestThrottle:
    def test_doubles_the_wait_of_everybody_at_one_address(self, badgr, ask):
        for wait in (2, 4, 8, 16):
            assert ask(grant_type="refresh_token", refresh_token="x").json() == {"error": "invalid_grant"}

            answer = ask(grant_type="refresh_token", refresh_token=badgr.grant("leo@example.org").refresh)

            assert answer.status_code == 429
            assert "Retry-After" not in answer.headers
            assert answer.headers["Content-Type"] == "text/html"
            assert answer.json()["error"] == "login attempts throttled"
            assert wait - 1 <= answer.json()["expires"] <= wait
            badgr.store.advance(wait)

    def test_never_waits_longer_than_an_hour(self, badgr, ask):
        badgr.store.failures["127.0.0.1"] = 30, 0.0

        ask(grant_type="refresh_token", refresh_token="x")

        assert ask(grant_type="refresh_token", refresh_token="x").json()["expires"] <= 3_600

    def test_forgets_all_at_a_success(self, badgr, ask):
        ask(grant_type="refresh_token", refresh_token="x")
        badgr.store.advance(2)
        assert ask(grant_type="refresh_token", refresh_token=badgr.grant("leo@example.org").refresh).ok

        ask(grant_type="refresh_token", refresh_token="x")

        assert ask(grant_type="refresh_token", refresh_token="x").json()["expires"] <= 2

    def test_knows_callers_by_user_then_by_forwarded_address(self, ask):
        ask(grant_type="refresh_token", refresh_token="x")

        by_user = ask(grant_type="password", username="leo@example.org", password="wrong")
        forwarded = ask(
            headers={"X-Forwarded-For": "192.0.2.1"}, grant_type="refresh_token", refresh_token="x"
        )

        assert by_user.json() == forwarded.json() == {"error": "invalid_grant"}
