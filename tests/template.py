"""Databases that all others of the suite are copied from: a migrated one, and one with the demo.

To migrate takes half a minute of the processor, to fill in the demo another, a copy a second; so each
process of the suite, the journeys' site and the next run copy what the first one made, as long as no
migration changes (of the demo: nothing at all, and the same day).
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import psycopg2

ROOT = Path(__file__).resolve().parents[1]
LOCK = 7_264_001  # any number: who makes the template holds it
PREFIX, DEMO = "solar_template_", "solar_demo_"
PEOPLE = "240"
FILES = ROOT / "var" / "test_demo"  # what the demo keeps outside the database
SOURCES = ("*.py", "*.toml", "*.csv", "*.json", "*.typ", "*.po")


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
    return _kept(PREFIX, LOCK, _fingerprint(), _migrated)


def with_demo() -> str:
    """The name of a database with the demo of Lao PDR in it, made if it is not there; the files of
    the demo are in FILES."""
    return _kept(DEMO, LOCK + 1, _fingerprint_of_all(), _filled)


def fresh_database(name: str, *, demo: bool = False) -> str:
    """A migrated database of this name, empty but for what migrations put in, or with the demo; its
    address."""
    source = with_demo() if demo else template()
    with server() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE {source}")
    return beside(name)


def _kept(prefix: str, lock: int, fingerprint: str, make: Callable[[Any, str], None]) -> str:
    """The name of the database of this fingerprint; what others there are of its kind go."""
    name = prefix + fingerprint
    with server() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [lock])
        cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
        known = {row[0] for row in cursor.fetchall()}
        if name not in known:
            for old in known:
                cursor.execute(f"DROP DATABASE {old} WITH (FORCE)")
            make(cursor, f"{prefix}new")
            cursor.execute(f"ALTER DATABASE {prefix}new RENAME TO {name}")
    return name


def _migrated(cursor: Any, name: str) -> None:
    cursor.execute(
        f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' "
        "LC_COLLATE 'C.UTF-8' LC_CTYPE 'C.UTF-8'"
    )
    _manage(name, "migrate", "--verbosity", "0")


def _filled(cursor: Any, name: str) -> None:
    cursor.execute(f"CREATE DATABASE {name} TEMPLATE {template()}")
    shutil.rmtree(FILES, ignore_errors=True)
    FILES.mkdir(parents=True)
    of_the_demo = {"SOLAR_DEMO": "1", "SOLAR_FILES_ROOT": str(FILES)}
    _manage(name, "set_up", **of_the_demo)
    _manage(name, "seed_demo", "--people", PEOPLE, **of_the_demo)
    with closing(psycopg2.connect(beside(name))) as link, link.cursor() as cursor:
        cursor.execute("ANALYZE")  # else queries are planned as for empty tables
        link.commit()


def _manage(database: str, *arguments: str, **environment: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": beside(database),
            "DJANGO_SETTINGS_MODULE": "solar_cms.settings.dev",
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def _fingerprint_of_all() -> str:
    """Of everything that the demo may come from, and of the day it is made on."""
    found = hashlib.sha256(f"{date.today()} {PEOPLE}".encode())  # noqa: DTZ011 - the machine's day will do
    for path in sorted(
        path
        for folder in ("solar_cms", "cases", "enrollment", "trainings", "reporting", "packs")
        for pattern in SOURCES
        for path in (ROOT / folder).rglob(pattern)
        if "tests" not in path.parts
    ):
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()[:12]


def _fingerprint() -> str:
    """Of what the tables come from: our migrations, and the versions of the packages with theirs."""
    found = hashlib.sha256((ROOT / "requirements" / "base.txt").read_bytes())
    for path in sorted((*ROOT.glob("*/migrations/*.py"), *ROOT.glob("*/*/migrations/*.py"))):
        found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()[:12]
