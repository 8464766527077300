from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "phalera.web"
    label = "web"
