"""A wrong count of savings is corrected, an agreement recorded by mistake withdrawn."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM
from solar_cms.audit.models import Change
from solar_cms.base.problems import Refused
from solar_cms.registry.models import SavingsCount, TradeAgreement
from solar_cms.registry.operations import (
    correct_savings,
    end_agreement,
    record_agreement,
    record_savings,
    withdraw_agreement,
)
from solar_cms.registry.tests.factories import make_employer, make_group

pytestmark = pytest.mark.django_db

DAY = date(2024, 2, 1)


@pytest.fixture
def count(db) -> SavingsCount:
    return record_savings(
        make_group(), by=SYSTEM, counted_on=DAY, savers_women=10, savers_men=4, balance=5_000_000
    )


@pytest.fixture
def agreement(db) -> TradeAgreement:
    return record_agreement(
        make_group(), by=SYSTEM, buyer=make_employer(), product="ກາເຟ", signed_on=DAY,
        valid_from=DAY, unit="kg_cherry", price=8750,
    )  # fmt: skip


@pytest.fixture
def trainer(client):
    user = make_user("trainer", ["1604"])
    client.force_login(user)
    return user


def codes(caught) -> list[str]:
    return [problem.code for problem in caught.value.problems]


def test_a_correction_says_why(count):
    with pytest.raises(Refused) as caught:
        correct_savings(count, by=SYSTEM, reason=" ", balance=1)
    assert codes(caught) == ["reason.missing"]


def test_the_day_and_the_fund_are_no_matter_of_correction(count):
    with pytest.raises(TypeError):
        correct_savings(count, by=SYSTEM, reason="x", fund="village_fund")


def test_what_stood_there_before_stays_in_the_history(count):
    correct_savings(count, by=SYSTEM, reason="counted again", balance=500_000, savers_men=5)
    count.refresh_from_db()
    assert (count.balance, count.savers_men, count.savers_women) == (500_000, 5, 10)
    change = Change.objects.filter(table="registry_savingscount", row=str(count.pk)).last()
    assert change.before["balance"] == 5_000_000
    assert change.act.data["reason"] == "counted again"


def test_the_page_corrects_a_count(client, count, trainer):
    page = reverse("savings_correct", args=[count.pk])
    group = reverse("group", args=[count.group_id])
    assert page in client.get(group).content.decode()
    sent = {
        "savers_women": "10",
        "savers_men": "4",
        "balance": "450.000",
        "lent": "",
        "version": "1",
    }
    assert "reason" in client.post(page, sent).context["form"].errors
    assert client.post(page, sent | {"reason": "a nought too many"}).status_code == 302
    count.refresh_from_db()
    assert count.balance == 450_000


def test_of_another_district_nothing_is_mended(client, agreement, count, trainer):
    client.force_login(make_user("trainer", ["1407"], username="trainer.elsewhere"))
    for name, record in (("savings_correct", count), ("agreement_withdraw", agreement)):
        assert client.post(reverse(name, args=[record.pk])).status_code == 404


def test_a_withdrawal_says_why(agreement):
    with pytest.raises(Refused) as caught:
        withdraw_agreement(agreement, by=SYSTEM, reason="")
    assert codes(caught) == ["reason.missing"]


def test_what_is_withdrawn_is_neither_ended_nor_withdrawn_again(agreement):
    withdraw_agreement(agreement, by=SYSTEM, reason="another group's")
    for again in (
        lambda: withdraw_agreement(agreement, by=SYSTEM, reason="x"),
        lambda: end_agreement(agreement, by=SYSTEM, on=DAY),
    ):
        with pytest.raises(Refused) as caught:
            again()
        assert codes(caught) == ["agreement.withdrawn"]


def test_a_withdrawn_agreement_stays_to_be_read_with_its_reason(client, agreement, trainer):
    page = reverse("agreement", args=[agreement.pk])
    withdraw = reverse("agreement_withdraw", args=[agreement.pk])
    assert withdraw in client.get(page).content.decode()
    client.post(withdraw, {"reason": "signed by another group", "version": "1"})
    text = client.get(page).content.decode()
    assert "signed by another group" in text
    assert withdraw not in text
    assert "Withdrawn" in client.get(reverse("group", args=[agreement.group_id])).content.decode()
