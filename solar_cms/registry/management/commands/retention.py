"""manage.py retention [--dry-run] [--step registry.people …]"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from solar_cms.base.hooks import retention_steps
from solar_cms.registry.retention.running import run_retention


class Command(BaseCommand):
    help = "Counts what is over its time under the retention rules, and lets go what may go."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count only")
        parser.add_argument(
            "--step",
            action="append",
            default=[],
            choices=[name for name, _s in retention_steps.items()],
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for run in run_retention(dry=options["dry_run"], only=options["step"]):
            period = ", ".join(f"{n} {unit}" for unit, n in run.period.items()) or "no period known"
            self.stdout.write(
                f"{run.step}: {run.counted} over {period} ({run.status}), {run.done} let go"
                + ("" if run.carried_out else ", not carried out")
                + f"; {run.digest[:12]}"
            )
