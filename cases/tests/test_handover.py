"""A leaver's open cases go to another, role for role."""

from __future__ import annotations

from datetime import timedelta

from cases import operations as do
from cases.models import Duty
from cases.operations.handover import (
    duties_to_come,
    hand_over_cases,
    hand_over_duties,
    open_cases_of,
)
from cases.tests import factories as make
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.models import today
from solar_cms.places.models import District
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


def test_days_of_duty_to_come_move_where_the_other_is_free(head, officer) -> None:
    make.load_laos()
    here, there = District.objects.get(code="1604"), District.objects.get(code="1407")
    new = make.make_inspector(username="inspector.two")
    days = [today() + timedelta(days=n) for n in range(3)]
    do.put_on_duty(here, day=days[0], user=officer, by=head)
    do.put_on_duty(here, day=days[1], user=officer, by=head)
    do.put_on_duty(here, day=days[1], user=new, by=head)
    with act("test.arranged", by=SYSTEM):
        Duty(district=there, day=days[2], user=officer).save_new()
        Duty(district=here, day=today() - timedelta(days=1), user=officer).save_new()
    assert duties_to_come(officer) == 3
    assert hand_over_duties(officer, new, head) == 1
    assert list(new.duties.order_by("day").values_list("day", flat=True)) == days[:2]
    assert duties_to_come(officer) == 0
    assert officer.duties.count() == 1  # what is over stays
    assert hand_over_duties(officer, new, head) == 0
