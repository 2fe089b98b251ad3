"""A name is found with one letter wrong, in either script, short given names included."""

from __future__ import annotations

import pytest

from solar_cms.registry.models import Person
from solar_cms.registry.tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def somphone(db):
    for n, (given, latin) in enumerate(
        [("ບົວຄຳ", "Bouakham"), ("ວິໄລ", "Vilay"), ("ແກ້ວ", "Keo"), ("ສົມສັກ", "Somsack")]
    ):
        make_person(given, f"ວົງ{n}", given_name_latin=latin)
    return make_person(
        "ສົມພອນ", "ພົມມະຈັນ", given_name_latin="Somphone", family_name_latin="Phommachan"
    )


@pytest.mark.parametrize(
    "words",
    [
        "ສົມພອນ", "ສົມພອມ", "ສົມພອ", "ສົມພອນນ", "ທົມພອນ", "ສົມພອນ ພົມມະຈັດ", "ສົມຟອນ ພົມມະຈັນ",
        "Somphone", "Somphome", "Sonphone", "Somfone", "somphone phommachanh", "Xomphon",
    ],
)  # fmt: skip
def test_a_letter_may_be_wrong(somphone, words):
    assert Person.objects.named(words).order_by("-rank", "-id")[0] == somphone


@pytest.mark.parametrize("words", ["(", "a(b", "ສົມ[ພອນ", "\\", "%%%", "ກ" * 200, "  ", ".*"])
def test_odd_words_break_nothing(somphone, words):
    assert list(Person.objects.named(words)[:5]) is not None
