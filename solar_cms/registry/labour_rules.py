"""What is asked before facts about work at a workplace are written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from solar_cms.base.problems import Problem
from solar_cms.registry.models import Workplace, WorkplaceUnion
from solar_cms.registry.terms import problems_with_codes
from solar_cms.registry.trade_rules import in_order, not_later


def problems_with_workforce(
    counted_on: date, counts: Mapping[str, tuple[int, int]]
) -> list[Problem]:
    found = not_later(counted_on, "counted_on")
    if not counts:
        found.append(Problem("workforce.empty", _("Give at least one number of workers.")))
    return found


def problems_with_hazard(hazard: str, since: date) -> list[Problem]:
    return not_later(since, "valid_from") + problems_with_codes("hazards", [hazard], "hazard")


def problems_with_union(facts: Mapping[str, Any]) -> list[Problem]:
    found = not_later(facts["valid_from"], "valid_from")
    counted = facts.get("members_women") is not None or facts.get("members_men") is not None
    if counted and facts.get("counted_on") is None:
        message = _("Say on which day the members were counted.")
        found.append(Problem("union.undated", message, "counted_on"))
    return found + not_later(facts.get("counted_on"), "counted_on")


def problems_with_collective_agreement(
    workplace: Workplace, union: WorkplaceUnion | None, facts: Mapping[str, Any]
) -> list[Problem]:
    found = not_later(facts["signed_on"], "signed_on")
    found += in_order(facts["valid_from"], facts.get("valid_to"), "valid_to")
    if union is not None and union.workplace_id != workplace.pk:
        message = _("This union is at another workplace.")
        found.append(Problem("collective.union", message, "union"))
    return found
