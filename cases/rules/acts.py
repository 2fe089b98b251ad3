"""May this act be done now, by this person? Asked of the pack's transitions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from cases.facts import Facts
from cases.procedure import Transition
from cases.rules.blocks import BLOCK_RULES
from cases.states import Act
from solar_cms.accounts.models import User
from solar_cms.audit.acts import HasActor
from solar_cms.base.policy import RoleKind
from solar_cms.base.problems import Problem

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
    Act.CLOSE: "cases.close",
}


def right_of(act: str) -> str:
    """The right an act needs in the code, whatever the pack says."""
    return RIGHTS[Act(act)]


def kinds_in(user: User, district: str) -> set[str]:
    """The kinds of role a user holds in a district."""
    return {
        kind
        for kind, reach in user.scope.by_kind.items()
        if reach.whole_country or district in reach.districts
    }


def problems_with_role(transition: Transition, facts: Facts, by: HasActor) -> list[Problem]:
    """The person holds one of the roles the pack names. The system itself always may."""
    if not isinstance(by, User) or by.is_superuser:
        return []
    district = facts.case.district_id
    allowed = set(transition.roles) & kinds_in(by, district)
    if allowed and by.scope.may_in(right_of(transition.act), district):
        return []
    names = ", ".join(str(RoleKind(kind).label) for kind in transition.roles)
    message = _("Only for: %(roles)s") % {"roles": names}
    return [Problem("case.other_role", message)]


def problems_with_act(
    act: str, facts: Facts, by: HasActor, values: Mapping[str, Any] | None = None
) -> list[Problem]:
    """Everything that stands in the way: stage, role, rules of the pack and, when `values` of the
    form are given, what must be filled."""
    case, rules = facts.case, facts.rules
    transition = rules.transition(act, case.stage, case.kind)
    if transition is None:
        return [_wrong_stage(act, facts)]
    problems = problems_with_role(transition, facts, by)
    for code in transition.blocks:
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


def _wrong_stage(act: str, facts: Facts) -> Problem:
    case, rules = facts.case, facts.rules
    now = rules.stages[case.stage].name
    ways = [t for t in rules.transitions_for(case.kind) if t.act == act]
    if not ways:
        message = _("The procedure of this kind of case does not know “%(act)s”.") % {
            "act": Act(act).label
        }
        return Problem("case.act_unknown", message)
    stages = ", ".join(rules.stages[s].name for way in ways for s in way.sources)
    message = _("The case is at the stage “%(now)s”. “%(act)s” is possible at: %(stages)s.") % {
        "now": now,
        "act": ways[0].name,
        "stages": stages,
    }
    return Problem("case.wrong_stage", message)
