"""Order, assignment and reassignment."""

from __future__ import annotations

import pytest

from cases import operations as do
from cases.models import Assignment
from cases.tests import factories as make
from cases.tests.conftest import codes
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.audit.history import acts_on
from solar_cms.base.problems import Refused
from solar_cms.work.models import Task


def test_an_inspector_does_not_sign_the_order(officer) -> None:
    case = make.make_case(by=officer)
    with pytest.raises(Refused) as refused:
        do.order_inspection(case, matters="Safety", by=officer)
    assert codes(refused) == ["case.other_role"]


def test_an_order_needs_its_matters_and_follows_the_opening(head) -> None:
    case = make.make_case()
    with pytest.raises(Refused) as refused:
        do.order_inspection(case, matters=" ", ordered_on=make.days_ago(31), by=head)
    assert codes(refused) == ["case.field_missing", "day.before"]


def test_the_order_is_numbered_and_its_letter_issued(head) -> None:
    case = make.make_case()
    order = do.order_inspection(case, matters="Machines", by=head)
    assert order.number.startswith("LO-1604-")
    assert order.letter.data["matters"] == "Machines"
    assert make.fresh(case).stage == "ordered"


def test_a_second_order_is_refused_with_the_stages_where_it_is_possible(head) -> None:
    case = make.make_ordered()
    with pytest.raises(Refused) as refused:
        do.order_inspection(case, matters="Machines", by=head)
    assert codes(refused) == ["case.wrong_stage"]


def test_the_lead_is_an_inspector_of_the_district(head, stranger) -> None:
    case = make.make_ordered()
    with pytest.raises(Refused) as refused:
        do.assign_case(case, lead=stranger, by=head)
    assert codes(refused) == ["case.lead_elsewhere"]


def test_the_lead_is_asked_to_visit(head, officer) -> None:
    case = make.make_ordered()
    do.assign_case(case, lead=officer, by=head)
    assert Task.objects.open().get(subject_id=str(case.pk)).user == officer


def test_reassigning_needs_a_reason_and_another_person(head) -> None:
    case = make.make_assigned()
    with pytest.raises(Refused) as refused:
        do.reassign_case(case, lead=make.lead_of(case), reason="", by=head)
    assert codes(refused) == ["case.field_missing", "case.same_lead"]


def test_the_old_lead_leaves_and_the_reason_is_kept(head) -> None:
    case = make.make_assigned()
    old = make.lead_of(case)
    new = make.make_inspector(username="inspector.two")
    do.reassign_case(case, lead=new, reason="On leave", by=head)
    assert make.lead_of(case) == new
    assert Assignment.objects.get(case=case, user=old).reason == "On leave"
    assert acts_on(case).first().data["reason"] == "On leave"


@pytest.mark.usefixtures("pack")
def test_two_leads_at_once_are_refused_by_the_database() -> None:
    case = make.make_assigned()
    two = make.make_inspector(username="inspector.two")
    with pytest.raises(Refused) as refused, act("test.arranged", by=SYSTEM):
        Assignment.objects.create(case=case, user=two, role="lead", assigned_on=case.opened_on)
    assert codes(refused) == ["assignment_one_lead"]
