"""Order, team, visit and closure of a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cases.facts import Facts
from cases.inbox import pass_reminders, refresh_inbox
from cases.letters import order_letter
from cases.models import Assignment, Case, Order, Visit
from cases.operations.evidence import file_evidence
from cases.operations.findings import draft_findings
from cases.operations.moving import close_row, locked, move
from cases.operations.steps import plain
from cases.rules import (
    problems_with_act,
    problems_with_closing,
    problems_with_day,
    problems_with_lead,
)
from cases.rules.clocks import problems_with_set_lengths
from cases.rules.steps import problems_with_said
from cases.states import Act, TeamRole, VisitOutcome
from solar_cms.accounts.models import User
from solar_cms.audit.acts import HasActor, act
from solar_cms.base.models import today
from solar_cms.base.problems import Problem, Refused, refuse_if
from solar_cms.documents.models import Attachment
from solar_cms.questionnaires.models import FormVersion
from solar_cms.questionnaires.operations import record_response
from solar_cms.questionnaires.rules import Answers, examined
from solar_cms.work.numbers import next_number


def order_inspection(
    case: Case,
    *,
    matters: str,
    by: User,
    ordered_on: date | None = None,
    is_announced: bool = False,
    said: Mapping[str, Any] | None = None,
    key: str = "",
) -> Order:
    """Sign the numbered order; its letter is made after the commit. said: what the step's own fields
    say (see record_step)."""
    day = ordered_on or today()
    filled = {name: value for name, value in (said or {}).items() if value not in (None, "")}
    with act("case.ordered", by=by, on=case) as recording:
        facts = locked(case)
        case = facts.case
        values = {**filled, "matters": matters.strip()}
        problems = problems_with_act(Act.ORDER, facts, by, values, key=key)
        problems += problems_with_day(
            "ordered_on", day, after=case.opened_on, what=_("the opening of the case")
        )
        transition = facts.way(Act.ORDER, key)
        if transition is not None:
            problems += problems_with_said(transition, filled)
            problems += problems_with_set_lengths(facts, transition, filled)
        refuse_if(problems)
        kind = facts.rules.notices["inspection_order"]
        order = Order(
            case=case,
            ordered_on=day,
            signed_by=by,
            is_announced=is_announced,
            matters=matters.strip(),
            number=next_number(kind.prefix, office_code=case.office.code, year=day.year),
        )
        order.letter = order_letter(facts, order, kind, transition, filled, by=by)
        order.save_new()
        move(facts, Act.ORDER, on=day, by=by, key=key, said=plain(filled))
        recording.note(number=order.number)
    return order


def assign_case(
    case: Case,
    *,
    lead: User,
    by: HasActor,
    members: Sequence[User] = (),
    assigned_on: date | None = None,
    key: str = "",
) -> Assignment:
    """Give the case a lead inspector and, if wanted, further members of the team."""
    day = assigned_on or today()
    with act("case.assigned", by=by, on=case) as recording:
        facts = locked(case)
        problems = problems_with_act(Act.ASSIGN, facts, by, key=key)
        problems += problems_with_lead(facts.case, lead)
        problems += problems_with_day(
            "assigned_on", day, after=facts.case.opened_on, what=_("the opening of the case")
        )
        for member in members:
            problems += problems_with_lead(facts.case, member, "members")
        refuse_if(problems)
        first = Assignment(case=facts.case, user=lead, role=TeamRole.LEAD, assigned_on=day)
        first.save_new()
        for member in members:
            if member.pk != lead.pk:
                Assignment(
                    case=facts.case, user=member, role=TeamRole.MEMBER, assigned_on=day
                ).save_new()
        move(facts, Act.ASSIGN, on=day, by=by, key=key)
        recording.note(lead=lead.username)
    return first


def reassign_case(
    case: Case, *, lead: User, reason: str, by: HasActor, on: date | None = None, key: str = ""
) -> Assignment:
    """Give the lead to another inspector, with the reason; the old lead leaves the team."""
    day = on or today()
    with act("case.reassigned", by=by, on=case, reason=reason.strip()) as recording:
        facts = locked(case)
        problems = problems_with_act(Act.REASSIGN, facts, by, {"reason": reason.strip()}, key=key)
        problems += problems_with_lead(facts.case, lead)
        old = facts.lead
        if old is not None:
            problems += problems_with_day(
                "on", day, after=old.assigned_on, what=_("the earlier assignment")
            )
            if old.user_id == lead.pk:
                message = _("%(name)s is the lead already.") % {"name": lead.name}
                problems.append(Problem("case.same_lead", message, "lead"))
        refuse_if(problems)
        for leaving in facts.team:
            if leaving.role == TeamRole.LEAD or leaving.user_id == lead.pk:
                leaving.ended_on = max(day, leaving.assigned_on)
                leaving.reason = reason.strip()[:300]
                leaving.save(update_fields=["ended_on", "reason"])
        new = Assignment(case=facts.case, user=lead, role=TeamRole.LEAD, assigned_on=day)
        new.save_new()
        if old is not None:
            pass_reminders(facts.case, from_user=old.user, to_user=lead)
        move(facts, Act.REASSIGN, on=day, by=by, key=key)
        recording.note(lead=lead.username)
    return new


def reassign_cases(
    cases: Sequence[Case], *, lead: User, reason: str, by: HasActor, on: date | None = None
) -> list[Assignment]:
    """Give the lead of many cases to another inspector, all or none. Refused with every problem,
    each named by the case it is of."""
    problems: list[Problem] = []
    made: list[Assignment] = []
    with act("cases.reassigned", by=by, count=len(cases)) as recording:
        for case in cases:
            try:
                made.append(reassign_case(case, lead=lead, reason=reason, by=by, on=on))
            except Refused as refused:
                problems += [
                    Problem(p.code, f"{case.number}: {p.message}", p.field, p.severity)
                    for p in refused.problems
                ]
        refuse_if(problems)
        recording.note(lead=lead.username)
    return made


def record_visit(
    case: Case,
    *,
    visited_on: date,
    outcome: str,
    by: HasActor,
    checklist: FormVersion | None = None,
    answers: Answers | None = None,
    files: Mapping[str, Sequence[Attachment]] | None = None,
    women_interviewed: int = 0,
    men_interviewed: int = 0,
    papers_seen: str = "",
    remarks: str = "",
    key: str = "",
) -> Visit:
    """Record a visit, today's or an earlier one, but none before the order.

    answers: question key → (value, note) of `checklist`; each "no" drafts a finding under the
    question's violation. files: answer's key → its photos and papers, for the finding that the answer
    drafts, else the visit. A visit that could not be made does not move the case.
    """
    done = outcome == VisitOutcome.DONE
    with act("case.visited", by=by, on=case, outcome=outcome) as recording:
        facts = locked(case)
        case = facts.case
        problems = problems_with_act(Act.VISIT, facts, by, key=key)
        after = facts.order.ordered_on if facts.order else case.opened_on
        problems += problems_with_day("visited_on", visited_on, after=after, what=_("the order"))
        if not done and not remarks.strip():
            message = _("Say what happened when the visit could not be made.")
            problems.append(Problem("visit.unexplained", message, "remarks"))
        refuse_if(problems)
        response = None
        if done and checklist is not None and answers is not None:
            response = record_response(
                checklist, answers, answered_on=visited_on, by=by, district=case.district
            )
        visit = Visit(
            case=case,
            district_id=case.district_id,
            visited_on=visited_on,
            outcome=outcome,
            women_interviewed=women_interviewed if done else 0,
            men_interviewed=men_interviewed if done else 0,
            papers_seen=papers_seen.strip(),
            remarks=remarks.strip(),
            response=response,
            recorded_by=by if isinstance(by, User) else None,
        )
        visit.save_new()
        if response is not None and checklist is not None and answers is not None:
            kept = examined(checklist, answers, today=visited_on).kept
            drafted = draft_findings(facts, visit, checklist, kept)
            file_evidence(visit, checklist, kept, files or {}, by=by)
            recording.note(drafted=[finding.mark for finding in drafted])
        if done:
            move(facts, Act.VISIT, on=visited_on, by=by, key=key)
        else:
            refresh_inbox(Facts(case))
    return visit


def close_case(
    case: Case,
    *,
    code: str,
    by: HasActor,
    closed_on: date | None = None,
    note: str = "",
    key: str = "",
) -> Case:
    """Close the case by a code of its procedure. Refused with all that the code demands and the
    case does not have."""
    day = closed_on or today()
    with act("case.closed", by=by, on=case, code=code):
        facts = locked(case)
        refuse_if(
            [
                *problems_with_act(Act.CLOSE, facts, by, {"code": code}, key=key),
                *problems_with_closing(facts, code=code, closed_on=day, note=note, by=by),
            ]
        )
        case = facts.case
        close_row(case, code=code, on=day, by=by, note=note)
        move(facts, Act.CLOSE, on=day, by=by, key=key, note=note)
    return case
