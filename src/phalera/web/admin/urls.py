"""Addresses of administrators."""

from django.urls import path

from phalera.web.admin import completions, issuer, overview, work

urlpatterns = [
    path("", overview.overview, name="admin_overview"),
    path("completions/", completions.completions, name="admin_completions"),
    path("issuer/", issuer.issuer, name="admin_issuer"),
    path("work/<uuid:job>/retry/", work.retry, name="admin_retry"),
]
