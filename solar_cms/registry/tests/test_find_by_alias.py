"""What somebody is called besides is compared when duplicates are looked for, at night and at entry."""

from __future__ import annotations

import pytest
from django.db import connection

from solar_cms.audit.acts import SYSTEM
from solar_cms.base.problems import Refused
from solar_cms.registry.duplicates.finding import find_duplicates
from solar_cms.registry.duplicates.scoring import likely
from solar_cms.registry.models import DuplicatePair, PersonSound
from solar_cms.registry.operations import correct_person, create_person
from solar_cms.registry.tests.factories import make_person, make_village

pytestmark = pytest.mark.django_db

WOMAN = {"sex": "F", "birth_year": 1985}


@pytest.fixture
def village(db):
    return make_village()


@pytest.fixture
def called(village):
    """Registered as one and known as another."""
    return make_person("ຄຳຫຼ້າ", "ສີສະຫວັດ", village=village, aliases=["ນ້ອຍ ພົມມະຈັນ"])


def asked(**facts) -> list:
    found = likely({"": {**WOMAN, "district": "1604", **facts}})
    return [(one.person, one.evidence[0]["how"]) for one in found.get("", [])]


def test_a_name_alike_to_none_of_theirs_is_somebody_else(called, village):
    assert asked(given_name="ບຸນມີ", family_name="ແກ້ວມະນີ", village=village.pk) == []
    assert (
        asked(given_name="ຄຳຫຼ້າ", family_name="ວົງສາ", aliases=["ໄຊ ດາລາ"], village=village.pk) == []
    )


def test_the_other_name_of_one_is_the_name_of_the_other(called, village):
    assert asked(given_name="ນ້ອຍ", family_name="ພົມມະຈັນ", village=village.pk) == [
        (called.pk, "alias")
    ]


def test_in_latin_letters_too(called, village):
    names = {"given_name_latin": "Noy", "family_name_latin": "Phommachanh"}
    assert asked(**names, village=village.pk) == [(called.pk, "alias")]


def test_both_are_called_alike(called, village):
    names = {"given_name": "ບຸນມີ", "aliases": ["Noy Phommachan"]}
    assert asked(**names, village=village.pk) == [(called.pk, "alias")]


def test_a_full_other_name_finds_them_in_another_village(called):
    other = make_village("1604013", "ບ້ານ ໂພນງາມ", "Phonngam")
    found = asked(given_name="ນ້ອຍ", family_name="ພົມມະຈັນ", village=other.pk, phone="", card="16-1")
    assert found == [(called.pk, "alias")]


def test_the_keys_are_looked_up_by_their_index(called):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT p.id FROM (VALUES ('noi pomacan')) AS k(key) JOIN registry_person p "
            "ON p.aliases <> '{}' AND solar_alias_keys(p.aliases) @> ARRAY[k.key]"
        )
        assert "person_alias_keys" in str(cursor.fetchall())


def test_at_entry_the_clerk_is_warned(called, village):
    with pytest.raises(Refused) as caught:
        create_person(
            by=SYSTEM,
            district="1604",
            given_name="ນ້ອຍ",
            family_name="ພົມມະຈັນ",
            village=village,
            **WOMAN,
        )
    assert [p.code for p in caught.value.problems] == ["person.maybe_known"]


def test_another_name_told_later_makes_them_compared_again(village):
    first = make_person("ຄຳຫຼ້າ", "ສີສະຫວັດ", village=village)
    make_person("ນ້ອຍ", "ພົມມະຈັນ", village=village)
    assert find_duplicates(by=SYSTEM).new == 0
    assert not PersonSound.objects.filter(is_compared=False).exists()
    correct_person(first, by=SYSTEM, aliases=["ນ້ອຍ ພົມມະຈັນ"])
    assert find_duplicates(by=SYSTEM).new == 1
    assert DuplicatePair.objects.get().evidence[0]["how"] == "alias"
