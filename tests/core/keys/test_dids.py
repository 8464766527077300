"""did:key, did:jwk and did:web: what each DID says about keys, and everything that must not pass as one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phalera_core import errors
from phalera_core.keys import dids, multikey

MULTIKEY = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
PUBLIC = multikey.decode_public(MULTIKEY)
DID_KEY = "did:key:" + MULTIKEY


class TestDidKey:
    def test_carries_the_multikey(self):
        assert dids.did_key(PUBLIC) == DID_KEY
        assert dids.did_key_public(DID_KEY) == PUBLIC

    def test_has_one_verification_method(self):
        assert dids.did_key_verification_method(DID_KEY) == f"{DID_KEY}#{MULTIKEY}"

    def test_expands_to_a_document_that_may_assert(self):
        document = dids.resolve_did_key(DID_KEY)

        assert document["@context"] == [
            "https://www.w3.org/ns/did/v1",
            "https://w3id.org/security/multikey/v1",
        ]
        assert document["id"] == DID_KEY
        assert document["verificationMethod"] == [
            {
                "id": f"{DID_KEY}#{MULTIKEY}",
                "type": "Multikey",
                "controller": DID_KEY,
                "publicKeyMultibase": MULTIKEY,
            }
        ]
        assert document["assertionMethod"] == document["authentication"] == [f"{DID_KEY}#{MULTIKEY}"]

    @pytest.mark.parametrize(
        "did",
        [
            "",
            MULTIKEY,
            "did:key:",
            "did:web:example.org",
            f"{DID_KEY}#{MULTIKEY}",
            f"x{DID_KEY}",
            DID_KEY + "?versionId=1",
            DID_KEY.upper(),
            "did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme",
        ],
    )
    def test_refuses_what_is_no_key_of_ours(self, did):
        with pytest.raises(errors.KeyFormatError):
            dids.resolve_did_key(did)


class TestDidWeb:
    @pytest.mark.parametrize(
        ("did", "url"),
        [
            ("did:web:example.org", "https://example.org/.well-known/did.json"),
            ("did:web:w3c-ccg.github.io:user:alice", "https://w3c-ccg.github.io/user/alice/did.json"),
            ("did:web:localhost%3A8443", "https://localhost:8443/.well-known/did.json"),
            ("did:web:example.org%3A3000:user:alice", "https://example.org:3000/user/alice/did.json"),
            ("did:web:xn--bcher-kva.example:a%20b", "https://xn--bcher-kva.example/a%20b/did.json"),
            ("did:web:Example.ORG", "https://example.org/.well-known/did.json"),
            ("did:web:3com.com:1", "https://3com.com/1/did.json"),
        ],
    )
    def test_names_the_address_of_its_document(self, did, url):
        assert dids.did_web_url(did) == url

    @pytest.mark.parametrize(
        "did",
        [
            "",
            "did:web:",
            "did:web::path",
            "did:key:" + MULTIKEY,
            "did:web:example.org:",
            "did:web:example.org::a",
            "did:web:example.org/a",
            "did:web:example.org#key",
            "did:web:example.org?a=b",
            "did:web:user@example.org",
            "did:web:user%40example.org",
            "did:web:example.org%3A",
            "did:web:example.org%3A0",
            "did:web:example.org%3A65536",
            "did:web:example.org%3A8443%3A1",
            "did:web:example.org%3Ahttp",
            "did:web:127.0.0.1",
            "did:web:127.1",
            "did:web:2130706433",
            "did:web:0x7f.1",
            "did:web:0x7f000001",
            "did:web:example.0177",
            "did:web:[::1]",
            "did:web:%5B%3A%3A1%5D",
            "did:web:example.org.",
            "did:web:-example.org",
            "did:web:exa_mple.org",
            "did:web:ｅxample.org",
            "did:web:bücher.example",
            "did:web:example.org:..",
            "did:web:example.org:%2e%2E:a",
            "did:web:example.org:a%2Fb",
            "did:web:example.org:a%5Cb",
            "did:web:example.org:a%00",
            "did:web:example.org:a%0d%0a",
            "did:web:example.org:a%FF",
            "did:web:example.org:a%2",
            "did:web:example.org:a b",
            "did:web:example.org\n",
            "did:web:" + "a" * 64 + ".org",
            "did:web:" + "a." * 127 + "org",
            "did:web:example.org:" + "a" * 2_000,
        ],
    )
    def test_refuses_what_names_no_safe_address(self, did):
        with pytest.raises(errors.KeyFormatError):
            dids.did_web_url(did)

    @pytest.mark.parametrize(
        ("url", "did"),
        [
            ("https://example.org", "did:web:example.org"),
            ("https://example.org/", "did:web:example.org"),
            ("https://Example.org:8443/issuers/1/", "did:web:example.org%3A8443:issuers:1"),
        ],
    )
    def test_is_made_from_an_address(self, url, did):
        assert dids.did_web(url) == did

    @pytest.mark.parametrize(
        "url",
        [
            "http://example.org",
            "ftp://example.org",
            "example.org",
            "https://",
            "https://10.0.0.1/",
            "https://[::1]/",
            "https://[::1",
            "https://u:p@example.org/",
            "https://example.org/?a",
            "https://example.org/#a",
            "https://example.org//a",
            "https://example.org/a:b",
            "https://example.org/../a",
            "https://example.org:99999/",
            "https://example.org/" + "a" * 2_000,
        ],
    )
    def test_is_not_made_from_just_any_address(self, url):
        with pytest.raises(errors.KeyFormatError):
            dids.did_web(url)

    @given(st.lists(st.from_regex(r"[A-Za-z0-9_-]{1,8}", fullmatch=True), max_size=4), st.integers(1, 65_535))
    def test_leads_back_to_the_address_it_was_made_from(self, segments, port):
        url = "/".join([f"https://academy.example.org:{port}", *segments])

        did = dids.did_web(url)

        assert dids.did_web_url(did) == (url if segments else url + "/.well-known") + "/did.json"


class TestDidDocument:
    def test_publishes_every_key_for_asserting(self):
        did = "did:web:example.org"
        keys = [
            dids.VerificationMethod(id=f"{did}#{multikey.encode_public(raw)}", controller=did, public=raw)
            for raw in (PUBLIC, bytes(32))
        ]

        document = dids.did_document(did, keys)

        assert list(document) == ["@context", "id", "verificationMethod", "assertionMethod"]
        assert document["assertionMethod"] == [key.id for key in keys]
        assert [key["publicKeyMultibase"] for key in document["verificationMethod"]] == [
            multikey.encode_public(PUBLIC),
            multikey.encode_public(bytes(32)),
        ]
        assert {key["controller"] for key in document["verificationMethod"]} == {did}
