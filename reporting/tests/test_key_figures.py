"""The field's key figures: well formed, countable, and what somebody counting by hand would get."""

from __future__ import annotations

import shutil
from datetime import timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from cases import operations as do
from cases.models import Case, Finding, Notice, Visit
from cases.states import Remediation
from cases.tests import factories as make
from reporting import field, figures, quarters
from reporting.models import Indicator, IndicatorVersion, Period
from reporting.pack_sections import check_indicators, load_indicators
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.models import today
from solar_cms.law.models import Parameter
from solar_cms.registry.models import Workplace

pytestmark = pytest.mark.django_db

TAKEN = {"takes_in": ["inspection"], "first_quarter": "2026Q1"}
WHOLE_PERIOD = SimpleNamespace(pk=None, code="all", locked_at=None, is_locked=False)


@pytest.fixture
def loaded(db: Any) -> Any:
    make.load_laos()
    with act("test.arranged", by=SYSTEM):
        load_indicators(TAKEN, SimpleNamespace(code="test"))


def period(days: int = 300) -> Any:
    """The last days up to today, as a period of its own."""
    return Period(code="last", starts_on=today() - timedelta(days=days), ends_on=today())


def value(key: str, over: Any = None) -> Any:
    over = over or period()
    definitions = {key: {over.code: IndicatorVersion.objects.get(indicator__key=key)}}
    return figures.figures_for([over], definitions=definitions)[key, over.code, ""]


def test_the_file_of_the_field_has_no_fault(tmp_path) -> None:
    path = shutil.copy(field.HERE / "inspection.toml", tmp_path / "indicators.toml")
    path.write_text('first_quarter = "2026Q1"\n' + path.read_text("utf-8"), "utf-8")
    data = {**field.read("inspection"), "first_quarter": "2026Q1"}
    assert list(check_indicators(data, path)) == []


def test_a_set_that_is_not_there_is_named_with_those_that_are(tmp_path) -> None:
    path = tmp_path / "indicators.toml"
    path.write_text('first_quarter = "2026Q1"\ntakes_in = ["mining"]\n', "utf-8")
    data = {"first_quarter": "2026Q1", "takes_in": ["mining"]}
    (problem,) = check_indicators(data, path)
    assert problem.code == "pack.takes_in"
    assert "mining" in problem.message
    assert "inspection" in problem.message


def test_what_a_pack_says_itself_stands_in_the_place_of_the_fields() -> None:
    own = {"key": "coverage", "names": {"en": "Ours"}}
    whole = field.taken_in({"takes_in": ["inspection"], "indicator": [own]})
    assert [row for row in whole["indicator"] if row["key"] == "coverage"] == [own]
    assert len(whole["indicator"]) == len(field.read("inspection")["indicator"])
    assert field.taken_in({"indicator": [own]})["indicator"] == [own]


def test_every_key_figure_can_be_counted(loaded) -> None:
    make.make_closed()
    over = period()
    definitions = figures.definitions_on([over])
    assert len(definitions) == len(field.read("inspection")["indicator"])
    found = figures.figures_for([over], definitions=definitions)
    assert {key: shown.error for (key, _c, _p), shown in found.items() if shown.error} == {}


def test_without_the_window_repeats_are_an_error_and_never_a_number(loaded) -> None:
    with act("test.arranged", by=SYSTEM):
        Parameter.objects.filter(key="repeat_window_days").delete()
    shown = value("repeat-violations")
    assert shown.number is None
    assert "repeat_window_days" in shown.error


def test_visits_inspectors_and_coverage_are_as_counted_by_hand(loaded) -> None:
    mill = make.make_mill(workers_women=7, workers_men=3, isic="1079")
    make.make_visited(workplace=mill)
    make.make_visited(workplace=mill)
    make.make_visited(workplace=make.make_mill(workers_women=None, workers_men=None))
    make.make_mill()
    places = Workplace.objects.filter(closed_on=None)
    visited = {v.case.workplace_id for v in Visit.objects.select_related("case")}
    assert value("inspection-visits").number == Visit.objects.count() == 3
    assert value("workplaces-registered").number == places.count()
    assert value("coverage").number == round(Decimal(100) * len(visited) / places.count(), 1)
    assert value("workers-covered").number == 10
    assert value("data-quality").number == 50
    assert value("unannounced-share").number == 100


def test_rectification_counts_what_was_due(loaded) -> None:
    """Of four violations due, two were remedied, one of them in time."""
    cases = [make.make_served(length=5, unit="calendar") for _n in range(2)]
    for case in cases:
        finding = case.findings.order_by("number").first()
        do.accept_proof(
            make.make_proof(finding), decided_on=make.days_ago(3), by=make.lead_of(case)
        )
    with act("test.arranged", by=SYSTEM):
        Notice.objects.filter(case=cases[0]).update(due_on=make.days_ago(2))
    due = Finding.objects.filter(notices__due_on__lte=today())
    done = due.filter(remediation=Remediation.REMEDIED)
    assert (due.count(), done.count()) == (4, 2)
    assert value("rectification-rate").number == 50
    assert value("remedied-in-time").number == 25
    assert value("visit-to-notice").number == 5


def test_a_violation_not_due_yet_is_in_no_rate(loaded) -> None:
    make.make_served(length=700, unit="calendar")
    shown = value("rectification-rate")
    assert (shown.number, shown.denominator) == (None, None)


def test_a_repeat_is_the_same_violation_at_the_same_place_in_another_case(loaded) -> None:
    mill = make.make_mill()
    old = make.make_confirmed(workplace=mill, no=("first_aid",))
    with act("test.arranged", by=SYSTEM):
        Finding.objects.filter(case=old).update(confirmed_on=make.days_ago(200))
    make.make_confirmed(workplace=mill, no=("first_aid", "machines"))
    make.make_confirmed(workplace=make.make_mill(), no=("first_aid",))
    assert value("violations-found").number == 4
    assert value("repeat-violations").number == 25
    with act("test.arranged", by=SYSTEM):
        Parameter.objects.filter(key="repeat_window_days").update(value=100)
    assert value("repeat-violations").number == 0


def test_the_first_action_on_a_complaint_is_the_first_step_after_the_opening(loaded) -> None:
    officer = make.make_inspector()
    for received, ordered in ((40, 30), (40, 20), (40, None)):
        complaint = make.make_complaint(received_on=make.days_ago(received))
        case = do.open_case(
            workplace=complaint.workplace, kind="complaint", source="complaint",
            opened_on=make.days_ago(received), complaint=complaint, by=officer,
        )  # fmt: skip
        if ordered is not None:
            do.order_inspection(
                case, matters="x", ordered_on=make.days_ago(ordered), by=make.make_head()
            )
    shown = value("complaint-first-action")
    assert (shown.number, shown.records) == (15, 2)


def test_staff_count_by_office_on_the_last_day(loaded) -> None:
    make.make_inspector()
    make_user("inspector", ["1407"])
    make.make_head()
    shown = value("inspectors-in-post")
    assert shown.number == 2
    assert len(shown.breakdown["office"]) == 2


def test_a_rate_over_employed_persons_waits_for_the_report(loaded) -> None:
    make.make_inspector()
    shown = value("inspectors-per-10000")
    assert shown.number is None
    assert not shown.error


def test_deadlines_past_stand_with_who_leads_the_case(loaded) -> None:
    case = make.make_served(length=5, unit="calendar")
    lead = make.lead_of(case)
    shown = value("clocks-past-due")
    assert shown.number == case.clocks.filter(ended_on=None, due_on__lt=today()).count() > 0
    assert shown.breakdown["owner"] == {str(lead.pk): shown.number}


def test_a_reload_of_the_same_words_makes_no_new_definition(loaded) -> None:
    before = IndicatorVersion.objects.count()
    with act("test.arranged", by=SYSTEM):
        load_indicators(TAKEN, SimpleNamespace(code="test"))
    assert IndicatorVersion.objects.count() == before
    assert Indicator.objects.filter(objective__in_reports=False).count() == before
    assert quarters.is_code(Period.objects.order_by("code").first().code)
    assert not Case.objects.exists()
