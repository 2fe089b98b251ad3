"""Attendance by name, and people who walk in."""

from datetime import timedelta

import pytest
from django.urls import reverse

from solar_cms.accounts.tests.factories import make_user
from solar_cms.base.models import today
from solar_cms.base.problems import Refused
from solar_cms.registry.tests.factories import make_person
from trainings.models import Attendance
from trainings.operations import add_walk_in, take_attendance
from trainings.states import Presence, SessionState
from trainings.tests.factories import make_session

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer():
    return make_user("trainer", ["1604"])


def test_not_before_the_first_day(trainer):
    session = make_session(2, starts_on=today() + timedelta(days=1))
    with pytest.raises(Refused) as refused:
        take_attendance(session, [], by=trainer)
    assert refused.value.problems[0].code == "session.not_begun"


@pytest.mark.parametrize("state", [SessionState.CLOSED, SessionState.CANCELLED])
def test_not_after_the_end(trainer, state):
    session = make_session(1, state=state, closed_on=today(), cancel_reason="rain")
    with pytest.raises(Refused) as refused:
        take_attendance(session, [], by=trainer)
    assert refused.value.problems[0].code == "session.state"


def test_ticked_are_present_and_all_others_absent(trainer):
    session = make_session(3)
    first, *_others = session.attendances.order_by("id")
    take_attendance(session, [first.pk], by=trainer)
    session.refresh_from_db()
    assert session.state == SessionState.HELD
    assert set(session.attendances.values_list("pk", "presence")) == {
        (a.pk, Presence.PRESENT if a.pk == first.pk else Presence.ABSENT)
        for a in session.attendances.all()
    }


def test_a_tick_of_another_session_changes_nothing_there(trainer):
    session, other = make_session(1), make_session(1)
    foreign = other.attendances.get()
    take_attendance(session, [foreign.pk], by=trainer)
    foreign.refresh_from_db()
    assert foreign.presence == Presence.EXPECTED


def test_walk_ins_are_present_and_stay_so(trainer):
    session = make_session(1)
    person = make_person("ນາງ ໃໝ່")
    walked = add_walk_in(session, person, by=trainer)
    take_attendance(session, [], by=trainer)
    walked.refresh_from_db()
    assert (walked.is_walk_in, walked.presence) == (True, Presence.PRESENT)


def test_an_expected_person_who_walks_in_is_not_doubled(trainer):
    session = make_session(1)
    expected = session.attendances.get()
    add_walk_in(session, expected.person, by=trainer)
    assert Attendance.objects.filter(session=session).count() == 1
    expected.refresh_from_db()
    assert (expected.presence, expected.is_walk_in) == (Presence.PRESENT, False)


def test_the_page_ticks_and_saves(client, trainer):
    session = make_session(2)
    ticked = session.attendances.first()
    client.force_login(trainer)
    page = client.get(reverse("session_attendance", args=[session.pk]))
    assert page.content.decode().count('name="present"') == 2
    client.post(reverse("session_attendance", args=[session.pk]), {"present": [str(ticked.pk)]})
    ticked.refresh_from_db()
    assert ticked.presence == Presence.PRESENT


def test_a_walk_in_is_found_by_name_and_added(client, trainer):
    session = make_session(0)
    person = make_person("ສົມພອນ", "ວົງສາ", given_name_latin="Somphone")
    client.force_login(trainer)
    address = reverse("session_walk_in", args=[session.pk])
    assert "Somphone" in client.post(address, {"person": "somphon"}).content.decode()
    client.post(address, {"person": "somphon", "person_key": str(person.pk)})
    assert session.attendances.get().person == person


def test_people_of_another_district_cannot_be_added_by_id(client, trainer):
    session = make_session(0)
    stranger = make_person("ອື່ນ", district="1407")
    client.force_login(trainer)
    answer = client.post(
        reverse("session_walk_in", args=[session.pk]), {"person": str(stranger.pk)}
    )
    assert answer.status_code == 200
    assert "ອື່ນ" not in answer.content.decode()
    assert not session.attendances.exists()


def test_somebody_new_is_recorded_and_present_or_neither(client, trainer):
    session = make_session(0)
    client.force_login(trainer)
    address = reverse("session_walk_in_new", args=[session.pk])
    client.post(address, {"given_name": "", "sex": "F", "district": "1604"})
    assert not session.attendances.exists()
    client.post(
        address,
        {"given_name": "ຈັນສີ", "sex": "F", "district": "1604", "birth_year": "1991"},
    )
    assert session.attendances.get().person.given_name == "ຈັນສີ"


def test_a_trainer_elsewhere_sees_no_session_here(client):
    session = make_session(1)
    client.force_login(make_user("trainer", ["1407"]))
    assert client.get(reverse("session", args=[session.pk])).status_code == 404
    assert session.number not in client.get(reverse("trainings")).content.decode()
