"""Behind TLS, on servers of one's own. See deploy/ and the README."""

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403

if len(SECRET_KEY) < 50:  # noqa: F405
    raise ImproperlyConfigured(
        "SOLAR_SECRET_KEY must be set to a random string of at least 50 characters."
    )
if SOLAR_DEMO:  # noqa: F405
    raise ImproperlyConfigured("SOLAR_DEMO must not be set in production.")

SECURE_SSL_REDIRECT = env_bool("SOLAR_SSL_REDIRECT", default=True)  # noqa: F405
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = [SOLAR_SITE_URL] if SOLAR_SITE_URL.startswith("https://") else []  # noqa: F405
