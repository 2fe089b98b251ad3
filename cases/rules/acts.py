"""May this act be done now, by this person? Asked of the pack's transitions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from cases.facts import Facts
from cases.procedure import Transition
from cases.rules.blocks import BLOCK_RULES
from cases.states import Act
from solar_cms.accounts.models import Role, User
from solar_cms.audit.acts import HasActor
from solar_cms.base.policy import RoleKind
from solar_cms.base.problems import Problem
from solar_cms.base.said import say_day

RIGHTS = {
    Act.ORDER: "cases.order",
    Act.ASSIGN: "cases.assign",
    Act.REASSIGN: "cases.assign",
    Act.VISIT: "cases.visit",
    Act.ADD_FINDING: "cases.find",
    Act.CONFIRM_FINDING: "cases.find",
    Act.NOTICE: "cases.notice",
    Act.SERVE: "cases.serve",
    Act.SUBMIT_PROOF: "cases.prove",
    Act.ACCEPT_PROOF: "cases.verify",
    Act.REFUSE_PROOF: "cases.verify",
    Act.RECORD: "cases.step",
    Act.SUSPEND: "cases.suspend",
    Act.RESUME: "cases.suspend",
    Act.REOPEN: "cases.reopen",
    Act.LINK: "cases.link",
    Act.MERGE: "cases.close",
    Act.PROPOSE: "cases.propose_sanction",
    Act.DECIDE: "cases.decide_sanction",
    Act.FINALISE: "cases.decide_sanction",
    Act.ANNUL: "cases.decide_sanction",
    Act.APPEAL: "cases.appeal",
    Act.DECIDE_APPEAL: "cases.decide_appeal",
    Act.PAYMENT: "cases.collect",
    Act.INSTALMENTS: "cases.collect",
    Act.WRITE_OFF: "cases.write_off",
    Act.ORDER_WAGES: "cases.order_wages",
    Act.WAGES: "cases.collect_wages",
    Act.CLOSE: "cases.close",
}

# What may be done with a suspended case.
WHILE_SUSPENDED = frozenset({Act.RESUME, Act.REASSIGN, Act.LINK})


def right_of(act: str) -> str:
    """The right an act needs in the code, whatever the pack says."""
    return RIGHTS[Act(act)]


def kinds_in(user: User, district: str) -> set[str]:
    """The kinds of role, and the pack's own roles, that a user holds in a district."""
    return {
        name
        for reaches in (user.scope.by_kind, user.scope.by_role)
        for name, reach in reaches.items()
        if reach.whole_country or district in reach.districts
    }


def kind_of_role(name: str) -> str:
    """The kind behind a role that a pack names."""
    if name in RoleKind.values:
        return name
    found = Role.objects.filter(key=name).values_list("kind", flat=True).first()
    return found or RoleKind.SUPERVISOR


def role_words(names: Iterable[str]) -> str:
    """What roles are called; one query when the pack's own are among them."""
    names = list(names)
    own = [name for name in names if name not in RoleKind.values]
    known = {r.key: str(r) for r in Role.objects.filter(key__in=own)} if own else {}
    said = [
        str(RoleKind(name).label) if name in RoleKind.values else known.get(name, name)
        for name in names
    ]
    return ", ".join(said)


def problems_with_role(transition: Transition, facts: Facts, by: HasActor) -> list[Problem]:
    """The person holds one of the roles the pack names. The system itself always may."""
    if not isinstance(by, User) or by.is_superuser:
        return []
    district = facts.case.district_id
    allowed = set(transition.roles) & kinds_in(by, district)
    if allowed and by.scope.may_in(right_of(transition.act), district):
        return []
    message = _("Only for: %(roles)s") % {"roles": role_words(transition.roles)}
    return [Problem("case.other_role", message)]


def problems_with_act(
    act: str,
    facts: Facts,
    by: HasActor,
    values: Mapping[str, Any] | None = None,
    *,
    key: str = "",
    notice: str = "",
) -> list[Problem]:
    """Everything that stands in the way: stage, role, rules of the pack and, when `values` of the
    form are given, what must be filled. key: the step, where several have this act."""
    transition = facts.way(act, key, notice)
    if transition is None:
        return [_wrong_stage(act, facts, key)]
    return problems_with_step(transition, facts, by, values)


def blocks_of(transition: Transition) -> tuple[str, ...]:
    """The rules that the pack names; and only a suspended case is gone on with, whatever it says."""
    if transition.act == Act.RESUME and "suspended" not in transition.blocks:
        return ("suspended", *transition.blocks)
    return transition.blocks


def problems_with_step(
    transition: Transition, facts: Facts, by: HasActor, values: Mapping[str, Any] | None = None
) -> list[Problem]:
    """As problems_with_act, of a step that the stage allows."""
    problems = problems_with_role(transition, facts, by)
    if facts.case.suspended_on and transition.act not in WHILE_SUSPENDED:
        message = _("The case is suspended since %(day)s: go on with it first.") % {
            "day": say_day(facts.case.suspended_on)
        }
        problems.append(Problem("case.suspended", message))
    if transition.opens and transition.opens in facts.stages_now:
        name = facts.rules.tracks[transition.opens].name
        message = _("“%(track)s” is under way already.") % {"track": name}
        problems.append(Problem("case.track_open", message))
    if transition.cases and any(step.key == transition.key for step in facts.steps):
        message = _("This step opened its cases already: they are among the linked ones.")
        problems.append(Problem("case.opened_already", message))
    for code in blocks_of(transition):
        problems += BLOCK_RULES[code](facts, by)
    if values is not None:
        problems += [
            Problem("case.field_missing", _("This must be filled in."), name)
            for name in transition.requires
            if not values.get(name)
        ]
        problems += [
            Problem("case.document_missing", _("A file must be attached."), name)
            for name in transition.documents
            if not values.get(name)
        ]
    return problems


def _wrong_stage(act: str, facts: Facts, key: str) -> Problem:
    case, rules = facts.case, facts.rules
    now = rules.stages[case.stage].name
    ways = [
        t for t in rules.transitions_for(case.kind) if t.act == act and (not key or t.key == key)
    ]
    if not ways:
        message = _("The procedure of this kind of case does not know “%(act)s”.") % {
            "act": key or Act(act).label
        }
        return Problem("case.act_unknown", message)
    stages = ", ".join(rules.stages[s].name for way in ways for s in way.sources)
    message = _("The case is at the stage “%(now)s”. “%(act)s” is possible at: %(stages)s.") % {
        "now": now,
        "act": ways[0].name,
        "stages": stages,
    }
    return Problem("case.wrong_stage", message)
