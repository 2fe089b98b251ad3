"""Workforce, hazards, unions and collective agreements of a workplace; its sector."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.models import today
from solar_cms.base.problems import Refused
from solar_cms.registry import operations
from solar_cms.registry.models import (
    CollectiveAgreement,
    WorkforceCount,
    Workplace,
    WorkplaceHazard,
    WorkplaceUnion,
)
from solar_cms.registry.tests.factories import load_terms, make_workplace

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 1)


def codes(refused):
    return [problem.code for problem in refused.value.problems]


def count(place, day=DAY, **counts):
    return operations.record_workforce(place, by=SYSTEM, counted_on=day, counts=counts)


def test_a_count_has_a_day_that_has_come_and_a_number():
    with pytest.raises(Refused) as refused:
        count(make_workplace(), today() + timedelta(days=1))
    assert codes(refused) == ["day.later", "workforce.empty"]


def test_the_newest_count_gives_the_numbers_of_the_workplace():
    place = make_workplace()
    count(place, permanent=(3, 5), seasonal=(20, 10))
    count(place, date(2023, 1, 1), permanent=(1, 1))
    place = Workplace.objects.get(pk=place.pk)
    assert (place.workers_women, place.workers_men) == (23, 15)


def test_a_day_counted_again_is_replaced():
    place = make_workplace()
    count(place, permanent=(3, 5), seasonal=(20, 10))
    count(place, permanent=(4, 5))
    assert [(c.type, c.women) for c in WorkforceCount.objects.all()] == [("permanent", 4)]


def test_hazards_are_those_of_the_list_and_recorded_once():
    load_terms()
    place = make_workplace()
    with pytest.raises(Refused) as refused:
        operations.record_hazard(place, by=SYSTEM, hazard="ghosts", valid_from=DAY)
    assert codes(refused) == ["term.unknown"]
    hazard = operations.record_hazard(place, by=SYSTEM, hazard="machines", valid_from=DAY)
    with pytest.raises(Refused) as refused:
        operations.record_hazard(place, by=SYSTEM, hazard="machines", valid_from=DAY)
    assert codes(refused) == ["workplace_hazard_no_overlap"]
    operations.end_at_workplace(hazard, by=SYSTEM, on=date(2024, 4, 1))
    with pytest.raises(Refused) as refused:
        operations.end_at_workplace(hazard, by=SYSTEM, on=date(2024, 5, 1))
    assert codes(refused) == ["record.ended"]


def test_members_of_a_union_are_counted_on_a_day():
    place = make_workplace()
    facts = {"name": "ກຳມະບານ", "valid_from": DAY, "members_women": 4}
    with pytest.raises(Refused) as refused:
        operations.record_union(place, by=SYSTEM, **facts)
    assert codes(refused) == ["union.undated"]
    with pytest.raises(Refused) as refused, act("test.arranged", by=SYSTEM):
        WorkplaceUnion.objects.create(workplace=place, **facts)
    assert codes(refused) == ["union_members_dated"]
    operations.record_union(place, by=SYSTEM, counted_on=DAY, **facts)
    operations.record_union(place, by=SYSTEM, counted_on=DAY, **{**facts, "members_women": 6})
    assert [union.members_women for union in WorkplaceUnion.objects.all()] == [6]


def test_a_collective_agreement_is_with_a_union_of_this_workplace():
    place = make_workplace()
    elsewhere = operations.record_union(make_workplace(), by=SYSTEM, name="ກ", valid_from=DAY)
    facts = {"title": "ສັນຍາ", "signed_on": DAY, "valid_from": DAY}
    with pytest.raises(Refused) as refused:
        operations.record_collective_agreement(place, by=SYSTEM, union=elsewhere, **facts)
    assert codes(refused) == ["collective.union"]
    operations.record_collective_agreement(place, by=SYSTEM, **facts)
    with pytest.raises(Refused) as refused:
        operations.record_collective_agreement(place, by=SYSTEM, **facts)
    assert codes(refused) == ["collective_agreement_no_overlap"]


def agreed(place, **facts):
    given = {"title": "ສັນຍາ", "signed_on": DAY, "valid_from": DAY, **facts}
    return operations.record_collective_agreement(place, by=SYSTEM, **given)


def test_a_collective_agreement_is_withdrawn_with_a_reason_and_once():
    place = make_workplace()
    agreement = agreed(place)
    with pytest.raises(Refused) as refused:
        operations.withdraw_collective_agreement(agreement, by=SYSTEM, reason=" ")
    assert codes(refused) == ["reason.missing"]
    operations.withdraw_collective_agreement(agreement, by=SYSTEM, reason="another mill's")
    for again in (
        lambda: operations.withdraw_collective_agreement(agreement, by=SYSTEM, reason="x"),
        lambda: operations.end_at_workplace(agreement, by=SYSTEM, on=DAY),
    ):
        with pytest.raises(Refused) as refused:
            again()
        assert codes(refused) == ["agreement.withdrawn"]
    agreed(place)  # the right one may be recorded in its place
    with pytest.raises(Refused) as refused, act("test.tried", by=SYSTEM):
        CollectiveAgreement.objects.filter(withdrawn_on=None).update(withdrawn_on=DAY)
    assert codes(refused) == ["collective_agreement_withdrawn_with_reason"]


def test_a_withdrawn_agreement_stays_to_be_read_at_the_workplace(client):
    client.force_login(make_user("inspector", ["1604"]))
    place = make_workplace()
    agreement = agreed(place)
    page = reverse("workplace", args=[place.pk])
    withdraw = reverse("collective_withdraw", args=[agreement.pk])
    assert withdraw in client.get(page).content.decode()
    client.post(withdraw, {"reason": "signed elsewhere", "version": "1"})
    text = client.get(page).content.decode()
    assert "signed elsewhere" in text
    assert withdraw not in text
    client.force_login(make_user("inspector", ["1407"], username="elsewhere"))
    assert client.post(withdraw).status_code == 404


@pytest.mark.parametrize(
    ("code", "known"), [("C", True), ("1079", True), ("04", False), ("Z", False)]
)
def test_a_sector_is_one_of_isic(code, known):
    load_terms()
    place = make_workplace()
    if known:
        assert operations.correct_workplace(place, by=SYSTEM, isic=code).isic == code
        return
    with pytest.raises(Refused) as refused:
        operations.correct_workplace(place, by=SYSTEM, isic=code)
    assert codes(refused) == ["term.unknown"]


# --- pages ---------------------------------------------------------------------------------------


def test_everything_is_recorded_from_the_workplace_and_shown_there(client):
    load_terms()
    client.force_login(make_user("inspector", ["1604"]))
    place = make_workplace(isic="10")
    client.post(
        reverse("workforce", args=[place.pk]),
        {"counted_on": "1.3.2024", "permanent_women": "3", "seasonal_men": "12"},
    )
    client.post(
        reverse("hazard_new", args=[place.pk]),
        {"hazard": "machines", "note": "pulper", "valid_from": "1.3.2024"},
    )
    client.post(
        reverse("union_new", args=[place.pk]), {"name": "ກຳມະບານຮາກຖານ", "valid_from": "1.3.2024"}
    )
    union = WorkplaceUnion.objects.get()
    client.post(
        reverse("collective_new", args=[place.pk]),
        {"title": "ສັນຍາຮ່ວມ", "union": str(union.pk), "signed_on": "1.3.2024",
         "valid_from": "1.3.2024"},
    )  # fmt: skip
    counted = {(c.type, c.women, c.men) for c in WorkforceCount.objects.all()}
    assert counted == {("permanent", 3, 0), ("seasonal", 0, 12)}
    page = client.get(reverse("workplace", args=[place.pk])).content.decode()
    for words in ("pulper", "ກຳມະບານຮາກຖານ", "ສັນຍາຮ່ວມ", "Unsafe machines", "Food products"):
        assert words in page
    for name, model in (
        ("hazard_end", WorkplaceHazard), ("union_end", WorkplaceUnion),
        ("collective_end", CollectiveAgreement),
    ):  # fmt: skip
        row = model.objects.get()
        client.post(reverse(name, args=[row.pk]), {"on": "1.4.2024"})
        assert model.objects.get().valid_to == date(2024, 4, 1)


def test_elsewhere_and_without_the_right_nothing_is_recorded(client):
    client.force_login(make_user("trainer", ["1604"]))
    names = ("workforce", "hazard_new", "union_new", "collective_new")
    place = make_workplace()
    assert [client.post(reverse(n, args=[place.pk])).status_code for n in names] == [403] * 4
    client.force_login(make_user("inspector", ["1407"]))
    assert [client.post(reverse(n, args=[place.pk])).status_code for n in names] == [404] * 4
