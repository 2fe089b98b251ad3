"""May a case be merged into another; may a complaint be decided on, and that be taken back?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cases.facts import Facts
from cases.models import Case, Complaint, ComplaintDecision
from cases.procedure import Rules, Transition
from cases.rules.acts import kinds_in, role_words
from cases.rules.cases import problems_with_closing
from cases.rules.days import problems_with_day
from cases.rules.steps import problems_with_said
from cases.states import Act
from solar_cms.accounts.models import User
from solar_cms.audit.acts import HasActor
from solar_cms.base.problems import Problem


def problems_with_merging(
    facts: Facts, kept: Case, transition: Transition, *, on: date, note: str, by: HasActor
) -> list[Problem]:
    """The kept case is another one and open. Another workplace is a warning: names differ."""
    case = facts.case
    found = problems_with_closing(facts, code=transition.closure, closed_on=on, note=note, by=by)
    problems = [replace(p, field="on") if p.field == "closed_on" else p for p in found]
    if kept.pk == case.pk:
        return [
            *problems,
            Problem("merge.itself", _("A case is merged into another one."), "other"),
        ]
    problems += _kept(kept, on, "other")
    if kept.workplace_id != case.workplace_id:
        message = _("%(number)s is about another workplace.") % {"number": kept.number}
        problems.append(Problem("merge.other_workplace", message, "other", "warning"))
    return problems


def _kept(kept: Case, on: date, field: str) -> list[Problem]:
    problems = problems_with_day(
        "on", on, after=kept.opened_on, what=_("the opening of the case that is kept")
    )
    if not kept.is_open:
        message = _("%(number)s is closed: a matter is merged into an open case.") % {
            "number": kept.number
        }
        problems.append(Problem("merge.closed", message, field))
    return problems


def problems_with_deciding(
    complaint: Complaint,
    rules: Rules,
    step: Transition | None,
    *,
    on: date,
    said: Mapping[str, Any],
    note: str,
    kept: Case | None,
    by: HasActor,
) -> list[Problem]:
    """Everything that keeps a complaint from being decided so."""
    problems = problems_with_triage(complaint, step, by)
    if step is None:
        return problems
    problems += problems_with_day("on", on, after=complaint.received_on, what=_("the complaint"))
    problems += problems_with_said(step, said)
    closure = rules.closures.get(step.closure)
    if not note.strip() and closure is not None and "note" in closure.demands:
        message = _("This reason needs a note that explains it.")
        problems.append(Problem("case.note", message, "note"))
    if step.act == Act.MERGE and kept is None:
        message = _("Say which case goes on with the matter.")
        problems.append(Problem("merge.no_case", message, "kept"))
    elif kept is not None:
        problems += _kept(kept, on, "kept")
    return problems


def problems_with_triage(
    complaint: Complaint, step: Transition | None, by: HasActor
) -> list[Problem]:
    """What stands in the way whatever is written: its state, and who asks."""
    problems = []
    if step is None:
        message = _("The procedure does not offer this for complaints.")
        problems.append(Problem("complaint.no_step", message))
    elif isinstance(by, User) and not by.is_superuser:
        allowed = set(step.roles) & kinds_in(by, complaint.district_id)
        if not allowed or not by.scope.may_in("complaints.triage", complaint.district_id):
            message = _("Only for: %(roles)s") % {"roles": role_words(step.roles)}
            problems.append(Problem("case.other_role", message))
    if Case.objects.filter(complaint=complaint).exists():
        message = _("A case was opened from this complaint already.")
        problems.append(Problem("case.complaint_used", message))
    if complaint.decisions.standing().exists():
        message = _("This complaint was decided on already: take that back first.")
        problems.append(Problem("complaint.decided", message))
    return problems


def problems_with_reconsidering(
    complaint: Complaint,
    standing: ComplaintDecision | None,
    *,
    on: date,
    reason: str,
    by: HasActor,
) -> list[Problem]:
    """A standing decision is taken back with a reason, by who may decide; that of a merged case goes
    with the case when it is reopened."""
    problems = []
    if not reason.strip():
        problems.append(Problem("complaint.no_undo_reason", _("Say why."), "reason"))
    if isinstance(by, User) and not (
        by.is_superuser or by.scope.may_in("complaints.triage", complaint.district_id)
    ):
        message = _("Only those who may decide on complaints here take a decision back.")
        problems.append(Problem("case.other_role", message))
    if standing is None:
        message = _("Nothing is decided on this complaint.")
        return [*problems, Problem("complaint.not_decided", message)]
    if Case.objects.filter(complaint=complaint).exists():
        message = _("Its own case was merged: reopen that case.")
        problems.append(Problem("complaint.follows_case", message))
    return problems + problems_with_day("on", on, after=standing.decided_on, what=_("the decision"))
