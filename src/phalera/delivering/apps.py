from django.apps import AppConfig


class DeliveringConfig(AppConfig):
    name = "phalera.delivering"
    label = "delivering"
