"""The visit before: what a checklist is compared with."""

from __future__ import annotations

from cases import operations as do
from cases.models import Case, Visit
from cases.scores import visit_before
from cases.states import VisitOutcome
from cases.tests import factories as make
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.registry.models import Workplace


def visited(workplace: Workplace, days: int, outcome: str = VisitOutcome.DONE) -> Visit:
    """A case of its own with one visit so many days ago, answered when it was made."""
    case = make.make_assigned(workplace=workplace, opened_on=make.days_ago(90))
    done = outcome == VisitOutcome.DONE
    do.record_visit(
        case,
        visited_on=make.days_ago(days),
        outcome=outcome,
        checklist=make.checklist() if done else None,
        answers=make.answers() if done else None,
        remarks="" if done else "The gate was shut.",
        by=make.lead_of(case),
    )
    return Visit.objects.select_related("case", "response__form_version").get(case=case)


def test_it_is_the_latest_earlier_one_at_the_workplace(officer) -> None:
    here = make.make_mill()
    oldest, middle, last = visited(here, 60), visited(here, 40), visited(here, 20)
    visited(make.make_mill(), 30)  # of another workplace
    visited(here, 30, VisitOutcome.CLOSED)  # nothing was answered
    assert visit_before(last, officer) == middle
    assert visit_before(middle, officer) == oldest
    assert visit_before(oldest, officer) is None


def test_of_two_on_one_day_the_one_recorded_first_is_before(officer) -> None:
    here = make.make_mill()
    first, second = visited(here, 20), visited(here, 20)
    assert visit_before(second, officer) == first
    assert visit_before(first, officer) is None


def test_without_answers_there_is_nothing_to_compare(officer) -> None:
    here = make.make_mill()
    visited(here, 40)
    assert visit_before(visited(here, 20, VisitOutcome.ACCESS_DENIED), officer) is None


def test_a_case_that_the_reader_may_not_see_is_not_compared(officer, head) -> None:
    """A case keeps the district in which it was opened."""
    here = make.make_mill()
    before, last = visited(here, 40), visited(here, 20)
    assert visit_before(last, officer) == before
    with act("test.arranged", by=SYSTEM):
        Case.objects.filter(pk=before.case_id).update(district="1407")
    assert visit_before(last, officer) is None
