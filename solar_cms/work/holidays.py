"""Verbs and questions about the calendar's own days: those an office adds to the pack's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from solar_cms.accounts.models import User
from solar_cms.audit.acts import act
from solar_cms.base.hooks import CalendarDays, calendar_uses
from solar_cms.base.models import SourceStatus
from solar_cms.base.problems import Problem, refuse_if
from solar_cms.base.said import say_day
from solar_cms.base.texts import text_in
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
    whole country. Deadlines that run are computed anew."""
    refuse_if(problems_with_keeping(by, province))
    if holiday is not None:
        refuse_if(problems_with_keeping(by, holiday.province, holiday.pack_code))
    with act("holiday.kept", by=by, day=day) as a:
        was = without(holiday) if holiday is not None else {}
        holiday = holiday or Holiday(status=SourceStatus.CONFIRMED)
        holiday.day, holiday.names, holiday.province = day, dict(names), province
        holiday.is_worked, holiday.source = is_worked, source
        holiday.save()
        a.on(holiday)
        a.note(moved=tell_uses({**was, **days_of(holiday)}, _reason(holiday), by=by))
    return holiday


def remove_holiday(holiday: Holiday, *, by: User) -> None:
    """Take a day that was entered by mistake out of the calendar; nothing points at it."""
    refuse_if(problems_with_keeping(by, holiday.province, holiday.pack_code))
    with act("holiday.removed", by=by, day=holiday.day) as a:
        was, why = without(holiday), _("Taken out: %(day)s") % {"day": _reason(holiday)}
        holiday.delete()
        a.note(moved=tell_uses(was, why, by=by))


# --- what runs by the calendar --------------------------------------------------------------------


def days_of(holiday: Holiday) -> dict[tuple[date, str], bool | None]:
    """What a day says: is it worked."""
    return {(holiday.day, holiday.province_id or ""): holiday.is_worked}


def without(*holidays: Holiday) -> dict[tuple[date, str], bool | None]:
    """The calendar without these days."""
    return {(one.day, one.province_id or ""): None for one in holidays}


def keeping(
    holiday: Holiday | None, *, day: date, province: Province | None, is_worked: bool
) -> dict[tuple[date, str], bool | None]:
    """What keep_holiday would change in the calendar."""
    gone = without(holiday) if holiday is not None else {}
    return {**gone, (day, province.pk if province else ""): is_worked}


def moving(days: CalendarDays) -> list[tuple[str, int]]:
    """How many running deadlines such days would move, by what they are of; only those that do."""
    counted = [(str(use.label), use.moving(days)) for use in calendar_uses]
    return [(label, count) for label, count in counted if count]


def tell_uses(days: CalendarDays, why: str, *, by: Any) -> int:
    """Let all that counts working days compute its ends anew. Inside the act that changed the days."""
    return sum(use.moved(days, why, by) for use in calendar_uses) if days else 0


def reason_of(days: Iterable[Holiday]) -> str:
    """The days as a reason for another end."""
    return ", ".join(_reason(one) for one in days)


def _reason(holiday: Holiday) -> str:
    word = _("worked") if holiday.is_worked else _("free")
    return f"{say_day(holiday.day)} {text_in(holiday.names)} ({word})"
