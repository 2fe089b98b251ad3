"""Backup and restore of one installation: database and files, checked by counts and hashes.

A backup is a folder: `database.dump` (pg_dump's custom format), `files/`, `SHA256SUMS` (for
`sha256sum --check`) and, written last, `manifest.json`. What lacks a manifest is no backup.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

from django.core.files import File
from django.core.files.storage import Storage
from django.db import connection, transaction
from psycopg2.extensions import make_dsn

from .checkout import Checkout, Halt, disk_full_sentence, is_disk_full
from .packages import dump_programs

FORMAT = 1
PACKAGED_MAJOR = 18  # of the pg_dump in requirements/backup.txt
# Uploads that wait to be read (imports/incoming.py): gone in minutes, and sent again after a loss.
PASSING = "incoming"
Say = Callable[[str], None]

TABLES = """
    SELECT format('%I.%I', n.nspname, c.relname)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r'
      AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_'
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
    ORDER BY 1
"""


def back_up(target: Path, files: Storage, checkout: Checkout, say: Say) -> dict[str, Any]:
    """Write a backup to the new folder `target` and give its manifest. Halts with a sentence.

    files: where the files are kept, a folder or an object store.

    The dump and the counts see one snapshot; files are copied after it, and as they are
    written before the rows that name them, none that a row names is missing.
    """
    if target.exists():
        raise Halt(f"{target} exists already: name a folder that does not.")
    partial = target.with_name(f"{target.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    try:
        partial.mkdir(parents=True, mode=0o700)
        manifest = _dump(partial / "database.dump", checkout, say)
        sums = {"database.dump": _digest(partial / "database.dump")}
        for name in _kept(files):
            copy = partial / "files" / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            with files.open(name) as content, copy.open("wb") as out:
                shutil.copyfileobj(content, out)
            sums[str(copy.relative_to(partial))] = _digest(copy)
        manifest["files"] = len(sums) - 1
        (partial / "SHA256SUMS").write_text(
            "".join(f"{digest}  {name}\n" for name, digest in sums.items())
        )
        (partial / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True))
        partial.rename(target)
    except OSError as error:
        shutil.rmtree(partial, ignore_errors=True)
        if is_disk_full(error):
            raise Halt(disk_full_sentence(target.parent))
        raise Halt(f"No backup was made: {error.strerror}: {error.filename}.")
    return manifest


def restore(source: Path, files: Storage, checkout: Checkout, say: Say) -> dict[str, Any]:
    """Restore into an empty database and store, check counts and hashes, give the manifest.

    The database is filled in one transaction: after a failure it is as empty as before.
    """
    manifest = _read_manifest(source)
    _check_sums(source)
    if tables := _tables():
        raise Halt(
            f"The database is not empty ({len(tables)} tables): restore into a new one. With the "
            "embedded server, stop it and move the folder var/run/postgres away; on a server, "
            "name a new database in DATABASE_URL."
        )
    if _has_files(files):
        raise Halt(f"There are files in {_where(files)}: move them away, then restore.")
    server = _server_major()
    if server < manifest["server_major"]:
        raise Halt(
            f"The backup is of Postgres {manifest['server_major']} and this server is older "
            f"({server}): restore into version {manifest['server_major']} or newer."
        )
    program = _program("pg_restore", max(server, manifest["dump_major"]), checkout, say)
    _call(
        [
            program, "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
            source / "database.dump",
        ],
    )  # fmt: skip
    differing = [
        f"{table} has {found} rows instead of {manifest['tables'].get(table, 0)}"
        for table, found in _counts().items()
        if found != manifest["tables"].get(table, 0)
    ] + sorted(f"{table} is missing" for table in manifest["tables"].keys() - _counts().keys())
    if differing:
        raise Halt(f"The restored database differs from the backup: {'; '.join(differing)}.")
    for path in _files_below(source / "files"):
        name = path.relative_to(source / "files").as_posix()
        with path.open("rb") as content:
            files.save(name, File(content))
        with files.open(name) as copy:
            if _digest_of(copy) != _digest(path):
                raise Halt(
                    f"{name} in {_where(files)} was not written as it was read: check the disk, "
                    "restore again."
                )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return manifest


def _dump(target: Path, checkout: Checkout, say: Say) -> dict[str, Any]:
    server = _server_major()
    program = _program("pg_dump", server, checkout, say)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        _call(
            [
                program, "--format=custom", f"--snapshot={snapshot}", "--no-sync",
                f"--file={target}",
            ],
        )  # fmt: skip
        tables = _counts()
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY 1, 2")
        migrations = [f"{app}.{name}" for app, name in cursor.fetchall()]
    return {
        "format": FORMAT,
        "made_at": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "server_major": server,
        "dump_major": _major(program),
        "migrations": migrations,
        "tables": tables,
    }


def _server_major() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
        return int(cursor.fetchone()[0])


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return [name for (name,) in cursor.fetchall()]


def _counts() -> dict[str, int]:
    counts = {}
    with connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f"SELECT count(*) FROM {table}")  # quoted by format('%I')
            counts[table] = cursor.fetchone()[0]
    return counts


def _program(name: str, major: int, checkout: Checkout, say: Say) -> Path:
    """The oldest pg_dump or pg_restore of at least `major`; from a package if there is none."""
    folders = [*os.environ.get("PATH", "").split(os.pathsep), *_debian_folders()]
    found = [
        (version, Path(folder) / name)
        for folder in folders
        if folder
        and os.access(Path(folder) / name, os.X_OK)
        and (version := _major(Path(folder) / name)) >= major
    ]
    if found:
        return min(found)[1]
    if major <= PACKAGED_MAJOR:
        return dump_programs(checkout, say) / name
    raise Halt(
        f"A {name} of version {major} or newer is needed: install it (Debian, as root: apt "
        f"install postgresql-client-{major}) and run the command again."
    )


def _debian_folders() -> list[str]:
    return [str(folder) for folder in Path("/usr/lib/postgresql").glob("*/bin")]


def _major(program: Path) -> int:
    """The version a program tells; 0 when it does not run (a wrapper without a cluster)."""
    try:
        said = subprocess.run(
            [program, "--version"], capture_output=True, text=True, check=True, timeout=20
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return 0
    number = re.search(r"\) (\d+)", said)
    return int(number[1]) if number else 0


def _call(command: list[str | Path]) -> None:
    """Run a Postgres program on the database that Django is connected to."""
    parameters = {
        key: value
        for key, value in connection.get_connection_params().items()
        if key not in ("cursor_factory", "client_encoding", "options") and value is not None
    }
    password = parameters.pop("password", "")
    values = os.environ | ({"PGPASSWORD": str(password)} if password else {})
    done = subprocess.run(
        [*command, f"--dbname={make_dsn(**parameters)}"],
        env=values,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode == 0:
        return
    if "No space left on device" in done.stderr:
        raise Halt("The disk is full: free some space and run the command again.")
    lines = done.stderr.strip().splitlines() or ["nothing"]
    telling = next((line for line in lines if "error:" in line), lines[-1])
    raise Halt(f"{Path(command[0]).name} failed, nothing was changed: {telling}")


def _read_manifest(source: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((source / "manifest.json").read_text())
    except FileNotFoundError:
        raise Halt(f"{source} holds no manifest.json, so it is no complete backup.")
    except ValueError:
        raise Halt(f"{source / 'manifest.json'} is damaged: take another backup.")
    if manifest.get("format") != FORMAT:
        raise Halt(f"{source} is a backup of format {manifest.get('format')}, not {FORMAT}.")
    return dict(manifest)


def _check_sums(source: Path) -> None:
    listed = {}
    for line in (source / "SHA256SUMS").read_text().splitlines():
        digest, _, name = line.partition("  ")
        listed[name] = digest
    present = {str(path.relative_to(source)) for path in _files_below(source / "files")}
    wrong = [
        name
        for name, digest in listed.items()
        if not (source / name).is_file() or _digest(source / name) != digest
    ]
    wrong += sorted(present - listed.keys())
    if wrong or "database.dump" not in listed:
        raise Halt(
            f"The backup is damaged, nothing was restored: {', '.join(wrong[:5]) or 'no dump'}"
            f"{' and others' if len(wrong) > 5 else ''} differ from SHA256SUMS."
        )


def _files_below(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (path for path in sorted(folder.rglob("*")) if path.is_file())


def _kept(files: Storage, folder: str = "") -> Iterator[str]:
    """Names of all files of a store, in order, without those that only pass through."""
    try:
        folders, names = files.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(names):
        yield f"{folder}{name}"
    for name in sorted(folders):
        if folder or name != PASSING:
            yield from _kept(files, f"{folder}{name}/")


def _has_files(files: Storage) -> bool:
    try:
        return next(_kept(files), None) is not None
    except OSError as error:
        raise Halt(f"{_where(files)} does not answer: {error.strerror}.")


def _where(files: Storage) -> str:
    return str(getattr(files, "location", "") or f"the bucket {getattr(files, 'bucket_name', '')}")


def _digest(path: Path) -> str:
    with path.open("rb") as content:
        return _digest_of(content)


def _digest_of(content: IO[bytes] | File[bytes]) -> str:
    found = hashlib.sha256()
    while part := content.read(1 << 20):
        found.update(part)
    return found.hexdigest()
