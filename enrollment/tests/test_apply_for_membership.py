"""Applying, mending and sending, returning."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from enrollment import operations
from enrollment.models import Application
from enrollment.tests.factories import (
    card,
    channel,
    make_application,
    make_membership,
    set_parameter,
    voluntary,
)
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.audit.history import acts_on
from solar_cms.base.models import today
from solar_cms.base.problems import Refused
from solar_cms.registry.tests.factories import make_group, make_person
from solar_cms.work.models import Task

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    """Messages are made in the language that is on."""
    with translation.override("en"):
        yield


@pytest.fixture
def officer():
    return make_user("enrolment_officer", ["1604"])


def apply(person, by, **fields):
    values = {
        "scheme": voluntary(),
        "channel": channel(),
        "received_on": date(2026, 3, 2),
        "earnings": 1_200_000,
        "documents": [card()],
        **fields,
    }
    return operations.apply_for_membership(person, by=by, **values)


def codes(refused):
    return [p.code for p in refused.value.problems if p.severity == "error"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"received_on": today() + timedelta(days=1)}, "application.in_future"),
        ({"earnings": 0}, "earnings.not_positive"),
    ],
)
def test_refused(officer, fields, code):
    with pytest.raises(Refused) as refused:
        apply(make_person(), officer, **fields)
    assert codes(refused) == [code]
    assert not Application.objects.exists()


def test_not_to_a_scheme_that_enrols_elsewhere(officer):
    scheme = voluntary().__class__.objects.get(key="state_nssf")
    with pytest.raises(Refused) as refused:
        apply(make_person(), officer, scheme=scheme)
    assert codes(refused) == ["scheme.takes_none"]


def test_not_who_has_died_is_a_member_or_has_applied(officer):
    dead = make_person("ຄົນ ໜຶ່ງ", died_on=date(2025, 1, 1))
    member = make_membership().person
    applicant = make_application().person
    found = []
    for person in (dead, member, applicant):
        with pytest.raises(Refused) as refused:
            apply(person, officer)
        found += codes(refused)
    assert found == ["enrolment.died", "enrolment.already_member", "application.open_already"]


def test_two_open_applications_are_refused_by_the_database_too():
    first = make_application()
    with pytest.raises(Refused) as refused:
        make_application(first.person)
    assert codes(refused) == ["application_one_open"]


def test_earnings_below_a_confirmed_floor_are_refused_and_below_an_unsure_one_noted(officer):
    application = apply(make_person("ກ"), officer, earnings=900_000)
    (warning,) = acts_on(application)[0].data["warnings"]
    assert warning["code"] == "earnings.below_floor"
    assert "inferred" in warning["message"]
    assert "1,600,000" in warning["message"]  # the source's own words
    set_parameter("minimum_insured_earnings", "1200000")
    with pytest.raises(Refused) as refused:
        apply(make_person("ຂ"), officer, earnings=900_000)
    assert codes(refused) == ["earnings.below_floor"]


def test_a_demanded_paper_that_is_missing_is_noted_while_its_source_is_unsure(officer):
    application = apply(make_person(), officer, documents=[])
    assert acts_on(application)[0].data["warnings"][0]["code"] == "application.document_missing"
    kind = card()
    with act("test.arranged", by=SYSTEM):
        kind.status = "confirmed"
        kind.save()
    with pytest.raises(Refused) as refused:
        apply(make_person("ອີກຄົນ"), officer, documents=[])
    assert codes(refused) == ["application.document_missing"]


def test_a_sent_application_has_its_number_and_waits_in_the_inbox(officer):
    person = make_person(district="1604")
    group = make_group(members=[person])
    application = apply(person, officer, group=group, promoter=None)
    assert (application.state, application.district_id) == ("submitted", "1604")
    assert application.number == "AP-1604-2026-0001"
    assert application.officer == officer
    assert [row.kind.key for row in application.shown.all()] == ["identity_card"]
    task = Task.objects.get(kind="enrollment.application")
    assert (task.role_kind, task.district_id) == ("enrolment_officer", "1604")
    assert task.url == reverse("application", args=[application.pk])


def test_a_draft_waits_for_nobody(officer):
    application = apply(make_person(), officer, documents=[], draft=True)
    assert application.state == "draft"
    assert not Task.objects.exists()


class TestReturn:
    def test_not_without_reasons_nor_before_it_was_received(self, officer):
        application = make_application()
        for values, code in (
            ({"reasons": " "}, "application.no_reasons"),
            (
                {"reasons": "photo", "returned_on": date(2026, 3, 1)},
                "application.decided_before_received",
            ),
            (
                {"reasons": "photo", "returned_on": today() + timedelta(days=1)},
                "application.in_future",
            ),
        ):
            with pytest.raises(Refused) as refused:
                operations.return_application(application, by=officer, **values)
            assert codes(refused) == [code]

    @pytest.mark.parametrize("state", ["draft", "accepted"])
    def test_only_what_was_sent(self, officer, state):
        application = make_application(state=state, decided_on=date(2026, 3, 9))
        with pytest.raises(Refused) as refused:
            operations.return_application(application, reasons="photo", by=officer)
        assert codes(refused) == ["application.state"]

    def test_returned_mended_and_sent_again(self, officer):
        application = apply(make_person(), officer)
        operations.return_application(application, reasons="The photograph is missing", by=officer)
        application.refresh_from_db()
        assert (application.state, application.decided_on) == ("returned", today())
        assert not Task.objects.open().exists()
        operations.submit_application(
            application, earnings=1_500_000, documents=[card()], by=officer
        )
        application.refresh_from_db()
        assert (application.state, application.earnings, application.reasons) == (
            "submitted", 1_500_000, "",
        )  # fmt: skip
        assert Task.objects.open().count() == 1

    def test_the_database_wants_reasons(self):
        with pytest.raises(Refused) as refused:
            make_application(state="returned", decided_on=date(2026, 3, 9))
        assert codes(refused) == ["application_returned_has_reasons"]


class TestPage:
    def url(self, person, group=None):
        return reverse("application_new", args=[person.pk]) + (
            f"?group={group.pk}" if group else ""
        )

    def test_strangers_do_not_reach_it(self, client):
        person = make_person(district="1604")
        client.force_login(make_user("enrolment_officer", ["1407"]))
        assert client.get(self.url(person)).status_code == 404
        client.force_login(make_user("trainer", ["1604"]))
        assert client.get(self.url(person)).status_code == 403

    def test_from_the_group_s_list_and_back_to_it(self, client, officer):
        person = make_person(district="1604")
        group = make_group(members=[person])
        client.force_login(officer)
        data = {
            "scheme": str(voluntary().pk),
            "group": str(group.pk),
            "insured_earnings": "1.200.000",
            "channel": str(channel("group_leader").pk),
            "received_on": "2/3/2569",
            "documents": [str(card().pk)],
        }
        answer = client.post(self.url(person, group), data)
        assert answer.url == reverse("enrol_group", args=[group.pk])
        application = Application.objects.get()
        assert (application.group, application.earnings) == (group, 1_200_000)
        assert application.received_on == date(2026, 3, 2)  # 2569 is read as 2026

    def test_with_the_number_the_person_is_enrolled_at_once(self, client, officer):
        person = make_person(district="1604")
        client.force_login(officer)
        data = {
            "scheme": str(voluntary().pk),
            "insured_earnings": "1200000",
            "channel": str(channel().pk),
            "received_on": "2.3.2026",
            "member_number": " 2604-118-0932 ",
        }
        client.post(self.url(person), data)
        member = person.scheme_memberships.get()
        assert (member.member_number, member.valid_from) == ("2604-118-0932", date(2026, 3, 2))
        assert member.application.state == "accepted"

    def test_a_refusal_keeps_what_was_written(self, client, officer):
        person = make_person(district="1604")
        make_membership(member_number="77")
        client.force_login(officer)
        data = {
            "scheme": str(voluntary().pk), "insured_earnings": "1200000",
            "channel": str(channel().pk), "received_on": "2.3.2026", "member_number": "77",
        }  # fmt: skip
        answer = client.post(self.url(person), data)
        assert answer.status_code == 200
        assert "member_number" in answer.context["form"].errors
        assert 'value="77"' in answer.content.decode()
        assert not Application.objects.filter(person=person).exists()
