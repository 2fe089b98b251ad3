"""What pages show of sanctions, appeals and money."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.facts import Facts
from cases.fines import Line, thawed
from cases.models import Appeal, Instalment, LedgerEntry, Sanction
from cases.money_states import AppealOutcome, Beneficiary, EntryKind, SanctionState
from cases.rules.money import standing
from cases.sanctioning import kinds_of, rules_of
from cases.states import Act
from solar_cms.accounts.models import User
from solar_cms.base.face import Act as Button
from solar_cms.base.face import Tag
from solar_cms.base.models import today

STATES = {
    SanctionState.PROPOSED: "waiting",
    SanctionState.DECIDED: "under_way",
    SanctionState.FINAL: "done",
    SanctionState.ANNULLED: "closed",
}


@dataclass(frozen=True)
class SanctionRow:
    sanction: Sanction
    kind: str
    tag: Tag
    amount: int | None
    owed: int | None
    url: str


@dataclass(frozen=True)
class AppealRow:
    appeal: Appeal
    level: str
    tag: Tag
    url: str


@dataclass(frozen=True)
class LedgerRow:
    entry: LedgerEntry
    words: str
    balance: int
    reverse_url: str


@dataclass(frozen=True)
class Sum:
    """One beneficiary's column of the statement."""

    label: str
    charged: int
    paid: int
    other: int
    left: int


@dataclass(frozen=True)
class Part:
    """An instalment with what of it is paid."""

    instalment: Instalment
    paid: int
    tag: Tag


def tag_of(sanction: Sanction) -> Tag:
    return Tag(STATES[SanctionState(sanction.state)], sanction.get_state_display())


def kind_of(facts: Facts, sanction: Sanction) -> str:
    kind = kinds_of(rules_of(facts)).get(sanction.kind)
    return kind.name if kind else sanction.kind


def sanctions_of(facts: Facts) -> list[SanctionRow]:
    kinds = kinds_of(rules_of(facts))
    rows = []
    for sanction in facts.sanctions:
        kind = kinds.get(sanction.kind)
        is_owed = sanction.amount is not None
        rows.append(
            SanctionRow(
                sanction=sanction,
                kind=kind.name if kind else sanction.kind,
                tag=tag_of(sanction),
                amount=sanction.amount if is_owed else sanction.proposed_amount,
                owed=sum(e.amount for e in facts.entries if e.sanction_id == sanction.pk)
                if is_owed
                else None,
                url=reverse("sanction", args=[sanction.pk]),
            )
        )
    return rows


def appeals_of(facts: Facts, user: User) -> list[AppealRow]:
    may = user.scope.may_in("cases.decide_appeal", facts.case.district_id)
    instances = rules_of(facts).instances
    rows = []
    for appeal in facts.appeals:
        level = instances.get(appeal.level)
        if appeal.is_open:
            tag = Tag("waiting", _("Waits for a decision"))
        else:
            kind = "done" if appeal.outcome == AppealOutcome.UPHELD else "under_way"
            tag = Tag(kind, appeal.get_outcome_display())
        rows.append(
            AppealRow(
                appeal,
                level.name if level else "",
                tag,
                reverse("appeal_decide", args=[appeal.pk]) if appeal.is_open and may else "",
            )
        )
    return rows


def sums_of(entries: Iterable[LedgerEntry]) -> list[Sum]:
    """By beneficiary: charged, paid, otherwise taken away, left. Never one sum."""
    entries = list(entries)
    rows = []
    paying = {EntryKind.RECEIPT, EntryKind.WAGES_RECEIVED}
    charging = {
        EntryKind.FINE, EntryKind.CHANGE, EntryKind.INTEREST, EntryKind.SURCHARGE,
        EntryKind.WAGES_ORDERED,
    }  # fmt: skip
    kinds = {e.pk: e.kind for e in entries}
    for beneficiary in Beneficiary:
        mine = [e for e in entries if e.beneficiary == beneficiary]
        if not mine:
            continue

        def total(of: set[EntryKind], rows: list[LedgerEntry] = mine) -> int:
            # A reversal counts where the row counts that it takes back.
            return sum(
                e.amount
                for e in rows
                if (kinds.get(e.reverses_id) if e.reverses_id else e.kind) in of
            )

        left = sum(e.amount for e in mine)
        charged, paid = total(charging), -total(paying)
        rows.append(Sum(str(beneficiary.label), charged, paid, charged - paid - left, left))
    return rows


def ledger_of(facts: Facts, user: User) -> list[LedgerRow]:
    """Every row in order of its day, with the balance after it: in all."""
    may = user.scope.may_in("cases.collect", facts.case.district_id)
    rows, balance = [], 0
    for entry in facts.entries:
        balance += entry.amount
        can = (
            may
            and entry.kind not in {EntryKind.FINE, EntryKind.CHANGE, EntryKind.REVERSAL}
            and getattr(entry, "reversed_by", None) is None
        )
        url = reverse("entry_reverse", args=[entry.pk]) if can else ""
        rows.append(LedgerRow(entry, _entry_words(entry), balance, url))
    return rows


def _entry_words(entry: LedgerEntry) -> str:
    about = [str(entry.sanction) if entry.sanction else "", entry.worker]
    about += [_("receipt %(number)s") % {"number": entry.receipt}] if entry.receipt else []
    said = " · ".join(part for part in about if part)
    return f"{entry.get_kind_display()}: {said}" if said else str(entry.get_kind_display())


def parts_of(facts: Facts, sanction: Sanction, day: date | None = None) -> list[Part]:
    """The plan in force; what was paid since the agreement goes to the earliest part first."""
    day = day or today()
    plan = list(sanction.instalments.filter(ended_on__isnull=True).order_by("number"))
    if not plan:
        return []
    paid = -sum(
        e.amount
        for e in standing(facts.entries, sanction)
        if e.kind == EntryKind.RECEIPT and e.on >= plan[0].agreed_on
    )
    parts = []
    for one in plan:
        mine = min(max(paid, 0), one.amount)
        paid -= mine
        if mine == one.amount:
            tag = Tag("done", _("Paid"))
        elif one.due_on < day:
            tag = Tag("late", _("Late"))
        else:
            tag = Tag("waiting", _("Due"))
        parts.append(Part(one, mine, tag))
    return parts


def lines_of(sanction: Sanction) -> list[Line]:
    return thawed(sanction.lines)


# Acts on one sanction: verb, address name, whether it is about a decided one.
ACTS = (
    (Act.DECIDE, "sanction_decide", SanctionState.PROPOSED),
    (Act.PAYMENT, "sanction_pay", None),
    (Act.APPEAL, "sanction_appeal", SanctionState.DECIDED),
    (Act.FINALISE, "sanction_final", SanctionState.DECIDED),
    (Act.INSTALMENTS, "sanction_plan", None),
    (Act.WRITE_OFF, "sanction_write_off", None),
    (Act.ANNUL, "sanction_annul", None),
)


def address_of_money(act: str, facts: Facts, key: str = "") -> str:
    """Where a step about sanctions and money is done, from the box of what is next."""
    asked = f"?step={key}" if key and key != act else ""
    if act == Act.DECIDE_APPEAL:
        waiting = facts.open_appeals
        return reverse("appeal_decide", args=[waiting[0].pk]) + asked if waiting else ""
    for verb, name, state in ACTS:
        if act == verb:
            found = [s for s in facts.sanctions if _fits(s, state)]
            if act == Act.PAYMENT:
                owing = {e.sanction_id for e in facts.entries}
                found = [s for s in found if s.pk in owing]
            return reverse(name, args=[found[0].pk]) + asked if found else ""
    return ""


def _fits(sanction: Sanction, state: SanctionState | None) -> bool:
    return sanction.state == state if state else sanction.stands


def acts_on(facts: Facts, sanction: Sanction, user: User) -> list[Button]:
    """What the procedure lets this person do with this sanction now."""
    from cases.rules import problems_with_step

    buttons = []
    for verb, name, state in ACTS:
        if not _fits(sanction, state):
            continue
        for way in facts.ways(verb):
            if not problems_with_step(way, facts, user):
                asked = f"?step={way.key}" if way.key != verb else ""
                buttons.append(Button(way.name, reverse(name, args=[sanction.pk]) + asked))
    rules = rules_of(facts)
    if (
        sanction.amount
        and sanction.stands
        and user.scope.may_in("cases.collect", facts.case.district_id)
    ):
        if rules.interests:
            buttons.append(
                Button(_("Add interest"), reverse("sanction_interest", args=[sanction.pk]))
            )
        if rules.reductions:
            buttons.append(
                Button(_("Grant a reduction"), reverse("sanction_reduction", args=[sanction.pk]))
            )
    return buttons


def money_of(facts: Facts, user: User) -> dict[str, Any]:
    """What cases/money.html shows on the page of a case; empty where nothing is sanctioned or owed."""
    if not (facts.sanctions or facts.appeals or facts.entries):
        return {}
    return {
        "sanctions": sanctions_of(facts),
        "appeals": appeals_of(facts, user),
        "sums": sums_of(facts.entries),
        "ledger_url": reverse("case_money", args=[facts.case.pk]),
    }
