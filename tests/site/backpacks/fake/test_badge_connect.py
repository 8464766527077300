"""§5 of the measured contract, row by row: Badge Connect of Open Badges 2.1."""

import pytest
import requests

from factories import hosted

PREFIX = "https://purl.imsglobal.org/spec/ob/v2p1/scope/"
ALL = f"{PREFIX}assertion.readonly {PREFIX}assertion.create {PREFIX}profile.readonly"


@pytest.fixture
def connected(badgr, leo):
    """Give Leo with a token of Badge Connect."""
    leo.token = badgr.grant("leo@example.org", scope=ALL).access
    return leo


def send(connected, issuer, url):
    return connected.ask("POST", "/bcv1/assertions", json={"assertion": issuer.document(url)})


class TestDiscovery:
    def test_leads_to_the_manifest(self, badgr):
        answer = requests.get(f"{badgr.url}/.well-known/badgeconnect.json", timeout=10)

        host = badgr.url.removeprefix("http://")
        assert answer.history[0].status_code == 302
        assert answer.url == f"{badgr.url}/bcv1/manifest/{host}"
        found = answer.json()["badgeConnectAPI"][0]
        assert found["apiBase"] == f"{badgr.url}/bcv1"
        assert found["tokenUrl"] == f"{badgr.url}/o/token"
        assert found["registrationUrl"] == f"{badgr.url}/o/register"
        assert sorted(found["scopesOffered"]) == sorted(ALL.split())

    def test_has_its_oddities(self, badgr):
        found = requests.get(f"{badgr.url}/.well-known/badgeconnect.json", timeout=10).json()[
            "badgeConnectAPI"
        ][0]

        assert "//static" in found["image"]
        assert found["authorizationUrl"].startswith("https://")


class TestRegistration:
    @pytest.fixture
    def body(self):
        home = "https://phalera.example"
        return {
            "client_name": "Phalera", "client_uri": home, "logo_uri": f"{home}/logo.png", "tos_uri": f"{home}/terms",
            "policy_uri": f"{home}/privacy", "software_id": "phalera", "software_version": "1",
            "redirect_uris": [f"{home}/return"], "grant_types": ["authorization_code", "refresh_token"],
        }  # fmt: skip

    @pytest.fixture
    def logo(self, monkeypatch):
        """Answer for the logo, which must be on https."""
        from phalera.backpacks.hosts.badgr.fake import fetching

        found = {"body": hosted.png()}
        monkeypatch.setattr(
            fetching.Fetcher,
            "get",
            lambda _, url: fetching.Fetched(
                url=url, status=200, content_type="image/png", body=found["body"]
            ),
        )
        return found

    def register(self, badgr, body):
        return requests.post(f"{badgr.url}/o/register", json=body, timeout=10)

    def test_gives_a_key(self, badgr, body, logo):
        answer = self.register(badgr, body)

        assert answer.status_code == 201
        found = answer.json()
        assert found["client_secret_expires_at"] == 0
        assert found["grant_types"] == ["authorization_code"]
        application = badgr.store.applications[found["client_id"]]
        assert (application.gives_refresh, application.client_secret) == (True, found["client_secret"])

    def test_never_finds_that_it_knows_somebody(self, badgr, body, logo):
        assert (
            self.register(badgr, body).json()["client_id"] != self.register(badgr, body).json()["client_id"]
        )

    @pytest.mark.parametrize(
        "name",
        [
            "client_name", "client_uri", "logo_uri", "tos_uri", "policy_uri", "software_id", "software_version",
            "redirect_uris",
        ],
    )  # fmt: skip
    def test_needs(self, badgr, body, name):
        del body[name]

        assert self.register(badgr, body).json()["error"].startswith(f"{name}: ")

    @pytest.mark.parametrize(
        "change",
        [
            {"client_uri": "http://phalera.example"},
            {"tos_uri": "https://other.example/terms"},
            {"redirect_uris": ["https://phalera.example:8443/return"]},
            {"token_endpoint_auth_method": "none"},
            {"response_types": ["token"]},
        ],
    )
    def test_refuses(self, badgr, body, change):
        answer = self.register(badgr, {**body, **change})

        assert answer.status_code == 400
        assert set(answer.json()) == {"error", "error_description"}

    def test_crashes_at_a_logo_that_is_none(self, badgr, body, logo):
        logo["body"] = b"<html>"

        assert self.register(badgr, body).status_code == 500


class TestSending:
    def test_is_answered_with_nothing_but_ok(self, badgr, connected, issuer):
        answer = send(connected, issuer, issuer.badge())

        assert answer.status_code == 201
        assert answer.json() == {"status": {"error": None, "statusCode": 200, "statusText": "OK"}}
        assert len(badgr.stored("leo@example.org")) == 1

    def test_again_is_a_duplicate_in_a_list(self, connected, issuer):
        send(connected, issuer, issuer.badge())

        answer = send(connected, issuer, issuer.badge())

        status = answer.json()["status"]
        assert (answer.status_code, status["statusText"]) == (400, "REQUEST_VALIDATION_ERROR")
        assert status["error"][0]["name"] == "DUPLICATE_BADGE"

    @pytest.mark.parametrize(
        ("body", "kind"),
        [({"assertion": {}}, dict), ({}, dict), ({"assertion": "https://example.org"}, dict)],
    )
    def test_nothing_is_an_error_of_a_field(self, connected, body, kind):
        answer = connected.ask("POST", "/bcv1/assertions", json=body)

        assert isinstance(answer.json()["status"]["error"], kind)

    def test_what_is_no_json_is_an_error_of_a_string(self, connected):
        answer = connected.ask("POST", "/bcv1/assertions", data=b"{")

        assert isinstance(answer.json()["status"]["error"], str)

    def test_what_the_validator_refuses_is_a_flat_list(self, connected, issuer):
        error = send(connected, issuer, issuer.badge("eve@example.org")).json()["status"]["error"]

        assert error[0] == "VERIFY_RECIPIENT_IDENTIFIER"
        assert all(isinstance(each, str) for each in error)


class TestListing:
    def test_comes_in_pages_with_links(self, badgr, connected, issuer):
        for number in range(5):
            send(connected, issuer, issuer.badge(number=number))

        answer = connected.ask("GET", "/bcv1/assertions?limit=2&offset=2")

        assert [each["id"][-1] for each in answer.json()["results"]] == ["2", "3"]
        assert requests.utils.parse_header_links(answer.headers["Link"]) == [
            {"url": f"{badgr.url}/bcv1/assertions?limit=2&offset={place}", "rel": name}
            for name, place in (("first", 0), ("last", 4), ("next", 4), ("prev", 0))
        ]

    def test_begins_where_it_is_asked_to(self, badgr, connected, issuer):
        send(connected, issuer, issuer.badge())

        assert connected.ask("GET", "/bcv1/assertions?since=2020-01-01T00:00:00Z").json()["results"]
        assert not connected.ask("GET", "/bcv1/assertions?since=2100-01-01T00:00:00Z").json()["results"]
        assert connected.ask("GET", "/bcv1/assertions?since=garbage").status_code == 400

    def test_holds_what_waits_for_an_address(self, badgr, connected, issuer):
        account = badgr.store.account_of("leo@example.org")
        account.emails.append(type(account.emails[0])(email="leo@work.example", verified=False))
        send(connected, issuer, issuer.badge("leo@work.example"))

        assert len(connected.ask("GET", "/bcv1/assertions").json()["results"]) == 1


class TestProfile:
    def test_tells_one_address(self, connected):
        found = connected.ask("GET", "/bcv1/profile").json()["results"]

        assert found == [{"name": "Leo", "email": "leo@example.org"}]


class TestTokens:
    @pytest.mark.parametrize(
        ("scope", "method", "path"),
        [
            (f"{PREFIX}profile.readonly", "GET", "/bcv1/assertions"),
            (f"{PREFIX}assertion.readonly", "POST", "/bcv1/assertions"),
            (f"{PREFIX}assertion.readonly", "GET", "/bcv1/profile"),
            (ALL, "DELETE", "/bcv1/assertions/1"),
        ],
    )
    def test_without_permission_answer_401_all_the_same(self, badgr, leo, scope, method, path):
        token = badgr.grant("leo@example.org", scope=scope).access

        answer = leo.ask(method, path, token=token, json={})

        assert (answer.status_code, answer.json()["status"]["statusText"]) == (401, "PERMISSION_DENIED")

    def test_of_an_account_without_a_confirmed_address_are_denied(self, badgr, connected):
        badgr.add_account("leo@example.org", verified=False)

        assert connected.ask("GET", "/bcv1/profile").json()["status"]["statusText"] == "PERMISSION_DENIED"

    def test_that_are_dead_are_unauthenticated(self, leo):
        answer = leo.ask("GET", "/bcv1/profile", token="dead")

        assert (answer.status_code, answer.json()["status"]["statusText"]) == (401, "UNAUTHENTICATED")

    def test_do_not_open_version_2(self, connected):
        assert connected.ask("GET", "/v2/backpack/assertions").status_code == 404

    def test_of_version_2_open_it(self, leo):
        assert leo.ask("GET", "/bcv1/assertions").status_code == 200
