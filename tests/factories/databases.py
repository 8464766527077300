"""The database of the running test, in the words that another process needs to open it."""

from urllib.parse import quote

from django.db import connection


def url() -> str:
    """Give the test database as `PHALERA_DATABASE_URL`."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    who = quote(settings["USER"], safe="") + (
        f":{quote(settings['PASSWORD'], safe='')}" if settings["PASSWORD"] else ""
    )
    return f"postgres://{who}@{settings['HOST']}:{settings['PORT'] or 5432}/{settings['NAME']}"


def vendor() -> str:
    """Say which database the tests run on."""
    return connection.vendor
