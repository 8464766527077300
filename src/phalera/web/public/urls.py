"""Addresses that anybody may ask, with fixed names (design, section 9)."""

from django.urls import path, re_path

from phalera.web.public import credential, documents, links, people, results, verify

_SHA256 = r"(?P<sha256>[0-9a-f]{64})"

urlpatterns = [
    path("verify/", verify.verify, name="verify"),
    path("verify/results/", results.share, name="verify_results"),
    path("verify/results/<str:secret>", results.result, name="verify_result"),
    path("verify/results/<str:secret>/end", results.end, name="verify_result_end"),
    path("credentials/<uuid:award>", credential.credential, name="credential"),
    path("credentials/<uuid:award>/embed", credential.embed, name="credential_embed"),
    path("people/<uuid:person>", people.profile, name="profile"),
    path("s/<str:secret>", links.link, name="share_link"),
    path("ob2/issuers/<uuid:issuer>", documents.document, name="ob2_issuer"),
    path("ob2/badges/<uuid:version>", documents.document, {"immutable": True}, name="ob2_badge"),
    path("ob2/assertions/<uuid:award>", documents.document, name="ob2_assertion"),
    path("ob2/assertions/<uuid:award>/image.png", documents.image, name="ob2_image"),
    path("ob3/achievements/<uuid:achievement>", documents.document, name="ob3_achievement"),
    path("ob3/credentials/<uuid:award>", documents.document, {"credential": True}, name="ob3_credential"),
    path("ob3/credentials/<uuid:award>.jwt", documents.token, name="ob3_token"),
    path("status/<uuid:status_list>", documents.document, {"credential": True}, name="status_list"),
    path("issuers/<uuid:issuer>/did.json", documents.document, name="did"),
    path("issuers/<uuid:issuer>/issued/<uuid:award>/<str:signature>", documents.record, name="issued"),
    path(".well-known/did.json", documents.document, name="did_first"),
    path(".well-known/jwks.json", documents.keys, name="jwks"),
    re_path(rf"^pictures/{_SHA256}\.(?P<extension>png)$", documents.picture, name="picture_png"),
    re_path(rf"^pictures/{_SHA256}\.(?P<extension>svg)$", documents.picture, name="picture_svg"),
    re_path(rf"^pictures/{_SHA256}/card\.png$", documents.card, name="picture_card"),
]
