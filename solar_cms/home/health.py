"""What /readyz looks at. Each check returns "" or what is missing and what to do."""

from __future__ import annotations

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from solar_cms.audit import triggers


def database() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, setting FROM pg_settings "
            "WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit')"
        )
        off = [name for name, setting in cursor.fetchall() if setting == "off"]
        cursor.execute(
            "SELECT show_trgm('ສົມສັກ') <> '{}', current_setting('server_version_num')::int"
        )
        sees_lao, version = cursor.fetchone()
    if version < 150000:
        return "Postgres 15 or newer is needed."
    if not sees_lao:
        return "The database was made with LC_CTYPE=C and cannot search Lao; make it with C.UTF-8."
    return f"Switched off in Postgres, so data could be lost: {', '.join(off)}." if off else ""


def migrations() -> str:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(plan)} migrations are not applied; run manage.py migrate." if plan else ""


def audit() -> str:
    tables = triggers.missing()
    return f"No history is kept of {', '.join(tables)}; run manage.py migrate." if tables else ""


def redis() -> str:
    cache.set("readyz", "1", 5)
    return "" if cache.get("readyz") == "1" else "Redis does not keep what it is given."


def configuration() -> str:
    return "" if settings.SECRET_KEY else "SOLAR_SECRET_KEY is not set."


CHECKS = {
    "database": database,
    "migrations": migrations,
    "audit": audit,
    "redis": redis,
    "settings": configuration,
}


def problems() -> dict[str, str]:
    """Check → what is missing; empty when ready."""
    found = {}
    for name, check in CHECKS.items():
        try:
            said = check()
        except Exception as error:
            said = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
        if said:
            found[name] = said
    return found
