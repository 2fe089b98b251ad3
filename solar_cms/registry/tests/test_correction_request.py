"""A person asks to have their data corrected."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.models import today
from solar_cms.base.problems import Refused
from solar_cms.law.models import Parameter
from solar_cms.registry.models import CorrectionRequest
from solar_cms.registry.privacy.operations import answer_correction, ask_correction
from solar_cms.registry.tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = make_user("enrolment_officer", ["1604"])
    client.force_login(user)
    return user


def codes(refused):
    return [problem.code for problem in refused.value.problems]


def test_requests_elsewhere_are_not_found(client, officer):
    request = ask_correction(make_person(district="1407"), by=SYSTEM, asks="my name")
    assert client.get(reverse("correction", args=[request.pk])).status_code == 404
    assert client.get(reverse("corrections")).context["rows"] == []


def test_a_request_says_something_and_not_of_tomorrow():
    with pytest.raises(Refused) as refused:
        ask_correction(make_person(), by=SYSTEM, asks=" ", asked_on=today() + timedelta(1))
    assert codes(refused) == ["correction.later", "correction.empty"]


def test_a_refusal_needs_its_reason_and_an_answer_is_given_once():
    request = ask_correction(make_person(), by=SYSTEM, asks="my name")
    with pytest.raises(Refused) as refused:
        answer_correction(request, by=SYSTEM, state="refused")
    assert codes(refused) == ["correction.reason"]
    answer_correction(request, by=SYSTEM, state="done")
    with pytest.raises(Refused) as refused:
        answer_correction(request, by=SYSTEM, state="refused", reason="no")
    assert codes(refused) == ["correction.answered"]


def test_the_period_comes_from_dated_data_and_an_unknown_one_is_not_computed_with():
    person = make_person()
    with act("test.arranged", by=SYSTEM):
        known = Parameter.objects.create(
            key="correction_days", names={"en": "Days"}, value=30, status="unknown",
            valid_from=date(2022, 1, 1),
        )  # fmt: skip
    assert ask_correction(person, by=SYSTEM, asks="x").due_on is None
    with act("test.arranged", by=SYSTEM):
        Parameter.objects.filter(pk=known.pk).update(status="confirmed")
    asked = date(2026, 3, 2)
    assert ask_correction(person, by=SYSTEM, asks="x", asked_on=asked).due_on == date(2026, 4, 1)


def test_a_request_is_recorded_and_answered_on_the_pages(client, officer):
    person = make_person()
    address = reverse("correction_new", args=[person.pk])
    answer = client.post(address, {"asked_on": "2.3.2026", "asks": "I was born in 1984"})
    assert answer.url == reverse("corrections")
    request = CorrectionRequest.objects.get()
    page = reverse("correction", args=[request.pk])
    assert "1984" in client.get(page).content.decode()
    fields = {"state": "done", "reason": "by the family book", "decided_on": "3.3.2026"}
    assert client.post(page, {**fields, "version": request.version}).url == page
    request.refresh_from_db()
    assert (request.state, request.decided_on) == ("done", date(2026, 3, 3))
    assert [row.pk for row, _tag in client.get(reverse("corrections")).context["rows"]] == [
        request.pk
    ]
    assert client.get(reverse("corrections") + "?open=1").context["rows"] == []
