"""§6 of the measured contract: the five shapes in which something goes wrong, and what else goes wrong when told to."""

import time

import pytest
import requests

from factories import hosted
from phalera.backpacks.hosts.badgr import fake


class TestShape1:
    def test_is_a_page_for_a_crash(self, leo):
        answer = leo.take(image=hosted.data_uri(hosted.png()))

        assert answer.status_code == 500
        assert answer.text.startswith("<!doctype html>")

    def test_is_a_page_for_a_kind_of_picture(self, leo, issuer):
        issuer.put_bytes("/class.png", hosted.png(kind="JPEG"), "image/jpeg")

        answer = leo.take(url=issuer.badge())

        assert answer.status_code == 400
        assert answer.text.startswith("<!doctype html>")


class TestShape2:
    def test_is_the_status_of_badge_connect(self, leo):
        status = leo.ask("POST", "/bcv1/assertions", json={}).json()["status"]

        assert set(status) == {"error", "statusCode", "statusText"}


class TestShape3:
    def test_is_the_envelope_of_version_2_with_objects(self, leo, issuer):
        leo.take(url=issuer.badge())

        found = leo.take(url=issuer.badge()).json()

        assert found["status"]["success"] is False
        assert set(found["validationErrors"][0]) == {"name", "description"}

    def test_is_the_envelope_of_version_2_with_a_flat_list(self, leo, issuer):
        name, _, again, success, _, level, node = leo.take(url=issuer.badge("eve@example.org")).json()[
            "validationErrors"
        ]

        assert name == again == "VERIFY_RECIPIENT_IDENTIFIER"
        assert (success, level, node) == ("False", "ERROR", f"{issuer.url}/assertions/1")


class TestShape4:
    def test_is_the_bare_list_of_version_1(self, leo, issuer):
        url = issuer.badge("eve@example.org")

        first, second = leo.ask("POST", "/v1/earner/badges", json={"url": url}).json()

        assert set(first) == {"name", "description"}
        assert set(second) == {"name", "success", "result", "messageLevel", "node_id"}


class TestShape5:
    def test_is_the_error_of_oauth_whatever_its_type_says(self, badgr):
        answer = requests.post(f"{badgr.url}/o/token", data={"grant_type": "refresh_token"}, timeout=10)

        assert answer.headers["Content-Type"] == "text/html"
        assert answer.json() == {"error": "invalid client_id"}


class TestNames:
    @pytest.mark.parametrize(
        ("name", "spoil"),
        [
            ("VERIFY_RECIPIENT_IDENTIFIER", lambda it: it.badge("eve@example.org")),
            ("FETCH_HTTP_NODE", lambda it: f"{it.url}/nothing"),
            ("IMAGE_VALIDATION", lambda it: it.badge(image=f"{it.url}/nothing")),
            ("VALIDATE_PROPERTY", lambda it: it.badge(issuedOn="2024-05-01")),
            ("ASSERTION_TIMESTAMP_CHECKS", lambda it: it.badge(issuedOn="2999-05-01T00:00:00Z")),
            (
                "JSONLD_COMPACT_DATA",
                lambda it: it.badge(**{"@context": "https://www.w3.org/ns/credentials/v2"}),
            ),
            ("ASSERTION_VERIFICATION_DEPENDENCIES", lambda it: it.badge(verification={"type": "Nothing"})),
        ],
    )
    def test_are_said_first(self, leo, issuer, name, spoil):
        assert leo.names(url=spoil(issuer)) == [name]

    def test_of_a_text_that_is_nothing(self, leo):
        answer = leo.ask("POST", "/v1/earner/badges", json={"assertion": "nothing"})

        assert answer.json()[0]["name"] == "DETECT_INPUT_TYPE"


class TestFaults:
    def test_come_as_often_as_they_were_asked_for(self, badgr, leo):
        badgr.fail(fake.Fault.ERROR, times=2)

        assert [leo.ask("GET", "/v2/users/self").status_code for _ in range(3)] == [500, 500, 200]

    def test_come_where_they_were_asked_for(self, badgr, leo):
        badgr.fail(fake.Fault.ERROR, path="/v2/backpack/", method="DELETE", times=None)

        assert leo.ask("GET", "/v2/backpack/assertions").status_code == 200
        assert leo.ask("DELETE", "/v2/backpack/assertions/x").status_code == 500

    def test_end(self, badgr, leo):
        badgr.fail(fake.Fault.ERROR, times=None)
        badgr.faulty(1.0)

        badgr.well()

        assert leo.ask("GET", "/v2/users/self").status_code == 200

    def test_that_hang_let_go_when_the_fake_ends(self, leo, badgr):
        badgr.fail(fake.Fault.HANG, seconds=3_600)

        with pytest.raises(requests.Timeout), requests.Session() as session:
            session.get(f"{badgr.url}/v2/users/self", timeout=0.2)

    def test_at_random_come_by_their_seed(self, badgr, leo):
        def run(seed):
            badgr.faulty(0.5, seed=seed, kinds=(fake.Fault.ERROR,))
            return [leo.ask("GET", "/v2/users/self").status_code for _ in range(30)]

        first, again, other = run(7), run(7), run(8)

        assert first == again != other
        assert 5 <= first.count(500) <= 25

    def test_at_random_never_spare_the_badges_that_were_stored(self, badgr, leo, issuer):
        badgr.faulty(0.5, seed=3)
        kept = 0
        for number in range(40):
            url = issuer.badge(number=number)
            for _ in range(20):
                try:
                    answer = leo.take(url=url)
                    if (answer.status_code == 201 and answer.json()) or "DUPLICATE_BADGE" in answer.text:
                        kept += 1
                        break
                except (requests.RequestException, ValueError):
                    continue

        assert kept == 40
        assert len({each.open_badge_id for each in badgr.stored("leo@example.org")}) == 40
        assert len(badgr.stored("leo@example.org")) == 40


class TestControl:
    def post(self, badgr, what, **body):
        return requests.post(f"{badgr.url}/control/{what}", json=body, timeout=10)

    def test_sets_faults_of_another_process(self, badgr, leo):
        assert self.post(badgr, "faults", fault="error", path="/v2/users", times=1).status_code == 204

        assert [leo.ask("GET", "/v2/users/self").status_code for _ in range(2)] == [500, 200]

    def test_sets_a_faulty_share_and_ends_it(self, badgr, leo):
        self.post(badgr, "faulty", share=1.0, seed=1, kinds=["error"])
        assert leo.ask("GET", "/v2/users/self").status_code == 500

        requests.delete(f"{badgr.url}/control/faults", timeout=10)

        assert leo.ask("GET", "/v2/users/self").status_code == 200

    def test_lets_time_pass(self, badgr, leo):
        self.post(badgr, "advance", seconds=100_000)

        assert leo.ask("GET", "/v2/users/self").status_code == 401

    def test_sets_addresses(self, badgr, leo):
        emails = [
            {"email": "leo@example.org", "verified": False},
            {"email": "l@example.org", "verified": True},
        ]

        self.post(badgr, "accounts", first_name="Leo", emails=emails)

        found = leo.ask("GET", "/v2/users/self").json()["result"][0]["emails"]
        assert [(each["email"], each["verified"]) for each in found] == [
            ("leo@example.org", False),
            ("l@example.org", True),
        ]

    def test_lets_a_badge_out_that_waited_for_its_address(self, badgr, leo, issuer):
        emails = [{"email": "leo@example.org"}, {"email": "l@example.org", "verified": False}]
        self.post(badgr, "accounts", first_name="Leo", emails=emails)
        leo.take(url=issuer.badge("l@example.org"))
        assert leo.all() == []

        self.post(badgr, "accounts", first_name="Leo", emails=[{**each, "verified": True} for each in emails])

        assert len(leo.all()) == 1

    def test_tells_what_happened_and_no_token(self, badgr, leo, issuer):
        leo.take(url=issuer.badge())

        answer = requests.get(f"{badgr.url}/control/state", timeout=10)

        assert answer.json()["entries"] == {"leo@example.org": 1}
        assert answer.json()["twice"] == 0
        assert leo.token not in answer.text

    @pytest.mark.parametrize(
        "headers",
        [{"Content-Type": "text/plain"}, {"Host": "evil.example", "Content-Type": "application/json"}],
    )
    def test_obeys_no_page_of_another_site(self, badgr, headers):
        answer = requests.post(
            f"{badgr.url}/control/advance", data='{"seconds": 9}', headers=headers, timeout=10
        )

        assert answer.status_code == 403

    @pytest.mark.parametrize(
        ("what", "body"), [("faults", {"fault": "none"}), ("faults", {}), ("advance", {}), ("x", {})]
    )
    def test_says_what_it_does_not_understand(self, badgr, what, body):
        assert self.post(badgr, what, **body).status_code == 400


class TestPages:
    @pytest.fixture
    def browser(self):
        with requests.Session() as session:
            yield session

    def test_show_the_backpack_of_who_signed_in(self, badgr, leo, issuer, browser):
        issuer.change("/class", name="Bees & <b>honey</b>")
        leo.take(url=issuer.badge())

        account = badgr.store.account_of("leo@example.org")
        shown = browser.post(f"{badgr.url}/auth/login", data={"account": account.id}, timeout=10)

        assert shown.url == f"{badgr.url}/recipient/badges"
        assert "Backpack of Leo" in shown.text
        assert "Bees &amp; &lt;b&gt;honey&lt;/b&gt;" in shown.text
        assert f'data-assertion="{issuer.url}/assertions/1"' in shown.text

    def test_make_an_account_for_an_address_that_is_new(self, badgr, browser):
        shown = browser.post(f"{badgr.url}/auth/login", data={"address": "new@example.org"}, timeout=10)

        assert "new@example.org" in shown.text
        assert badgr.store.account_of("new@example.org").is_verified

    def test_ask_who_it_is(self, badgr, browser):
        assert "Sign in" in browser.get(f"{badgr.url}/", timeout=10).text
        assert browser.post(f"{badgr.url}/auth/login", data={}, timeout=10).status_code == 400

    def test_forget_who_signed_out(self, badgr, browser):
        browser.post(f"{badgr.url}/auth/login", data={"address": "leo@example.org"}, timeout=10)

        assert "Sign in" in browser.post(f"{badgr.url}/auth/logout", timeout=10).text

    def test_show_no_picture_of_nothing(self, badgr, browser):
        assert browser.get(f"{badgr.url}/media/uploads/badges/nothing", timeout=10).status_code == 404

    def test_lead_to_the_picture_where_none_is_kept(self, issuer, browser):
        with fake.Fake(keep_pictures=False) as badgr:
            badgr.add_account("leo@example.org")
            token = badgr.grant("leo@example.org").access
            headers = {"Authorization": f"Bearer {token}"}
            browser.post(
                f"{badgr.url}/v2/backpack/import", json={"url": issuer.badge()}, headers=headers, timeout=10
            )
            entry = badgr.stored("leo@example.org")[0]

            shown = browser.get(f"{badgr.url}/media/uploads/badges/{entry.id}", timeout=10)

        assert shown.url == f"{issuer.url}/class.png"


class TestCommand:
    def test_serves_until_it_is_told_to_stop(self, tmp_path):
        import socket
        import subprocess
        import sys

        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        command = [
            sys.executable,
            "-m",
            "phalera.backpacks.hosts.badgr.fake",
            "--port",
            str(port),
            "--account",
            "Leo:leo@example.org",
        ]
        with subprocess.Popen(
            [*command, "--state", str(tmp_path / "state.json")],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process:
            assert process.stdout.readline() == f"Badgr stand-in at http://127.0.0.1:{port}\n"
            for _ in range(100):
                try:
                    found = requests.get(f"http://127.0.0.1:{port}/control/state", timeout=10).json()
                    break
                except requests.ConnectionError:
                    time.sleep(0.05)
            process.terminate()

            assert process.wait(timeout=20) == 0
        assert found["accounts"][0]["name"] == "Leo"
        assert "leo@example.org" in (tmp_path / "state.json").read_text()
