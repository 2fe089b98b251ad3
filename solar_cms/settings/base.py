"""What every installation shares. The environment is read here and nowhere else.

One installation serves one country: language, time zone and currency come from
`packs/<SOLAR_PACK>/pack.toml`, because they must be known before the database is.
"""

import os
import tomllib
from datetime import timedelta
from pathlib import Path

import dj_database_url
from django.utils.translation import gettext_lazy as _

from solar_cms.base.lo import register_lao

BASE_DIR = Path(__file__).resolve().parents[2]


def env(name: str, default: str = "") -> str:
    """An environment value, or the content of the file that NAME_FILE points at (for secrets)."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def env_bool(name: str, default: bool = False) -> bool:
    return env(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


# --- the country -------------------------------------------------------------------------------
SOLAR_PACK = env("SOLAR_PACK", "laos")
PACKS_DIR = BASE_DIR / "packs"
PACK = tomllib.loads((PACKS_DIR / SOLAR_PACK / "pack.toml").read_text(encoding="utf-8"))

SOLAR_DEMO = env_bool("SOLAR_DEMO")
SOLAR_SITE_URL = env("SOLAR_SITE_URL", "http://127.0.0.1:8000").rstrip("/")
CURRENCY = PACK["currency"]["code"]
CURRENCY_EXPONENT = PACK["currency"]["minor_digits"]
PHONE_REGION = PACK["phone_region"]

# --- apps: the roof first, then the floors from the top down --------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",  # before accounts, which takes back one of its signals
    "django.contrib.contenttypes",
    "solar_cms.apps.RoofConfig",
    "reporting",
    "cases",
    "enrollment",
    "trainings",
    "solar_cms.questionnaires",
    "solar_cms.registry",
    "solar_cms.imports",
    "solar_cms.exchange",
    "solar_cms.law",
    "solar_cms.documents",
    "solar_cms.work",
    "solar_cms.help",
    "solar_cms.accounts",
    "solar_cms.places",
    "solar_cms.panel",
    "solar_cms.audit",
    "solar_cms.base",
    "solar_cms.embedded",
    "django.contrib.admin",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "solar_cms.base.middleware.Compress",
    "solar_cms.audit.middleware.RequestContext",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "solar_cms.base.middleware.SiteLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "solar_cms.accounts.middleware.DefaultDeny",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "solar_cms.base.middleware.ContentSecurityPolicy",
    "solar_cms.base.middleware.UploadAnswer",
    "axes.middleware.AxesMiddleware",
    "solar_cms.documents.middleware.SentInPieces",
    "solar_cms.audit.sent_once.SentOnce",  # last: it carries the view out
]

ROOT_URLCONF = "solar_cms.urls"
WSGI_APPLICATION = "solar_cms.wsgi.application"

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
                "django.template.context_processors.i18n",
                "solar_cms.home.context.navigation",
                "solar_cms.help.context.help_here",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "solar_cms.base.templatetags.components",
                "solar_cms.audit.templatetags.history",
                "solar_cms.places.templatetags.maps",
            ],
        },
    }
]
FORM_RENDERER = "solar_cms.base.forms.Renderer"

# --- data ----------------------------------------------------------------------------------------
DATABASES = {
    "default": dj_database_url.parse(
        env("DATABASE_URL", "postgres://localhost/solar_cms"),
        conn_max_age=60,
        conn_health_checks=True,
    )
}
DATABASES["default"].setdefault("OPTIONS", {}).update(
    # A page never waits longer than this on a query or a lock; workers and commands lift it.
    {
        "options": f"-c statement_timeout={env('SOLAR_STATEMENT_TIMEOUT_MS', '30000')} "
        "-c lock_timeout=8000 -c timezone=UTC"
    }
)
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True  # PgBouncer in transaction mode
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env("REDIS_URL", "redis://localhost:6379/0")
FILES_ROOT = Path(env("SOLAR_FILES_ROOT", str(BASE_DIR / "var" / "files")))

# --- language, time ------------------------------------------------------------------------------
register_lao()
# English, and of the languages with a catalogue those that the country's pack is written in.
LANGUAGES = [
    (code, name)
    for code, name in (("lo", _("Lao")), ("en", _("English")))
    if code in {*PACK["languages"]["content"], "en"}
]
LANGUAGE_CODE = PACK["languages"]["interface"]
TIME_ZONE = PACK["time_zone"]
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False  # the filters of base.templatetags group; years must not
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["solar_cms.base.formats"]
LANGUAGE_COOKIE_NAME = "language"

# --- static files --------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "var" / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": FILES_ROOT},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if env("SOLAR_S3_BUCKET"):
    STORAGES["default"] = {
        "BACKEND": "solar_cms.documents.object_store.ObjectStore",
        "OPTIONS": {
            "bucket_name": env("SOLAR_S3_BUCKET"),
            "endpoint_url": env("SOLAR_S3_ENDPOINT") or None,
            "region_name": env("SOLAR_S3_REGION") or None,
            "access_key": env("SOLAR_S3_KEY") or None,
            "secret_key": env("SOLAR_S3_SECRET") or None,
        },
    }
WHITENOISE_MAX_AGE = 31536000
WHITENOISE_KEEP_ONLY_HASHED_FILES = True  # half the files to compress

# --- sign-in -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "solar_cms.accounts.backends.NamePhoneOrMail",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "sign_in"
PASSWORD_RESET_TIMEOUT = 2 * 60 * 60
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SHARED_DEVICE_IDLE = timedelta(minutes=15)
OTP_TOTP_ISSUER = "solar_cms"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_USERNAME_CALLABLE = "solar_cms.accounts.lockout.counted_name"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "solar_cms.accounts.views.locked_out"
AXES_ENABLE_ADMIN = False
AXES_IPWARE_META_PRECEDENCE_ORDER = ["REMOTE_ADDR"]
AXES_VERBOSE = False

# --- browser -------------------------------------------------------------------------------------
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- mail ----------------------------------------------------------------------------------------
# Console and file by default; SMTP when a host is set. SMS likewise: see solar_cms/work/senders.py.
EMAIL_HOST = env("SOLAR_SMTP_HOST")
EMAIL_PORT = int(env("SOLAR_SMTP_PORT", "587"))
EMAIL_HOST_USER = env("SOLAR_SMTP_USER")
EMAIL_HOST_PASSWORD = env("SOLAR_SMTP_PASSWORD")
EMAIL_USE_TLS = env_bool("SOLAR_SMTP_TLS", default=True)
EMAIL_TIMEOUT = 15
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = BASE_DIR / "var" / "mail"
DEFAULT_FROM_EMAIL = env("SOLAR_MAIL_FROM", "solar_cms@localhost")
SMS_BACKEND = env("SOLAR_SMS_BACKEND", "file")
SMS_FILE_PATH = BASE_DIR / "var" / "sms"
SMS_URL = env("SOLAR_SMS_URL")
SMS_TOKEN = env("SOLAR_SMS_TOKEN")

# --- Celery: a message is a hint, the row is the truth -------------------------------------------
# The broker calls a socket's database by another word than redis-py.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://", 1).replace(
    "?db=", "?virtual_host="
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 15 * 60
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
}

# --- API -----------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["solar_cms.exchange.rest.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["solar_cms.exchange.rest.HasRight"],
    "DEFAULT_PAGINATION_CLASS": "solar_cms.exchange.rest.KeysetPagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "solar_cms.exchange.rest.problem_details",
    "PAGE_SIZE": 50,
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "solar_cms",
    "DESCRIPTION": "Places, people, cases, memberships, sessions and figures, as the reader may see them.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "DayUnitEnum": "cases.states.DayUnit",
        "ClockUnitEnum": "cases.states.ClockUnit",
        "PriceUnitEnum": "solar_cms.registry.states.Unit",
        "ServiceMethodEnum": "solar_cms.documents.states.ServiceMethod",
        "NoticeMethodEnum": "cases.models.notice.METHODS",
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env("SOLAR_LOG_LEVEL", "WARNING")},
}

SECRET_KEY = env("SOLAR_SECRET_KEY")
ALLOWED_HOSTS = [h for h in env("SOLAR_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if h]
DEBUG = False
# Lockout is by user name alone: behind one provincial router all clerks share an address.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
