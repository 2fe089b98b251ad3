"""Twenty people write at once: official numbers have no gap and no double, and no act is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection

from cases import operations as do
from cases.models import Case, Notice, Order, Step
from cases.states import DayUnit
from cases.tests import factories as make
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.audit.models import Act
from solar_cms.base.models import today

pytestmark = pytest.mark.django_db(transaction=True)

WRITERS = 20


class ThoughtBetter(Exception):
    """What a writer's outer act fails by, after its number was taken."""


def at_once(work: Callable[[int], Any], writers: int = WRITERS) -> dict[int, Any]:
    """What each writer's work gave, each in its own connection, all let go at one moment; an error
    stands in the place of its result."""
    start, found = threading.Barrier(writers), {}

    def run(writer: int) -> None:
        try:
            start.wait(timeout=60)
            found[writer] = work(writer)
        except Exception as error:  # seen by the assertions, whatever it is
            found[writer] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(writers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def gapless(prefix: str, count: int, year: int) -> list[str]:
    return [f"{prefix}-1604-{year}-{n:04d}" for n in range(1, count + 1)]


def rolled_back(verb: Callable[[], Any]) -> None:
    with suppress(ThoughtBetter), act("test.tried", by=SYSTEM):
        verb()
        raise ThoughtBetter


def check(rounds: int) -> None:
    """Each writer opens cases and orders them, and as often thinks better of either."""
    make.load_laos()
    head, officer, mill = make.make_head(), make.make_inspector(), make.make_mill()

    def opening() -> Case:
        return do.open_case(workplace=mill, kind="inspection", source="plan", by=officer)

    def work(writer: int) -> list[Case]:
        made = []
        for n in range(rounds):
            if (writer + n) % 3 == 0:
                rolled_back(opening)
            case = opening()
            if (writer + n) % 4 == 0:
                rolled_back(lambda case=case: do.order_inspection(case, matters="x", by=head))
            do.order_inspection(case, matters="Safety", by=head)
            made.append(case)
        return made

    found = at_once(work)
    assert [e for e in found.values() if isinstance(e, Exception)] == []
    count, year = WRITERS * rounds, today().year
    assert sorted(Case.objects.values_list("number", flat=True)) == gapless("LI", count, year)
    prefix = Order.objects.values_list("number", flat=True)[0].split("-")[0]
    assert sorted(Order.objects.values_list("number", flat=True)) == gapless(prefix, count, year)
    assert {case.pk for made in found.values() for case in made} == set(
        Order.objects.values_list("case", flat=True)
    )
    for name in ("case.opened", "case.ordered"):
        assert Act.objects.filter(name=name).count() == count
    assert Step.objects.count() == 2 * count
    assert not Act.objects.filter(name="test.tried").exists()


def test_numbers_of_cases_and_orders_are_gapless() -> None:
    check(rounds=1)


@pytest.mark.long
def test_numbers_of_cases_and_orders_stay_gapless() -> None:
    check(rounds=25)


def test_of_twenty_notices_about_the_same_findings_one_is_written() -> None:
    case = make.make_confirmed()
    lead = make.lead_of(case)

    def work(_writer: int) -> Notice:
        return do.issue_improvement_notice(case, length=20, unit=DayUnit.WORKING, by=lead)

    found = at_once(work)
    (notice,) = [made for made in found.values() if isinstance(made, Notice)]
    assert {type(e).__name__ for e in found.values()} == {"Notice", "Refused"}
    assert Notice.objects.get() == notice
    assert notice.number.endswith("-0001")
