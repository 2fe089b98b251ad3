"""Bring a database to the state that this version of the code expects."""

import hashlib
import io
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

# In this order, at every start; each does nothing where there is nothing to do.
SET_UP: list[tuple[str, ...]] = [
    ("migrate", "--no-input"),
    ("load_reference",),
    ("load_help",),
    ("load_pack", str(settings.PACKS_DIR / settings.SOLAR_PACK)),
]
# Fills in the demo data: the sign-ins go to stdout, its progress to stderr.
DEMO = "seed_demo"


def collect_static() -> None:
    """Collect and compress the static files where they have changed since the last time."""
    found = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            state = Path(storage.path(name)).stat()
            found.update(f"{name} {state.st_size} {state.st_mtime_ns}\n".encode())
    mark = Path(settings.STATIC_ROOT) / ".collected"
    if mark.exists() and mark.read_text() == found.hexdigest():
        return
    call_command("collectstatic", "--no-input", "--clear", verbosity=0)
    mark.write_text(found.hexdigest())


class Command(BaseCommand):
    help = "Migrate, load reference data and the pack, collect static files; demo data if asked."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--demo",
            choices=["never", "if-empty", "always"],
            default="never",
            help="whether to fill in demo data; if-empty: only where there is no user yet",
        )
        parser.add_argument(
            "--demo-mark",
            type=Path,
            help="file that keeps the demo sign-ins, and tells that the demo data is there",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for name, *arguments in SET_UP:
            call_command(name, *arguments, verbosity=0, stdout=io.StringIO())
        collect_static()
        self._seed(options["demo"], options["demo_mark"])

    def _seed(self, when: str, mark: Path | None) -> None:
        started = mark.with_suffix(".started") if mark else None
        if started and started.exists() and mark and not mark.exists():
            raise CommandError(
                "Filling in the demo data was interrupted: delete the folder "
                f"{mark.parent} to begin anew, or only the file {started} to keep what there is."
            )
        is_empty = not get_user_model()._default_manager.exists()
        if when == "never" or (when == "if-empty" and not is_empty):
            return
        if started:
            started.touch()
        sign_ins = io.StringIO()
        call_command(DEMO, stdout=sign_ins)
        if mark and started:
            mark.write_text(sign_ins.getvalue())
            started.unlink()
        else:
            self.stdout.write(sign_ins.getvalue())
