"""Every address, room by room (design, section 9)."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("phalera.web.health")),
    path("accounts/", include("allauth.account.urls")),
]
