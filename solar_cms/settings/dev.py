"""One machine, loopback only: what `python3 dev.py run` uses."""

from .base import *  # noqa: F403

SECRET_KEY = SECRET_KEY or "only-for-a-single-machine-on-loopback-never-in-production"  # noqa: F405
