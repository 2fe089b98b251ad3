"""Closing: refused with the list of all that the code demands."""

from __future__ import annotations

import pytest

from cases import operations as do
from cases.models import Case
from cases.tests import factories as make
from cases.tests.conftest import codes
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.problems import Refused


def test_unremedied_findings_are_listed(head) -> None:
    case = make.make_served()
    with pytest.raises(Refused) as refused:
        do.close_case(case, code="remedied", by=head)
    assert codes(refused) == ["case.all_remedied"]
    assert "F1, F2" in str(refused.value.problems[0].message)
    assert make.fresh(case).is_open


def test_no_violation_needs_a_visit_without_findings(head) -> None:
    with pytest.raises(Refused) as refused:
        do.close_case(make.make_case(), code="no_violation", by=head)
    assert codes(refused) == ["case.visit_done"]
    with pytest.raises(Refused) as refused:
        do.close_case(make.make_visited(), code="no_violation", by=head)
    assert codes(refused) == ["case.no_findings"]


def test_a_code_for_other_kinds_of_case_is_not_offered(head) -> None:
    with pytest.raises(Refused) as refused:
        do.close_case(make.make_case(kind="inspection"), code="advised", by=head)
    assert codes(refused) == ["case.code_unknown"]


def test_some_codes_need_a_note(head) -> None:
    case = make.make_case()
    with pytest.raises(Refused) as refused:
        do.close_case(case, code="referred", by=head)
    assert codes(refused) == ["case.note"]
    closed = do.close_case(case, code="referred", note="To the land office", by=head)
    assert closed.closure_note == "To the land office"


def test_untraceable_needs_a_visit_in_vain(head) -> None:
    with pytest.raises(Refused) as refused:
        do.close_case(make.make_case(), code="untraceable", note="moved", by=head)
    assert codes(refused) == ["case.visit_tried"]


def test_not_before_the_last_event(head) -> None:
    with pytest.raises(Refused) as refused:
        do.close_case(make.make_remedied(), code="remedied", closed_on=make.days_ago(10), by=head)
    assert codes(refused) == ["day.before"]


def test_an_inspector_does_not_close(officer) -> None:
    with pytest.raises(Refused) as refused:
        do.close_case(make.make_remedied(), code="remedied", by=officer)
    assert codes(refused) == ["case.other_role"]


def test_a_closed_case_stands_still(head) -> None:
    case = make.make_closed()
    with pytest.raises(Refused) as refused:
        do.close_case(case, code="remedied", by=head)
    assert "case.wrong_stage" in codes(refused)
    assert (case.closure_code, case.stage, case.closed_by) == ("remedied", "closed", head)


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"closed_on": make.days_ago(1)}, "case_closed_dated_and_coded"),
        ({"closure_code": "remedied"}, "case_closed_dated_and_coded"),
        ({"closure_code": "remedied", "closed_on": make.days_ago(99)}, "case_dates"),
    ],
)
def test_the_database_wants_day_and_code_together(pack, values, constraint) -> None:
    case = make.make_case()
    with pytest.raises(Refused) as refused, act("test.arranged", by=SYSTEM):
        Case.objects.filter(pk=case.pk).update(**values)
    assert codes(refused) == [constraint]


def test_the_page_shows_what_is_missing(client, head) -> None:
    case = make.make_served()
    client.force_login(head)
    path = f"/cases/{case.pk}/close/"
    version = make.fresh(case).version
    data = {"code": "remedied", "closed_on": make.days_ago(0).isoformat(), "version": version}
    response = client.post(path, data)
    assert response.status_code == 200
    assert "F1, F2" in response.content.decode()
