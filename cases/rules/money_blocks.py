"""The rules about sanctions, appeals and money that a pack may name (see blocks.py)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from cases.facts import Facts
from cases.money_states import Beneficiary
from cases.rules.blocks import rule
from solar_cms.accounts.models import User
from solar_cms.audit.acts import HasActor
from solar_cms.base.said import say_money

NOT_WAGES = (Beneficiary.TREASURY, Beneficiary.FUND)


@rule("sanction_proposed")
def _sanction_proposed(facts: Facts, by: HasActor) -> str:
    return "" if facts.proposed else _("No proposed sanction waits for a decision.")


@rule("no_sanction_waiting")
def _no_sanction_waiting(facts: Facts, by: HasActor) -> str:
    if not facts.proposed:
        return ""
    numbers = ", ".join(s.number for s in facts.proposed)
    return _("Still to be decided: %(numbers)s.") % {"numbers": numbers}


@rule("sanction_decided")
def _sanction_decided(facts: Facts, by: HasActor) -> str:
    return "" if any(s.stands for s in facts.sanctions) else _("No sanction has been decided.")


@rule("sanction_final")
def _sanction_final(facts: Facts, by: HasActor) -> str:
    """Every sanction that stands is final, and there is one."""
    standing = [s for s in facts.sanctions if s.stands]
    if not standing:
        return _("No sanction has been decided.")
    waiting = [s.number for s in standing if s.final_on is None]
    return _("Not final yet: %(numbers)s.") % {"numbers": ", ".join(waiting)} if waiting else ""


@rule("not_proposer")
def _not_proposer(facts: Facts, by: HasActor) -> str:
    """For steps that several may take: not whoever proposed all that waits."""
    if not isinstance(by, User) or not facts.proposed:
        return ""
    if all(s.proposed_by_id == by.pk for s in facts.proposed):
        return _("You proposed this sanction: somebody else decides.")
    return ""


@rule("not_investigator")
def _not_investigator(facts: Facts, by: HasActor) -> str:
    """Nobody who ever was on the team decides what the team found."""
    if isinstance(by, User) and any(one.user_id == by.pk for one in facts.assignments):
        return _("You investigated this case: somebody else decides.")
    return ""


@rule("appeal_open")
def _appeal_open(facts: Facts, by: HasActor) -> str:
    return "" if facts.open_appeals else _("No appeal waits for a decision.")


@rule("no_open_appeal")
def _no_open_appeal(facts: Facts, by: HasActor) -> str:
    return _("An appeal waits for its decision.") if facts.open_appeals else ""


@rule("balance_due")
def _balance_due(facts: Facts, by: HasActor) -> str:
    return "" if facts.owed(*NOT_WAGES) > 0 else _("Nothing is owed to the State or a fund.")


@rule("paid_in_full")
def _paid_in_full(facts: Facts, by: HasActor) -> str:
    left = facts.owed(*NOT_WAGES)
    return _("Still owed: %(amount)s.") % {"amount": say_money(left)} if left > 0 else ""


@rule("wages_due")
def _wages_due(facts: Facts, by: HasActor) -> str:
    return "" if facts.owed(Beneficiary.WORKER) > 0 else _("No wages are owed to workers.")


@rule("wages_received")
def _wages_received(facts: Facts, by: HasActor) -> str:
    """Each worker has received what was ordered for them: one's credit pays nobody else."""
    sums: dict[str, int] = {}
    for entry in facts.entries:
        if entry.beneficiary == Beneficiary.WORKER:
            sums[entry.worker] = sums.get(entry.worker, 0) + entry.amount
    waiting = [name for name, left in sums.items() if left > 0]
    if not waiting:
        return ""
    return _("Wages still owed to: %(names)s.") % {"names": ", ".join(sorted(waiting))}
