"""The demo: its proportions, its harvest, the same everywhere."""

import random
from datetime import date

import pytest
from django.db import transaction
from django.db.models import Sum

from enrollment.demo import seed
from enrollment.models import Application, Contribution, Membership, Promoter, Remittance
from enrollment.tests.factories import load_laos
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.hooks import DemoWorld
from solar_cms.registry.models import Person
from solar_cms.registry.tests.factories import district_of

pytestmark = pytest.mark.django_db


def world(people=600, **store):
    load_laos()
    ids = {}
    for code in ("1604", "1407", "1504"):
        district_of(code)
        with act("test.arranged", by=SYSTEM):
            made = Person.objects.bulk_create(
                Person(given_name=f"ຄົນ {code} {i}", sex="F", district_id=code)
                for i in range(people // 3)
            )
        ids[code] = [p.pk for p in made]
    return DemoWorld(
        people=people,
        random=random.Random(7),  # noqa: S311 - the same everywhere is the point
        start=date(2022, 1, 1),
        today=date(2026, 11, 22),
        store={
            "districts": list(ids), "people": ids, "groups": {code: [] for code in ids},
            "users": {"enrol": make_user("enrolment_officer", ["1604"])}, **store,
        },
    )  # fmt: skip


def test_shaped_after_the_published_results():
    seed(world())
    assert Membership.objects.count() == 39  # 806 of 12,612, of 200 in each of three districts
    assert Promoter.objects.count() == 3
    assert Application.objects.open().count() == 6
    states = set(Contribution.objects.values_list("state", flat=True))
    assert states == {"collected", "remitted", "confirmed"}
    assert not Remittance.objects.filter(contributions__isnull=True).exists()


def test_the_harvest_shows_in_the_money():
    seed(world(contributions=3_000))
    by_month = dict(
        Contribution.objects.filter(collected_on__year=2025)
        .values_list("collected_on__month")
        .annotate(Sum("amount"))
    )
    harvest = sum(by_month.get(m, 0) for m in (10, 11, 12, 1, 2)) / 5
    rest = sum(by_month.get(m, 0) for m in range(3, 10)) / 7
    assert harvest > 1.6 * rest


def test_what_was_collected_hangs_together():
    seed(world(contributions=2_000))
    assert 1_300 < Contribution.objects.count() < 2_900
    for row in Contribution.objects.select_related("membership", "basis")[:200]:
        assert row.month >= row.membership.valid_from.replace(day=1)
        assert row.collected_on >= row.membership.valid_from
        assert row.amount == row.insured_earnings * 9 // 100
        assert {v["key"] for v in row.basis.values} >= {"contribution_rate"}


def test_the_same_on_every_machine():
    """Ids differ from run to run; numbers, days, states and amounts do not."""

    def told():
        with transaction.atomic():
            seed(world(300))
            members = Membership.objects.order_by("member_number")
            money = Contribution.objects.order_by("slip_number")
            found = (
                list(members.values_list("member_number", "valid_from", "channel__key")),
                list(money.values_list("slip_number", "amount", "collected_on", "state", "payer")),
            )
            transaction.set_rollback(True)
        return found

    first = told()
    assert len(first[1]) > 100
    assert told() == first
