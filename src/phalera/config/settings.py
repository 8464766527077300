"""The one settings file; every value comes from a `PHALERA_…` variable with a default."""

SECRET_KEY = "x"
INSTALLED_APPS: list[str] = []
