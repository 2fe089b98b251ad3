"""Calendar, numbers and jobs in the administration."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.models import Office
from solar_cms.accounts.reach import offices_of, provinces_of
from solar_cms.base.face import Tag
from solar_cms.base.models import today
from solar_cms.panel.attention import Attention, attention
from solar_cms.panel.records import Act, Filter, RecordAdmin, register
from solar_cms.work import holidays
from solar_cms.work.forms import HolidayForm, RemoveHolidayForm
from solar_cms.work.models import Holiday, Job, NumberSeries
from solar_cms.work.states import JobState


def _years(user: Any) -> list[tuple[str, Any]]:
    years = Holiday.objects.dates("day", "year", order="DESC")[:10]
    return [(str(day.year), str(day.year)) for day in years]


@register(Holiday)
class HolidayAdmin(RecordAdmin):
    section, order = "setup", 30
    about = _("Public holidays, days off of a province, and days worked instead")
    view_right = "panel.use"
    change_right = add_right = "holidays.keep"
    ordering = ("-day", "-id")
    list_display = ("title_said", "day_said", "state", "place", "origin")
    labels = {
        "title_said": _("Name"), "day_said": _("Day"), "state": _("Kind"), "place": _("Where"),
        "origin": _("From"),
    }  # fmt: skip
    classes = {"state": "state"}
    joined = ("province",)
    filters = (
        Filter("year", _("Year"), _years, lambda rows, value: rows.filter(day__year=int(value))),
    )
    facts = ("day_said", "title_said", "state", "place", "origin", "source", "status")
    add_form = change_form = HolidayForm
    acts = (
        Act(
            "remove",
            _("Take it out of the calendar"),
            "holidays.keep",
            lambda by, holiday, given: holidays.remove_holiday(holiday, by=by),
            done=_("The day is a working day like others again."),
            text=_("For a day that was entered by mistake. Deadlines that run are computed anew."),
            form=RemoveHolidayForm,
            when=lambda holiday: not holiday.pack_code,
            danger=True,
        ),
    )

    def rows(self, user: Any, right: str = "") -> Any:
        mine = Q(province=None) | Q(province__in=provinces_of(user, "panel.use"))
        return Holiday.objects.filter(mine)

    def title_said(self, holiday: Holiday) -> Any:
        return holiday.names

    def day_said(self, holiday: Holiday) -> Any:
        return holiday.day

    def state(self, holiday: Holiday) -> Tag:
        if holiday.is_worked:
            return Tag("under_way", gettext("Worked"))
        return Tag("closed", gettext("Free"))

    def place(self, holiday: Holiday) -> str:
        return holiday.province.name if holiday.province else gettext("Whole country")

    def origin(self, holiday: Holiday) -> str:
        return gettext("the country's pack") if holiday.pack_code else gettext("entered here")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        if not allowed or obj is None:
            return allowed
        by: Any = request.user
        return not holidays.problems_with_keeping(by, obj.province, obj.pack_code)

    def form_options(self, request: HttpRequest, record: Any) -> dict[str, Any]:
        if record is None:
            return {"user": request.user}
        names = ("names", "day", "province", "is_worked", "source")
        initial = {name: getattr(record, name) for name in names}
        return {
            "user": request.user, "initial": initial, "version": record.version, "holiday": record,
        }  # fmt: skip

    def add_verb(self, by: Any, given: dict[str, Any]) -> Holiday:
        return holidays.keep_holiday(None, **given, by=by)

    def change_verb(self, by: Any, record: Holiday, given: dict[str, Any]) -> Holiday:
        return holidays.keep_holiday(record, **given, by=by)


@register(NumberSeries)
class NumberSeriesAdmin(RecordAdmin):
    section, order = "setup", 40
    about = _("The last official number given out, per office and year; without gaps")
    view_right = "panel.use"
    ordering = ("-year", "-kind", "-office_code", "-id")
    list_display = ("last_said", "office", "year_said", "kind_said")
    labels = {
        "last_said": _("Last number"), "office": _("Office"), "year_said": _("Year"),
        "kind_said": _("Series"),
    }  # fmt: skip

    def rows(self, user: Any, right: str = "") -> Any:
        reach = user.scope.reach("panel.use")
        if reach.whole_country:
            return NumberSeries.objects.all()
        offices = offices_of(user, "panel.use").values("code")
        mine = Q(office_code__in=offices) | Q(office_code__in=sorted(reach.districts))
        return NumberSeries.objects.filter(mine)

    def decorate(self, rows: list[Any]) -> None:
        names = {
            office.code: str(office)
            for office in Office.objects.filter(code__in={row.office_code for row in rows})
        }
        for row in rows:
            row.office_name = names.get(row.office_code, row.office_code)

    def last_said(self, row: NumberSeries) -> str:
        return f"{row.kind}-{row.office_code}-{row.year}-{row.last:04d}"

    def office(self, row: Any) -> str:
        return getattr(row, "office_name", row.office_code)

    def year_said(self, row: NumberSeries) -> str:
        return str(row.year)

    def kind_said(self, row: NumberSeries) -> str:
        return row.kind


JOB_TAGS = {
    JobState.QUEUED: "waiting", JobState.RUNNING: "under_way", JobState.DONE: "done",
    JobState.FAILED: "refused", JobState.CANCELLED: "closed",
}  # fmt: skip


@register(Job)
class JobAdmin(RecordAdmin):
    section, order = "setup", 41
    about = _("Long work that you asked for, and how far it is")
    view_right = "panel.use"
    ordering = ("-created_at", "-id")
    list_display = ("title_said", "created_at", "state_tag", "ended_at")
    labels = {
        "title_said": _("What"), "created_at": _("Asked for"), "state_tag": _("State"),
        "ended_at": _("Ended"),
    }  # fmt: skip
    classes = {"state_tag": "state"}
    page = "job"

    def title_said(self, job: Job) -> str:
        return job.title

    def state_tag(self, job: Job) -> Tag:
        state = JobState(job.state)
        return Tag(JOB_TAGS[state], str(state.label))


def _no_calendar(user: Any) -> int:
    """One where the coming year has no public holiday yet and the year is nearly over."""
    day = today()
    if day.month < 11:
        return 0
    return 0 if Holiday.objects.filter(day__year=day.year + 1, province=None).exists() else 1


attention.add(
    "work.holidays",
    Attention(
        _("Next year has no public holidays in the calendar yet"),
        "holidays.keep",
        _no_calendar,
        lambda: reverse("admin:work_holiday_changelist"),
        kind="soon",
        order=60,
    ),
)
attention.add(
    "work.jobs",
    Attention(
        _("Jobs of yours that failed"),
        "panel.use",
        lambda user: Job.objects.visible_to(user).filter(state=JobState.FAILED).count(),
        lambda: reverse("admin:work_job_changelist"),
        kind="late",
        order=50,
    ),
)
