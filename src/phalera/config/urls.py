"""Every address, audience by audience (design, section 9)."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("phalera.web.health")),
    path("", include("phalera.web.learner.urls")),
    path("", include("phalera.web.public.urls")),
    path("", include("phalera.web.entrance")),
    path("api/v1/", include("phalera.api.v1.urls")),
    path("author/", include("phalera.web.author.urls")),
    path("admin/", include("phalera.web.admin.urls")),
]
