"""Settings of the whole project: the only reader of the environment.

Every variable is typed; a value that does not fit stops the start with one sentence. The table of all variables stands
in the README.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from scatterpilot import __version__
from scatterpilot.environment import Environment

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment()

# ------------------------------------------------------------------------------------------------- which world
BACKEND = env.one_of("SCATTERPILOT_BACKEND", ("embedded", "aws"), default="embedded")
EMBEDDED = BACKEND == "embedded"
DATA_DIR = env.path("SCATTERPILOT_DATA_DIR", default=BASE_DIR / "var")
DEBUG = env.flag("DEBUG", default=False)
VERSION = __version__

SECRET_KEY = env.secret("SECRET_KEY", file=DATA_DIR / "secret.key" if EMBEDDED else None)
# Signs the record's events. It must outlive SECRET_KEY: with another key the record no longer verifies.
LEDGER_KEY = env.secret("LEDGER_KEY", file=DATA_DIR / "ledger.key" if EMBEDDED else None)
SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")

# ----------------------------------------------------------------------------------------------------- HTTP
SITE_URL = env.text("SITE_URL", default="")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", default=("localhost", "127.0.0.1", "[::1]") if EMBEDDED else ())
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", default=(SITE_URL,) if SITE_URL else ())
TRUSTED_PROXY_COUNT = env.whole("TRUSTED_PROXY_COUNT", default=0, least=0)
PORT = env.whole("PORT", default=8000, least=0)
HTTPS = env.flag("HTTPS", default=not EMBEDDED)

ROOT_URLCONF = "scatterpilot.urls"
WSGI_APPLICATION = "scatterpilot.wsgi.application"
APPEND_SLASH = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

INSTALLED_APPS = [
    "scatterpilot.admin_site.ScatterPilotAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "ninja",
    "scatterpilot.store",
    "scatterpilot.accounts",
    "scatterpilot.guard",
    "invoices",
    "conversations",
]

MIDDLEWARE = [
    "scatterpilot.guard.requests.RequestMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "scatterpilot.guard.faults.FaultMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# ------------------------------------------------------------------------------- logins, sessions: SQL
DATABASES = {"default": environ.Env.db_url_config(env.text("DATABASE_URL", default=f"sqlite:///{DATA_DIR}/db.sqlite3"))}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 5,
        # WAL lets readers go on while one writes; FULL syncs at each commit, so nothing acknowledged is lost.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
DATABASES["default"]["CONN_MAX_AGE"] = 600
DATABASES["default"]["CONN_HEALTH_CHECKS"] = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "scatterpilot.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_FORMS = {
    "login": "scatterpilot.accounts.forms.LoginForm",
    "signup": "scatterpilot.accounts.forms.SignupForm",
    "reset_password": "scatterpilot.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "scatterpilot.accounts.forms.ResetPasswordKeyForm",
    "change_password": "scatterpilot.accounts.forms.ChangePasswordForm",
    "set_password": "scatterpilot.accounts.forms.SetPasswordForm",
}

# ------------------------------------------------------------------------- records: the store; files; mail
STORE = env.text(
    "STORE", default="scatterpilot.store.sql.SqlStore" if EMBEDDED else "scatterpilot.store.dynamodb.DynamoDBStore"
)
ASSISTANT = env.text("ASSISTANT", default="conversations.assistants.local.LocalAssistant")
CONVERSATIONS_TABLE = env.text("CONVERSATIONS_TABLE", default="scatterpilot-conversations")
INVOICES_TABLE = env.text("INVOICES_TABLE", default="scatterpilot-invoices")
RATE_LIMITS_TABLE = env.text("RATE_LIMITS_TABLE", default="scatterpilot-rate-limits")
INVOICE_BUCKET = env.text("INVOICE_BUCKET", default="")

if not EMBEDDED and not INVOICE_BUCKET:
    env.problem("INVOICE_BUCKET", "must name the bucket for documents when SCATTERPILOT_BACKEND is aws")
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA_DIR / "files"}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
    "invoices": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA_DIR / "invoices", "file_permissions_mode": 0o600},
    }
    if not INVOICE_BUCKET
    else {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": INVOICE_BUCKET,
            "default_acl": None,
            "file_overwrite": True,
            "querystring_expire": 900,
            "signature_version": "s3v4",
        },
    },
}

# Sign-in limits must hold across processes: on one machine there is one, on Lambda there are many.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if EMBEDDED
    else {"BACKEND": "scatterpilot.accounts.cache.StoreCache", "LOCATION": "limits"}
}

# A mail server is named by EMAIL_HOST (Amazon SES is one, by its SMTP endpoint); without one, mail stays on the machine.
EMAIL_HOST = env.text("EMAIL_HOST", default="")
EMAIL_PORT = env.whole("EMAIL_PORT", default=587, least=1)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_SSL = env.flag("EMAIL_USE_SSL", default=False)
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=not EMAIL_USE_SSL)
EMAIL_TIMEOUT = env.whole("EMAIL_TIMEOUT", default=10, least=1)
EMAIL_BACKEND = env.text(
    "EMAIL_BACKEND",
    default="django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "scatterpilot.accounts.mail.LocalMailBackend",
)
EMAIL_FILE_PATH = DATA_DIR / "mail"
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", default="ScatterPilot <no-reply@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_DAILY_CAP = env.whole("MAIL_DAILY_CAP", default=100, least=1)
if EMAIL_USE_SSL and EMAIL_USE_TLS:
    env.problem("EMAIL_USE_TLS", "must be 0 with EMAIL_USE_SSL: a connection is encrypted in one of the two ways")
if EMAIL_HOST and DEFAULT_FROM_EMAIL.endswith("localhost>"):
    env.problem("DEFAULT_FROM_EMAIL", "must be set with EMAIL_HOST, to an address that the server may send from")
if EMAIL_HOST and not SITE_URL:
    env.problem("SITE_URL", "must be set with EMAIL_HOST: mails lead customers to it")

# ------------------------------------------------------------------------------------------------- limits
RATE_LIMIT_MAX_REQUESTS = env.whole("RATE_LIMIT_MAX_REQUESTS", default=100, least=1)
RATE_LIMIT_WINDOW_SECONDS = env.whole("RATE_LIMIT_WINDOW_SECONDS", default=3600, least=1)
GENERAL_RATE_LIMIT_MAX_REQUESTS = env.whole("GENERAL_RATE_LIMIT_MAX_REQUESTS", default=1000, least=1)
GENERAL_RATE_LIMIT_WINDOW_SECONDS = env.whole("GENERAL_RATE_LIMIT_WINDOW_SECONDS", default=300, least=1)
PUBLIC_RATE_LIMIT = env.whole("PUBLIC_RATE_LIMIT", default=120, least=1)
CONVERSATION_TTL_DAYS = env.whole("CONVERSATION_TTL_DAYS", default=90, least=1)
DOWNLOAD_LINK_SECONDS = 900

# ------------------------------------------------------------------------------------- language, time, static
LANGUAGE_CODE = "en"
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
STATIC_URL = env.text("STATIC_URL", default="/static/")
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = env.path("STATIC_ROOT", default=(DATA_DIR if EMBEDDED else BASE_DIR) / "staticfiles")
WHITENOISE_STATIC_PREFIX = "/static/"
WHITENOISE_USE_FINDERS = DEBUG

# --------------------------------------------------------------------------------------------------- security
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
CSRF_FAILURE_VIEW = "scatterpilot.guard.faults.csrf_failure"
SECURE_SSL_REDIRECT = False  # the load balancer or API Gateway serves TLS alone
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY_COUNT else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# -------------------------------------------------------------------------------------------------------- logs
LOG_LEVEL = env.one_of("LOG_LEVEL", ("DEBUG", "INFO", "WARNING", "ERROR"), default="INFO")
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"redact": {"()": "scatterpilot.guard.redaction.RedactingFilter"}},
    "formatters": {"json": {"()": "scatterpilot.guard.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["redact"]}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        "django": {"level": LOG_LEVEL, "propagate": True, "handlers": []},
        "django.request": {"level": "ERROR"},
        # The development server would print raw paths with their queries.
        "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        "xhtml2pdf": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
}
logging.captureWarnings(capture=True)

if env.problems:
    raise ImproperlyConfigured(env.report())
