"""§4 of the measured contract, row by row: what is fetched, and what must hold of it."""

import base64
import datetime as dt
import hashlib
import json

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from factories import hosted

KEY = rsa.generate_private_key(65537, 2048)


class TestFetching:
    def test_gets_everything_that_is_named(self, leo, issuer):
        issuer.put_bytes("/mine.png", hosted.png("#00f"))

        leo.take(url=issuer.badge(image=f"{issuer.url}/mine.png"))

        assert set(issuer.asked) == {"/assertions/1", "/class", "/issuer", "/class.png", "/mine.png"}

    def test_keeps_nothing_between_uploads(self, leo, issuer):
        leo.take(url=issuer.badge())
        issuer.asked.clear()

        leo.take(url=issuer.badge(number=2))

        assert "/class" in issuer.asked

    @pytest.mark.parametrize("path", ["/assertions/1", "/class", "/issuer"])
    def test_says_what_it_could_not_fetch(self, leo, issuer, path):
        url = issuer.badge()
        del issuer.files[path]

        assert leo.names(url=url) == ["FETCH_HTTP_NODE"]

    def test_says_so_when_nobody_answers(self, leo):
        assert leo.names(url="http://127.0.0.1:9/assertion") == ["FETCH_HTTP_NODE"]

    def test_follows_redirects(self, leo, issuer):
        issuer.put_bytes("/moved", issuer.badge().encode(), status=302)

        assert leo.names(url=f"{issuer.url}/moved") == []


class TestContext:
    @pytest.mark.parametrize(
        "context",
        [
            ["https://w3id.org/openbadges/v2"],
            "https://w3id.org/openbadges/v1",
            [
                "https://www.w3.org/ns/credentials/v2",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
            ],
        ],
    )
    def test_is_one_string_and_no_other(self, leo, issuer, context):
        assert leo.names(url=issuer.badge(**{"@context": context})) == ["JSONLD_COMPACT_DATA"]

    def test_is_fetched_on_every_upload(self, badgr, leo, issuer):
        badgr.store.reaches_w3id = False
        url = issuer.badge()

        assert leo.names(url=url) == ["JSONLD_COMPACT_DATA"]
        assert "Traceback" in leo.take(url=url).text
        assert leo.names(assertion=issuer.document(url)) == ["DETECT_INPUT_TYPE"]

    def test_of_an_extension_is_fetched_too(self, leo, issuer):
        extension = {"@context": "http://127.0.0.1:9/context", "type": ["Extension"]}

        assert leo.names(url=issuer.badge(**{"extensions:x": extension})) == ["JSONLD_COMPACT_DATA"]


class TestAssertion:
    @pytest.mark.parametrize("name", ["type", "recipient", "badge", "verification", "issuedOn"])
    def test_needs(self, leo, issuer, name):
        assert leo.names(url=issuer.badge(**{name: None})) == ["VALIDATE_PROPERTY"]

    def test_is_fetched_again_from_the_id_that_it_claims(self, leo, issuer):
        url = issuer.badge()
        issuer.put("/elsewhere", {**issuer.document(url), "narrative": "other"})

        entry = leo.take(url=f"{issuer.url}/elsewhere").json()["result"][0]

        assert (entry["openBadgeId"], entry["narrative"]) == (url, None)

    @pytest.mark.parametrize("issued", ["2024-05-01", "2024-05-01T10:00:00", "yesterday"])
    def test_was_issued_at_a_time_with_a_zone(self, leo, issuer, issued):
        assert leo.names(url=issuer.badge(issuedOn=issued)) == ["VALIDATE_PROPERTY"]

    @pytest.mark.parametrize(
        "issued", ["2024-05-01T10:00:00Z", "2024-05-01T10:00:00.5+02:00", "2024-05-01T10:00Z"]
    )
    def test_may_name_the_time_so(self, leo, issuer, issued):
        assert leo.names(url=issuer.badge(issuedOn=issued)) == []

    def test_was_not_issued_in_the_future(self, leo, issuer):
        tomorrow = (dt.datetime.now(dt.UTC) + dt.timedelta(days=1)).isoformat()

        assert leo.names(url=issuer.badge(issuedOn=tomorrow)) == ["ASSERTION_TIMESTAMP_CHECKS"]

    def test_has_not_ended(self, leo, issuer):
        assert leo.names(url=issuer.badge(expires="2025-01-01T00:00:00Z")) == ["ASSERTION_TIMESTAMP_CHECKS"]

    @pytest.mark.parametrize("status", [200, 410])
    def test_that_says_no_more_than_revoked_lacks_properties(self, leo, issuer, status):
        url = issuer.badge()
        issuer.put("/assertions/1", {"@context": hosted.CONTEXT, "id": url, "revoked": True}, status=status)

        assert leo.names(url=url) == ["VALIDATE_PROPERTY"]

    def test_that_was_revoked_beside_all_properties_is_taken(self, leo, issuer):
        assert leo.names(url=issuer.badge(revoked=True)) == []

    def test_picture_is_at_an_address(self, leo, issuer):
        assert leo.names(url=issuer.badge(image=hosted.data_uri(hosted.png()))) == ["IMAGE_VALIDATION"]


class TestClassAndIssuer:
    @pytest.mark.parametrize("name", ["name", "description", "image", "criteria", "issuer"])
    def test_need_of_the_class(self, leo, issuer, name):
        issuer.change("/class", **{name: None})

        assert leo.names(url=issuer.badge()) == ["VALIDATE_PROPERTY"]

    @pytest.mark.parametrize("name", ["name", "url", "email"])
    def test_need_of_the_issuer(self, leo, issuer, name):
        issuer.change("/issuer", **{name: None})

        assert leo.names(url=issuer.badge()) == ["VALIDATE_PROPERTY"]

    @pytest.mark.parametrize("kind", ["Issuer", "Profile", ["Issuer", "Profile"]])
    def test_take_these_types_of_issuer(self, leo, issuer, kind):
        issuer.change("/issuer", type=kind)

        assert leo.names(url=issuer.badge()) == []

    def test_want_a_picture_that_answers(self, leo, issuer):
        issuer.put_bytes("/class.png", b"", status=404)

        assert leo.names(url=issuer.badge()) == ["IMAGE_VALIDATION"]

    def test_refuse_a_jpeg_with_a_bare_page(self, leo, issuer):
        issuer.put_bytes("/class.png", hosted.png(kind="JPEG"), "image/jpeg")

        answer = leo.take(url=issuer.badge())

        assert answer.status_code == 400
        assert answer.headers["Content-Type"].startswith("text/html")

    def test_take_an_svg(self, leo, issuer):
        issuer.put_bytes("/class.png", hosted.baked_svg(""), "image/svg+xml")

        assert leo.names(url=issuer.badge()) == []

    def test_take_the_picture_of_a_class_inside_of_it(self, leo, issuer):
        issuer.change("/class", image=hosted.data_uri(hosted.png()))

        assert leo.names(url=issuer.badge()) == []


class TestScope:
    def test_is_host_and_port_of_the_issuer(self, leo, issuer):
        with hosted.Issuer() as other:
            other.change("/class", issuer=f"{issuer.url}/issuer")

            assert leo.names(url=other.badge()) == ["HOSTED_ID_IN_VERIFICATION_SCOPE"]

    def test_holds_two_names_of_one_machine_apart(self, leo, issuer):
        url = issuer.badge().replace("127.0.0.1", "localhost")
        issuer.change("/assertions/1", id=url)

        assert leo.names(url=url) == ["HOSTED_ID_IN_VERIFICATION_SCOPE"]

    def test_may_be_widened_by_the_issuer(self, leo, issuer):
        with hosted.Issuer() as other:
            other.change("/class", issuer=f"{issuer.url}/issuer")
            issuer.change("/issuer", verification={"startsWith": [f"{other.url}/assertions/"]})

            assert leo.names(url=other.badge()) == []

    def test_origins_have_no_ports(self, leo, issuer):
        issuer.change("/issuer", verification={"allowedOrigins": "127.0.0.1"})

        assert leo.names(url=issuer.badge()) == ["HOSTED_ID_IN_VERIFICATION_SCOPE"]


class TestRecipient:
    @pytest.mark.parametrize(
        "email", ["Leo@example.org", "leo@Example.org", "eve@example.org", "leo@example.org "]
    )
    def test_is_compared_with_case(self, leo, issuer, email):
        assert leo.names(url=issuer.badge(email)) == ["VERIFY_RECIPIENT_IDENTIFIER"]

    def test_may_be_a_spelling_that_was_proved(self, badgr, leo, issuer):
        badgr.store.account_of("leo@example.org").emails[0].variants = ["Leo@example.org"]

        assert leo.names(url=issuer.badge("Leo@example.org")) == []

    @pytest.mark.parametrize(
        "recipient",
        [
            {"type": "email", "hashed": False, "identity": "leo@example.org"},
            {
                "type": "email",
                "hashed": True,
                "identity": f"sha256${hashlib.sha256(b'leo@example.org').hexdigest()}",
            },
            {
                "type": "email",
                "hashed": True,
                "salt": "s",
                "identity": f"md5${hashlib.md5(b'leo@example.orgs', usedforsecurity=False).hexdigest()}",
            },
        ],
    )
    def test_may_be_plain_unsalted_or_md5(self, leo, issuer, recipient):
        assert leo.names(url=issuer.badge(recipient=recipient)) == []

    @pytest.mark.parametrize(
        "recipient",
        [
            {"type": "url", "hashed": False, "identity": "leo@example.org"},
            {"type": "email", "hashed": False, "identity": "LEO@example.org"},
            {"type": "email", "hashed": True, "identity": f"sha256${'0' * 64}"},
        ],
    )
    def test_may_not_be_somebody_else(self, leo, issuer, recipient):
        assert leo.names(url=issuer.badge(recipient=recipient)) == ["VERIFY_RECIPIENT_IDENTIFIER"]


class TestSigned:
    @pytest.fixture
    def jws(self, issuer):
        """Give a signed badge, whose key is published."""
        pem = KEY.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        issuer.put(
            "/key", {"@context": hosted.CONTEXT, "id": f"{issuer.url}/key", "publicKeyPem": pem.decode()}
        )
        issuer.change("/issuer", publicKey=f"{issuer.url}/key")
        url = issuer.badge(
            id="urn:uuid:0", verification={"type": "SignedBadge", "creator": f"{issuer.url}/key"}
        )
        header, body = (_b64(json.dumps(each).encode()) for each in ({"alg": "RS256"}, issuer.document(url)))
        signature = KEY.sign(f"{header}.{body}".encode(), padding.PKCS1v15(), hashes.SHA256())
        return f"{header}.{body}.{_b64(signature)}"

    def test_is_taken_in_a_picture_and_by_version_1(self, leo, jws):
        assert leo.take(assertion=jws).json()["fieldErrors"]
        assert leo.ask("POST", "/v1/earner/badges", json={"assertion": jws}).status_code == 201
        assert (
            leo.take(image=hosted.data_uri(hosted.baked_png(jws))).json()["validationErrors"][0]["name"]
            == "DUPLICATE_BADGE"
        )

    def test_is_refused_when_it_was_forged(self, leo, jws):
        forged = jws[:-8] + ("A" * 8 if jws[-8:] != "A" * 8 else "B" * 8)

        assert leo.names(image=hosted.data_uri(hosted.baked_png(forged))) == ["VERIFY_SIGNATURE"]

    def test_is_refused_when_the_issuer_has_another_key(self, leo, issuer, jws):
        issuer.change("/issuer", publicKey=f"{issuer.url}/other")

        assert leo.names(image=hosted.data_uri(hosted.baked_png(jws))) == ["VERIFY_SIGNATURE"]


def _b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
