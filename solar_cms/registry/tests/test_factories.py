"""The factories give rows that the database accepts."""

import pytest

from solar_cms.registry.models import IdDocument, Person, Workplace
from solar_cms.registry.tests.factories import (
    make_consent,
    make_employer,
    make_group,
    make_person,
    make_village,
    make_workplace,
)

pytestmark = pytest.mark.django_db


def test_the_factories_hold_together():
    village = make_village()
    woman = make_person(village=village, card="16-0001")
    man = make_person("ຄຳຫຼ້າ", "", sex="M", given_name_latin="Khamla")
    group = make_group(members=[man], leader=woman)
    workplace = make_workplace(employer=make_employer())
    make_consent(woman)
    assert group.memberships.filter(role="leader", person=woman).exists()
    assert Person.objects.count() == 2
    assert IdDocument.objects.get().number == "16-0001"
    assert Workplace.objects.get() == workplace
