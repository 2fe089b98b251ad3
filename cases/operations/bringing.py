"""Cases that a step of another case opens: the same workplace, linked to it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from cases.models import Case, CaseLink
from cases.operations.intake import open_case
from cases.procedure import Transition
from cases.states import LinkKind
from solar_cms.audit.acts import HasActor


def open_cases_of_step(
    case: Case, step: Transition, *, on: date, said: Mapping[str, Any], by: HasActor
) -> list[Case]:
    """Open what the step says it opens. Inside its act, after the case was moved.

    said: what the step's fields say; a case about one of them has it in its summary.
    """
    opened = []
    for one in step.cases:
        words = str(said.get(one.about) or "") if one.about else ""
        new = open_case(
            workplace=case.workplace,
            kind=one.type,
            source=one.source,
            opened_on=on,
            summary=f"{one.name}: {words}" if words else one.name,
            by=by,
        )
        CaseLink(case=case, other=new, kind=LinkKind.FOLLOWS, note=one.name[:300]).save_new()
        opened.append(new)
    return opened
