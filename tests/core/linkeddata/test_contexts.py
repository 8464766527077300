"""The context tables say exactly what the published contexts say."""

import hashlib

import pytest

from phalera_core import errors
from phalera_core.linkeddata import contexts, jcs

# SHA-256 over the JSON Canonicalization Scheme form of each file as published by the W3C and 1EdTech.
PUBLISHED = {
    "https://www.w3.org/ns/credentials/v2": "b463c8d6a066214123ddd9827b135e1b50e1fc73322cc52a9b12a4f1fc7d86cf",
    "https://www.w3.org/2018/credentials/v1": "b01e671e873981f19a9102a9a57f666dbcaeb31b99e3e124378d143e71549247",
    "https://www.w3.org/ns/did/v1": "a7e146c40fcec005d3f0f14ae745665f446da58d7914a9d8f733746686fad82b",
    "https://w3id.org/security/suites/ed25519-2020/v1": (
        "fb517f09d990829aed734c9bad8cbbb2ac3d5063b865c7e3d81f246074bf5691"
    ),
    "https://w3id.org/security/data-integrity/v1": (
        "9505bf85338a4c2121ad03992ac90061bc85d43bcfa34d9d47b779381cf08b5f"
    ),
    "https://w3id.org/security/data-integrity/v2": (
        "7ba3c50acf2689d5e07927267343eb353249c7c22a9f2d00307cc970e855e305"
    ),
    "https://purl.imsglobal.org/spec/ob/v3p0/context.json": (
        "2c54acaa1cffda2420be32ab61f0a2082051211131c6337686f36f2537aa859b"
    ),
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json": (
        "8bb2354552b70cbdf2066f6d3e24bc5c2be2619145737580ad2aebdc366e77d5"
    ),
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json": (
        "bdd1d11a55a660322f24660862a1d430ee80cce584465f750909daa43684357c"
    ),
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": (
        "04b1136ddc4eda9a8966bc7ef182789f233a26739473140ef75d6968c29a2966"
    ),
    "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json": (
        "7defe702c102faf14108579b7d65ef39ecf4c3bbef925b803e15bd77cd6e3394"
    ),
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": (
        "15f4c347c6fe4380d9b6b93795859e33747ef48d5c55b91a71c52fb51c7bcbd7"
    ),
}


class TestContexts:
    @pytest.mark.parametrize("url", PUBLISHED)
    def test_equal_the_published_ones(self, url):
        digest = hashlib.sha256(jcs.encode(contexts.document(url))).hexdigest()

        assert digest == PUBLISHED[url]

    def test_are_all_held_to_their_digest(self):
        assert dict(contexts.DIGESTS) == PUBLISHED
        assert set(contexts.KNOWN) == set(PUBLISHED)

    def test_refuse_any_other_url_and_say_which(self):
        with pytest.raises(errors.UnknownContextError) as refused:
            contexts.document("https://example.org/context")

        assert refused.value.url == "https://example.org/context"
        assert refused.value.remedy

    def test_are_all_that_the_loader_serves(self):
        load = contexts.loader()

        served = load(contexts.OB3, {})

        assert served["document"] == contexts.document(contexts.OB3)
        with pytest.raises(errors.UnknownContextError):
            load("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.0.json", {})


class TestAContextSet:
    def test_adds_to_the_known_ones_without_changing_them(self):
        extra = {"@context": {"@vocab": "https://example.org/vocabulary#"}}

        widened = contexts.ContextSet({"https://example.org/context": extra})

        assert widened.document("https://example.org/context") == extra
        assert widened.document(contexts.VC2) == contexts.document(contexts.VC2)
        assert "https://example.org/context" not in contexts.KNOWN
