"""Addresses of authors."""

from django.urls import path

from phalera.web.author import learning

urlpatterns = [
    path("", learning.home, name="author_home"),
    path("learning/<slug:slug>/", learning.arrange, name="author_learning_arrange"),
    path("learning/<slug:slug>/badge", learning.badge, name="author_learning_badge"),
]
