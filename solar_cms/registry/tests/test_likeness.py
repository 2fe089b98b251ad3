"""A name is found with one letter wrong, in either script, short given names included."""

from __future__ import annotations

import pytest

from solar_cms.audit.acts import SYSTEM, act
from solar_cms.registry.models import Person
from solar_cms.registry.tests.factories import district_of, make_person

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


@pytest.mark.parametrize(
    "words",
    ["ສົມພອນພົມມະຈັນ", "ສົມ ພອນ ພົມມະຈັນ", "ສົມພອນ ພົມມະ ຈັນ", "Som phone Phommachan", "ພົມມະຈັນ ສົມພອນ"],
)  # fmt: skip
def test_words_may_be_joined_split_or_turned_round(somphone, words):
    assert Person.objects.named(words).order_by("-rank", "-id")[0] == somphone


def test_another_name_is_found_like_the_first(somphone):
    called = make_person("ຄຳຫຼ້າ", "ສີສະຫວັດ", aliases=["ນ້ອຍໃຫຍ່"])
    assert list(Person.objects.named("ນ້ອຍໃຫຍ່")) == [called]
    assert list(Person.objects.named("ນອຍໃຫຍ")) == [called]  # tone marks left out


def test_a_corrected_name_is_found_by_its_new_words(somphone):
    with act("test.arranged", by=SYSTEM):
        Person.objects.filter(pk=somphone.pk).update(family_name="ອິນທະວົງ")
    assert list(Person.objects.named("ອິນທະວົງ")) == [somphone]


def test_of_many_who_bear_the_very_name_none_is_left_out(db):
    with act("test.arranged", by=SYSTEM):
        Person.objects.bulk_create(
            [Person(given_name="ບົວຜັນ", sex="F", district=district_of("1604")) for _ in range(230)]
            + [Person(given_name="ບົວພັນ", sex="F", district=district_of("1604"))]
        )
    found = Person.objects.named("ບົວຜັນ")
    assert (found.count(), {person.given_name for person in found}) == (230, {"ບົວຜັນ"})
    nearly = Person.objects.named("ບົວພັນ").order_by("-rank", "-id")
    assert (nearly[0].given_name, nearly.count()) == ("ບົວພັນ", 201)  # it, and 200 of those alike


def test_a_name_nobody_bears_finds_nobody(somphone):
    assert not Person.objects.named("ຊຽງໝ້ຽງ").exists()
    assert not Person.objects.named("Zzzqqk").exists()


@pytest.mark.parametrize(
    ("given", "family", "words"),
    [
        ("ສົມພອນ", "ພົມມະຈັນ", "Somphone Phommachanh"),
        ("ສົມພອນ", "ພົມມະຈັນ", "xomphon"),
        ("ໄຊຍະສອນ", "ວົງວິໄລ", "Saiyasone Vongvilay"),
        ("ແກ້ວ", "ສີສະຫວັດ", "Kaew Sisavath"),
        ("ບຸນຍັງ", "ສຸວັນນະພູມ", "Bounyang Souvannaphoum"),
    ],
)
def test_who_is_recorded_in_lao_only_is_found_by_the_latin_spelling(db, given, family, words):
    make_person("ວິໄລ", "ອິນທະວົງ")
    person = make_person(given, family)
    assert list(Person.objects.named(words).order_by("-rank", "-id"))[:1] == [person]


@pytest.mark.parametrize("words", ["ສົມພອນ ພົມມະຈັນ", "ສົມພອນ", "ສົມພອນພົມມະຈັນ", "ພົມມະຈັນ ສົມພອນ"])
def test_who_is_recorded_in_latin_only_is_found_by_the_lao_spelling(db, words):
    make_person("", "", given_name_latin="Vilay", family_name_latin="Inthavong")
    person = make_person("", "", given_name_latin="Somphone", family_name_latin="Phommachan")
    assert list(Person.objects.named(words).order_by("-rank", "-id"))[:1] == [person]


def test_words_typed_with_thai_letters_are_read_as_lao(somphone):
    assert Person.objects.named("ສົມพอน").order_by("-rank", "-id")[0] == somphone
