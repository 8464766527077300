"""§3 of the measured contract, row by row: whose account it is, what goes in and how, and what comes out."""

import concurrent.futures
import hashlib
import json

import pytest

from factories import hosted


@pytest.fixture
def taken(leo, issuer):
    """Give the entry of a badge that was taken in."""
    return leo.take(url=issuer.badge()).json()["result"][0]


class TestEnvelope:
    def test_of_what_went_well(self, leo):
        answer = leo.ask("GET", "/v2/backpack/assertions")

        assert answer.headers["Content-Type"] == "application/ld+json"
        assert answer.json() == {"status": {"success": True, "description": "ok"}, "result": []}

    def test_of_what_did_not(self, leo, issuer):
        found = leo.take().json()

        assert found["status"]["success"] is False
        assert set(found) >= {"status", "fieldErrors", "validationErrors"}


class TestUsersSelf:
    def test_tells_every_address_and_whether_it_was_confirmed(self, badgr, leo):
        account = badgr.store.account_of("leo@example.org")
        account.emails.append(type(account.emails[0])(email="Leo@work.example", verified=False))
        account.emails[0].variants = ["LEO@example.org"]

        found = leo.ask("GET", "/v2/users/self").json()["result"][0]

        assert [(each["email"], each["verified"], each["primary"]) for each in found["emails"]] == [
            ("leo@example.org", True, True),
            ("Leo@work.example", False, False),
        ]
        assert found["emails"][0]["caseVariants"] == ["LEO@example.org"]
        assert found["recipient"] == {"type": "email", "identity": "leo@example.org"}


class TestScopes:
    """Fact 6: a missing scope or no confirmed address is 404; only a dead token is 401."""

    @pytest.mark.parametrize(
        ("scope", "method", "path"),
        [
            ("rw:backpack", "GET", "/v2/users/self"),
            ("r:profile", "GET", "/v2/backpack/assertions"),
            ("r:profile r:backpack", "POST", "/v2/backpack/import"),
            ("r:backpack", "DELETE", "/v2/backpack/assertions/x"),
        ],
    )
    def test_that_are_missing_are_not_found(self, badgr, leo, scope, method, path):
        token = badgr.grant("leo@example.org", scope=scope).access

        assert leo.ask(method, path, token=token).status_code == 404

    def test_to_write_imply_reading(self, badgr, leo):
        token = badgr.grant("leo@example.org", scope="rw:backpack").access

        assert leo.ask("GET", "/v2/backpack/assertions", token=token).status_code == 200

    def test_are_of_no_use_without_a_confirmed_address(self, badgr, leo):
        badgr.add_account("leo@example.org", verified=False)

        assert leo.ask("GET", "/v2/backpack/assertions").status_code == 404

    def test_of_a_dead_token_are_401(self, leo):
        assert leo.ask("GET", "/v2/backpack/assertions", token="dead").status_code == 401


class TestEntry:
    def test_says_what_badgr_made_of_it(self, issuer, taken):
        assert taken["entityType"] == "Assertion"
        assert taken["acceptance"] == "Accepted"
        assert taken["openBadgeId"] == f"{issuer.url}/assertions/1"
        assert taken["badgeclassOpenBadgeId"] == f"{issuer.url}/class"
        assert taken["issuerOpenBadgeId"] == f"{issuer.url}/issuer"
        assert taken["recipient"]["plaintextIdentity"] == "leo@example.org"
        assert taken["recipient"]["salt"] != hosted.SALT
        assert (taken["revoked"], taken["pending"], taken["expires"]) == (False, False, None)

    def test_never_shows_evidence(self, leo, issuer):
        url = issuer.badge(evidence=[{"id": "https://example.org/proof"}])

        assert "evidence" not in json.dumps(leo.take(url=url).json())
        assert leo.ask("GET", "/v1/earner/badges").json()[0]["evidence_items"] == [
            {"evidence_url": "https://example.org/proof"}
        ]


class TestPicture:
    """Fact 1: what is uploaded is thrown away."""

    def test_is_the_one_that_the_assertion_names(self, badgr, leo, issuer):
        issuer.put_bytes("/mine.png", hosted.png("#00f"))
        leo.take(image=hosted.data_uri(hosted.baked_png(issuer.badge(image=f"{issuer.url}/mine.png"))))

        entry = badgr.stored("leo@example.org")[0]

        assert badgr.store.picture(entry.picture) == hosted.png("#00f")
        assert leo.ask("GET", f"/media/uploads/badges/{entry.id}").content == hosted.png("#00f")

    def test_is_else_the_one_of_the_class(self, badgr, leo, issuer):
        leo.take(image=hosted.data_uri(hosted.baked_png(issuer.badge(), hosted.png("#00f"))))

        assert badgr.store.picture(badgr.stored("leo@example.org")[0].picture) == hosted.png()


class TestDuplicate:
    """Facts 2 and 3: nothing is ever updated."""

    def test_is_whatever_has_the_same_id(self, leo, issuer, taken):
        issuer.badge(narrative="Something new")

        answer = leo.take(url=taken["openBadgeId"])

        assert answer.status_code == 400
        assert answer.json()["validationErrors"] == [
            {"name": "DUPLICATE_BADGE", "description": "You already have this badge in your backpack"}
        ]
        assert leo.all()[0]["narrative"] is None

    def test_is_found_by_the_id_after_redirects(self, leo, issuer, taken):
        issuer.put_bytes("/moved", taken["openBadgeId"].encode(), status=302)

        assert leo.take(url=f"{issuer.url}/moved").json()["validationErrors"][0]["name"] == "DUPLICATE_BADGE"

    def test_costs_every_fetch_all_the_same(self, leo, issuer, taken):
        issuer.asked.clear()

        leo.take(url=taken["openBadgeId"])

        assert set(issuer.asked) == {"/assertions/1", "/class", "/issuer", "/class.png"}

    def test_is_none_after_it_was_erased_and_has_another_id_then(self, leo, taken):
        assert leo.ask("DELETE", f"/v2/backpack/assertions/{taken['entityId']}").status_code == 204

        again = leo.take(url=taken["openBadgeId"]).json()["result"][0]

        assert again["entityId"] != taken["entityId"]

    def test_is_found_when_many_come_at_once(self, badgr, leo, issuer):
        url = issuer.badge()

        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            answers = list(pool.map(lambda _: leo.take(url=url).status_code, range(6)))

        assert sorted(answers) == [201, 400, 400, 400, 400, 400]
        assert len(badgr.stored("leo@example.org")) == 1

    def test_is_none_in_another_backpack(self, badgr, leo, issuer, taken):
        badgr.add_account("eve@example.org", first_name="Eve")
        token = badgr.grant("eve@example.org").access
        issuer.badge("eve@example.org")

        answer = leo.ask("POST", "/v2/backpack/import", token=token, json={"url": taken["openBadgeId"]})

        assert answer.status_code == 201


class TestList:
    def test_gives_everything_without_pages(self, leo, issuer):
        for number in range(120):
            leo.take(url=issuer.badge(number=number))

        assert len(leo.all()) == 120

    def test_leaves_out_what_has_ended(self, badgr, leo, issuer):
        leo.take(url=issuer.badge(expires="2030-01-01T00:00:00Z"))
        badgr.store.advance(10 * 365 * 86_400)
        leo.token = badgr.grant("leo@example.org").access

        assert (len(leo.all()), len(leo.all("?include_expired=1"))) == (0, 1)

    def test_leaves_out_what_was_revoked(self, badgr, leo, taken):
        badgr.store.entries[taken["entityId"]].revoked = True

        assert (len(leo.all()), len(leo.all("?include_revoked=1"))) == (0, 1)

    def test_leaves_out_what_is_made_out_to_an_unconfirmed_address(self, badgr, leo, issuer):
        """Fact 7."""
        account = badgr.store.account_of("leo@example.org")
        account.emails.append(type(account.emails[0])(email="leo@work.example", verified=False))

        assert leo.take(url=issuer.badge("leo@work.example")).json()["result"][0]["pending"] is True

        assert (len(leo.all()), len(leo.all("?include_pending=1"))) == (0, 1)

    def test_can_show_class_and_issuer(self, leo, taken):
        found = leo.all("?expand=badgeclass&expand=issuer")[0]

        assert (found["badgeclass"]["name"], found["issuer"]["name"]) == ("Beekeeper", "Academy")


class TestOneEntry:
    def test_is_shown_to_its_owner_only(self, badgr, leo, taken):
        badgr.add_account("eve@example.org", first_name="Eve")
        eve = badgr.grant("eve@example.org").access
        path = f"/v2/backpack/assertions/{taken['entityId']}"

        assert leo.ask("GET", path).json()["result"] == [taken]
        assert leo.ask("GET", path, token=eve).status_code == 404
        assert leo.ask("DELETE", path, token=eve).status_code == 404

    @pytest.mark.parametrize(("acceptance", "status"), [("Accepted", 200), ("Rejected", 400)])
    def test_may_be_accepted_and_not_rejected(self, leo, taken, acceptance, status):
        path = f"/v2/backpack/assertions/{taken['entityId']}"

        assert leo.ask("PUT", path, json={"acceptance": acceptance}).status_code == status

    def test_is_erased_once(self, leo, taken):
        path = f"/v2/backpack/assertions/{taken['entityId']}"

        assert [leo.ask("DELETE", path).status_code for _ in range(2)] == [204, 404]

    def test_crashes_when_asked_for_its_picture(self, leo, taken):
        assert leo.ask("GET", f"/v2/backpack/assertions/{taken['entityId']}/image").status_code == 500


class TestCollections:
    def test_are_made(self, leo):
        assert leo.ask("POST", "/v2/backpack/collections", json={"name": "Mine"}).status_code == 201

    def test_crash_when_badges_come_along(self, leo, taken):
        body = {"name": "Mine", "assertions": [{"id": taken["entityId"]}]}

        assert leo.ask("POST", "/v2/backpack/collections", json=body).status_code == 500


def _forms(issuer):
    """Give the table of input forms: body of version 2, body of version 1, their answers."""
    url = issuer.badge()
    document = issuer.document(url)
    text = json.dumps(document)
    png, svg = (
        hosted.data_uri(hosted.baked_png(text)),
        hosted.data_uri(hosted.baked_svg(text), "image/svg+xml"),
    )
    issuer.put_bytes("/baked.png", hosted.baked_png(text))
    issuer.put_bytes("/verify.svg", hosted.baked_svg(text, verify=url), "image/svg+xml")
    verify = hosted.data_uri(hosted.baked_svg(text, verify=url), "image/svg+xml")
    return {
        "url": ({"url": url}, 201, 201),
        "url of a baked PNG": ({"url": f"{issuer.url}/baked.png"}, 201, 201),
        "assertion as an object": ({"assertion": document}, 201, 500),
        "assertion as text": ({"assertion": text}, 400, 201),
        "baked PNG": ({"image": png}, 201, 201),
        "baked PNG with an address": ({"image": hosted.data_uri(hosted.baked_png(url))}, 201, 201),
        "PNG without a badge": ({"image": hosted.data_uri(hosted.png())}, 500, 500),
        "nothing": ({}, 400, 500),
        "baked SVG": ({"image": svg}, 201, 201),
        "baked SVG with verify": ({"image": verify}, 400, 400),
        "url of a baked SVG with verify": ({"url": f"{issuer.url}/verify.svg"}, 400, 400),
    }


_NAMES = (
    "url", "url of a baked PNG", "assertion as an object", "assertion as text", "baked PNG", "baked PNG with an address",
    "PNG without a badge", "nothing", "baked SVG", "baked SVG with verify", "url of a baked SVG with verify",
)  # fmt: skip


class TestInputForms:
    @pytest.mark.parametrize("name", _NAMES)
    def test_of_version_2(self, leo, issuer, name):
        body, status, _ = _forms(issuer)[name]

        assert leo.take(**body).status_code == status

    @pytest.mark.parametrize("name", _NAMES)
    def test_of_version_1(self, leo, issuer, name):
        body, _, status = _forms(issuer)[name]

        assert leo.ask("POST", "/v1/earner/badges", json=body).status_code == status

    def test_as_a_file_crash_version_2_and_not_version_1(self, leo, issuer):
        file = {"image": ("badge.png", hosted.baked_png(issuer.badge()), "image/png")}

        assert leo.ask("POST", "/v2/backpack/import", files=file).status_code == 500
        assert leo.ask("POST", "/v1/earner/badges", files=file).status_code == 201

    def test_with_verify_name_the_bug(self, leo, issuer):
        body = _forms(issuer)["baked SVG with verify"][0]

        assert leo.names(**body) == ["DETECT_INPUT_TYPE"]

    def test_may_be_one_only(self, leo, issuer):
        url = issuer.badge()

        assert leo.take(url=url, assertion=issuer.document(url)).status_code == 400

    def test_as_an_object_count_for_their_id_only(self, leo, issuer):
        url = issuer.badge(narrative="hosted")

        answer = leo.take(assertion={**issuer.document(url), "narrative": "sent"})

        assert answer.json()["result"][0]["narrative"] == "hosted"


class TestVersion1:
    def test_has_no_envelope(self, leo, taken):
        found = leo.ask("GET", "/v1/earner/badges").json()

        assert found[0]["id"] == taken["entityId"]
        assert found[0]["json"]["badge"]["name"]["@value"] == "Beekeeper"
        assert leo.ask("GET", f"/v1/earner/badges/{taken['entityId']}").json() == found[0]

    def test_erases(self, leo, taken):
        path = f"/v1/earner/badges/{taken['entityId']}"

        assert [leo.ask("DELETE", path).status_code for _ in range(2)] == [204, 404]


class TestCache:
    """Fact 11: class and issuer are kept by their id for ever."""

    def test_shows_the_words_that_came_first(self, badgr, leo, issuer, taken):
        issuer.change("/class", name="Master of bees")
        leo.take(url=issuer.badge(number=2))

        assert badgr.store.classes[f"{issuer.url}/class"]["name"] == "Beekeeper"

    def test_is_renewed_by_verifying_which_also_finds_revocations(self, badgr, leo, issuer, taken):
        issuer.change("/class", name="Master of bees")
        issuer.put(
            "/assertions/1",
            {"id": taken["openBadgeId"], "revoked": True, "revocationReason": "A mistake"},
            status=410,
        )

        leo.ask("POST", "/public/verify", json={"entity_id": taken["entityId"]})

        assert badgr.store.classes[f"{issuer.url}/class"]["name"] == "Master of bees"
        assert leo.all("?include_revoked=1")[0]["revocationReason"] == "A mistake"


class TestColumns:
    """Fact 10: what MySQL does not take crashes."""

    @pytest.mark.parametrize(
        ("path", "change"),
        [
            ("/class", {"name": "Bees 🐝"}),
            ("/class", {"description": "🐝"}),
            ("/class", {"name": "b" * 256}),
            ("/issuer", {"name": "🐝"}),
        ],
    )
    def test_do_not_take_these_words(self, leo, issuer, path, change):
        url = issuer.badge()
        issuer.change(path, **change)

        assert leo.take(url=url).status_code == 500

    def test_do_not_take_long_ids(self, leo, issuer):
        assert leo.take(url=issuer.badge(number="1" * 250)).status_code == 500

    def test_take_all_on_another_database(self, badgr, leo, issuer):
        badgr.store.on_mysql = False
        issuer.change("/class", name="Bees 🐝")

        assert leo.take(url=issuer.badge()).status_code == 201


class TestState:
    def test_outlives_the_server(self, tmp_path, issuer):
        from phalera.backpacks.hosts.badgr import fake

        file = tmp_path / "badgr.json"
        with fake.Fake(file=file) as badgr:
            badgr.add_account("leo@example.org")
            grant = badgr.grant("leo@example.org")
            import requests

            requests.post(
                f"{badgr.url}/v2/backpack/import",
                json={"url": issuer.badge()},
                headers={"Authorization": f"Bearer {grant.access}"},
                timeout=10,
            )
            picture = badgr.stored("leo@example.org")[0].picture

        with fake.Fake(file=file) as again:
            assert [each.open_badge_id for each in again.stored("leo@example.org")] == [
                f"{issuer.url}/assertions/1"
            ]
            assert hashlib.sha256(again.store.picture(picture)).hexdigest() == picture
            assert grant.id in again.store.grants
        assert file.stat().st_mode & 0o077 == 0
