"""Workplaces and employers are closed, in this order, with a reason, and opened again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.models import today
from solar_cms.base.problems import Refused
from solar_cms.registry import operations
from solar_cms.registry.models import Employer, Workplace
from solar_cms.registry.tests.factories import make_employer, make_workplace

pytestmark = pytest.mark.django_db
DAY = date(2024, 3, 1)


def codes(refused) -> list[str]:
    return sorted(problem.code for problem in refused.value.problems)


def close(record, on=DAY, reason="moved away"):
    verb = operations.close_employer if isinstance(record, Employer) else operations.close_workplace
    return verb(record, by=SYSTEM, on=on, reason=reason)


def test_a_closing_has_a_day_that_has_come_and_a_reason():
    with pytest.raises(Refused) as refused:
        close(make_workplace(), today() + timedelta(days=1), " ")
    assert codes(refused) == ["day.later", "reason.missing"]
    with pytest.raises(Refused) as refused, act("test.tried", by=SYSTEM):
        Workplace.objects.update(closed_on=DAY)
    assert codes(refused) == ["workplace_closed_with_reason"]


def test_nothing_is_closed_or_opened_twice():
    place = close(make_workplace())
    with pytest.raises(Refused) as refused:
        close(place)
    assert codes(refused) == ["closing.closed"]
    operations.reopen_workplace(place, by=SYSTEM, reason="it goes on")
    with pytest.raises(Refused) as refused:
        operations.reopen_workplace(place, by=SYSTEM, reason="it goes on")
    assert codes(refused) == ["closing.open"]


def test_an_employer_is_closed_after_its_workplaces():
    employer = make_employer()
    place = make_workplace(employer=employer)
    with pytest.raises(Refused) as refused:
        close(employer)
    assert codes(refused) == ["closing.workplaces_open"]
    close(place, date(2024, 5, 1))
    with pytest.raises(Refused) as refused:
        close(employer)
    assert codes(refused) == ["closing.before_workplace"]
    close(employer, date(2024, 5, 1))


def test_a_closed_employer_gets_no_open_workplace():
    employer = make_employer()
    place = close(make_workplace(employer=employer))
    close(employer)
    with pytest.raises(Refused) as refused:
        operations.reopen_workplace(place, by=SYSTEM, reason="it goes on")
    assert codes(refused) == ["closing.employer_closed"]
    with pytest.raises(Refused) as refused:
        operations.create_workplace(
            by=SYSTEM, kind="farm", name_local="ສວນ", district="1604",
            employer=Employer.objects.get(),
        )  # fmt: skip
    assert codes(refused) == ["closing.employer_closed"]
    operations.reopen_employer(Employer.objects.get(), by=SYSTEM, reason="it goes on")
    assert operations.reopen_workplace(place, by=SYSTEM, reason="it goes on").closed_on is None


def test_pages_close_a_workplace_show_it_and_open_it_again(client):
    client.force_login(make_user("inspector", ["1604"]))
    place = make_workplace()
    page, shut = reverse("workplace", args=[place.pk]), reverse("workplace_close", args=[place.pk])
    assert shut in client.get(page).content.decode()
    sent = {"on": "1.3.2024", "reason": "the mill burnt down", "version": place.version}
    assert client.post(shut, sent).url == page
    text = client.get(page).content.decode()
    assert "the mill burnt down" in text
    assert shut not in text
    for standing, shown in (("open", 0), ("closed", 1), ("", 1)):
        listed = client.get(reverse("workplaces"), {"standing": standing}).context["page"]
        assert len(listed.rows) == shown
    version = Workplace.objects.get().version
    again = reverse("workplace_reopen", args=[place.pk])
    client.post(again, {"reason": "built anew", "version": version})
    assert Workplace.objects.get().closed_on is None


def test_pages_close_an_employer(client):
    client.force_login(make_user("inspector", ["1604"]))
    employer = make_employer()
    close(make_workplace(employer=employer))
    address = reverse("employer_close", args=[employer.pk])
    sent = {"on": "1.3.2024", "reason": "wound up", "version": employer.version}
    assert client.post(address, sent).status_code == 302
    assert "wound up" in client.get(reverse("employer", args=[employer.pk])).content.decode()
    sent = {"reason": "not so", "version": Employer.objects.get().version}
    client.post(reverse("employer_reopen", args=[employer.pk]), sent)
    assert Employer.objects.get().closed_on is None


def test_elsewhere_and_without_the_right_nothing_is_closed(client):
    employer = make_employer()
    place = make_workplace(employer=employer)
    wanted = [
        (name, record)
        for record, kind in ((place, "workplace"), (employer, "employer"))
        for name in (f"{kind}_close", f"{kind}_reopen")
    ]
    for user, status in (("enrolment_officer", 403), ("inspector", 404)):
        district = "1604" if status == 403 else "1407"
        client.force_login(make_user(user, [district], username=f"{user}.{district}"))
        found = {client.post(reverse(n, args=[r.pk])).status_code for n, r in wanted}
        assert found == {status}
