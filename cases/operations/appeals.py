"""Appeals: filed by the respondent, decided by neither who proposed nor who decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_UP
from typing import Any

from django.utils.translation import gettext as _

from cases.facts import Facts
from cases.fines.rules import Instance
from cases.models import Appeal, Notice, Sanction
from cases.money_states import AppealOutcome, EntryKind, SanctionState
from cases.operations.booking import charge, moved, take_back
from cases.operations.moving import locked
from cases.rules import problems_with_act, problems_with_day
from cases.rules.acts import kinds_in, role_words
from cases.rules.money import problems_with_amount
from cases.sanctioning import levels_of, rules_of
from cases.states import Act
from solar_cms.accounts.models import User
from solar_cms.audit.acts import HasActor, act
from solar_cms.base.models import today
from solar_cms.base.problems import Problem, refuse_if
from solar_cms.base.said import say_money

WON = (AppealOutcome.ANNULLED, AppealOutcome.REMITTED, AppealOutcome.SILENCE)


def file_appeal(
    of: Sanction | Notice,
    *,
    filed_by: str,
    grounds: str,
    by: HasActor,
    on: date | None = None,
    level: str = "",
    bond: int | None = None,
    bond_receipt: str = "",
    is_admitted: bool = True,
    key: str = "",
) -> Appeal:
    """Record an appeal against a sanction or a notice.

    level: an instance of the pack, left out where the step leads to one only; where it demands a bond,
    none is admitted without it (minor units, with its receipt). is_admitted: false keeps it on record
    as not admitted, decided at once.
    """
    day = on or today()
    sanction = of if isinstance(of, Sanction) else None
    notice = of if isinstance(of, Notice) else None
    with act("case.appeal_filed", by=by, on=of.case, number=of.number):
        facts = locked(of.case)
        levels = levels_of(facts, key)
        level = level or (next(iter(levels)) if len(levels) == 1 else "")
        if sanction is not None:
            sanction = Sanction.objects.select_related("respondent").get(pk=sanction.pk)
        since = sanction.decided_on if sanction else notice.issued_on if notice else None
        values = {"filed_by": filed_by.strip(), "grounds": grounds.strip(), "bond": bond}
        problems = problems_with_act(Act.APPEAL, facts, by, values, key=key)
        problems += problems_with_day("on", day, after=since, what=_("the decision"))
        problems += _problems_with_words(values, "filed_by", "grounds")
        problems += _problems_with_object(facts, sanction, notice)
        problems += _problems_with_level(facts, levels, level)
        if is_admitted:
            problems += _problems_with_bond(facts, sanction, level, bond, bond_receipt)
        refuse_if(problems)
        appeal = Appeal(
            case=facts.case,
            district_id=facts.case.district_id,
            sanction=sanction,
            notice=notice,
            level=level,
            filed_on=day,
            filed_by=filed_by.strip(),
            grounds=grounds.strip(),
            bond=bond,
            bond_receipt=bond_receipt.strip(),
            is_admitted=is_admitted,
            proposer=sanction.proposed_by if sanction else None,
            first_decider=sanction.decided_by if sanction else notice.issued_by if notice else None,
        )
        if not is_admitted:
            appeal.outcome, appeal.decided_on = AppealOutcome.UPHELD, day
            appeal.decision = _("Not admitted.")
        appeal.save_new()
        moved(facts, Act.APPEAL, day, by, key, subject=appeal)
    return appeal


def _problems_with_words(values: Mapping[str, Any], *names: str) -> list[Problem]:
    empty = _("This must be filled in.")
    return [Problem("appeal.empty", empty, name) for name in names if not values[name]]


def _problems_with_object(
    facts: Facts, sanction: Sanction | None, notice: Notice | None
) -> list[Problem]:
    problems = []
    if sanction is not None and sanction.state != SanctionState.DECIDED:
        message = _("Only a decided sanction that is not final yet can be appealed against.")
        problems.append(Problem("appeal.not_decided", message))
    mine = [
        a
        for a in facts.open_appeals
        if (sanction and a.sanction_id == sanction.pk) or (notice and a.notice_id == notice.pk)
    ]
    if mine:
        problems.append(Problem("appeal.open", _("An appeal against it is open already.")))
    return problems


def _problems_with_level(facts: Facts, levels: Mapping[str, Instance], level: str) -> list[Problem]:
    if not levels or level in levels:
        return []
    if level in rules_of(facts).instances:
        names = ", ".join(one.name for one in levels.values())
        message = _("By this step the appeal goes to: %(names)s.") % {"names": names}
        return [Problem("appeal.other_level", message, "level")]
    return [Problem("appeal.level", _("Choose who decides on the appeal."), "level")]


def bond_of(facts: Facts, sanction: Sanction | None, level: str) -> int | None:
    """What must be deposited at that level: a percentage of what is owed, rounded up; or nothing."""
    instance = rules_of(facts).instances.get(level)
    if instance is None or instance.bond is None or sanction is None:
        return None
    owed = sum(e.amount for e in facts.entries if e.sanction_id == sanction.pk)
    return int((max(owed, 0) * instance.bond / 100).to_integral_value(ROUND_UP)) or None


def _problems_with_bond(
    facts: Facts, sanction: Sanction | None, level: str, bond: int | None, receipt: str
) -> list[Problem]:
    demanded = bond_of(facts, sanction, level)
    if demanded is None:
        return []
    problems = []
    if bond is None or bond < demanded:
        message = _("At this level an appeal needs a bond of %(amount)s.") % {
            "amount": say_money(demanded)
        }
        problems.append(Problem("appeal.bond", message, "bond"))
    elif not receipt.strip():
        message = _("Give the number of the receipt.")
        problems.append(Problem("appeal.bond_receipt", message, "bond_receipt"))
    return problems


def decide_appeal(
    appeal: Appeal,
    *,
    outcome: str,
    decision: str,
    by: HasActor,
    on: date | None = None,
    amount: int | None = None,
    key: str = "",
) -> Appeal:
    """Decide on an appeal. A changed amount becomes a row of the ledger for the difference; an
    annulled, remitted or by silence won one takes back all that was charged.

    amount: minor units, of the outcome "changed" of a sanction of money.
    """
    day = on or today()
    with act("case.appeal_decided", by=by, on=appeal.case, outcome=outcome):
        facts = locked(appeal.case)
        appeal = Appeal.objects.select_related("sanction__respondent", "notice").get(pk=appeal.pk)
        values = {"decision": decision.strip(), "outcome": outcome, "amount": amount}
        problems = problems_with_act(Act.DECIDE_APPEAL, facts, by, values, key=key)
        problems += problems_with_day("on", day, after=appeal.filed_on, what=_("the appeal"))
        problems += _problems_with_judge(facts, appeal, by)
        if outcome not in AppealOutcome.values:
            problems.append(Problem("appeal.outcome", _("Choose the outcome."), "outcome"))
        if not decision.strip():
            problems.append(
                Problem("appeal.reasons", _("Give the reasons of the decision."), "decision")
            )
        sanction = appeal.sanction
        changes = outcome == AppealOutcome.CHANGED and sanction and sanction.amount is not None
        if changes:
            problems += problems_with_amount(amount)
        refuse_if(problems)
        appeal.outcome, appeal.decided_on, appeal.decision = outcome, day, decision.strip()
        appeal.decided_by = by if isinstance(by, User) else None
        appeal.amount_after = amount if changes else None
        appeal.save(
            update_fields=["outcome", "decided_on", "decision", "decided_by", "amount_after"]
        )
        if sanction is not None:
            _carry_out(facts, appeal, sanction, by)
        said = {"outcome": outcome, "amount": amount}
        moved(facts, Act.DECIDE_APPEAL, day, by, key, said=said, subject=appeal)
    return appeal


def _problems_with_judge(facts: Facts, appeal: Appeal, by: HasActor) -> list[Problem]:
    problems = []
    if not appeal.is_open:
        problems.append(Problem("appeal.decided", _("This appeal was decided already.")))
    if not isinstance(by, User):
        return problems
    if by.pk in {appeal.proposer_id, appeal.first_decider_id}:
        message = _("An appeal is decided by neither who proposed nor who decided.")
        problems.append(Problem("appeal.own_decision", message))
    instance = rules_of(facts).instances.get(appeal.level)
    roles = set(instance.roles) if instance and not by.is_superuser else set()
    if roles and not roles & kinds_in(by, facts.case.district_id):
        message = _("Only for: %(roles)s") % {"roles": role_words(sorted(roles))}
        problems.append(Problem("appeal.other_role", message))
    return problems


def _carry_out(facts: Facts, appeal: Appeal, sanction: Sanction, by: HasActor) -> None:
    day = appeal.decided_on or today()
    if appeal.outcome in WON:
        take_back(facts, sanction, on=day, by=by, note=appeal.get_outcome_display())
    elif appeal.amount_after is not None:
        charged = sum(
            e.amount
            for e in facts.entries
            if e.sanction_id == sanction.pk and e.kind in {EntryKind.FINE, EntryKind.CHANGE}
        )
        difference = appeal.amount_after - charged
        if difference:
            charge(facts, EntryKind.CHANGE, difference, on=day, by=by, sanction=sanction)


__all__ = ["bond_of", "decide_appeal", "file_appeal"]
