from django.apps import AppConfig


class NotifyingConfig(AppConfig):
    name = "phalera.notifying"
