"""Cases and complaints in the administration. Never the name of who complained."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases import pages, procedure, procedure_admin, said  # noqa: F401
from cases.forms import ReassignManyForm
from cases.models import Case, ClockRun, Complaint
from cases.operations import reassign_cases
from cases.procedure import procedure_of
from solar_cms.base.models import today
from solar_cms.panel.attention import Attention, attention
from solar_cms.panel.records import Act, Filter, RecordAdmin, register
from solar_cms.registry.finding import by_name
from solar_cms.registry.models import Workplace
from solar_cms.work.calendar import calendar_of


def _stages(user: Any) -> list[tuple[str, Any]]:
    stages = procedure.current_or_empty().stages.values()
    return [("open", _("All open")), *((stage.key, stage.name) for stage in stages)]


def _by_stage(rows: Any, value: str) -> Any:
    return rows.open() if value == "open" else rows.filter(stage=value)


def late_cases(rows: Any) -> Any:
    """Open cases with a deadline that has passed."""
    late = ClockRun.objects.running().filter(due_on__lt=today()).values("case")
    return rows.open().filter(pk__in=late)


def _by_need(rows: Any, value: str) -> Any:
    if value == "late":
        return late_cases(rows)
    return rows.open().exclude(assignments__role="lead", assignments__ended_on=None)


@register(Case)
class CaseAdmin(RecordAdmin):
    section, order = "inspection", 10
    about = _("All cases of your districts; those of one inspector can be given to another at once")
    view_right = "cases.view"
    add_right = "cases.open"
    page, add_page = "case", "case_new"
    ordering = ("-opened_on", "-id")
    sorts = {"opened_on": ("opened_on", "id")}
    list_display = ("workplace", "number", "stage_tag", "due", "lead", "district", "opened_on")
    labels = {
        "stage_tag": _("Stage"), "due": _("Next deadline"), "lead": _("Inspector"),
        "source_said": _("Source"), "kind_said": _("Kind"),
    }  # fmt: skip
    classes = {"stage_tag": "state", "due": "due", "number": "sub nowrap"}
    district_path = "district_id"
    filters = (
        "district",
        Filter("stage", _("Stage"), _stages, _by_stage),
        Filter(
            "need",
            _("Needs"),
            lambda user: [("late", _("Deadline passed")), ("lead", _("No inspector yet"))],
            _by_need,
        ),
        "opened_on",
    )
    search_words = _("Number or workplace")
    facts = (
        "number", "workplace", "kind_said", "source_said", "stage_tag", "due", "lead", "district",
        "opened_on", "closed_on",
    )  # fmt: skip
    bulk_acts = (
        Act(
            "reassign",
            _("Give to another inspector"),
            "cases.assign",
            lambda by, cases, given: reassign_cases(cases, **given, by=by),
            done=_("The cases are reassigned."),
            text=_("Each keeps its history; the new inspector finds them in the tasks."),
            form=ReassignManyForm,
        ),
    )

    def get_queryset(self, request: Any) -> Any:
        return pages.for_lists(super().get_queryset(request))

    def search(self, rows: Any, words: str) -> Any:
        return rows.searched(words)

    def decorate(self, rows: list[Any]) -> None:
        calendar = calendar_of()
        for case in rows:
            case.due_tag = said.due_tag(case.next_due, calendar) if case.is_open else None

    def stage_tag(self, case: Case) -> Any:
        return said.state_tag(case, procedure_of(case))

    def due(self, case: Any) -> Any:
        return case.due_tag

    def lead(self, case: Any) -> str:
        return pages.lead_of(case)

    def source_said(self, case: Case) -> str:
        found = procedure_of(case).sources.get(case.source)
        return found.name if found else case.source

    def kind_said(self, case: Case) -> str:
        found = procedure_of(case).types.get(case.kind)
        return found.name if found else case.kind


@register(Complaint)
class ComplaintAdmin(RecordAdmin):
    section, order = "inspection", 20
    about = _("What was reported; who complained stays sealed")
    view_right = "complaints.view"
    add_right = "complaints.record"
    page, add_page = "complaint", "complaint_new"
    ordering = ("-received_on", "-id")
    list_display = ("place", "number", "received_on", "channel", "district", "case_number")
    labels = {"place": _("Workplace"), "case_number": _("Case")}
    classes = {"received_on": "state", "number": "sub nowrap"}
    district_path = "district_id"
    joined = ("workplace", "district", "case")
    filters = (
        "district",
        "channel",
        Filter(
            "case",
            _("Case"),
            lambda user: [("none", _("To be decided")), ("opened", _("Case opened"))],
            lambda rows, value: (
                rows.waiting() if value == "none" else rows.filter(case__isnull=False)
            ),
        ),
    )
    search_words = _("Number or workplace")
    facts = ("number", "received_on", "channel", "district", "place", "case_number")

    def search(self, rows: Any, words: str) -> Any:
        named = by_name(Workplace.objects.all(), words)[0].values("pk")
        return rows.filter(
            Q(number__icontains=words) | Q(workplace_said__icontains=words) | Q(workplace__in=named)
        )

    def place(self, complaint: Complaint) -> str:
        return complaint.workplace.name if complaint.workplace else complaint.workplace_said

    def case_number(self, complaint: Any) -> str:
        case = getattr(complaint, "case", None)
        return case.number if case else ""


def _cases(query: str) -> Any:
    return lambda: f"{reverse('admin:cases_case_changelist')}?{query}"


attention.add(
    "cases.late",
    Attention(
        _("Open cases with a deadline that has passed"),
        "cases.view",
        lambda user: late_cases(Case.objects.visible_to(user)).count(),
        _cases("need=late"),
        kind="late",
        order=10,
    ),
)
attention.add(
    "cases.unassigned",
    Attention(
        _("Open cases without an inspector"),
        "cases.assign",
        lambda user: _by_need(Case.objects.visible_to(user), "lead").count(),
        _cases("need=lead"),
        order=11,
    ),
)
attention.add(
    "cases.complaints",
    Attention(
        _("Complaints to be decided"),
        "complaints.view",
        lambda user: Complaint.objects.visible_to(user).waiting().count(),
        lambda: f"{reverse('admin:cases_complaint_changelist')}?case=none",
        order=12,
    ),
)
