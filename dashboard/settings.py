"""Every setting, read from the environment. README.md lists those meant for the reader."""

import tomllib
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from dashboard import datafolder, logs

BASE_DIR = Path(__file__).resolve().parent.parent
VERSION: str = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())["project"]["version"]
env = environ.Env()

HOST = env.str("HOST", "127.0.0.1")
PORT = env.int("PORT", 8000)
_host = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "::1": "[::1]"}.get(HOST, HOST)  # noqa: S104
PUBLIC_URL = env.str("PUBLIC_URL", f"http://{_host}:{PORT}").rstrip("/")
DATA = datafolder.make(Path(env.str("BETABOARD_DATA", str(BASE_DIR / "var"))).expanduser().absolute())
SECRET_KEY = datafolder.kept_secret(DATA / "secret.key", size=32)
DATA_KEY = datafolder.kept_secret(DATA / "data.key", size=32)
SERVER_LOCK = "server.lock"
DEBUG = env.bool("DEBUG", False)

_public = urlsplit(PUBLIC_URL)
HTTPS = _public.scheme == "https"
ALLOWED_HOSTS = [*env.list("ALLOWED_HOSTS", default=[]), "127.0.0.1", "localhost", "[::1]", HOST]
if _public.hostname:
    ALLOWED_HOSTS.append(_public.hostname)
CSRF_TRUSTED_ORIGINS = [f"{_public.scheme}://{_public.netloc}"]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "csp",
    "axes",
    "betas",
]

MIDDLEWARE = [
    "dashboard.frames.in_one_piece",
    "betas.streaming.close_unanswered",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "betas.access.middleware.known_host",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "betas.access.middleware.never_stored",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "betas.access.middleware.session_age",
    "betas.access.middleware.small_until_signed_in",
    "betas.access.middleware.whole_page_sign_in",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "dashboard.urls"
WSGI_APPLICATION = "dashboard.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "betas.access.roles.context",
            ],
        },
    },
]

# Templates of widgets that stand in ours take the place of Django's.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": env.db_url("DATABASE_URL", f"sqlite:///{DATA}/betaboard.sqlite3")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["ENGINE"] = "dashboard.sqlite"
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "betas.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "betas.access.sessions.Accounts"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "access:sign_in"
LOGIN_REDIRECT_URL = "overview:index"
BETABOARD_ADMIN_PASSWORD = env.str("BETABOARD_ADMIN_PASSWORD", "")
AXES_USERNAME_CALLABLE = "betas.access.throttle.username_of"
AXES_CLIENT_IP_CALLABLE = "betas.access.throttle.address_of"
AXES_FAILURE_LIMIT = "betas.access.throttle.failure_limit"
AXES_LOCKOUT_CALLABLE = "betas.access.throttle.answer_of_the_view"
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_COOLOFF_TIME = timedelta(hours=24)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

SESSION_ENGINE = "betas.access.session_store"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_LONGEST = timedelta(days=7)
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = HTTPS
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
TRUSTED_PROXY = env.bool("TRUSTED_PROXY", False)
if TRUSTED_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

LOGGING = logs.LOGGING
DEFAULT_EXCEPTION_REPORTER = "dashboard.logs.Reporter"
DEFAULT_EXCEPTION_REPORTER_FILTER = "dashboard.logs.NothingShown"

# What the playground's form holds: the API takes 32 MB.
DATA_UPLOAD_MAX_MEMORY_SIZE = 33 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("id", _("Indonesian"))]
LANGUAGE_COOKIE_NAME = "__Host-language" if HTTPS else "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SAMESITE = "Lax"
FORMAT_MODULE_PATH = "dashboard.formats"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = DEBUG

ANTHROPIC_API_KEY = env.str("ANTHROPIC_API_KEY", "")
SIMULATOR_LENIENT = env.bool("SIMULATOR_LENIENT", False)
SIMULATOR_TOKEN_S = env.float("SIMULATOR_TOKEN_S", 0.04)
UPSTREAM_PROXY = env.str("UPSTREAM_PROXY", "")
UPSTREAM_CA_BUNDLE = env.str("UPSTREAM_CA_BUNDLE", "")
UPSTREAM_ALLOWED = env.list("UPSTREAM_ALLOWED", default=[])
# Longer than a write may wait for SQLite, so that whoever still finishes is not taken for dead.
LEASE_S = env.int("LEASE_S", 45)
SWEEP_S = env.int("SWEEP_S", 5)
# Per worker: streams leave some of gunicorn's threads to pages, and those of the open simulator some to ours.
_threads = env.int("THREADS", 128)
SIMULATOR_STREAMS = env.int("SIMULATOR_STREAMS", max(_threads // 8, 1))
MAX_STREAMS = env.int("MAX_STREAMS", max(_threads - SIMULATOR_STREAMS - 8, 1))
MAX_STREAMS_PER_USER = env.int("MAX_STREAMS_PER_USER", 16)
