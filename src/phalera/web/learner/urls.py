"""Addresses of the learner's pages."""

from django.urls import path, re_path

from phalera.web.learner import files, home, learning

urlpatterns = [
    path("", home.home, name="home"),
    path("badges/", home.badges, name="badges"),
    re_path(
        r"^badges/(?P<award>[0-9a-f-]{36})\.(?P<extension>png|svg|json)$", files.badge_file, name="badge_file"
    ),
    path("learning/", learning.catalogue, name="learning"),
    path("learning/<slug:slug>/", learning.learning_object, name="learning_object"),
    path("learning/<slug:slug>/enroll", learning.enroll, name="enroll"),
    path("learning/<slug:slug>/modules/<uuid:module>", learning.module_done, name="module_done"),
]
