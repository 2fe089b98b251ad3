"""What this person can do next with a case, and what not yet and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.facts import Facts
from cases.models import Case, Notice
from cases.money_pages import address_of_money
from cases.procedure import Rules, Transition
from cases.rules import kinds_in, problems_with_step, right_of
from cases.rules.blocks import BLOCK_RULES
from cases.serving import problems_now
from cases.states import Act as Verb
from solar_cms.accounts.models import User
from solar_cms.base.face import Act, Next, NotYet

# Most likely first: the first that can be done now is the page's one filled button.
LIKELY = (
    Verb.ACCEPT_PROOF,
    Verb.CONFIRM_FINDING,
    Verb.SERVE,
    Verb.NOTICE,
    Verb.ORDER,
    Verb.ASSIGN,
    Verb.SUBMIT_PROOF,
    Verb.VISIT,
    Verb.RESUME,
    Verb.DECIDE_APPEAL,
    Verb.DECIDE,
    Verb.PROPOSE,
    Verb.FINALISE,
    Verb.RECORD,
    Verb.PAYMENT,
    Verb.WAGES,
    Verb.CLOSE,
    Verb.ADD_FINDING,
    Verb.ORDER_WAGES,
    Verb.APPEAL,
    Verb.INSTALMENTS,
    Verb.REASSIGN,
    Verb.WRITE_OFF,
    Verb.ANNUL,
    Verb.SUSPEND,
    Verb.LINK,
    Verb.REOPEN,
)
# Seldom what somebody came for: folded under "More acts" wherever they are possible.
RARE = frozenset(
    {
        Verb.REASSIGN, Verb.WRITE_OFF, Verb.ANNUL, Verb.SUSPEND, Verb.LINK, Verb.REOPEN,
        Verb.ORDER_WAGES, Verb.INSTALMENTS,
    }
)  # fmt: skip
IN_SIGHT = 5
# Acts that are about one thing of the case and done on its page, not from the box.
ELSEWHERE = frozenset({Verb.REFUSE_PROOF})
PAGES = {
    Verb.ORDER: "case_order",
    Verb.ASSIGN: "case_assign",
    Verb.REASSIGN: "case_reassign",
    Verb.VISIT: "case_visit",
    Verb.ADD_FINDING: "finding_add",
    Verb.NOTICE: "case_notice",
    Verb.CLOSE: "case_close",
    Verb.PROPOSE: "sanction_new",
    Verb.ORDER_WAGES: "wages_order",
    Verb.WAGES: "wages_received",
}
# Acts of which each step has its own page, made from what the pack says.
STEP_PAGES = frozenset({Verb.RECORD, Verb.SUSPEND, Verb.RESUME, Verb.REOPEN, Verb.LINK, Verb.MERGE})


@dataclass(frozen=True)
class Possible:
    """An act with its address."""

    act: str
    label: str
    url: str


def address_of(act: str, facts: Facts, key: str = "") -> str:
    """Where an act is done: of the case, or of the finding, notice or evidence it is about. A step
    that is named otherwise than its act is asked for by its key."""
    if act in STEP_PAGES:
        return reverse("case_step", args=[facts.case.pk, key or act])
    if act in PAGES:
        asked = f"?step={key}" if key and key != act else ""
        return reverse(PAGES[Verb(act)], args=[facts.case.pk]) + asked
    if act == Verb.CONFIRM_FINDING and facts.drafts:
        return reverse("finding_confirm", args=[facts.drafts[0].pk])
    if act == Verb.SERVE and (notice := _to_serve(facts, key)):
        return reverse("notice_serve", args=[notice.pk])
    if act == Verb.ACCEPT_PROOF and facts.waiting_proofs:
        return reverse("proof_check", args=[facts.waiting_proofs[0].pk])
    if act == Verb.SUBMIT_PROOF and facts.unremedied:
        return reverse("proof_add", args=[facts.unremedied[0].pk])
    return address_of_money(act, facts, key)


def _to_serve(facts: Facts, key: str) -> Notice | None:
    """The first notice that the step serves: of its kind, or of kinds that have no step of their own."""
    ways = facts.ways(Verb.SERVE)
    step = next((t for t in ways if t.key == key), None)
    own = {t.notice for t in ways if t.notice}
    for notice in facts.unserved:
        if step is None or (notice.kind == step.notice if step.notice else notice.kind not in own):
            return notice
    return None


def label_of(transition: Transition, facts: Facts) -> str:
    """The pack's name of the act, with what it is about where that helps."""
    if transition.act == Verb.ACCEPT_PROOF and facts.waiting_proofs:
        return _("Check the evidence for %(mark)s") % {"mark": facts.waiting_proofs[0].finding.mark}
    if transition.act == Verb.CONFIRM_FINDING and facts.drafts:
        return f"{transition.name}: {facts.drafts[0].mark}"
    if transition.act == Verb.SUBMIT_PROOF and facts.unremedied:
        return f"{transition.name}: {facts.unremedied[0].mark}"
    return transition.name


def in_likely_order(ways: Iterable[Transition]) -> list[Transition]:
    """The likeliest first; of steps of one act those that lead on before those that stay, and those
    made for this stage before those that are open at many."""

    def rank(transition: Transition) -> tuple[int, bool, int]:
        act = Verb.CLOSE if transition.closure else Verb(transition.act)
        likely = LIKELY.index(act) if act in LIKELY else len(LIKELY)
        return (likely, not transition.to, len(transition.sources))

    return sorted((t for t in ways if t.act not in ELSEWHERE), key=rank)


def next_of(facts: Facts, user: User) -> Next:
    """The framed box of the case page: what can be done, and what not yet and why."""
    possible: list[Act] = _to_serve_again(facts, user)
    rare: list[Act] = []
    not_yet: list[NotYet] = []
    for transition in in_likely_order(facts.ways()):
        problems = problems_with_step(transition, facts, user)
        url = address_of(transition.act, facts, transition.key)
        if url and any(act.url == url for act in (*possible, *rare)):
            continue  # the same page under another key: it takes the step that fits
        if not problems and url:
            folded = rare if transition.act in RARE else possible
            folded.append(Act(label_of(transition, facts), url))
        elif problems and _worth_saying(transition, facts):
            not_yet.append(NotYet(label_of(transition, facts), problems))
    not_yet += _closing_not_yet(facts, user)
    more = [*possible[IN_SIGHT:], *rare]
    if len(more) == 1 and possible:
        more = []  # one alone takes no more room than its fold
        possible += rare
    else:
        possible = possible[:IN_SIGHT]
    return Next(
        primary=possible[0] if possible else None, others=possible[1:], more=more, not_yet=not_yet
    )


def _to_serve_again(facts: Facts, user: User) -> list[Act]:
    """Notices to be served once more though the case went on."""
    if any(t.act == Verb.SERVE for t in facts.ways()):
        return []
    return [
        Act(
            _("Serve %(number)s once more") % {"number": notice.number},
            reverse("notice_serve", args=[notice.pk]),
        )
        for notice in facts.unserved_again
        if not problems_now(facts, notice, user)
    ]


def _worth_saying(transition: Transition, facts: Facts) -> bool:
    """Acts that lead on, and what waits for somebody; not everything that could be thought of."""
    if transition.act == Verb.ACCEPT_PROOF:
        return bool(facts.waiting_proofs)
    if transition.act == Verb.CONFIRM_FINDING:
        return bool(facts.drafts)
    return bool(transition.to) and not transition.closure


def _closing_not_yet(facts: Facts, user: User) -> list[NotYet]:
    """Some code always closes a case; say what the code "all is remedied" still lacks."""
    if not facts.findings or not facts.case.is_open:
        return []
    for closure in facts.rules.closures_for(facts.case.kind):
        if "all_remedied" in closure.demands:
            problems = [p for code in closure.demands for p in BLOCK_RULES[code](facts, user)]
            label = _("Close as “%(name)s”") % {"name": closure.name}
            return [NotYet(label, problems)] if problems else []
    return []


def likely_act(case: Case, rules: Rules, user: User, kinds: set[str]) -> Possible | None:
    """The one act a list offers on a row: by stage and role only, the case page says the rest."""
    for transition in in_likely_order(rules.ways(case.kind, {"": case.stage})):
        act = transition.act
        if act == Verb.CLOSE or transition.closure or not _waits_on(transition, case):
            continue
        if set(transition.roles) & kinds and user.scope.may_in(right_of(act), case.district_id):
            return Possible(act, transition.name, reverse("case", args=[case.pk]))
    return None


def _waits_on(transition: Transition, case: Any) -> bool:
    """Would this act bring the case on? has_evidence and has_drafts come with lists."""
    if transition.act == Verb.ACCEPT_PROOF:
        return case.has_evidence
    if transition.act == Verb.CONFIRM_FINDING:
        return case.has_drafts
    return transition.to not in {"", case.stage}


__all__ = ["kinds_in", "likely_act", "next_of"]
