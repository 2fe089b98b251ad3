"""A workplace, and its employer, are not closed while a case about them is open."""

from __future__ import annotations

import pytest

from cases.models import Case
from cases.tests import factories as make
from cases.tests.conftest import codes
from solar_cms.audit.acts import SYSTEM
from solar_cms.base.problems import Refused
from solar_cms.registry.operations import close_employer, close_workplace


def test_an_open_case_stands_in_the_way(pack) -> None:
    case = make.make_case()
    employer = case.workplace.employer
    assert case.employer == employer
    on = make.days_ago(0)
    for verb, record in ((close_workplace, case.workplace), (close_employer, employer)):
        with pytest.raises(Refused) as refused:
            verb(record, by=SYSTEM, on=on, reason="moved away")
        assert "closing.open_cases" in codes(refused)


def test_closed_cases_do_not(pack) -> None:
    case: Case = make.make_closed()
    place = close_workplace(case.workplace, by=SYSTEM, on=make.days_ago(0), reason="moved away")
    assert place.closed_on == make.days_ago(0)
