"""Inside the acts of sanctions, appeals and money: rows of the ledger, the step, its paper."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from cases.facts import Facts
from cases.models import Appeal, LedgerEntry, Notice, Sanction, Step
from cases.money_states import Beneficiary, EntryKind, SanctionState
from cases.operations.moving import move
from cases.operations.notices import write_notice
from cases.rules.money import standing
from solar_cms.accounts.models import User
from solar_cms.audit.acts import HasActor


def take_back(facts: Facts, sanction: Sanction, *, on: date, by: HasActor, note: str = "") -> None:
    """The sanction is annulled and its charges are set to nothing by a row; payments stay, as a
    credit."""
    charges = {EntryKind.FINE, EntryKind.CHANGE, EntryKind.REDUCTION}
    charged = sum(e.amount for e in standing(facts.entries, sanction) if e.kind in charges)
    if charged:
        charge(facts, EntryKind.CHANGE, -charged, on=on, by=by, sanction=sanction, note=note)
    sanction.state, sanction.annulled_on = SanctionState.ANNULLED, on
    sanction.save(update_fields=["state", "annulled_on"])


def charge(
    facts: Facts,
    kind: str,
    amount: int,
    *,
    on: date,
    by: HasActor,
    sanction: Sanction | None = None,
    beneficiary: str = Beneficiary.TREASURY,
    **fields: str,
) -> LedgerEntry:
    """A row of the ledger: positive adds to what is owed, negative takes from it."""
    entry = LedgerEntry(
        case=facts.case,
        district_id=facts.case.district_id,
        sanction=sanction,
        respondent=sanction.respondent if sanction else None,
        kind=kind,
        beneficiary=beneficiary,
        amount=amount,
        on=on,
        recorded_by=by if isinstance(by, User) else None,
        **{name: value.strip() for name, value in fields.items()},
    )
    return entry.save_new()  # type: ignore[no-any-return]


def moved(
    facts: Facts,
    verb: str,
    day: date,
    by: HasActor,
    key: str,
    *,
    said: Mapping[str, object] | None = None,
    note: str = "",
    about: Sanction | Appeal | None = None,
) -> None:
    """The step is written down, and its paper where the procedure wants one; the clocks about the
    sanction or appeal hear of it."""
    transition = facts.way(verb, key)
    kept = {name: value for name, value in (said or {}).items() if value is not None}

    def paper(step: Step) -> Notice:
        kind = transition.notice if transition else ""
        return write_notice(
            Facts(facts.case), kind, on=day, by=by, step=step, transition=transition
        )

    writes = paper if transition is not None and transition.notice else None
    move(facts, verb, on=day, by=by, key=key, said=kept, note=note, subject=about, writes=writes)
