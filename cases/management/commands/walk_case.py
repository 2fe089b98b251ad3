"""manage.py walk_case --pack NAME: play the scripted case of a pack and print its timeline.

The case is played in a process of its own that serves the pack's country, in a scratch database and
a scratch folder for files; both are dropped at the end. The installation's own data is not touched.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import translation

from cases.walking import Line, Walk
from solar_cms.audit.acts import SYSTEM
from solar_cms.base.problems import Refused
from solar_cms.base.said import say_day, say_money
from solar_cms.law.operations import load_pack
from solar_cms.law.reading import read_file


class Command(BaseCommand):
    help = "Play the scripted case of a country pack in a scratch database; prints the timeline."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--pack", default=settings.SOLAR_PACK, help="name of a folder in packs/"
        )
        parser.add_argument("--language", default="en", help="language of the timeline")
        parser.add_argument("--here", action="store_true", help="this process serves the pack")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.PACKS_DIR) / options["pack"]
        if not (folder / "walk.toml").is_file():
            raise CommandError(f"The pack {options['pack']} has no scripted case (walk.toml).")
        if options["here"]:
            self._play(folder, options["language"])
        else:
            self._start(options)

    def _start(self, options: dict[str, Any]) -> None:
        with tempfile.TemporaryDirectory(prefix="walk-") as files:
            values = {"SOLAR_PACK": options["pack"], "SOLAR_FILES_ROOT": files}
            command = [sys.executable, "manage.py", "walk_case", "--here"]
            command += ["--pack", options["pack"], "--language", options["language"]]
            done = subprocess.run(  # noqa: S603 - this very command
                command,
                cwd=settings.BASE_DIR,
                env={**os.environ, **values},
                stdout=subprocess.PIPE,
                text=True,
                check=False,
            )
        self.stdout.write(done.stdout, ending="")
        if done.returncode:
            raise SystemExit(done.returncode)

    def _play(self, folder: Path, language: str) -> None:
        own = connection.settings_dict["NAME"]
        connection.settings_dict["TEST"]["NAME"] = f"walk_{os.getpid()}"
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            with translation.override(language):
                version = load_pack(folder, by=SYSTEM)
                script = read_file(folder / "walk.toml")
                self.stdout.write(f"{version}: {len(script['step'])} steps")
                for line in Walk(script).lines():
                    self.stdout.write("\n".join(said(line)))
        except Refused as refused:
            for problem in refused.problems:
                where = f"{problem.field}: " if problem.field else ""
                self.stderr.write(f"{where}{problem.message} [{problem.code}]")
            raise SystemExit(1) from refused
        finally:
            connection.creation.destroy_test_db(own, verbosity=0)


def said(line: Line) -> list[str]:
    """One step of the timeline in words."""
    assumed = "  (assumed, not the ministry's procedure)" if line.assumed else ""
    who = f"  {line.who}" if line.who else ""
    lines = [f"{say_day(line.on):<12}{line.step}{who}  → {line.stage}{assumed}"]
    pad = " " * 12
    lines += [f"{pad}paper {number}" for number in line.papers]
    for name, due, status in line.begun:
        until = f"until {say_day(due)}" if due else "length not known"
        lines.append(f"{pad}clock begins: {name}, {until} ({status})")
    lines += [f"{pad}clock ends: {name}" for name in line.ended]
    lines += [f"{pad}{name}: {say_money(amount)}" for name, amount in line.money.items()]
    return lines
