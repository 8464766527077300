from django.apps import AppConfig


class IssuingConfig(AppConfig):
    name = "phalera.issuing"
    label = "issuing"
    default_auto_field = "django.db.models.BigAutoField"
