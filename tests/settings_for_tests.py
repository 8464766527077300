"""The product's settings, on a data folder of their own and with a password hash that takes no time."""

import atexit
import os
import shutil
import tempfile

# Before the settings are read: they make the folder and the keys in it. Each test process has its own.
_folder = tempfile.mkdtemp(prefix="phalera-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["PHALERA_DATA"] = _folder
for _name in ("PHALERA_PUBLIC_URL", "PHALERA_DEMO", "PHALERA_DEBUG"):
    os.environ.pop(_name, None)

from phalera.config.settings import *  # noqa: F403
from phalera.config.settings import DATABASES

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    # A file: in memory it locks whole tables between threads, which no installation does, and no second process
    # could open it.
    _database["TEST"] = {"NAME": f"{_folder}/test.sqlite3"}
    _database["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
    )
# A pool keeps connections open, and a test database with connections cannot be dropped.
_database.get("OPTIONS", {}).pop("pool", None)
