"""A backup can be restored into an empty place, and nowhere else."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg2
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db import connection

from solar_cms.documents.tests.object_stores import Bucket, object_store
from solar_cms.embedded.backups import back_up
from solar_cms.embedded.checkout import Checkout, Halt

from .conftest import ROOT

# Named for the set-up of the database; the fixtures below do not use the test's transaction.
pytestmark = pytest.mark.django_db


def say(sentence: str) -> None:
    pass


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("original") / "files"
    (folder / "ab").mkdir(parents=True)
    (folder / "ab" / "abcd").write_bytes(b"\x00 letter")
    (folder / "ໃບຢັ້ງຢືນ.pdf").write_text("ສະບາຍດີ")
    return folder


@pytest.fixture(scope="module")
def backup(django_db_setup: None, django_db_blocker: Any, files: Path) -> Path:
    """One backup of the suite's database, with a table of Lao text in it besides."""
    folder = files.with_name("backup")
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("CREATE TABLE backup_trial (id int PRIMARY KEY, name text)")
        cursor.execute(
            "INSERT INTO backup_trial SELECT n, 'ສົມສັກ ' || n FROM generate_series(1, 500) AS n"
        )
        try:
            back_up(folder, FileSystemStorage(files), Checkout(ROOT), say)
        finally:
            cursor.execute("DROP TABLE backup_trial")
    return folder


@pytest.fixture(scope="module")
def buckets(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Path, Bucket]]:
    """A backup whose files were in an object store, and an empty bucket."""
    folder = tmp_path_factory.mktemp("of-bucket") / "backup"
    with object_store() as make_bucket, django_db_blocker.unblock():
        here = make_bucket("here").storage()
        here.save("ab/cd/abcd", ContentFile(b"\0 letter"))
        back_up(folder, here, Checkout(ROOT), say)
        yield folder, make_bucket("there")


@pytest.fixture
def empty_database(db: None) -> Iterator[str]:
    """The name of a new database beside the suite's own."""
    name = "backup_restored"
    link = psycopg2.connect(**parameters(connection.settings_dict["NAME"]))
    link.autocommit = True  # a database is not made inside a transaction
    with link.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
        yield name
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")
    link.close()


def parameters(database: str) -> dict[str, str]:
    known = connection.get_connection_params()
    wanted = {key: known[key] for key in ("host", "port", "user", "password") if known.get(key)}
    return {**wanted, "dbname": database}


def restore(
    backup: Path, database: str, files: Path, **values: str
) -> subprocess.CompletedProcess[str]:
    """`manage.py restore` as it would be typed."""
    query = "&".join(
        f"{key}={quote(str(value))}"
        for key, value in parameters(database).items()
        if key != "dbname"
    )
    return subprocess.run(
        [ROOT / ".venv/bin/python", "manage.py", "restore", str(backup)],
        cwd=ROOT,
        env={
            **os.environ,
            "DATABASE_URL": f"postgres:///{database}?{query}",
            "SOLAR_FILES_ROOT": str(files),
            "DJANGO_SETTINGS_MODULE": "solar_cms.settings.test",
            **values,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_restored_in_an_empty_place_with_equal_counts(
    backup: Path, empty_database: str, files: Path, tmp_path: Path
) -> None:
    back = tmp_path / "files-back"
    done = restore(backup, empty_database, back)
    assert done.returncode == 0, done.stderr
    manifest = json.loads((backup / "manifest.json").read_text())
    assert (
        f"{sum(manifest['tables'].values())} rows in {len(manifest['tables'])} tables"
        in done.stdout
    )
    link = psycopg2.connect(**parameters(empty_database))
    with link.cursor() as cursor:
        cursor.execute("SELECT count(*), max(name) FROM backup_trial WHERE name LIKE 'ສົມສັກ %'")
        assert cursor.fetchone() == (500, "ສົມສັກ 99")
        cursor.execute("SELECT count(*) FROM django_migrations")
        assert cursor.fetchone() == (manifest["tables"]["public.django_migrations"],)
    link.close()
    assert (back / "ab" / "abcd").read_bytes() == b"\x00 letter"
    assert (back / "ໃບຢັ້ງຢືນ.pdf").read_text() == "ສະບາຍດີ"


def test_a_database_with_tables_is_refused(
    backup: Path, empty_database: str, tmp_path: Path
) -> None:
    link = psycopg2.connect(**parameters(empty_database))
    with link, link.cursor() as cursor:
        cursor.execute("CREATE TABLE precious AS SELECT 1 AS id")
    link.close()
    done = restore(backup, empty_database, tmp_path / "files-back")
    assert done.returncode == 1
    assert "The database is not empty (1 tables): restore into a new one." in done.stderr


def test_a_folder_with_files_is_refused(backup: Path, empty_database: str, files: Path) -> None:
    done = restore(backup, empty_database, files)
    assert done.returncode == 1
    assert f"There are files in {files}" in done.stderr


def test_files_of_an_object_store_go_out_and_come_back(
    buckets: tuple[Path, Bucket], empty_database: str, tmp_path: Path
) -> None:
    backup, there = buckets
    assert (backup / "files" / "ab" / "cd" / "abcd").read_bytes() == b"\0 letter"
    done = restore(backup, empty_database, tmp_path, **there.variables())
    assert done.returncode == 0, done.stderr
    with there.storage().open("ab/cd/abcd") as back:
        assert back.read() == b"\0 letter"


def test_a_damaged_backup_is_refused(backup: Path, empty_database: str, tmp_path: Path) -> None:
    damaged = shutil.copytree(backup, tmp_path / "damaged")
    with (damaged / "database.dump").open("r+b") as dump:
        dump.seek(-10, os.SEEK_END)
        dump.write(b"??????????")
    done = restore(damaged, empty_database, tmp_path / "files-back")
    assert done.returncode == 1
    assert "The backup is damaged, nothing was restored: database.dump" in done.stderr


def test_an_interrupted_backup_is_none(backup: Path, empty_database: str, tmp_path: Path) -> None:
    interrupted = shutil.copytree(backup, tmp_path / "interrupted")
    (interrupted / "manifest.json").unlink()
    done = restore(interrupted, empty_database, tmp_path / "files-back")
    assert "no complete backup" in done.stderr


def test_an_existing_folder_is_not_overwritten(backup: Path, files: Path) -> None:
    with pytest.raises(Halt, match="exists already"):
        back_up(backup, FileSystemStorage(files), Checkout(ROOT), say)
