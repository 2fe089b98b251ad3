"""manage.py build_report: build a report here and now, and write its documents."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reporting import operations, quarters
from reporting.forms import last_of_year
from reporting.models import Period, Report
from reporting.states import OF_COUNTRY, YEARLY, FileFormat, ReportKind, ReportState
from solar_cms.audit.acts import SYSTEM
from solar_cms.base.problems import Refused
from solar_cms.documents import store
from solar_cms.places.models import Province
from solar_cms.work.operations import run_job

PATIENCE = 300  # seconds to wait when a worker took the job first


class Command(BaseCommand):
    help = (
        "Build the quarterly report of a working group or the committee, or the annual report on "
        "labour inspection, in the languages of the pack."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kind", required=True, choices=ReportKind.values)
        parser.add_argument(
            "--period", required=True, help="a quarter, for example 2023Q2; a year for c81"
        )
        parser.add_argument(
            "--province", default="", help="code of the province (pwg), for example 16"
        )
        parser.add_argument("--format", default="pdf,docx,xlsx", help="some of pdf,docx,xlsx")
        parser.add_argument("--out", required=True, help="the folder for the documents")

    def handle(self, *args: Any, **options: Any) -> None:
        formats = [f for f in options["format"].split(",") if f]
        if wrong := [f for f in formats if f not in FileFormat.values]:
            raise CommandError(f"There is no format {', '.join(wrong)}; there are pdf, docx, xlsx.")
        out = Path(options["out"])
        try:
            out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise CommandError(f"The folder {out} cannot be made: {error.strerror}.") from error
        report = self._built(
            options["kind"],
            self._period(options["kind"], options["period"]),
            self._province(options["kind"], options["province"]),
            formats,
        )
        for row in report.files.select_related("file__file").order_by("format", "language"):
            path = out / row.file.name
            path.write_bytes(store.read(row.file.file))
            self.stdout.write(str(path))

    def _period(self, kind: str, code: str) -> Period:
        if kind in YEARLY:
            if not quarters.is_year(code):
                raise CommandError(f"“{code}” is no year; write it like 2023.")
            found = last_of_year(code)
        elif not quarters.is_code(code):
            raise CommandError(f"“{code}” is no quarter; write it like 2023Q2.")
        else:
            found = Period.objects.filter(code=code).first()
        if found is None:
            known = Period.objects.order_by("code").values_list("code", flat=True)
            there = f"{known.first()} to {known.last()}" if known else "none; load the country pack"
            what = "year" if kind in YEARLY else "quarter"
            raise CommandError(f"The {what} {code} is not there; there are {there}.")
        return found

    def _province(self, kind: str, code: str) -> Province | None:
        if kind in OF_COUNTRY:
            if code:
                raise CommandError("This report covers all provinces: leave --province out.")
            return None
        if not code:
            raise CommandError("A working group's report needs --province, for example 16.")
        found = Province.objects.filter(code=code).first()
        if found is None:
            known = ", ".join(Province.objects.order_by("code").values_list("code", flat=True))
            raise CommandError(f"There is no province {code}; there are {known}.")
        return found

    def _built(
        self, kind: str, period: Period, province: Province | None, formats: list[str]
    ) -> Report:
        try:
            report = operations.build_report(
                kind=kind, period=period, province=province, formats=formats, by=SYSTEM
            )
        except Refused as refused:
            raise CommandError("; ".join(str(p.message) for p in refused.problems)) from refused
        run_job(str(report.job_id))
        until = time.monotonic() + PATIENCE
        while True:
            report.refresh_from_db()
            if report.state != ReportState.BUILDING or time.monotonic() > until:
                break
            time.sleep(0.5)
        if report.state != ReportState.READY:
            raise CommandError(report.error or "The report was not built in time.")
        return report
