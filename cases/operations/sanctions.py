"""Sanctions: proposed by one person, decided by another, taken back or become final."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from cases.facts import Facts
from cases.fines import Calculation
from cases.fines.rules import SanctionKind
from cases.models import Case, Finding, Respondent, Sanction
from cases.money_states import EntryKind, SanctionState
from cases.operations.booking import charge, moved, take_back
from cases.operations.moving import locked
from cases.rules import problems_with_act, problems_with_day
from cases.rules.money import (
    problems_with_amount,
    problems_with_decider,
    problems_with_hearing,
)
from cases.sanctioning import Answers, calculation, kinds_of, rules_of
from cases.states import Act, FindingState
from solar_cms.accounts.models import User
from solar_cms.audit.acts import HasActor, act
from solar_cms.base.models import SourceStatus, today
from solar_cms.base.problems import Problem, refuse_if
from solar_cms.base.said import say_money
from solar_cms.work.numbers import next_number

# What no officer can mend: the law's amount is not known. They may write the amount themselves.
NOT_KNOWN = frozenset({"fines.no_rule", "fines.unsure", "fines.no_unit_value", "fines.two_rules"})


def respondent_of(case: Case, *, by: HasActor, is_organisation: bool | None = None) -> Respondent:
    """The employer of the case (without one, its workplace) as respondent; made when first asked
    for. Inside an act."""
    found = case.respondents.order_by("id").first()
    if found is None:
        employer = case.employer
        found = Respondent(
            case=case, employer=employer, workplace=None if employer else case.workplace
        )
        found.save_new()
    if is_organisation is not None and found.is_organisation != is_organisation:
        found.is_organisation = is_organisation
        found.save(update_fields=["is_organisation"])
    return found


def add_respondent(case: Case, *, named: str, by: HasActor, liability: str) -> Respondent:
    """Somebody else who answers for the breaches: a contractor, a principal, a manager by name."""
    with act("case.respondent_added", by=by, on=case):
        facts = locked(case)
        first, name = respondent_of(facts.case, by=by), " ".join(named.split())
        problems = problems_with_hearing(facts)
        if not name:
            problems.append(Problem("respondent.unnamed", _("Say who the respondent is."), "named"))
        if any(name.casefold() == one.name.casefold() for one in (first, *facts.respondents)):
            message = _("%(name)s is a respondent of this case already.") % {"name": name}
            problems.append(Problem("respondent.twice", message, "named"))
        refuse_if(problems)
        return Respondent(case=facts.case, named=name, liability=liability).save_new()  # type: ignore[no-any-return]


def propose_sanction(
    case: Case,
    *,
    kind: str,
    findings: Sequence[Finding],
    reasons: str,
    by: User,
    on: date | None = None,
    answers: Answers | None = None,
    amount: int | None = None,
    basis: str = "",
    days: int | None = None,
    respondent: Respondent | None = None,
    key: str = "",
) -> Sanction:
    """Propose a sanction for confirmed findings; a fine is computed by the rules of the case.

    answers: what the calculator asks. amount: minor units; by hand only where no rule gives an amount
    or the rule is not confirmed, with `basis`, the law it rests on. days: of a measure that is no
    money. Refused with everything that the sum lacks.
    """
    day = on or today()
    answers = answers or Answers()
    with act("case.sanction_proposed", by=by, on=case) as recording:
        facts = locked(case)
        case = facts.case
        values = {"reasons": reasons.strip(), "amount": amount, "basis": basis.strip()}
        problems = problems_with_act(Act.PROPOSE, facts, by, values, key=key)
        problems += problems_with_day("on", day, after=_confirmed(findings), what=_("the finding"))
        known = kinds_of(rules_of(facts)).get(kind)
        refuse_if([*problems, *_problems_with_findings(facts, findings, known, reasons)])
        assert known is not None  # noqa: S101 refused above
        money: dict[str, Any] = {"proposed_days": days}
        if known.is_money:
            computed = calculation(facts, findings, answers, day)
            notes = refuse_if(_problems_with_sum(computed, amount, basis))
            recording.note(warnings=[str(note.message) for note in notes])
            money = _of_money(computed, amount, basis)
        else:
            refuse_if(_problems_with_days(known, days))
        whom = respondent or respondent_of(case, by=by, is_organisation=answers.is_organisation)
        number = next_number(known.prefix or "SA", office_code=case.office.code, year=day.year)
        sanction = Sanction(
            case=case, district_id=case.district_id, respondent=whom, kind=kind, number=number,
            proposed_on=day, proposed_by=by, reasons=reasons.strip(), **money,
        )  # fmt: skip
        sanction.save_new()
        sanction.findings.set(findings)
        recording.note(number=sanction.number)
        said = {"amount": sanction.proposed_amount}
        moved(facts, Act.PROPOSE, day, by, key, said=said, subject=sanction)
    return sanction


def _of_money(computed: Calculation, amount: int | None, basis: str) -> dict[str, Any]:
    """The fields of a fine: as computed with its lines, or as written by hand with its law."""
    kept = [line.frozen() for line in computed.lines] if computed.total is not None else []
    if computed.total is None or amount not in {None, computed.total}:
        return {"proposed_amount": amount, "lines": kept, "basis": basis.strip()}
    return {
        "proposed_amount": computed.total,
        "lines": kept,
        "largest_item": computed.largest,
    }


def _confirmed(findings: Sequence[Finding]) -> date | None:
    return max((f.confirmed_on for f in findings if f.confirmed_on), default=None)


def _problems_with_findings(
    facts: Facts, findings: Sequence[Finding], kind: SanctionKind | None, reasons: str
) -> list[Problem]:
    problems = []
    if kind is None:
        problems.append(Problem("sanction.kind", _("Choose a kind of sanction."), "kind"))
    if not reasons.strip():
        message = _("Give the reasons of the sanction.")
        problems.append(Problem("sanction.reasons", message, "reasons"))
    if not findings:
        message = _("Choose what is sanctioned.")
        problems.append(Problem("sanction.no_findings", message, "findings"))
    for finding in findings:
        if finding.case_id != facts.case.pk or finding.state != FindingState.CONFIRMED:
            message = _("%(mark)s is not confirmed.") % {"mark": finding.mark}
            problems.append(Problem("sanction.unconfirmed", message, "findings"))
    return problems


def _problems_with_sum(computed: Calculation, amount: int | None, basis: str) -> list[Problem]:
    """A confirmed sum stands; an unconfirmed one may be departed from, an unknown one is written by
    hand: both with the law it rests on."""
    if computed.total is not None and amount in {None, computed.total}:
        return []
    mendable = [p for p in computed.cannot if p.code not in NOT_KNOWN]
    if mendable:
        return mendable
    if computed.total is not None:
        sure = all(line.status == SourceStatus.CONFIRMED for line in computed.lines)
        message = _("The rules give %(total)s.") % {"total": say_money(computed.total)}
        problems = [
            Problem("sanction.other_sum", message, "amount", "error" if sure else "warning")
        ]
    else:
        problems = [Problem(p.code, p.message, "amount", "warning") for p in computed.cannot]
    problems += problems_with_amount(amount)
    if not basis.strip():
        message = _("Write which law the amount rests on: no confirmed rule gives it.")
        problems.append(Problem("sanction.basis", message, "basis"))
    return problems


def _problems_with_days(kind: SanctionKind, days: int | None) -> list[Problem]:
    if kind.max_days is not None and (days is None or not 1 <= days <= kind.max_days):
        message = _("Give its length: 1 to %(most)s days.") % {"most": kind.max_days}
        return [Problem("sanction.days", message, "days")]
    return []


def decide_sanction(
    sanction: Sanction,
    *,
    imposes: bool,
    decision: str,
    by: User,
    on: date | None = None,
    amount: int | None = None,
    days: int | None = None,
    key: str = "",
) -> Sanction:
    """Decide on a proposal: by somebody else, who may decide on so much.

    imposes: false where no sanction is imposed. amount: minor units, as proposed when left out; a
    fine becomes a row of the ledger.
    """
    day = on or today()
    with act("case.sanction_decided", by=by, on=sanction.case, number=sanction.number):
        facts = locked(sanction.case)
        sanction = _fresh(sanction)
        kind = kinds_of(rules_of(facts)).get(sanction.kind)
        is_money = kind.is_money if kind else sanction.proposed_amount is not None
        decided = sanction.proposed_amount if amount is None else amount
        problems = problems_with_act(
            Act.DECIDE, facts, by, {"decision": decision.strip(), "amount": decided}, key=key
        )
        problems += problems_with_day("on", day, after=sanction.proposed_on, what=_("the proposal"))
        problems += _not_twice(sanction, by)
        if not decision.strip() and (not imposes or decided != sanction.proposed_amount):
            message = _("Give the reasons for deciding otherwise than proposed.")
            problems.append(Problem("sanction.reasons", message, "decision"))
        if imposes and is_money:
            problems += problems_with_amount(decided)
            problems += _problems_with_power(facts, sanction, decided or 0, key, by)
        elif imposes and kind:
            problems += _problems_with_days(kind, sanction.proposed_days if days is None else days)
        refuse_if(problems)
        sanction.decided_on, sanction.decided_by, sanction.decision = day, by, decision.strip()
        if imposes:
            sanction.state = SanctionState.DECIDED
            sanction.amount = decided if is_money else None
            sanction.days = None if is_money else sanction.proposed_days if days is None else days
        else:
            sanction.state, sanction.annulled_on = SanctionState.ANNULLED, day
        sanction.save(
            update_fields=[
                "decided_on", "decided_by", "decision", "state", "amount", "days", "annulled_on",
            ]
        )  # fmt: skip
        if imposes and is_money and decided:
            charge(facts, EntryKind.FINE, decided, on=day, by=by, sanction=sanction)
        said = {"amount": sanction.amount}
        moved(facts, Act.DECIDE, day, by, key, said=said, subject=sanction)
    return sanction


def _not_twice(sanction: Sanction, by: HasActor) -> list[Problem]:
    problems = []
    if sanction.state != SanctionState.PROPOSED:
        message = _("%(number)s was decided already.") % {"number": sanction.number}
        problems.append(Problem("sanction.decided", message))
    if isinstance(by, User) and sanction.proposed_by_id == by.pk:
        message = _("You proposed this sanction: somebody else decides.")
        problems.append(Problem("sanction.own_proposal", message))
    return problems


def _problems_with_power(
    facts: Facts, sanction: Sanction, amount: int, key: str, by: HasActor
) -> list[Problem]:
    largest = sanction.largest_item
    if not largest or amount != sanction.proposed_amount:
        largest = amount
    return problems_with_decider(
        rules_of(facts),
        (key or Act.DECIDE, Act.DECIDE),
        facts,
        by,
        amount=amount,
        largest=largest,
        is_organisation=bool(sanction.respondent.is_organisation),
    )


def finalise_sanction(
    sanction: Sanction, *, by: HasActor, on: date | None = None, note: str = "", key: str = ""
) -> Sanction:
    """Declare that nothing can be filed against the sanction any more."""
    day = on or today()
    with act("case.sanction_final", by=by, on=sanction.case, number=sanction.number):
        facts = locked(sanction.case)
        sanction = _fresh(sanction)
        problems = problems_with_act(Act.FINALISE, facts, by, {"note": note.strip()}, key=key)
        problems += problems_with_day(
            "on", day, after=_last_word(facts, sanction), what=_("the decision")
        )
        if sanction.state != SanctionState.DECIDED:
            message = _("Only a decided sanction becomes final.")
            problems.append(Problem("sanction.not_decided", message))
        if any(a.is_open and a.sanction_id == sanction.pk for a in facts.appeals):
            problems.append(Problem("case.no_open_appeal", _("An appeal waits for its decision.")))
        refuse_if(problems)
        sanction.state, sanction.final_on = SanctionState.FINAL, day
        sanction.save(update_fields=["state", "final_on"])
        moved(facts, Act.FINALISE, day, by, key, note=note, subject=sanction)
    return sanction


def _last_word(facts: Facts, sanction: Sanction) -> date | None:
    days = [a.decided_on for a in facts.appeals if a.sanction_id == sanction.pk and a.decided_on]
    return max([*days, *([sanction.decided_on] if sanction.decided_on else [])], default=None)


def annul_sanction(
    sanction: Sanction, *, reason: str, by: HasActor, on: date | None = None, key: str = ""
) -> Sanction:
    """Take a sanction back, with the reason; what it charged is taken back too."""
    day = on or today()
    with act("case.sanction_annulled", by=by, on=sanction.case, number=sanction.number):
        facts = locked(sanction.case)
        sanction = _fresh(sanction)
        problems = problems_with_act(Act.ANNUL, facts, by, {"reason": reason.strip()}, key=key)
        problems += problems_with_day("on", day, after=sanction.proposed_on, what=_("the proposal"))
        if not reason.strip():
            problems.append(Problem("sanction.reasons", _("Say why."), "reason"))
        if sanction.state == SanctionState.ANNULLED:
            problems.append(Problem("sanction.annulled", _("It is taken back already.")))
        refuse_if(problems)
        take_back(facts, sanction, on=day, by=by, note=reason)
        moved(facts, Act.ANNUL, day, by, key, note=reason, subject=sanction)
    return sanction


def _fresh(sanction: Sanction) -> Sanction:
    return Sanction.objects.select_related("respondent", "case").get(pk=sanction.pk)
