"""The verbs of reporting: quarters, targets, reported figures, reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reporting import freezing, quarters, rules
from reporting.figures import definitions_on
from reporting.models import (
    Indicator,
    IndicatorVersion,
    Period,
    Report,
    ReportedFigure,
    ReportFile,
    Restatement,
    Target,
)
from reporting.models.figures import REPORTED_FIGURE
from reporting.models.reports import REPORT
from reporting.report_data import hash_of
from reporting.states import FileFormat, ReportState
from solar_cms.accounts.models import User
from solar_cms.audit.acts import HasActor, act
from solar_cms.base.ids import new_id
from solar_cms.base.models import today
from solar_cms.base.problems import Problem, Refused, refuse_if
from solar_cms.documents.models import Attachment
from solar_cms.documents.operations import add_file
from solar_cms.places.models import Province
from solar_cms.work.operations import start_job

WATCHED_QUARTERS = 8


def open_quarters(first: str, last: str, *, by: HasActor) -> list[Period]:
    """Make the quarters from one to another that are not there yet; returns the new ones."""
    wanted = quarters.from_to(first, last)
    there = set(Period.objects.filter(code__in=wanted).values_list("code", flat=True))
    missing = [code for code in wanted if code not in there]
    if not missing:
        return []
    with act("period.opened", by=by, quarters=missing):
        made = []
        for code in missing:
            starts_on, ends_on = quarters.bounds(code)
            made.append(Period(code=code, starts_on=starts_on, ends_on=ends_on))
        return Period.objects.bulk_create(made)


def lock_period(period: Period, *, by: HasActor, at: Any = None) -> Period:
    """Freeze a quarter's figures with the ids behind them. Never undone: later changes are
    shown as restatements. All figures are read from one snapshot of the database."""
    outermost = not connection.in_atomic_block
    try:
        with transaction.atomic():
            if outermost:
                _read_one_snapshot()
            with act("period.locked", by=by, on=period) as a:
                period = Period.objects.select_for_update().get(pk=period.pk)
                earlier = Period.objects.filter(locked_at=None, ends_on__lt=period.starts_on)
                refuse_if(
                    rules.problems_with_locking(
                        period, earlier_open=earlier.values_list("code", flat=True)
                    )
                )
                a.note(figures=freezing.freeze(period))
                period.locked_at = at or timezone.now()
                period.locked_by = by if isinstance(by, User) else None
                period.save(update_fields=["locked_at", "locked_by"])
    except OperationalError as error:
        if getattr(error.__cause__, "pgcode", "") != "40001":
            raise
        message = _("Somebody is locking this quarter at this moment. Look again.")
        raise Refused([Problem("period.busy", message)]) from error
    return period


def _read_one_snapshot() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def set_targets(
    period: Period,
    province: Province | None,
    values: Mapping[IndicatorVersion, Decimal | None],
    *,
    by: HasActor,
) -> int:
    """Set, change or (None) take away the targets of a quarter and place; returns how many changed."""
    problems = [
        Problem("target.negative", _("A target is not negative."), definition.indicator.key)
        for definition, value in values.items()
        if value is not None and value < 0
    ]
    refuse_if(problems)
    with act("targets.set", by=by, on=period, province=province.pk if province else None):
        there = {
            row.definition_id: row
            for row in Target.objects.select_for_update().filter(
                period=period, province=province, definition__in=list(values)
            )
        }
        changed = 0
        for definition, value in values.items():
            row = there.get(definition.pk)
            if value is None and row is not None:
                row.delete()
            elif value is not None and row is None:
                Target(
                    definition=definition,
                    period=period,
                    province=province,
                    value=value,
                    set_on=today(),
                ).save_new()
            elif value is not None and row is not None and row.value != value:
                row.value, row.set_on = value, today()
                row.save(update_fields=["value", "set_on"])
            else:
                continue
            changed += 1
    return changed


def set_baseline(
    definition: IndicatorVersion, value: Decimal | None, *, by: HasActor
) -> IndicatorVersion:
    """Set or (None) take away what an indicator stood at before the work began."""
    if value is not None and value < 0:
        raise Refused([Problem("baseline.negative", _("A baseline is not negative."), "baseline")])
    with act("baseline.set", by=by, on=definition):
        definition = IndicatorVersion.objects.select_for_update().get(pk=definition.pk)
        definition.baseline = value
        definition.save(update_fields=["baseline"])
    return definition


def note_restatements(*, by: HasActor) -> int:
    """Note, once each, what changed behind the frozen figures of the last two years since their
    lock or the last note. (A figure's own page compares at any age.)"""
    locked = Period.objects.filter(locked_at__isnull=False).order_by("-code")
    notes = freezing.restated(locked[:WATCHED_QUARTERS])
    if notes:
        with act("figures.restated", by=by, count=len(notes)):
            Restatement.objects.bulk_create(notes)
    return len(notes)


def report_figure(
    *,
    indicator: Indicator,
    period: Period,
    province: Province | None,
    value: Decimal,
    source: str,
    source_date: date,
    upload: Any,
    upload_name: str,
    by: User,
) -> ReportedFigure:
    """Report what no record here can give, with its document. Waits for a verifier."""
    definition = definitions_on([period], [indicator.key])[indicator.key].get(period.code)
    refuse_if(
        rules.problems_with_reporting(
            definition, value=value, source=source, source_date=source_date
        )
    )
    row_id = new_id()
    with act("figure.reported", by=by) as a:
        document = _document(upload, upload_name, row_id, by=by)
        row = ReportedFigure(
            id=row_id,
            indicator=indicator,
            period=period,
            province=province,
            value=value,
            source=source.strip(),
            source_date=source_date,
            document=document,
            reported_by=by,
            reported_on=today(),
        ).save_new()
        a.on(row)
    return row


def correct_reported_figure(
    row: ReportedFigure,
    *,
    value: Decimal,
    source: str,
    source_date: date,
    by: User,
    upload: Any = None,
    upload_name: str = "",
) -> ReportedFigure:
    """Correct a reported figure; it waits for a verifier again. A new document replaces the old."""
    definition = definitions_on([row.period], [row.indicator.key])[row.indicator.key].get(
        row.period.code
    )
    refuse_if(
        rules.problems_with_reporting(
            definition, value=value, source=source, source_date=source_date
        )
    )
    with act("figure.report_corrected", by=by, on=row):
        row = ReportedFigure.objects.select_for_update().get(pk=row.pk)
        if upload is not None:
            row.document = _document(upload, upload_name, row.pk, by=by)
        row.value, row.source, row.source_date = value, source.strip(), source_date
        row.reported_by, row.reported_on = by, today()
        row.verified_by = row.verified_on = None
        row.save()
    return row


def _document(upload: Any, name: str, row_id: Any, *, by: User) -> Attachment:
    return add_file(
        upload, name=name, by=by, owner_kind=REPORTED_FIGURE, owner_id=row_id, district_id=None
    )


def verify_reported_figure(row: ReportedFigure, *, by: User) -> ReportedFigure:
    """Say that the figure stands in its document as reported; not by the reporter."""
    with act("figure.report_verified", by=by, on=row):
        row = ReportedFigure.objects.select_for_update().get(pk=row.pk)
        refuse_if(rules.problems_with_verifying(row, by))
        row.verified_by, row.verified_on = by, today()
        row.save(update_fields=["verified_by", "verified_on"])
    return row


def build_report(
    *,
    kind: str,
    period: Period,
    province: Province | None,
    by: HasActor,
    formats: Sequence[str] = FileFormat.values,
) -> Report:
    """Ask for the next edition of a quarterly report; a worker builds it (jobs.py)."""
    refuse_if(rules.problems_with_report(period))
    with act("report.asked", by=by) as a:
        # The quarter's row stands in the door, so that two at once get two editions.
        Period.objects.select_for_update().get(pk=period.pk)
        last = (
            Report.objects.filter(kind=kind, period=period, province=province)
            .order_by("-edition")
            .values_list("edition", flat=True)
            .first()
        )
        report = Report(
            kind=kind,
            period=period,
            province=province,
            edition=(last or 0) + 1,
            formats=[f for f in FileFormat.values if f in formats],
            created_by=by if isinstance(by, User) else None,
            created_at=timezone.now(),
        ).save_new()
        title = _("%(kind)s, %(quarter)s") % {
            "kind": report.title_place(),
            "quarter": quarters.say_quarter(report.span),
        }
        report.job = start_job("reporting.build_report", {"report": report.pk}, by=by, title=title)
        report.save(update_fields=["job"])
        a.on(report)
    return report


def freeze_report(report: Report, data: dict[str, Any], *, by: HasActor) -> dict[str, Any]:
    """Keep the figures and texts a report prints. Kept once: a second worker gets the first's."""
    with act("report.frozen", by=by, on=report):
        report = Report.objects.select_for_update().get(pk=report.pk)
        if report.data is None:
            report.data, report.hash = data, hash_of(data)
            report.save(update_fields=["data", "hash"])
    return report.data or data


def finish_report(
    report: Report, documents: Mapping[tuple[str, str], bytes], *, by: HasActor
) -> None:
    """File the documents ((format, language) → bytes) and mark the report ready. Once."""
    with act("report.ready", by=by, on=report):
        report = (
            Report.objects.select_for_update(of=("self",))
            .select_related("period", "province")
            .get(pk=report.pk)
        )
        if report.state == ReportState.READY:
            return
        for (kind, language), content in documents.items():
            file = add_file(
                content,
                name=report.file_name(kind, language),
                by=by,
                owner_kind=REPORT,
                owner_id=report.pk,
                district_id=None,
                language=language,
            )
            ReportFile(report=report, format=kind, language=language, file=file).save_new()
        report.state, report.error, report.ready_at = ReportState.READY, "", timezone.now()
        report.save(update_fields=["state", "error", "ready_at"])


def fail_report(report: Report, why: str, *, by: HasActor) -> None:
    """Say on the report why it could not be built."""
    with act("report.failed", by=by, on=report):
        Report.objects.filter(pk=report.pk, state=ReportState.BUILDING).update(
            state=ReportState.FAILED, error=why[:2000]
        )


def sign_report(report: Report, *, by: User) -> Report:
    """Sign a ready report of a locked quarter; it is then what the office stands for."""
    with act("report.signed", by=by, on=report):
        report = (
            Report.objects.select_for_update(of=("self",))
            .select_related("period")
            .get(pk=report.pk)
        )
        refuse_if(rules.problems_with_signing(report))
        report.signed_by, report.signed_on = by, today()
        report.save(update_fields=["signed_by", "signed_on"])
    return report
