from django.apps import AppConfig


class VerifyingConfig(AppConfig):
    name = "phalera.verifying"
