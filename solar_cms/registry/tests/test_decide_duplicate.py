"""Deciding on two records: who may, what they see, and that nothing is decided in silence."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.audit.models import Act
from solar_cms.base.models import today
from solar_cms.base.problems import Refused
from solar_cms.registry.duplicates import deciding
from solar_cms.registry.duplicates.finding import find_duplicates
from solar_cms.registry.merging.operations import merge_people, undo_merge
from solar_cms.registry.models import DuplicatePair, PersonSound
from solar_cms.registry.tests.factories import make_group, make_member, make_person, make_village

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(db):
    village = make_village()
    for _ in range(2):
        make_person("ສົມພອນ", "ພົມມະຈັນ", village=village, birth_year=1985)
    find_duplicates(by=SYSTEM)
    return DuplicatePair.objects.get()


@pytest.fixture
def far(db):
    """A pair across two provinces."""
    make_person("ສົມພອນ", "ພົມມະຈັນ", birth_year=1985, phone="+8562055120418")
    make_person("ສົມພອນ", "ພົມມະຈັນ", birth_year=1985, phone="+8562055120418", district="1407")
    find_duplicates(by=SYSTEM)
    return DuplicatePair.objects.get()


@pytest.fixture
def officer(client):
    user = make_user("enrolment_officer", ["1604"])
    client.force_login(user)
    return user


def state() -> str:
    return DuplicatePair.objects.get().state


def address(pair, name="duplicate"):
    return reverse(name, args=[pair.pk])


def codes(answer):
    return {e.code for errors in answer.context["form"].errors.as_data().values() for e in errors}


def test_who_keeps_no_people_decides_nothing(client, pair):
    client.force_login(make_user("inspector", ["1604"]))
    for name in ("duplicate", "duplicate_apart", "duplicate_later"):
        assert client.get(address(pair, name)).status_code == 403
    assert client.get(reverse("duplicates")).status_code == 403


def test_pairs_elsewhere_are_not_there(client, pair):
    client.force_login(make_user("enrolment_officer", ["1407"]))
    assert client.get(address(pair)).status_code == 404
    assert client.post(address(pair, "duplicate_apart")).status_code == 404
    assert "ສົມພອນ" not in client.get(reverse("duplicates")).content.decode()
    assert state() == "open"


def test_of_a_record_elsewhere_only_initials_are_shown_and_nothing_is_decided(client, officer, far):
    page = client.get(address(far)).content.decode()
    theirs = far.first if far.first.district_id == "1407" else far.second
    assert "ສ••• ພ•••" in page
    assert str(theirs.pk) not in page
    assert reverse("duplicate_apart", args=[far.pk]) not in page
    assert codes(client.post(address(far, "duplicate_apart"), {"version": far.version})) == {
        "pair.elsewhere"
    }
    assert "ສ••• ພ•••" in client.get(reverse("duplicates")).content.decode()
    assert state() == "open"


def test_a_pair_is_not_put_off_to_a_day_that_is_over(client, officer, pair):
    answer = client.post(
        address(pair, "duplicate_later"), {"again_on": "1.1.2020", "version": pair.version}
    )
    assert codes(answer) == {"pair.again_past"}
    assert state() == "open"


def test_what_was_decided_is_not_decided_again(officer, pair):
    deciding.tell_apart(pair, by=officer)
    with pytest.raises(Refused) as caught:
        deciding.put_off(pair, by=officer)
    assert [p.code for p in caught.value.problems] == ["pair.decided"]


def test_both_records_stand_side_by_side_with_what_differs(client, officer, pair):
    make_member(make_group("ກຸ່ມກາເຟ ທົ່ງ"), pair.first)
    with act("test.arranged", by=SYSTEM):
        type(pair.first).objects.filter(pk=pair.second.pk).update(phone="+8562055120418", sex="M")
    page = client.get(address(pair)).content.decode()
    assert page.count("ສົມພອນ ພົມມະຈັນ") >= 4
    assert "020 55" in page
    assert "differs" in page or "ຕ່າງ" in page


def test_two_people_are_told_apart_with_the_reason_and_the_act(client, officer, pair):
    answer = client.post(
        address(pair, "duplicate_apart"), {"reason": "ຖາມນາຍບ້ານແລ້ວ", "version": pair.version}
    )
    assert answer.url == reverse("duplicates")
    pair.refresh_from_db()
    assert (pair.state, pair.reason, pair.decided_by) == ("different", "ຖາມນາຍບ້ານແລ້ວ", officer)
    assert pair.decided_at is not None
    assert Act.objects.filter(name="duplicate.told_apart", actor_id=officer.pk).exists()
    assert "ສົມພອນ" not in client.get(reverse("duplicates")).content.decode()
    assert "ສົມພອນ" in client.get(reverse("duplicates"), {"state": "different"}).content.decode()


def test_a_decision_is_put_off_and_taken_back(client, officer, pair):
    day = today() + timedelta(days=3)
    client.post(
        address(pair, "duplicate_later"), {"again_on": day.isoformat(), "version": pair.version}
    )
    pair.refresh_from_db()
    assert (pair.state, pair.again_on) == ("later", day)
    client.post(address(pair, "duplicate_again"))
    pair.refresh_from_db()
    assert (pair.state, pair.again_on, pair.decided_by) == ("open", None, None)


def test_a_merge_closes_the_pair_and_leaves_the_rest_to_the_search(officer, pair):
    third = make_person("ສົມພອນ", "ພົມມະຈັນ", village=pair.first.village, birth_year=1985)
    find_duplicates(by=SYSTEM)
    assert DuplicatePair.objects.count() == 3
    deciding.close_pair_as_same(pair.first, pair.second, officer)
    states = {frozenset([p.first_id, p.second_id]): p.state for p in DuplicatePair.objects.all()}
    assert states == {
        frozenset([pair.first_id, pair.second_id]): "same",
        frozenset([pair.first_id, third.pk]): "open",
    }
    deciding.reopen_pair(pair.first, pair.second, officer)
    assert DuplicatePair.objects.filter(state="open").count() == 2


def test_people_never_asked_about_are_closed_as_same_too(officer, db):
    one, other = make_person("ແກ້ວ", ""), make_person("ຄຳ", "")
    deciding.close_pair_as_same(one, other, officer)
    assert state() == "same"


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, True),
        ({"district": "1604"}, True),
        ({"kind": "village"}, True),
        ({"kind": "phone"}, False),
        ({"state": "later"}, False),
        ({"state": "nonsense"}, True),
    ],
)
def test_the_queue_is_filtered(client, officer, pair, query, shown):
    assert ("ສົມພອນ" in client.get(reverse("duplicates"), query).content.decode()) is shown


def test_most_alike_come_first_and_the_query_count_is_constant(
    client, officer, django_assert_max_num_queries
):
    village = make_village()
    for number in range(6):
        make_person("ວິໄລ", f"ວົງ{'ສາ' * (number + 1)}", village=village, birth_year=1980 + number)
        make_person("ວິໄລ", f"ວົງ{'ສາ' * (number + 1)}", village=village,
                    birth_year=1980 + number + number % 2)  # fmt: skip
    find_duplicates(by=SYSTEM)
    with django_assert_max_num_queries(12):
        answer = client.get(reverse("duplicates"))
    scores = [row.pair.score for row in answer.context["rows"]]
    assert len(scores) >= 6
    assert scores == sorted(scores, reverse=True)


def test_home_and_person_tell_of_open_pairs(client, officer, pair):
    assert reverse("duplicates") in client.get(reverse("home")).content.decode()
    page = client.get(reverse("person", args=[pair.first_id])).content.decode()
    assert address(pair) in page
    deciding.tell_apart(pair, by=officer)
    page = client.get(reverse("person", args=[pair.first_id])).content.decode()
    assert address(pair) not in page


def test_the_merge_decides_the_pair_and_its_undoing_asks_again(pair):
    merge = merge_people(pair.first, pair.second, by=SYSTEM, reason="seen in the village")
    assert state() == "same"
    find_duplicates(by=SYSTEM, everyone=True)
    assert state() == "same"  # the merged record is compared no more
    undo_merge(merge, by=SYSTEM, reason="a cousin")
    find_duplicates(by=SYSTEM)
    assert (state(), PersonSound.objects.filter(is_compared=False).exists()) == ("open", False)


def test_the_page_of_a_pair_leads_to_the_merge(client, pair):
    client.force_login(make_user("head", ["1604"]))
    page = client.get(address(pair)).content.decode()
    assert reverse("person_merge", args=[pair.first_id, pair.second_id]) in page
