"""The product's worker on the database of the running test, in a process that may be killed."""

import contextlib
import subprocess
import sys

from django.conf import settings

from factories import databases, server


@contextlib.contextmanager
def working(fault="", mails=None):
    """Run the product's worker on the database of this test; with `fault`, it dies there; `mails` gets its mail."""
    variables = server.environment(
        settings.DATA,
        {
            "PHALERA_DATABASE_URL": databases.url(),
            "PHALERA_PUBLIC_URL": settings.PUBLIC_URL,
            "PHALERA_FAULT": fault,
            "PHALERA_EMAIL_URL": f"filemail://{mails}" if mails else "dummymail://",
        },
    )
    process = subprocess.Popen([sys.executable, "-m", "phalera.commands.serving.work"], env=variables)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
