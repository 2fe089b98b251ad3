#!/usr/bin/env python3
"""Django's command line. On a fresh machine use `python3 dev.py manage …`, which sets up first."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "solar_cms.settings.dev")
    # A command may ask the database for as long as it takes; a page may not.
    os.environ.setdefault("SOLAR_STATEMENT_TIMEOUT_MS", "0")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
