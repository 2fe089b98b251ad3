"""One migrated database that all databases of the suite are copied from.

To migrate takes half a minute of the processor, a copy a second; so each process of the suite, the
journeys' site and the next run copy what the first one made, as long as no migration changes.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2

ROOT = Path(__file__).resolve().parents[1]
LOCK = 7_264_001  # any number: who makes the template holds it
PREFIX = "solar_template_"


def beside(name: str) -> str:
    """The address of another database on the suite's own server."""
    return re.sub(r"^(\w+://[^/]*)/[^?]*", rf"\1/{name}", os.environ["DATABASE_URL"])


@contextmanager
def server() -> Iterator[Any]:
    """A cursor for statements about whole databases."""
    with closing(psycopg2.connect(beside("postgres"))) as link:
        link.autocommit = True
        with link.cursor() as cursor:
            yield cursor


def template() -> str:
    """The name of the migrated database, made if it is not there."""
    name = PREFIX + _fingerprint()
    with server() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
        known = {row[0] for row in cursor.fetchall()}
        if name not in known:
            for old in known:
                cursor.execute(f"DROP DATABASE {old} WITH (FORCE)")
            _make(cursor, f"{PREFIX}new")
            cursor.execute(f"ALTER DATABASE {PREFIX}new RENAME TO {name}")
    return name


def fresh_database(name: str) -> str:
    """A migrated database of this name, empty but for what migrations put in; its address."""
    source = template()
    with server() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {source}")
    return beside(name)


def _make(cursor: Any, name: str) -> None:
    cursor.execute(
        f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' "
        "LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"
    )
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": beside(name),
            "DJANGO_SETTINGS_MODULE": "solar_cms.settings.test",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _fingerprint() -> str:
    """Of what the tables come from: our migrations, and the versions of the packages with theirs."""
    found = hashlib.sha256((ROOT / "requirements" / "base.txt").read_bytes())
    for path in sorted((*ROOT.glob("*/migrations/*.py"), *ROOT.glob("*/*/migrations/*.py"))):
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()[:12]
