"""Reporting of the demo: a reported figure with its letter, past quarters locked, one report."""

from __future__ import annotations

import logging
from datetime import datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from reporting import demo_surveys, operations, quarters
from reporting.models import Indicator, IndicatorVersion, Period, ReportedFigure
from reporting.states import IndicatorKind, ReportKind
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.hooks import DemoSeeder, DemoWorld, demo_seeders
from solar_cms.base.problems import Refused
from solar_cms.documents.render import typst_pdf
from solar_cms.places.models import Province

log = logging.getLogger(__name__)

PUBLISHED_PEOPLE = 12_612
INSURED = 1_906  # invented, at the published number of people
REPORTED_QUARTERS = 3
AIMS = {"nssf-registered": 2_500, "farmers-reached": 900, "sessions-held": 40, "visits-made": 120}
LOCKED_AFTER = timedelta(days=15)


def seed(world: DemoWorld) -> None:
    """Lock every quarter that ended more than two weeks ago; report what only the LSSO knows."""
    users = world.store["users"]
    over = [
        p
        for p in Period.objects.filter(ends_on__lt=world.today - LOCKED_AFTER).order_by("code")
        if not p.is_locked
    ]
    champasak = Province.objects.filter(code="16").first()
    if champasak is not None:
        for age, period in enumerate(reversed(over[-REPORTED_QUARTERS:])):
            _report(world, period, champasak, age)
    for period in over:
        day = period.ends_on + LOCKED_AFTER
        at = timezone.make_aware(datetime.combine(day, time(9)))
        try:
            operations.lock_period(period, by=users["monitor"], at=at)
        except Refused as refused:
            # An app that owns a dataset is switched off: its figures cannot be frozen.
            log.warning("the quarters stay open: %s", refused)
            break
    _aim(world, champasak)
    if over and champasak is not None:
        operations.build_report(
            kind=ReportKind.PWG, period=over[-1], province=champasak, by=users["monitor"]
        )


def _aim(world: DemoWorld, province: Province | None) -> None:
    """What the quarter that runs is to reach in the country and in Champasak: invented."""
    period = Period.objects.filter(ends_on__gte=world.today).order_by("code").first()
    if period is None:
        return
    definitions = {
        version.indicator.key: version
        for version in IndicatorVersion.objects.on(world.today).select_related("indicator")
    }
    for place, share in ((None, 1.0), (province, 0.6)):
        if place is None and share < 1:
            continue
        size = share * world.people / PUBLISHED_PEOPLE
        aims: dict[IndicatorVersion, Decimal | None] = {
            definitions[key]: Decimal(max(1, round(number * size)))
            for key, number in AIMS.items()
            if key in definitions
        }
        operations.set_targets(period, place, aims, by=world.store["users"]["monitor"])


def _report(world: DemoWorld, period: Period, province: Province, age: int) -> None:
    """The LSSO's count by an invented letter; the head of the province compares and verifies."""
    indicator = Indicator.objects.filter(versions__kind=IndicatorKind.REPORTED).first()
    if indicator is None:
        return
    users = world.store["users"]
    value = max(1, round(INSURED * world.people / PUBLISHED_PEOPLE) - 40 * age)
    day = period.ends_on + timedelta(days=6)
    number = f"{118 - 9 * age}/LSSO"
    letter = typst_pdf(
        "reporting/demo_letter.typ",
        {
            "title": f"LSSO Champasak, {number}, {day.isoformat()}",
            "lines": [
                f"ຜູ້ປະກັນຕົນ ຮອດວັນທີ {period.ends_on.isoformat()}: {value}",
                f"Insured persons at the end of {quarters.say_quarter(period.code)}: {value}",
            ],
            "note": "Invented for the demo.",
        },
        language="lo",
    )
    row = operations.report_figure(
        indicator=indicator,
        period=period,
        province=province,
        value=Decimal(value),
        source=number,
        source_date=day,
        upload=letter,
        upload_name=f"LSSO-{period.code}.pdf",
        by=users["monitor"],
    )
    operations.verify_reported_figure(row, by=users["head"])
    with act("demo.seeded", by=SYSTEM):
        # As if done in its time.
        ReportedFigure.objects.filter(pk=row.pk).update(
            reported_on=day + timedelta(days=1), verified_on=day + timedelta(days=3)
        )


demo_seeders.add("reporting", DemoSeeder(40, seed))
demo_seeders.add("reporting.surveys", DemoSeeder(41, demo_surveys.seed))
