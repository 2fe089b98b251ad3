"""The whole thread through the pages: a group's member applies, is enrolled, pays; the money is
remitted and confirmed by the LSSO's receipt."""

from datetime import date

import pytest
from django.urls import reverse

from enrollment.models import Contribution, Membership, Remittance
from enrollment.tests.factories import card, channel, voluntary
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.models import Act
from solar_cms.base.hooks import datasets, file_policies
from solar_cms.documents.models import Letter
from solar_cms.registry.tests.factories import make_group, make_person

pytestmark = pytest.mark.django_db


def test_from_the_group_s_list_to_the_receipt(client):
    officer = make_user("enrolment_officer", ["1604"])
    people = [make_person(f"ສະມາຊິກ {i}") for i in range(2)]
    group = make_group(members=people)
    client.force_login(officer)

    listed = client.get(reverse("enrol_group", args=[group.pk]))
    assert listed.context["registered"] == 0
    first = listed.context["following"].person
    url = reverse("application_new", args=[first.pk]) + f"?group={group.pk}"
    assert url in listed.content.decode()
    back = client.post(
        url,
        {
            "scheme": str(voluntary().pk), "group": str(group.pk), "insured_earnings": "1200000",
            "channel": str(channel("group_leader").pk), "received_on": "2.3.2026",
            "documents": [str(card().pk)],
        },
        follow=True,
    )  # fmt: skip
    assert back.context["following"].person != first  # the next of the list is offered

    application = first.scheme_applications.get()
    client.post(
        reverse("application_enrol", args=[application.pk]),
        {
            "member_number": "2604-118-0932", "accepted_on": "9.3.2026",
            "insured_earnings": "1200000", "version": application.version,
        },
    )  # fmt: skip
    member = Membership.objects.get(person=first)
    assert client.get(reverse("enrol_group", args=[group.pk])).context["registered"] == 1

    client.post(
        reverse("contribution_new", args=[member.pk]),
        {"month": "3/2026", "collected_on": "10.3.2026", "payer": "self"},
    )
    paid = Contribution.objects.get()
    assert (paid.amount, paid.state) == (108_000, "collected")
    slip = Letter.objects.get(number=paid.slip_number)
    page = client.get(reverse("membership", args=[member.pk])).content.decode()
    assert reverse("letter", args=[slip.pk]) in page

    client.post(reverse("remittance_new"), {"pick": [str(paid.pk)], "remitted_on": "1.4.2026"})
    remittance = Remittance.objects.get()
    client.post(
        reverse("remittance_confirm", args=[remittance.pk]),
        {"receipt_number": "LSSO-77", "confirmed_on": "20.4.2026", "version": remittance.version},
    )
    paid.refresh_from_db()
    assert paid.state == "confirmed"
    names = list(Act.objects.filter(actor_id=officer.pk).values_list("name", flat=True))
    for name in (
        "application.received", "member.enrolled", "contribution.collected",
        "contributions.remitted", "remittance.confirmed",
    ):  # fmt: skip
        assert name in names

    stranger = make_user("enrolment_officer", ["1407"])
    assert file_policies["enrollment.contribution"].may_read(officer, str(paid.pk))
    assert not file_policies["enrollment.contribution"].may_read(stranger, str(paid.pk))
    for name in ("memberships", "contributions"):
        assert datasets[name].visible(officer).count() == 1
        assert datasets[name].visible(stranger).count() == 0
    assert paid.month == date(2026, 3, 1)
