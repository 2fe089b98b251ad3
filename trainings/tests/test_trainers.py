"""Trainers: person, level, topic, from-to."""

from datetime import date

import pytest
from django.urls import reverse

from solar_cms.accounts.tests.factories import make_user
from solar_cms.base.problems import Refused
from solar_cms.places.models import District
from solar_cms.registry.tests.factories import make_person
from trainings.models import Trainer
from trainings.operations import appoint_trainer, end_trainer

pytestmark = pytest.mark.django_db


def appoint(person, by, **changes):
    wanted = {
        "level": "core",
        "topic": "osh",
        "district": District.objects.get(code="1604"),
        "valid_from": date(2023, 1, 1),
        **changes,
    }
    return appoint_trainer(person, by=by, **wanted)


def test_the_same_role_twice_at_a_time_is_refused():
    trainer, person = make_user("trainer", ["1604"]), make_person()
    appoint(person, trainer)
    with pytest.raises(Refused) as refused:
        appoint(person, trainer, valid_from=date(2024, 1, 1))
    assert refused.value.problems[0].code == "trainer_no_overlap"


def test_ending_before_the_beginning_is_refused():
    trainer, person = make_user("trainer", ["1604"]), make_person()
    with pytest.raises(Refused) as refused:
        end_trainer(appoint(person, trainer), valid_to=date(2022, 12, 31), by=trainer)
    assert refused.value.problems[0].code == "trainer_dates"


def test_ended_and_appointed_again():
    trainer, person = make_user("trainer", ["1604"]), make_person()
    end_trainer(appoint(person, trainer), valid_to=date(2023, 6, 30), by=trainer)
    appoint(person, trainer, valid_from=date(2023, 7, 1))
    assert Trainer.objects.on(date(2023, 6, 30)).count() == 1
    assert Trainer.objects.on(date(2023, 7, 1)).count() == 1


def test_the_page_lists_trainers_of_ones_districts_only(client):
    trainer = make_user("trainer", ["1604"])
    appoint(make_person("ບົວຄຳ"), trainer)
    make_user("trainer", ["1407"])
    appoint(
        make_person("ຄຳຫຼ້າ", district="1407"), trainer, district=District.objects.get(code="1407")
    )
    client.force_login(trainer)
    text = client.get(reverse("trainers")).content.decode()
    assert "ບົວຄຳ" in text
    assert "ຄຳຫຼ້າ" not in text
