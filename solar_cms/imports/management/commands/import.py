"""manage.py import FILE --as KIND [--group …] [--since …] [--district …] [--dry-run]"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from solar_cms.accounts.models import User
from solar_cms.audit.acts import SYSTEM
from solar_cms.base.hooks import importers
from solar_cms.base.problems import Refused
from solar_cms.base.texts import text_in
from solar_cms.imports.models import Batch
from solar_cms.imports.operations import import_file
from solar_cms.imports.states import BatchState, Outcome
from solar_cms.imports.workbook import write_errors


class Command(BaseCommand):
    help = "Imports the good rows of a file and tells what is wrong with the others."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--as", dest="kind", required=True, choices=[n for n, _i in importers.items()]
        )
        parser.add_argument("--group", default="", help="id or exact name (group_roster)")
        parser.add_argument("--since", default="", help="members since this day (group_roster)")
        parser.add_argument("--set", action="append", default=[], metavar="NAME=TEXT",
                            help="anything else the kind of file asks for")  # fmt: skip
        parser.add_argument("--district", default="", help="code of the district of all rows")
        parser.add_argument("--sheet", default="", help="name of the sheet of a workbook")
        parser.add_argument("--by", default="", help="user name of the one who imports")
        parser.add_argument(
            "--dry-run", action="store_true", help="check only, write nothing to the records"
        )
        parser.add_argument(
            "--errors", type=Path, help="write the rows not imported into this workbook"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"{path}: there is no such file.")
        by: Any = SYSTEM
        if options["by"]:
            by = User.objects.filter(username=options["by"]).first()
            if by is None:
                raise CommandError(f"{options['by']}: there is no such user.")
        context = {k: options[k] for k in ("group", "since", "district") if options[k]}
        context |= dict(pair.partition("=")[::2] for pair in options["set"])
        try:
            batch = import_file(
                path,
                kind=options["kind"],
                context=context,
                by=by,
                dry_run=options["dry_run"],
                sheet=options["sheet"],
            )
        except Refused as refused:
            raise CommandError("\n".join(str(p.message) for p in refused.problems)) from refused
        self.tell(batch)
        if options["errors"] and batch.rejected:
            with options["errors"].open("wb") as out:
                write_errors(batch, out)
            self.stdout.write(f"{options['errors']}: {batch.rejected} rows")

    def tell(self, batch: Batch) -> None:
        counts = {
            "rows": batch.rows, "ready": batch.ready, "created": batch.created, "updated": batch.updated,
            "linked": batch.linked, "already here": batch.here, "rejected": batch.rejected,
            "left out": batch.left_out,
        }  # fmt: skip
        self.stdout.write(", ".join(f"{name} {count}" for name, count in counts.items()))
        if batch.state == BatchState.WAITING:
            self.stdout.write("The import waits on the desk until a second person agrees.")
        wrong = batch.staged.filter(outcome__in=[Outcome.MEND, Outcome.SAME]).order_by("number")
        for row in wrong[:50]:
            for problem in row.problems:
                self.stdout.write(
                    f"row {row.number}, {problem['field']}: {text_in(problem['texts'], 'en')}"
                )
            if row.outcome == Outcome.SAME:
                self.stdout.write(f"row {row.number}: this may be somebody already registered")
