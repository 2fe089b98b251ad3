"""Planning a session."""

from datetime import date

import pytest
from django.urls import reverse

from solar_cms.accounts.tests.factories import make_user
from solar_cms.base.problems import Refused
from solar_cms.places.models import District
from solar_cms.registry.tests.factories import make_group, make_person, make_village
from trainings.models import Session
from trainings.operations import plan_session
from trainings.tests.factories import make_curriculum

pytestmark = pytest.mark.django_db


@pytest.fixture
def trainer():
    return make_user("trainer", ["1604"])


def plan(trainer, **changes):
    wanted = {
        "curriculum": make_curriculum(),
        "district": District.objects.get(code="1604"),
        "starts_on": date(2026, 6, 12),
        "ends_on": date(2026, 6, 12),
        **changes,
    }
    return plan_session(by=trainer, **wanted)


def test_last_day_before_the_first_is_refused(trainer):
    with pytest.raises(Refused) as refused:
        plan(trainer, ends_on=date(2026, 6, 11))
    assert [p.code for p in refused.value.problems] == ["session.dates"]
    assert not Session.objects.exists()


def test_a_curriculum_not_valid_on_the_day_is_refused(trainer):
    ended = make_curriculum("old", valid_to=date(2025, 12, 31))
    with pytest.raises(Refused) as refused:
        plan(trainer, curriculum=ended)
    assert refused.value.problems[0].code == "session.curriculum_not_valid"


def test_the_register_begins_with_the_group_of_that_day(trainer):
    here, gone = make_person("ບົວ"), make_person("ຄຳ")
    group = make_group(members=[here, gone])
    gone_row = group.memberships.get(person=gone)
    from solar_cms.registry.operations import leave_group

    leave_group(gone_row, by=trainer, on=date(2026, 1, 31))
    session = plan(trainer, group=group)
    assert [a.person for a in session.attendances.all()] == [here]
    assert session.number.startswith("TR-1604-2026-")


def test_numbers_follow_each_other(trainer):
    first, second = plan(trainer), plan(trainer)
    assert int(second.number[-4:]) == int(first.number[-4:]) + 1


def test_the_page_plans_with_a_village_by_its_latin_name(client, trainer):
    make_village("1604012", "ບ້ານ ໜອງຫຼວງ", "Nong Luang")
    client.force_login(trainer)
    answer = client.post(
        reverse("session_plan"),
        {
            "curriculum": make_curriculum().pk,
            "district": "1604",
            "village": "nong louang",
            "starts_on": "12.6.2569",
            "test_points": "10",
        },
    )
    session = Session.objects.get()
    assert answer.url == reverse("session", args=[session.pk])
    assert (session.village_id, session.starts_on) == ("1604012", date(2026, 6, 12))
    assert session.ends_on == session.starts_on


def test_an_unknown_village_is_told_and_nothing_is_lost(client, trainer):
    client.force_login(trainer)
    answer = client.post(
        reverse("session_plan"),
        {
            "curriculum": make_curriculum().pk,
            "district": "1604",
            "village": "Nowhere",
            "place": "Temple hall",
            "starts_on": "12.6.2026",
            "test_points": "10",
        },
    )
    text = answer.content.decode()
    assert "Nothing here is called" in text
    assert "Temple hall" in text
    assert not Session.objects.exists()


def test_another_district_cannot_be_chosen(client, trainer):
    client.force_login(trainer)
    answer = client.post(
        reverse("session_plan"),
        {
            "curriculum": make_curriculum().pk,
            "district": "1407",
            "starts_on": "12.6.2026",
            "test_points": "10",
        },
    )
    assert answer.status_code == 200
    assert "district" in answer.context["form"].errors


def test_inspectors_do_not_plan(client):
    client.force_login(make_user("inspector", ["1604"]))
    assert client.get(reverse("session_plan")).status_code == 403
