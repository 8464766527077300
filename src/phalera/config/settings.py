"""The one settings file; every value comes from a `PHALERA_…` variable with a default."""

from pathlib import Path
from urllib.parse import urlsplit

from phalera.config import env

PACKAGE = Path(__file__).resolve().parents[1]

# Where rows, pictures and keys live when nothing else is said.
DATA = env.folder("DATA", Path("~/.local/share/phalera"))

# The address people and verifiers use. It alone derives hosts, CSRF origins, cookies and issuer ids. Without the
# variable it is the one of the last `phalera serve` on this folder, so that every command states the same ids.
PUBLIC_URL = env.text("PUBLIC_URL", env.remembered(DATA / "public-url", "http://127.0.0.1:8000")).rstrip("/")
env.check_site("PUBLIC_URL", PUBLIC_URL)
_public = urlsplit(PUBLIC_URL)
# Where it was before it moved, as far as those addresses lead here still: documents that name them are answered there.
FORMER_URLS = env.sites("FORMER_URLS")

DEMO = env.flag("DEMO", default=False)
DEBUG = env.flag("DEBUG", default=False)
# Whether `/readyz` expects a worker; off when somebody else sees to the work.
WORKER = env.flag("WORKER", default=True)
SECRET_KEY = env.secret("SECRET_KEY", DATA / "secret.key", size=48)
# The first encrypts, all decrypt; separated by commas. Kept outside the database.
ENCRYPTION_KEYS = tuple(env.secret("ENCRYPTION_KEYS", DATA / "encryption.key", size=32).split(","))
# Likewise, for what opens backpacks. Where the others are given and these are not, several hosts may share them, and none
# of them may make up one that the rest do not have: then those serve for both.
_shared = env.text("ENCRYPTION_KEYS", "") and not env.text("TOKEN_KEYS", "")
TOKEN_KEYS = (
    ENCRYPTION_KEYS if _shared else tuple(env.secret("TOKEN_KEYS", DATA / "tokens.key", size=32).split(","))
)

_secure = _public.scheme == "https"
_loopback = ("127.0.0.1", "localhost", "[::1]")
ALLOWED_HOSTS = [_public.hostname, *(urlsplit(each).hostname for each in FORMER_URLS), *_loopback]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _secure
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_HSTS_SECONDS = 31_536_000 if _secure else 0
# Nothing to other sites, as with "no-referrer"; under that one, however, browsers send our own forms with
# `Origin: null`, which the protection against forged ones has to refuse.
SECURE_REFERRER_POLICY = "same-origin"
_behind_proxy = env.flag("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _behind_proxy else None
# Whose attempts to sign in are counted: otherwise all the world's would be the proxy's, and one guesser lock out all.
ALLAUTH_TRUSTED_PROXY_COUNT = int(_behind_proxy)
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = [
    "security.W005",  # whether subdomains are https only is for the organisation to say
    "security.W008",  # whoever ends TLS in front of us redirects
    "security.W021",  # and so is the list that browsers carry
    *([] if _secure else ["security.W004", "security.W012", "security.W016"]),
]

ROOT_URLCONF = "phalera.config.urls"
WSGI_APPLICATION = "phalera.config.wsgi.application"
INSTALLED_APPS = [
    "phalera.common",
    "phalera.jobs",
    "phalera.accounts",
    "phalera.learning",
    "phalera.authoring",
    "phalera.awarding",
    "phalera.issuing",
    "phalera.delivering",
    "phalera.verifying",
    "phalera.backpacks",
    "phalera.notifying",
    "phalera.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "phalera.web.public.answering.same_for_all",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "phalera.web.languages.in_own_language",
    # Closed unless a view says otherwise.
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "phalera.web.context.phalera",
            ]
        },
    }
]

# SQLite on local files, or `postgres://user:password@host/name`.
DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{DATA / 'phalera.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # A deferred transaction that later writes fails at once when another wrote in between.
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,  # seconds
        # FULL keeps an acknowledged award through a power cut.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
    DATABASES["default"]["CONN_MAX_AGE"] = 600  # seconds
else:
    DATABASES["default"]["OPTIONS"] = {"pool": {"min_size": 1, "max_size": 16, "timeout": 20}}
    # Looked at before each request, so that a server that was restarted costs nobody an error.
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# The doorbell only; the truth is the Job row.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "phalera.web.signin.Adapter"
ACCOUNT_FORMS = {
    "login": "phalera.web.forms.LoginForm",
    "reset_password": "phalera.web.forms.ResetPasswordForm",
    "reset_password_from_key": "phalera.web.forms.ResetPasswordKeyForm",
    "change_password": "phalera.web.forms.ChangePasswordForm",
    "set_password": "phalera.web.forms.SetPasswordForm",
}
# Mail goes to people we know only; what the page says is the same either way.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # people come by invitation, import or award
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PRESERVE_USERNAME_CASING = False

# How mail is sent: printed by default; `smtp+tls://user:password@host:587` and the like send it.
_email = env.email("EMAIL_URL", "consolemail://")
EMAIL_BACKEND = _email["EMAIL_BACKEND"]
EMAIL_HOST, EMAIL_PORT = _email["EMAIL_HOST"] or "localhost", _email["EMAIL_PORT"] or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _email["EMAIL_HOST_USER"] or "", _email["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS, EMAIL_USE_SSL = _email.get("EMAIL_USE_TLS", False), _email.get("EMAIL_USE_SSL", False)
EMAIL_FILE_PATH = _email["EMAIL_FILE_PATH"]
EMAIL_TIMEOUT = 20  # seconds
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", f"badges@{_public.hostname}")

LANGUAGE_CODE = "en"
# Those we have words in. A page must not claim a language, or its direction, that its words are not in.
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [PACKAGE / "locale"]
USE_I18N = True
USE_TZ = True
# The organisation's zone: dates people see, and the end of the day that "valid until" means.
TIME_ZONE = env.zone("TIME_ZONE", "UTC")

STATIC_URL = "/static/"
STATIC_ROOT = env.made(DATA / "static")
MEDIA_ROOT = DATA / "files"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": MEDIA_ROOT},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],  # a verified badge is shown from the very file
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # ticked badges are one each
DATA_UPLOAD_MAX_MEMORY_SIZE = 6_000_000  # bytes; a picture is at most 5 MB
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    # Unreadiness is an answer to whoever asked /readyz, not something to log each second.
    "filters": {
        "answers": {
            "()": "django.utils.log.CallbackFilter",
            "callback": lambda record: getattr(record, "status_code", None) != 503,  # noqa: PLR2004
        },
        "secrets": {"()": "phalera.common.logs.WithoutSecrets"},
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["answers", "secrets"]}
    },
    "root": {
        "handlers": ["console"],
        "level": env.choice("LOG_LEVEL", "WARNING", ("DEBUG", "INFO", "WARNING", "ERROR")),
    },
}
