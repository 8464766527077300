from django.apps import AppConfig


class BackpacksConfig(AppConfig):
    name = "phalera.backpacks"
    label = "backpacks"
