"""A day of duty given, changed and taken off by hand, and its pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import operations as do
from cases.models import Duty
from cases.tests.factories import load_laos, make_case, make_head, make_inspector
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.models import today
from solar_cms.base.problems import Refused
from solar_cms.places.models import District

pytestmark = pytest.mark.django_db

TOMORROW = today() + timedelta(days=1)
MONTH = f"{TOMORROW:%Y-%m}"


@pytest.fixture
def district(db: None) -> District:
    load_laos()
    return District.objects.get(code="1604")


@pytest.fixture
def duty(district: District) -> Duty:
    return do.put_on_duty(district, day=TOMORROW, user=make_inspector(), by=make_head())


@pytest.fixture
def over(district: District) -> Duty:
    with act("test.arranged", by=SYSTEM):
        made: Duty = Duty(
            district=district, day=today() - timedelta(days=1), user=make_inspector()
        ).save_new()
    return made


def codes(caught: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in caught.value.problems]


def test_nobody_has_duty_twice_a_day(duty: Duty) -> None:
    with pytest.raises(Refused) as caught:
        do.put_on_duty(duty.district, day=TOMORROW, user=duty.user, by=make_head())
    assert codes(caught) == ["duty_once_a_day"]


def test_what_is_over_stays(over: Duty) -> None:
    for change in (
        lambda: do.change_duty(over, user=make_inspector(username="other"), by=make_head()),
        lambda: do.take_off_duty(over, by=make_head()),
        lambda: do.put_on_duty(over.district, day=over.day, user=over.user, by=make_head()),
    ):
        with pytest.raises(Refused) as caught:
            change()
        assert codes(caught) == ["duty.over"]
    assert Duty.objects.get().user == over.user


def test_it_is_given_to_another_of_the_district_only(duty: Duty) -> None:
    with pytest.raises(Refused) as caught:
        do.change_duty(duty, user=make_inspector("1407"), by=make_head())
    assert codes(caught) == ["duty.elsewhere"]
    other = make_inspector(username="other")
    do.change_duty(duty, user=other, note="Market", by=make_head())
    kept = Duty.objects.get()
    assert (kept.user, kept.note) == (other, "Market")
    assert kept.version > 1


def test_it_is_taken_off(duty: Duty) -> None:
    do.take_off_duty(duty, by=make_head())
    assert not Duty.objects.exists()


# --- pages ---------------------------------------------------------------------------------------


def page(client: Any, query: str = "") -> Any:
    return client.get(f"/cases/roster/?month={MONTH}{query}")


def test_an_inspector_reads_and_gives_nothing(client: Any, duty: Duty) -> None:
    client.force_login(duty.user)
    shown = page(client)
    assert duty.user.name in shown.content.decode()
    assert not shown.context["may_assign"]
    for path in ("draw/?district=1604", "give/?district=1604", f"{duty.pk}/", f"{duty.pk}/off/"):
        assert client.get(f"/cases/roster/{path}").status_code == 403


def test_another_district_is_not_found(client: Any, duty: Duty, stranger: Any) -> None:
    client.force_login(stranger)
    assert page(client, "&district=1604").status_code == 404
    assert duty.user.name not in page(client).content.decode()
    client.force_login(make_head("1407"))
    assert client.get(f"/cases/roster/{duty.pk}/").status_code == 404
    assert client.get("/cases/roster/draw/?district=1604").status_code == 403
    assert client.get("/cases/roster/draw/?district=nowhere").status_code == 404


def test_who_reaches_the_whole_country_draws_where_cases_are_open(client: Any) -> None:
    case = make_case("1407")
    client.force_login(make_user("supervisor", [], username="central", whole_country=True))
    shown = page(client)
    assert [one.pk for one, _url, _here in shown.context["districts"]] == ["1407"]
    assert "/cases/roster/draw/?district=1407" in shown.content.decode()
    assert page(client, f"&district={case.district_id}").status_code == 200


@pytest.mark.parametrize("day", ["x", "2026-02-31", "9" * 400, "<b>"])
def test_a_day_that_is_none_is_asked_again(client: Any, district: District, day: str) -> None:
    client.force_login(make_head())
    address = f"/cases/roster/give/?district=1604&day={day}"
    assert client.get(address).context["form"].initial["day"] == today()
    refused = client.post(address, {"day": day, "user": str(make_inspector().pk)})
    assert refused.status_code == 200
    assert refused.context["form"].errors.keys() == {"day"}
    assert not Duty.objects.exists()


@pytest.mark.parametrize("month", ["2026-13", "0", "", "9999-99", "0000-01", "9999-12"])
def test_a_month_that_is_none_is_this_month(client: Any, district: District, month: str) -> None:
    client.force_login(make_head())
    shown = client.get(f"/cases/roster/?month={month}")
    assert shown.status_code == 200
    assert shown.context["month"] == today().replace(day=1)


def test_drawn_on_its_page(client: Any, district: District) -> None:
    officer, head = make_inspector(), make_head()
    client.force_login(head)
    path = f"/cases/roster/draw/?district=1604&month={MONTH}"
    asked = client.get(path).context["form"]
    assert asked.fields["officers"].initial == [str(officer.pk)]
    data = {"first": TOMORROW, "last": TOMORROW + timedelta(days=9), "officers": []}
    refused = client.post(path, data)
    assert "Tick who takes turns." in refused.content.decode()
    assert client.post(path, {**data, "officers": [str(officer.pk)]}).status_code == 302
    assert Duty.objects.filter(user=officer).count() in {6, 7, 8}


def test_given_changed_and_taken_off_on_their_pages(client: Any, district: District) -> None:
    officer, other, head = make_inspector(), make_inspector(username="other"), make_head()
    client.force_login(head)
    give = f"/cases/roster/give/?district=1604&month={MONTH}&day={TOMORROW}"
    assert client.get(give).context["form"].initial["day"] == TOMORROW
    data = {"day": TOMORROW, "user": str(officer.pk), "note": "Market"}
    assert client.post(give, data).status_code == 302
    assert "duty on that day already" in client.post(give, data).content.decode()
    duty = Duty.objects.get()
    change = {"user": str(other.pk), "note": "", "version": duty.version}
    assert client.post(f"/cases/roster/{duty.pk}/", change).status_code == 302
    stale = client.post(f"/cases/roster/{duty.pk}/", {**change, "user": str(officer.pk)})
    assert stale.status_code == 200
    assert Duty.objects.get().user == other
    assert client.post(f"/cases/roster/{duty.pk}/off/").status_code == 302
    assert not Duty.objects.exists()


def test_the_page_costs_the_same_with_more_days(client: Any, district: District) -> None:
    officer, head = make_inspector(), make_head()
    first = (TOMORROW.replace(day=1) + timedelta(days=31)).replace(day=1)
    do.put_on_duty(district, day=first, user=officer, by=head)
    client.force_login(head)
    address = f"/cases/roster/?month={first:%Y-%m}"
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    do.draw_roster(
        district, first=first, last=first + timedelta(days=26), officers=[officer], by=head
    )
    with CaptureQueriesContext(connection) as many:
        assert client.get(address).status_code == 200
    assert len(many) == len(few) <= 12
