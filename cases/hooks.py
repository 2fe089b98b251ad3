"""What cases give to the lower floors: menu, home, search, panels, handover, files, words."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cases import (  # noqa: F401
    comparing,
    datasets_money,
    datasets_work,
    home,
    listing,
    pages,
    questions,
    retention,
    visiting,
    workload,
)
from cases.clocks import effects, ringing
from cases.clocks import holidays as _holidays  # noqa: F401
from cases.facts import Facts
from cases.models import Case, Finding, Visit
from cases.operations.handover import (
    duties_to_come,
    hand_over_cases,
    hand_over_duties,
    open_cases_of,
)
from cases.procedure import procedure_of
from cases.rules.workplaces import problems_with_open_cases
from cases.said import state_tag
from cases.states import Act
from solar_cms.base.exports import ListExport, list_exports
from solar_cms.base.hooks import (
    FilePolicy,
    Handover,
    Hit,
    HomeCard,
    NavItem,
    RecordKind,
    RecordPanel,
    SearchSource,
    TaskKind,
    act_words,
    closing_checks,
    file_policies,
    handovers,
    home_cards,
    nav_items,
    record_kinds,
    record_panels,
    retention_steps,
    search_sources,
    task_kinds,
)
from solar_cms.base.models import uuid_or_none

for name, label, rows in (
    ("cases", _("Cases"), listing.export),
    ("cases_mine", _("My cases"), listing.export_mine),
    ("cases_closing", _("Ready to close"), listing.export_closing),
    ("cases_by_owner", _("Open cases by inspector"), workload.export_holdings),
    ("cases_workload", _("Workload by inspector"), workload.export_work),
):
    list_exports.add(name, ListExport(label, "cases.view", name, rows))
WATCHES = ("supervisor", "head", "legal_officer", "monitoring_officer", "auditor")

nav_items.add("cases", NavItem(_("Cases"), "cases", "cases.view", order=20))

LEAD = ("supervisor", "head", "legal_officer")
for name, template, right, context, order, kinds in (
    ("visits", "cases/home_visits.html", "cases.visit", home.visits_card, 10, ("inspector",)),
    ("numbers", "cases/home_numbers.html", "cases.view", home.numbers_card, 16, WATCHES),
    ("clocks", "cases/home_clocks.html", "cases.view", home.clocks_card, 20, ("inspector", *LEAD)),
    ("workload", "cases/home_workload.html", "cases.assign", home.workload_card, 22, ()),
    ("complaints", "cases/home_complaints.html", "complaints.view", home.complaints_card, 24, LEAD),
    (
        "mine",
        "cases/home_cases.html",
        "cases.view",
        home.cases_card,
        25,
        ("inspector", "legal_officer"),
    ),
):
    home_cards.add(f"cases.{name}", HomeCard(template, right, context, order, kinds))

for act, label in (
    (Act.ORDER, _("Inspections to order")),
    (Act.ASSIGN, _("Cases to assign")),
    (Act.VISIT, _("Visits to make")),
    (Act.CONFIRM_FINDING, _("Findings to confirm")),
    (Act.NOTICE, _("Notices to write")),
    (Act.SERVE, _("Notices to serve")),
    (Act.SUBMIT_PROOF, _("Remediation to follow")),
    (Act.ACCEPT_PROOF, _("Evidence to check")),
    (Act.RECORD, _("Steps to take")),
    (Act.DECIDE, _("Sanctions to decide")),
    (Act.DECIDE_APPEAL, _("Appeals to decide")),
    (Act.CLOSE, _("Cases to close")),
):
    task_kinds.add(f"cases.{act}", TaskKind(label, list(Act).index(act)))
for order, (name, label) in enumerate(
    {
        ringing.LATE: _("Deadlines that passed"),
        effects.PROPOSED: _("Steps that follow a deadline"),
        ringing.REMINDER: _("Deadlines that end soon"),
    }.items()
):
    task_kinds.add(name, TaskKind(label, 40 + order))


def search(user: Any, words: str, limit: int) -> list[Hit]:
    """Cases by number or workplace, newest first."""
    found = (
        Case.objects.visible_to(user)
        .searched(words)
        .select_related("workplace")
        .order_by("-opened_on", "-id")[:limit]
    )
    return [
        Hit(
            f"{case.number} {case.workplace.name}",
            reverse("case", args=[case.pk]),
            state_tag(case, procedure_of(case)).word,
        )
        for case in found
    ]


def exact(user: Any, number: str) -> str:
    """The case of this number, or the one its order or notice of this number belongs to."""
    numbered = Q(number=number) | Q(order__number=number) | Q(notices__number=number)
    numbered |= Q(sanctions__number=number)
    pk = Case.objects.visible_to(user).filter(numbered).values_list("pk", flat=True).first()
    return reverse("case", args=[pk]) if pk else ""


search_sources.add(
    "cases", SearchSource(_("Cases"), "cases.view", search, 20, exact, list_name="cases")
)

record_panels.add(
    "cases.workplace",
    RecordPanel(
        "registry.Workplace", "cases/panel.html", "cases.view", pages.workplace_panel, order=20
    ),
)


record_panels.add(
    "cases.village",
    RecordPanel("places.Village", "cases/panel.html", "cases.view", pages.village_panel, order=20),
)
record_panels.add(
    "cases.group",
    RecordPanel(
        "registry.ProducerGroup", "cases/panel.html", "cases.view", pages.group_panel, order=45
    ),
)
record_panels.add(
    "cases.employer",
    RecordPanel(
        "registry.Employer", "cases/panel.html", "cases.view", pages.employer_panel, order=20
    ),
)

closing_checks.add("cases", problems_with_open_cases)

handovers.add(
    "cases",
    Handover(_("Open cases"), open_cases_of, hand_over_cases),
)
handovers.add("cases.duties", Handover(_("Days of duty to come"), duties_to_come, hand_over_duties))


def _seen(user: Any, owner_id: Any) -> Facts | None:
    """The case, if the user may see it; on its own page as that has read it."""
    pk = uuid_or_none(owner_id)
    shown: Facts | None = getattr(user, "case_shown", None)
    if shown is not None and shown.case.pk == pk:
        return shown
    case = Case.objects.visible_to(user).filter(pk=pk).first() if pk else None
    return Facts(case) if case else None


def may_read(user: Any, owner_id: Any) -> bool:
    return _seen(user, owner_id) is not None


def may_read_confidential(user: Any, owner_id: Any) -> bool:
    """Interviews are read by the team of the case and by who supervises it."""
    facts = _seen(user, owner_id)
    if facts is None:
        return False
    supervises = user.scope.may_in("cases.view_restricted", facts.case.district_id)
    return supervises or any(one.user_id == user.pk for one in facts.team)


def may_add(user: Any, owner_id: Any) -> bool:
    facts = _seen(user, owner_id)
    return facts is not None and user.scope.may_in("cases.prove", facts.case.district_id)


def place(owner_id: Any) -> tuple[str | None, str]:
    case = Case.objects.get(pk=uuid.UUID(str(owner_id)))
    return case.district_id, reverse("case", args=[case.pk])


file_policies.add("cases.case", FilePolicy(may_read, may_add, place, may_read_confidential))


def _visit(owner_id: Any) -> Visit | None:
    pk = uuid_or_none(owner_id)
    return Visit.objects.select_related("case").filter(pk=pk).first() if pk else None


def may_read_visit(user: Any, owner_id: Any) -> bool:
    visit = _visit(owner_id)
    return visit is not None and may_read(user, visit.case_id)


def place_of_visit(owner_id: Any) -> tuple[str | None, str]:
    visit = Visit.objects.get(pk=uuid.UUID(str(owner_id)))
    return visit.district_id, reverse("visit", args=[visit.pk])


def may_read_finding(user: Any, owner_id: Any) -> bool:
    """The photos of a restricted finding are for its own readers."""
    pk = uuid_or_none(owner_id)
    finding = Finding.objects.filter(pk=pk).first() if pk else None
    if finding is None or not may_read(user, finding.case_id):
        return False
    return not finding.is_restricted or may_read_confidential(user, finding.case_id)


def place_of_finding(owner_id: Any) -> tuple[str | None, str]:
    finding = Finding.objects.get(pk=uuid.UUID(str(owner_id)))
    return finding.district_id, reverse("finding", args=[finding.pk])


file_policies.add("cases.visit", FilePolicy(may_read_visit, place=place_of_visit))
file_policies.add("cases.finding", FilePolicy(may_read_finding, place=place_of_finding))


def words_of_keys(case: Case) -> dict[str, dict[str, str]]:
    """What the keys in a case's history are called in the procedure it follows."""
    rules = procedure_of(case)
    known: dict[str, Any] = {
        "kind": {**rules.types, **rules.notices, **rules.clocks},
        "source": rules.sources, "stage": rules.stages, "closure_code": rules.closures,
        "violation": rules.violations, "severity": rules.severities,
    }  # fmt: skip
    return {
        column: {key: one.name for key, one in named.items()} for column, named in known.items()
    }


record_kinds.add(
    "cases_case",
    RecordKind(
        model="cases.Case",
        visible=lambda user: Case.objects.visible_to(user),
        url=lambda case: reverse("case", args=[case.pk]),
        words=words_of_keys,
        # Not the complainant, ever; of findings not what a restricted one says.
        tables=(
            "cases.Order",
            "cases.Assignment",
            "cases.Visit",
            "cases.Finding",
            "cases.Notice",
            "cases.Proof",
            "cases.ClockRun",
            "cases.ClockChange",
            "cases.Step",
            "cases.CaseTrack",
            "cases.CaseLink",
            "cases.Respondent",
            "cases.Sanction",
            "cases.Appeal",
            "cases.LedgerEntry",
            "cases.Instalment",
        ),
        sealed=("fact", "violation", "description", "article_id", "remarks"),
    ),
)

for name, words in {
    "complaint.recorded": _("Complaint recorded"),
    "complaint.decided": _("Complaint decided on"),
    "complaint.reconsidered": _("Decision on the complaint taken back"),
    "complaint.revealed": _("Complainant's name read"),
    "case.opened": _("Case opened"),
    "case.ordered": _("Inspection ordered"),
    "case.assigned": _("Case assigned"),
    "case.reassigned": _("Case reassigned"),
    "cases.reassigned": _("Cases reassigned"),
    "case.visited": _("Visit recorded"),
    "case.finding_added": _("Finding added"),
    "case.finding_confirmed": _("Finding confirmed"),
    "case.finding_dropped": _("Finding dropped"),
    "case.notice_issued": _("Improvement notice written"),
    "case.notice_served": _("Notice served"),
    "case.service_tried": _("Service of the notice tried in vain"),
    "case.copy_unreadable": _("Copy of the notice found unreadable"),
    "case.notice_reissued": _("Notice voided and written anew"),
    "case.proof_submitted": _("Evidence handed in"),
    "case.proof_accepted": _("Remediation verified"),
    "case.proof_refused": _("Evidence refused"),
    "case.step_recorded": _("Step taken"),
    "case.suspended": _("Case suspended"),
    "case.resumed": _("Case gone on with"),
    "case.reopened": _("Case reopened"),
    "case.linked": _("Linked to another case"),
    "case.merged": _("Merged into another case"),
    "case.moved": _("Moved to another version of the procedure"),
    "cases.moved": _("Cases moved to another version of the procedure"),
    "case.sanction_proposed": _("Sanction proposed"),
    "case.sanction_decided": _("Sanction decided"),
    "case.sanction_final": _("Sanction final"),
    "case.sanction_annulled": _("Sanction taken back"),
    "case.respondent_added": _("Respondent added"),
    "case.appeal_filed": _("Appeal filed"),
    "case.appeal_decided": _("Appeal decided"),
    "case.payment_recorded": _("Payment recorded"),
    "case.instalments_agreed": _("Instalments agreed"),
    "case.interest_added": _("Interest added"),
    "case.reduction_granted": _("Reduction granted"),
    "case.written_off": _("Debt written off"),
    "case.wages_ordered": _("Wages ordered"),
    "case.wages_recorded": _("Wages received"),
    "case.entry_reversed": _("Row of the ledger taken back"),
    "case.clock_extended": _("Deadline extended"),
    "case.clock_ran_out": _("Deadline ran out"),
    "case.notice_deemed_served": _("Notice counts as served"),
    "clocks.rung": _("Reminders of deadlines"),
    "roster.drawn": _("Duty roster drawn"),
    "duty.given": _("Day of duty given"),
    "duty.changed": _("Day of duty changed"),
    "duty.taken_off": _("Day of duty taken off the roster"),
    "case.closed": _("Case closed"),
    "case.printed": _("Case file printed"),
    "case.handed_over": _("Case handed over"),
}.items():
    act_words.add(name, words)

for name, step in retention.STEPS.items():
    retention_steps.add(name, step)
