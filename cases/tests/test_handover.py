"""A leaver's open cases go to another, role for role."""

from __future__ import annotations

from cases.operations.handover import hand_over_cases, open_cases_of
from cases.tests import factories as make
from solar_cms.work.models import Task


def test_open_cases_move_and_closed_ones_stay(head, officer) -> None:
    case = make.make_assigned(lead=officer)
    closed = make.make_closed(lead=officer)
    new = make.make_inspector(username="inspector.two")
    assert open_cases_of(officer) == 1
    assert hand_over_cases(officer, new, head) == 1
    assert make.lead_of(case) == new
    assert make.lead_of(closed) == officer
    assert Task.objects.open().get(subject_id=str(case.pk)).user == new
