"""Verbs and questions about the calendar's own days: those an office adds to the pack's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from solar_cms.accounts.models import User
from solar_cms.audit.acts import act
from solar_cms.base.models import SourceStatus
from solar_cms.base.problems import Problem, refuse_if
from solar_cms.places.models import Province
from solar_cms.work.models import Holiday


def problems_with_keeping(
    by: User, province: Province | None, pack_code: str = ""
) -> list[Problem]:
    """May `by` keep this day? The country's days are for those who act for the whole country."""
    if pack_code:
        message = _("This day comes from the country's pack; it is changed there.")
        return [Problem("holiday.of_pack", message)]
    reach = by.scope.reach("holidays.keep")
    if reach.whole_country:
        return []
    if province is not None and province.districts.filter(pk__in=reach.districts).exists():
        return []
    message = _("You keep the days of your own province only.")
    return [Problem("holiday.outside", message, "province")]


def keep_holiday(
    holiday: Holiday | None,
    *,
    day: date,
    names: Mapping[str, str],
    province: Province | None,
    is_worked: bool,
    source: str,
    by: User,
) -> Holiday:
    """A day off, or a free day that is worked instead; new (None) or changed. province None: the
    whole country. Deadlines computed from then on count it; those running keep their day."""
    refuse_if(problems_with_keeping(by, province))
    if holiday is not None:
        refuse_if(problems_with_keeping(by, holiday.province, holiday.pack_code))
    with act("holiday.kept", by=by, day=day) as a:
        holiday = holiday or Holiday(status=SourceStatus.CONFIRMED)
        holiday.day, holiday.names, holiday.province = day, dict(names), province
        holiday.is_worked, holiday.source = is_worked, source
        holiday.save()
        a.on(holiday)
    return holiday


def remove_holiday(holiday: Holiday, *, by: User) -> None:
    """Take a day that was entered by mistake out of the calendar; nothing points at it."""
    refuse_if(problems_with_keeping(by, holiday.province, holiday.pack_code))
    with act("holiday.removed", by=by, day=holiday.day):
        holiday.delete()
