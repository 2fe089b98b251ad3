"""Cards of the home page: applications by state, unpaid months, whom to follow up."""

from __future__ import annotations

import pytest

from enrollment import home
from enrollment.rules.terms import add_months, first_of_month
from enrollment.tests.factories import make_application, make_contribution, make_membership
from solar_cms.accounts.tests.factories import make_user
from solar_cms.base.models import today
from solar_cms.registry.tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_user("enrolment_officer", ["1604"])


def months_ago(months: int):
    return add_months(first_of_month(today()), -months)


def test_a_new_office_is_told_how_to_begin(client, officer):
    client.force_login(officer)
    page = client.get("/").content.decode()
    assert "Nobody is enrolled yet" in page
    assert "/registry/groups/" in page
    assert home.unpaid_card(officer) is None


def test_open_applications_are_counted_by_state_in_ones_districts(client, officer):
    make_application(make_person("ຄຳ", district="1604"), state="draft")
    make_application(make_person("ແກ້ວ", district="1604"))
    make_application(make_person("ດີ", district="1407"))
    card = home.applications_card(officer)
    assert card is not None
    assert [(state.value, count) for state, count, _url in card["states"]] == [
        ("draft", 1),
        ("submitted", 1),
    ]


def test_two_unpaid_months_in_a_row_are_followed_up(officer):
    twice = make_membership(valid_from=months_ago(6), accepted_on=months_ago(6))
    once = make_membership(valid_from=months_ago(6), accepted_on=months_ago(6))
    for back in (2, 3, 4, 5, 6):
        make_contribution(once, months_ago(back))
    stranger = make_membership(district="1407", valid_from=months_ago(6), accepted_on=months_ago(6))
    card = home.unpaid_card(officer)
    assert card is not None
    assert [count for _month, count, _capped in card["months"]] == [2, 1, 1]
    assert card["members"] == [twice]
    assert stranger not in card["members"]


def test_when_all_have_paid_the_card_says_so(client, officer):
    member = make_membership(valid_from=months_ago(2), accepted_on=months_ago(2))
    for back in (1, 2):
        make_contribution(member, months_ago(back))
    client.force_login(officer)
    assert "All members have paid the last three months." in client.get("/").content.decode()


def test_a_country_without_a_scheme_has_no_numbers_of_one(client, db):
    client.force_login(make_user("head", ["1604"]))
    assert "enrolment-numbers" not in client.get("/").content.decode()


def test_the_numbers_of_another_province_are_its_own():
    make_membership()
    assert home.numbers_card(make_user("head", ["1407"]))["active"] == 0
    assert home.numbers_card(make_user("head", ["1604"]))["active"] == 1
