"""Founding, savings, buyers and suppliers by tier, bargaining and agreements."""

import itertools
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.models import today
from solar_cms.base.problems import Refused
from solar_cms.registry import operations
from solar_cms.registry.models import BargainingRound, SupplyLink, TradeAgreement
from solar_cms.registry.tests.factories import (
    load_terms,
    make_employer,
    make_group,
    make_workplace,
)
from solar_cms.registry.tiers import chain_of, walk

pytestmark = pytest.mark.django_db
SINCE = date(2024, 1, 1)


def codes(refused):
    return [problem.code for problem in refused.value.problems]


def sell(supplier, buyer, **more):
    return operations.link_supply(supplier, buyer, by=SYSTEM, **{"valid_from": SINCE, **more})


def tiers(party, **way):
    return [(tie.tier, tie.party) for tie in walk(party.pk, **way)]


# --- founding and savings ------------------------------------------------------------------------


def test_a_step_must_belong_to_the_kind_of_group():
    load_terms()
    group = make_group(kind="cooperative")
    with pytest.raises(Refused) as refused:
        operations.record_founding_step(
            group, by=SYSTEM, step="association.board", done_on=today() + timedelta(days=1)
        )
    assert codes(refused) == ["day.later", "founding.step"]
    operations.record_founding_step(group, by=SYSTEM, step="cooperative.meeting", done_on=SINCE)
    later = date(2024, 2, 1)
    operations.record_founding_step(group, by=SYSTEM, step="cooperative.meeting", done_on=later)
    assert [(s.step, s.done_on) for s in group.steps.all()] == [("cooperative.meeting", later)]


def test_savings_are_counted_once_a_day():
    group = make_group(founded_on=date(2023, 1, 1))
    facts = {"savers_women": 9, "savers_men": 4, "balance": 2_500_000}
    with pytest.raises(Refused) as refused:
        operations.record_savings(group, by=SYSTEM, counted_on=date(2022, 1, 1), **facts)
    assert codes(refused) == ["group.before_founding"]
    operations.record_savings(group, by=SYSTEM, counted_on=SINCE, **facts)
    with pytest.raises(Refused) as refused:
        operations.record_savings(group, by=SYSTEM, counted_on=SINCE, **facts)
    assert codes(refused) == ["savings_once_a_day"]


# --- supply --------------------------------------------------------------------------------------


def test_nobody_supplies_themselves_and_a_tie_is_recorded_once():
    one, other = make_employer(), make_employer()
    with pytest.raises(Refused) as refused:
        sell(one, one)
    assert codes(refused) == ["supply.self"]
    sell(one, other)
    with pytest.raises(Refused) as refused:
        sell(one, other)
    assert codes(refused) == ["supply.twice"]
    assert sell(one, other, kind="work").kind == "work"


@pytest.mark.parametrize(
    ("constraint", "columns"),
    [
        ("supply_one_supplier", {"buyer_employer": 0}),
        ("supply_one_buyer", {"supplier_employer": 0}),
        ("supply_two_employers", {"supplier_employer": 0, "buyer_employer": 0}),
    ],
)
def test_the_database_says_who_is_on_each_side(constraint, columns):
    employer = make_employer()
    with pytest.raises(Refused) as refused, act("test.arranged", by=SYSTEM):
        SupplyLink.objects.create(valid_from=SINCE, **dict.fromkeys(columns, employer))
    assert codes(refused) == [constraint]


def test_tiers_are_counted_from_the_party_and_a_ring_ends():
    group, mill, exporter, roaster = make_group(), *(make_employer() for _ in range(3))
    sell(group, mill)
    sell(mill, exporter)
    sell(exporter, roaster)
    sell(roaster, mill)  # sends back: a ring
    assert tiers(group, upstream=False) == [(1, mill.pk), (2, exporter.pk), (3, roaster.pk)]
    assert tiers(roaster, upstream=True) == [(1, exporter.pk), (2, mill.pk), (3, group.pk)]


def test_a_party_stands_at_its_nearest_tier():
    group, mill, exporter = make_group(), make_employer("ກ"), make_employer("ຂ")
    sell(group, mill)
    sell(mill, exporter)
    sell(group, exporter)
    assert tiers(group, upstream=False) == [(1, mill.pk), (1, exporter.pk)]


def test_a_tie_that_has_ended_leads_nowhere():
    group, mill, exporter = make_group(), make_employer(), make_employer()
    link = sell(group, mill)
    sell(mill, exporter)
    operations.end_supply(link, by=SYSTEM, on=date(2024, 6, 1))
    assert tiers(group, upstream=False) == []
    assert len(walk(group.pk, upstream=False, day=date(2024, 6, 1))) == 2


def test_the_whole_chain_is_one_query_however_long():
    parties = [make_employer() for _ in range(9)]
    for supplier, buyer in itertools.pairwise(parties):
        sell(supplier, buyer)
    with CaptureQueriesContext(connection) as queries:
        found = walk(parties[0].pk, upstream=False)
    assert [tie.tier for tie in found] == list(range(1, 9))
    assert len(queries) == 1


def test_a_dense_web_of_ties_stays_small():
    parties = [make_employer() for _ in range(14)]
    with act("test.arranged", by=SYSTEM):
        SupplyLink.objects.bulk_create(
            SupplyLink(supplier_employer=a, buyer_employer=b, valid_from=SINCE)
            for a in parties for b in parties if a != b
        )  # fmt: skip
    assert [tie.tier for tie in walk(parties[0].pk, upstream=False)] == [1] * 13


def test_who_deals_with_the_party_is_named_others_by_reach():
    group = make_group()
    mill, exporter = make_employer("ໂຮງສີ"), make_employer("ຜູ້ສົ່ງອອກ")
    make_workplace(employer=mill, district="1407")
    make_workplace(employer=exporter, district="1407")
    sell(group, mill)
    sell(mill, exporter)
    seen = chain_of(make_user("trainer", ["1604"]), group)["buyers"]
    assert [(tie.tier, tie.name, tie.url) for tie in seen] == [(1, "ໂຮງສີ", ""), (2, "", "")]
    seen = chain_of(make_user("trainer", ["1407"]), group)["buyers"]
    assert [bool(tie.url) for tie in seen] == [True, True]


# --- bargaining ----------------------------------------------------------------------------------


def test_a_round_needs_a_unit_for_its_price_and_closes_once():
    group, buyer = make_group(), make_employer()
    facts = {"buyer": buyer, "topic": "ລາຄາກາເຟ", "opened_on": SINCE, "asked": 9000}
    with pytest.raises(Refused) as refused:
        operations.open_round(group, by=SYSTEM, **facts)
    assert codes(refused) == ["price.unit"]
    one = operations.open_round(group, by=SYSTEM, unit="kg_cherry", **facts)
    with pytest.raises(Refused) as refused:
        operations.close_round(one, by=SYSTEM, on=date(2023, 1, 1), outcome="agreed")
    assert codes(refused) == ["day.order"]
    one = operations.close_round(one, by=SYSTEM, on=SINCE, outcome="agreed", offered=8500)
    assert (one.outcome, one.offered) == ("agreed", 8500)
    with pytest.raises(Refused) as refused:
        operations.close_round(one, by=SYSTEM, on=SINCE, outcome="failed")
    assert codes(refused) == ["round.closed"]


@pytest.mark.parametrize(
    ("constraint", "columns"),
    [
        ("round_dates", {"closed_on": "2023-01-01", "outcome": "agreed"}),
        ("round_closed_with_outcome", {"closed_on": "2024-02-01"}),
        ("round_price_has_unit", {"asked": 9000}),
    ],
)
def test_the_database_holds_rounds_in_order(constraint, columns):
    group, buyer = make_group(), make_employer()
    with pytest.raises(Refused) as refused, act("test.arranged", by=SYSTEM):
        BargainingRound.objects.create(
            group=group, buyer=buyer, topic="x", opened_on=SINCE, **columns
        )
    assert codes(refused) == [constraint]


def test_an_agreement_says_something_and_its_floor_is_not_above_its_price():
    group, buyer = make_group(), make_employer()
    facts = {
        "buyer": buyer, "signed_on": SINCE, "valid_from": SINCE, "product": "ກາເຟ", "unit": "kg_cherry",
    }  # fmt: skip
    with pytest.raises(Refused) as refused:
        operations.record_agreement(group, by=SYSTEM, **facts)
    assert codes(refused) == ["agreement.empty"]
    with pytest.raises(Refused) as refused:
        operations.record_agreement(group, by=SYSTEM, price=8000, price_floor=9000, **facts)
    assert codes(refused) == ["agreement.floor"]
    with pytest.raises(Refused) as refused, act("test.arranged", by=SYSTEM):
        TradeAgreement.objects.create(group=group, **facts)
    assert codes(refused) == ["agreement_says_something"]
    agreement = operations.record_agreement(group, by=SYSTEM, price=9000, **facts)
    ended = operations.end_agreement(agreement, by=SYSTEM, on=date(2024, 9, 1))
    assert ended.valid_to == date(2024, 9, 1)


# --- pages ---------------------------------------------------------------------------------------


@pytest.fixture
def trainer(client):
    user = make_user("trainer", ["1604"])
    client.force_login(user)
    return user


def test_a_round_ends_in_an_agreement_on_the_pages(client, trainer):
    load_terms()
    group, buyer = make_group(), make_employer("ບໍລິສັດ ດາວ", registration_number="77-1")
    page = reverse("group", args=[group.pk])
    client.post(
        reverse("group_round", args=[group.pk]),
        {"buyer": "77-1", "topic": "ລາຄາ", "opened_on": "1.2.2024", "unit": "kg_cherry",
         "asked": "9.000"},
    )  # fmt: skip
    one = BargainingRound.objects.get(group=group)
    assert (one.buyer, one.asked) == (buyer, 9000)
    client.post(
        reverse("round_close", args=[one.pk]),
        {"on": "3.2.2024", "outcome": "agreed", "offered": ""},
    )
    form = client.get(f"{reverse('group_agreement', args=[group.pk])}?round={one.pk}").context[
        "form"
    ]
    assert form.initial["buyer"] == buyer
    sent = {
        "buyer": "77-1", "product": "ກາເຟໝາກແດງ", "signed_on": "4.2.2024", "valid_from": "4.2.2024",
        "valid_to": "", "unit": "kg_cherry", "price": "8750", "price_floor": "", "quantity_kg": "",
        "terms": "", "round": str(one.pk),
    }  # fmt: skip
    client.post(reverse("group_agreement", args=[group.pk]), sent)
    agreement = TradeAgreement.objects.get(group=group)
    assert (agreement.price, agreement.round) == (8750, one)
    shown = client.get(page).content.decode()
    assert "ກາເຟໝາກແດງ" in shown
    assert (
        buyer.name_latin in client.get(reverse("agreement", args=[agreement.pk])).content.decode()
    )


def test_a_buyer_is_recorded_from_the_groups_page_and_ended(client, trainer):
    group, mill = make_group(), make_employer("ໂຮງສີ", registration_number="88-2")
    client.post(
        reverse("group_supply", args=[group.pk]),
        {"side": "buyer", "party": "88-2", "kind": "goods", "goods": "cherries",
         "valid_from": "1.1.2024", "valid_to": ""},
    )  # fmt: skip
    link = SupplyLink.objects.get()
    assert (link.supplier_group, link.buyer_employer) == (group, mill)
    client.post(reverse("supply_end", args=[link.pk]), {"on": "1.6.2024"})
    link.refresh_from_db()
    assert link.valid_to == date(2024, 6, 1)


def test_of_another_district_nothing_is_recorded(client, trainer):
    group, mill = make_group(district="1407"), make_employer()
    link = sell(group, mill)
    for name in ("group_step", "group_savings", "group_round", "group_agreement", "group_supply"):
        assert client.post(reverse(name, args=[group.pk])).status_code == 404
    assert client.post(reverse("supply_end", args=[link.pk])).status_code == 404


def test_who_only_looks_records_nothing(client):
    client.force_login(make_user("inspector", ["1604"]))
    group, mill = make_group(), make_employer()
    link = sell(group, mill)
    assert client.post(reverse("group_savings", args=[group.pk])).status_code == 403
    assert client.post(reverse("supply_end", args=[link.pk])).status_code == 403


def test_a_longer_chain_costs_no_more_queries(client, trainer):
    group = make_group()
    mill = make_employer()
    sell(group, mill)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("group", args=[group.pk]))
        return len(found)

    queries()
    few = queries()
    for _ in range(6):
        following = make_employer()
        sell(mill, following)
        mill = following
    assert queries() == few
