from django.apps import AppConfig


class AwardingConfig(AppConfig):
    name = "phalera.awarding"
    label = "awarding"
    default_auto_field = "django.db.models.BigAutoField"
