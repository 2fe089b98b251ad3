"""Opening: refused for unknown kinds and future days; numbered without gaps per office and year."""

from __future__ import annotations

from datetime import timedelta

import pytest

from cases import operations as do
from cases.models import Case
from cases.tests import factories as make
from cases.tests.conftest import codes
from solar_cms.accounts.models import Office
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.audit.history import acts_on
from solar_cms.base.models import today
from solar_cms.base.problems import Refused
from solar_cms.registry.tests.factories import make_workplace
from solar_cms.work.models import Task


def test_an_unknown_kind_and_a_future_day_are_refused_together(officer) -> None:
    with pytest.raises(Refused) as refused:
        do.open_case(
            workplace=make.make_mill(),
            kind="raid",
            source="nowhere",
            opened_on=today() + timedelta(days=1),
            by=officer,
        )
    assert codes(refused) == ["case.kind_unknown", "case.source_unknown", "day.future"]
    assert not Case.objects.exists()


def test_a_complaint_opens_one_case_only(officer) -> None:
    complaint = make.make_complaint(by=officer)
    given = {"workplace": complaint.workplace, "kind": "complaint", "complaint": complaint}
    with pytest.raises(Refused) as refused:
        do.open_case(**given, source="plan", by=officer)
    assert codes(refused) == ["case.source_not_complaint"]
    do.open_case(**given, source="complaint", by=officer)
    with pytest.raises(Refused) as refused:
        do.open_case(**given, source="complaint", by=officer)
    assert "case.complaint_used" in codes(refused)


def test_a_complaint_of_another_district_does_not_fit(officer) -> None:
    complaint = make.make_complaint("1407")
    with pytest.raises(Refused) as refused:
        do.open_case(
            workplace=make.make_mill("1604"),
            kind="complaint",
            source="complaint",
            complaint=complaint,
            by=officer,
        )
    assert codes(refused) == ["case.other_district"]


def test_numbers_follow_each_other_per_office_and_year(officer) -> None:
    day = make.days_ago(1)
    numbers = [make.make_case(by=officer, opened_on=day).number for _ in range(2)]
    other = make.make_case("1407", opened_on=day).number
    assert numbers == [f"LI-1604-{day.year}-0001", f"LI-1604-{day.year}-0002"]
    assert other == f"LI-1407-{day.year}-0001"


def test_an_open_case_at_the_same_place_is_noted_as_a_warning(officer) -> None:
    mill = make.make_mill()
    first = make.make_case(by=officer, workplace=mill)
    second = make.make_case(by=officer, workplace=mill)
    kept = acts_on(second).get(name="case.opened").data["warnings"]
    assert kept[0]["code"] == "case.open_already"
    assert first.number in kept[0]["message"]


def test_the_case_keeps_the_version_it_was_opened_under(pack, officer) -> None:
    case = make.make_case(by=officer)
    assert case.pack_version == pack
    assert case.stage == "received"


def test_the_supervisors_are_asked_to_order_it(officer) -> None:
    case = make.make_case(by=officer)
    task = Task.objects.get(subject_id=str(case.pk))
    assert (task.role_kind, task.district_id) == ("supervisor", "1604")
    assert case.number in task.title["lo"]


def test_a_case_from_paper_asks_nobody_and_runs_no_clock(officer) -> None:
    case = make.make_case(by=officer, is_back_entered=True, opened_on=make.days_ago(900))
    assert not Task.objects.filter(subject_id=str(case.pk)).exists()
    assert not case.clocks.exists()


def test_a_district_without_office_goes_to_the_province(officer) -> None:
    with act("test.arranged", by=SYSTEM):
        Office.objects.filter(code="1603").delete()
    case = make.make_case(workplace=make_workplace(district="1603"), by=officer)
    assert case.office.code == "16"
