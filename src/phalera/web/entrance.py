"""Signing in and out: the pages of allauth that we offer, and links that sign in once."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [path("accounts/", include("allauth.account.urls"))]
