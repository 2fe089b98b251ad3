"""The list of deadlines: who sees which, its filters, its cost; clocks on the case file."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import translation

from cases.models import ClockRun
from cases.operations.steps import record_step
from cases.tests import factories as make
from cases.tests.clock_packs import clock, load_with
from solar_cms.audit.acts import CALENDAR, SYSTEM, act
from solar_cms.audit.history import timeline
from solar_cms.base.hooks import datasets

BASE = 'starts = "hearing"\nends = ["charges"]\nunit = "calendar"\n'


def a_case(since: int, **fields):
    case = make.make_visited(opened_on=make.days_ago(60), **fields)
    record_step(case, key="hearing", on=make.days_ago(since), by=SYSTEM)
    return case


@pytest.fixture
def two(pack):
    """A late case and one with time left, each with its own inspector."""
    load_with(clock("one", BASE + 'length = 15\non_expiry = "lapses"'))
    late = a_case(19, lead=make.make_inspector(username="late.one"))
    later = a_case(0, lead=make.make_inspector(username="in.time"))
    return late, later


def cases_in(client, query: str = "") -> list[str]:
    answer = client.get(reverse("clocks") + query)
    assert answer.status_code == 200
    return [row.run.case.number for row in answer.context["rows"]]


def test_only_what_the_reader_may_see(client, two) -> None:
    client.force_login(make.make_inspector("1407"))
    assert cases_in(client, "?due=all") == []


def test_late_and_this_week_first_then_all(client, two) -> None:
    late, later = two
    client.force_login(make.make_head())
    assert cases_in(client) == [late.number]
    assert cases_in(client, "?due=late") == [late.number]
    assert cases_in(client, "?due=all") == [late.number, later.number]


def test_filters_by_owner_kind_and_words(client, two) -> None:
    late, later = two
    lead = make.lead_of(later)
    client.force_login(lead)
    assert cases_in(client, "?due=all&owner=me") == [later.number]
    assert cases_in(client, f"?due=all&owner={make.lead_of(late).pk}") == [late.number]
    assert cases_in(client, f"?due=all&q={late.number}") == [late.number]
    assert cases_in(client, "?due=all&kind=one") == [late.number, later.number]
    assert "lapses" in client.get(reverse("clocks") + "?due=all").content.decode()


def test_a_longer_list_costs_no_more_queries(client, two, django_assert_max_num_queries) -> None:
    for _n in range(3):
        a_case(10)
    client.force_login(make.make_head())
    with django_assert_max_num_queries(12):
        assert len(cases_in(client, "?due=all")) == 5


def test_the_case_file_shows_what_changed_a_clock(client, pack) -> None:
    load_with(
        clock(
            "one",
            BASE + 'length = 30\npauses = ["hearing_put_off"]\nresumes = ["hearing_resumed"]',
        )
    )
    case = a_case(15)
    client.force_login(make.make_head())
    record_step(case, key="hearing_put_off", on=make.days_ago(10), by=SYSTEM)
    page = client.get(reverse("case", args=[case.pk])).content.decode()
    assert "stands still since" in page
    record_step(case, key="hearing_resumed", on=make.days_ago(4), by=SYSTEM)
    page = client.get(reverse("case", args=[case.pk])).content.decode()
    assert "stands still since" not in page
    assert "Hearing put off" in page
    assert "→" in page


def test_the_figures_tell_met_late_and_running(two) -> None:
    late, later = two
    met = a_case(10)
    record_step(met, key="charges", on=make.days_ago(8), by=SYSTEM)
    rows = datasets["clocks"].queryset()
    states = {row.case_id: (row.state, row.days, row.days_late) for row in rows}
    assert states == {
        late.pk: ("late", 19, 4),
        later.pk: ("running", 0, 0),
        met.pk: ("met", 2, 0),
    }
    assert ClockRun.objects.count() == 3


def test_what_the_calendar_did_is_said_in_the_readers_words(pack) -> None:
    case = make.make_case()
    with act("case.clock_expired", by=CALENDAR, on=case):
        pass
    said = {}
    for code in ("en", "lo"):
        with translation.override(code):
            said[code] = timeline(case)[0].by
    assert said["en"] == "by the calendar"
    assert "calendar" not in said["lo"]
