"""The pages of a merge: who opens them, what they say before, what they do."""

import pytest
from django.urls import reverse

from solar_cms.accounts.tests.factories import make_user
from solar_cms.registry.models import Merge, Person
from solar_cms.registry.tests.factories import make_group, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = make_user("enrolment_officer", ["1604"])
    client.force_login(user)
    return user


def test_who_may_not_merge_is_refused_and_strangers_are_not_found(client, officer):
    here, there = make_person(), make_person(district="1407")
    assert client.get(reverse("person_merge", args=[here.pk, there.pk])).status_code == 404
    client.force_login(make_user("trainer", ["1604"], username="another"))
    for name, args in (("person_merge", [here.pk, here.pk]), ("person_merge_pick", [here.pk])):
        assert client.get(reverse(name, args=args)).status_code == 403
    assert "person_merge_pick" not in client.get(reverse("person", args=[here.pk])).content.decode()


def test_without_reason_or_tick_nothing_happens(client, officer):
    keep, other = make_person(), make_person()
    address = reverse("person_merge", args=[keep.pk, other.pk])
    answer = client.post(address, {"version": keep.version + other.version})
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"reason", "sure"}
    assert not Merge.objects.exists()


def test_the_same_record_twice_is_said(client, officer):
    keep = make_person()
    answer = client.post(reverse("person_merge_pick", args=[keep.pk]), {"other": str(keep.pk)})
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"other"}


def test_two_records_are_merged_and_taken_apart_on_the_pages(client, officer):
    keep = make_person("ບຸນມີ", phone="+8562055120410")
    other = make_person("ບຸນມີ", phone="+8562055120411")
    make_group(members=[other])
    answer = client.post(reverse("person_merge_pick", args=[keep.pk]), {"other": str(other.pk)})
    assert answer.url == reverse("person_merge", args=[keep.pk, other.pk])
    page = client.get(answer.url)
    assert [one.rows for one in page.context["moving"]] == [1]
    assert "020 55 120 411" in page.content.decode()
    fields = {"version": keep.version + other.version, "reason": "same card", "sure": "on"}
    answer = client.post(answer.url, {**fields, "phone": "other"})
    assert answer.url == reverse("person", args=[keep.pk])
    assert Person.objects.get().phone == "+8562055120411"
    merge = Merge.objects.get()
    assert reverse("merge", args=[merge.pk]) in client.get(answer.url).content.decode()

    record = client.get(reverse("merge", args=[merge.pk])).content.decode()
    assert "020 55 120 410" in record
    undo = reverse("merge_undo", args=[merge.pk])
    page = client.get(undo)
    assert page.context["plan"].facts_back
    keep.refresh_from_db()
    answer = client.post(undo, {"version": keep.version, "reason": "twins"})
    assert answer.url == reverse("merge", args=[merge.pk])
    assert client.get(answer.url).status_code == 200
    assert Person.objects.count() == 2
    assert client.get(reverse("person", args=[other.pk])).status_code == 200


def test_the_history_of_a_merged_record_can_still_be_read(client, officer):
    from solar_cms.registry.merging.operations import merge_people

    keep, other = make_person(), make_person()
    merge_people(keep, other, by=officer, reason="one")
    answer = client.get(reverse("history", args=["registry_person", other.pk]))
    assert answer.status_code == 200
    assert keep.name in answer.content.decode()
