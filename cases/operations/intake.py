"""Complaints and the opening of cases."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from cases import procedure
from cases.clocks.running import OPENING, on_step
from cases.facts import Facts
from cases.inbox import refresh_inbox
from cases.models import Case, Complainant, Complaint, Step
from cases.operations.moving import office_of
from cases.rules import problems_with_complaint, problems_with_opening, problems_with_revealing
from solar_cms.accounts.models import User
from solar_cms.audit.acts import HasActor, act
from solar_cms.base.models import today
from solar_cms.base.problems import refuse_if
from solar_cms.law import packs
from solar_cms.places.models import District, Village
from solar_cms.registry.models import Workplace
from solar_cms.work.numbers import next_number


def record_complaint(
    *,
    district: District,
    received_on: date,
    channel: str,
    facts: str,
    by: HasActor,
    workplace: Workplace | None = None,
    workplace_said: str = "",
    village: Village | None = None,
    complainant: Mapping[str, Any] | None = None,
) -> Complaint:
    """Record what somebody reported.

    complainant: {"name", "phone", "address", "may_be_contacted"}, sealed at once; None or without a
    name: the complaint is anonymous.
    """
    refuse_if(
        problems_with_complaint(
            received_on=received_on,
            workplace=workplace,
            workplace_said=workplace_said,
            facts=facts,
            district=district.pk,
        )
    )
    with act("complaint.recorded", by=by) as recording:
        office = office_of(district, received_on)
        complaint = Complaint(
            received_on=received_on,
            channel=channel,
            district=district,
            village=village,
            workplace=workplace,
            workplace_said=workplace_said.strip(),
            facts=facts.strip(),
            office=office,
            recorded_by=by if isinstance(by, User) else None,
            number=next_number("CP", office_code=office.code, year=received_on.year),
        )
        complaint.save_new()
        recording.on(complaint)
        if complainant and str(complainant.get("name") or "").strip():
            Complainant(
                complaint=complaint,
                name=str(complainant["name"]).strip(),
                phone=complainant.get("phone") or "",
                address=complainant.get("address") or "",
                may_be_contacted=bool(complainant.get("may_be_contacted", True)),
            ).save_new()
    return complaint


def reveal_complainant(complaint: Complaint, *, reason: str, by: User) -> Complainant | None:
    """Read the sealed name. The act keeps who read it and why; None when anonymous."""
    refuse_if(problems_with_revealing(complaint, reason, by))
    case = Case.objects.filter(complaint=complaint).first()
    with act(
        "complaint.revealed", by=by, on=case or complaint, reading=True, reason=reason.strip()
    ):
        return Complainant.objects.filter(complaint=complaint).first()


def open_case(
    *,
    workplace: Workplace,
    kind: str,
    source: str,
    by: HasActor,
    opened_on: date | None = None,
    summary: str = "",
    complaint: Complaint | None = None,
    is_back_entered: bool = False,
    paper_number: str = "",
) -> Case:
    """Open a case at a workplace, under the current version of the pack.

    kind and source are keys of its procedure. is_back_entered: a paper case with its original
    dates; no clock, reminder or task fires; paper_number: the number it has there. An open case at the same place is noted as a warning.
    """
    opened_on = opened_on or today()
    rules = procedure.current()
    warnings = refuse_if(
        problems_with_opening(
            rules,
            workplace=workplace,
            kind=kind,
            source=source,
            opened_on=opened_on,
            complaint=complaint,
        )
    )
    with act("case.opened", by=by, kind=kind, source=source) as recording:
        office = office_of(workplace.district, opened_on)
        case = Case(
            kind=kind,
            source=source,
            stage=rules.first_stage,
            pack_version=packs.current(),
            workplace=workplace,
            employer=workplace.employer,
            district=workplace.district,
            office=office,
            complaint=complaint,
            summary=(summary or (complaint.facts if complaint else "")).strip(),
            opened_on=opened_on,
            opened_by=by if isinstance(by, User) else None,
            is_back_entered=is_back_entered,
            paper_number=paper_number.strip() if is_back_entered else "",
            number=next_number("LI", office_code=office.code, year=opened_on.year),
        )
        case.save_new()
        step = Step(case=case, key=OPENING, stage=case.stage, reached_on=opened_on)
        step.recorded_by = case.opened_by
        facts = Facts(case)
        on_step(facts, None, step.save_new())
        refresh_inbox(facts)
        recording.on(case)
        recording.note(number=case.number, warnings=[w.as_dict() for w in warnings])
    return case
