"""Opening, assigning, closing; complaints and their sealed names."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from cases.facts import Facts
from cases.models import Case, Complaint
from cases.procedure import Rules
from cases.rules.acts import kinds_in
from cases.rules.blocks import BLOCK_RULES
from cases.rules.days import problems_with_day
from solar_cms.accounts.models import User
from solar_cms.audit.acts import HasActor
from solar_cms.base.policy import RoleKind
from solar_cms.base.problems import Problem
from solar_cms.registry.models import Workplace


def problems_with_opening(
    rules: Rules,
    *,
    workplace: Workplace,
    kind: str,
    source: str,
    opened_on: date,
    complaint: Complaint | None,
) -> list[Problem]:
    """May a case be opened so? An open case at the same place is a warning, not a refusal."""
    problems = problems_with_origin(
        rules, kind=kind, source=source, opened_on=opened_on,
        after=complaint.received_on if complaint else None,
    )  # fmt: skip
    if complaint is not None:
        problems += _with_complaint(workplace, source, complaint)
    known = Case.objects.open().filter(workplace=workplace).values_list("number", flat=True)[:3]
    if numbers := ", ".join(known):
        message = _("An open case about this workplace exists: %(numbers)s.") % {"numbers": numbers}
        problems.append(Problem("case.open_already", message, "workplace", "warning"))
    return problems


def problems_with_origin(
    rules: Rules, *, kind: str, source: str, opened_on: date, after: date | None = None
) -> list[Problem]:
    """Kind, source and day of a case, whoever opens it; asked of a row of a file, too."""
    problems = problems_with_day("opened_on", opened_on, after=after, what=_("the complaint"))
    if kind not in rules.types:
        problems.append(Problem("case.kind_unknown", _("Choose a kind of case."), "kind"))
    if source not in rules.sources:
        problems.append(
            Problem("case.source_unknown", _("Choose where the case comes from."), "source")
        )
    return problems


def problems_with_paper(
    rules: Rules,
    *,
    kind: str,
    opened_on: date,
    visited_on: date | None,
    closed_on: date | None,
    code: str,
    note: str,
) -> list[Problem]:
    """Visit and closure of a case that is on paper. Its findings, notices and money stay in the paper
    file, so of what the code demands only the visit and the note are asked for."""
    problems = []
    if visited_on is not None:
        what = _("the opening of the case")
        problems += problems_with_day("visited_on", visited_on, after=opened_on, what=what)
    if closed_on is None and not code:
        return problems
    if closed_on is None:
        message = _("A closed case has the day and the reason of closing.")
        return [*problems, Problem("case.closing_day", message, "closed_on")]
    last, what = visited_on or opened_on, _("the last event of the case")
    problems += problems_with_day("closed_on", closed_on, after=max(last, opened_on), what=what)
    closure = rules.closures.get(code)
    if closure is None or (kind in rules.types and not closure.is_for(kind)):
        problems.append(Problem("case.code_unknown", _("Choose the reason for closing."), "code"))
        return problems
    if "note" in closure.demands and not note.strip():
        message = _("This reason needs a note that explains it.")
        problems.append(Problem("case.note", message, "note"))
    visited = {"visit_done", "visit_tried"} & set(closure.demands)
    if (visited and visited_on is None) or ("no_visit" in closure.demands and visited_on):
        message = _("This reason does not fit: look at the day of the visit.")
        problems.append(Problem("case.code_and_visit", message, "code"))
    return problems


def _with_complaint(workplace: Workplace, source: str, complaint: Complaint) -> list[Problem]:
    problems = []
    if Case.objects.filter(complaint=complaint).exists():
        message = _("A case was opened from this complaint already.")
        problems.append(Problem("case.complaint_used", message, "complaint"))
    if complaint.decisions.standing().exists():
        message = _("This complaint was decided on already: take that back first.")
        problems.append(Problem("complaint.decided", message, "complaint"))
    if source != "complaint":
        message = _("A case opened from a complaint has the source “complaint”.")
        problems.append(Problem("case.source_not_complaint", message, "source"))
    if complaint.district_id != workplace.district_id:
        message = _("The complaint is about another district than this workplace.")
        problems.append(Problem("case.other_district", message, "workplace"))
    return problems


def problems_with_complaint(
    *,
    received_on: date,
    workplace: Workplace | None,
    workplace_said: str,
    facts: str,
    district: str,
) -> list[Problem]:
    """A complaint says what happened, where, and when it came."""
    problems = problems_with_day("received_on", received_on)
    if workplace is None and not workplace_said.strip():
        message = _("Say which workplace the complaint is about.")
        problems.append(Problem("complaint.no_workplace", message, "workplace_said"))
    if workplace is not None and workplace.district_id != district:
        message = _("This workplace is in another district.")
        problems.append(Problem("complaint.other_district", message, "workplace"))
    if not facts.strip():
        problems.append(Problem("complaint.no_facts", _("Say what happened."), "facts"))
    return problems


def problems_with_revealing(complaint: Complaint, reason: str, by: User) -> list[Problem]:
    """The sealed name is for the team of the case and those who lead it, with a reason."""
    problems = []
    if not reason.strip():
        problems.append(Problem("complaint.no_reason", _("Say why you need the name."), "reason"))
    leads = {RoleKind.SUPERVISOR, RoleKind.HEAD, RoleKind.LEGAL_OFFICER}
    standing = complaint.decisions.standing().values("kept")
    followed = Case.objects.filter(Q(complaint=complaint) | Q(pk__in=standing))
    on_team = followed.of(by).exists()
    if not (
        by.is_superuser
        or on_team
        or complaint.recorded_by_id == by.pk
        or leads & kinds_in(by, complaint.district_id)
    ):
        message = _("The name is for the team of the case and for those who lead it.")
        problems.append(Problem("complaint.sealed", message))
    return problems


def problems_with_lead(case: Case, lead: User, field: str = "lead") -> list[Problem]:
    """The lead is an active inspector of the district."""
    if lead.is_active and lead.scope.may_in("cases.visit", case.district_id):
        return []
    message = _("%(name)s holds no inspector's post in this district.") % {"name": lead.name}
    return [Problem("case.lead_elsewhere", message, field)]


def problems_with_closing(
    facts: Facts, *, code: str, closed_on: date, note: str, by: HasActor
) -> list[Problem]:
    """Everything the closure code demands and the case does not have."""
    case = facts.case
    closure = facts.rules.closures.get(code)
    if closure is None or not closure.is_for(case.kind):
        return [Problem("case.code_unknown", _("Choose the reason for closing."), "code")]
    problems = problems_with_day(
        "closed_on", closed_on, after=facts.last_day, what=_("the last event of the case")
    )
    for demand in closure.demands:
        problems += BLOCK_RULES[demand](facts, by)
    if "note" in closure.demands and not note.strip():
        message = _("This reason needs a note that explains it.")
        problems.append(Problem("case.note", message, "note"))
    return problems
