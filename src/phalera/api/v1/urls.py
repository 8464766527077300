"""Addresses of the first version of the API, with fixed names (design, section 9)."""

from django.urls import path

from phalera.api.v1 import docs, openapi, verify

urlpatterns = [
    path("verify", verify.verify, name="api_verify"),
    path("docs", docs.docs, name="api_docs"),
    path("openapi.json", openapi.openapi, name="api_openapi"),
]
