"""Picking a person: by name in either script, alias, phone, document; only whom one may see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from solar_cms.accounts.tests.factories import make_user
from solar_cms.base.forms import Form
from solar_cms.registry.fields import PersonField
from solar_cms.registry.tests.factories import make_person, make_village

pytestmark = pytest.mark.django_db


class Ask(Form):
    person = PersonField()


@pytest.fixture
def officer(places):
    return make_user("enrolment_officer", ["1604"])


@pytest.fixture
def bouakham(places):
    return make_person(
        "ບົວຄຳ", "ສີສະຫວັດ", given_name_latin="Bouakham", family_name_latin="Sisavath",
        aliases=["ນາງ ດອກໄມ້"], phone="+8562055120418", card="16-000777", birth_year=1979,
        village=make_village(),
    )  # fmt: skip


def ask(user, **data):
    form = Ask(data)
    form.fields["person"].reaching(user)
    form.is_valid()
    return form


def test_who_is_elsewhere_is_as_if_not_there(client, officer):
    other = make_person("ບຸນມີ", "ແກ້ວ", district="1407", card="14-1", phone="+8562099999999")
    for words, key in (
        ("ບຸນມີ ແກ້ວ", ""), ("ບຸນມີ ແກ້ວ", str(other.pk)), ("14-1", ""), ("020 9999 9999", ""),
        (str(other.pk), ""),
    ):  # fmt: skip
        form = ask(officer, person=words, person_key=key)
        assert form.errors.as_data()["person"][0].code == "pick.unknown"
        shown = str(form["person"]).replace(key, "").replace(words, "")
        assert "ບຸນມີ" not in shown
        assert "radio" not in shown
    client.force_login(officer)
    for words in ("ບຸນມີ", "14-1", "020 9999 9999"):
        text = client.get(reverse("people_find"), {"q": words}).content.decode()
        assert "option" not in text
        assert "ບຸນມີ" not in text


def test_a_person_is_not_picked_by_a_part_of_a_name_alone(officer, bouakham):
    form = ask(officer, person="ບົວ")
    assert form.errors.as_data()["person"][0].code == "pick.unclear"
    assert f'name="person_key" value="{bouakham.pk}"' in str(form["person"])


@pytest.mark.parametrize(
    "words",
    ["ບົວຄຳ ສີສະຫວັດ", "bouakham sisavat", "ນາງ ດອກໄມ້", "16-000777", "020 5512 0418"],
)
def test_one_is_meant_by_full_name_alias_document_or_phone(officer, bouakham, words):
    assert ask(officer, person=words).cleaned_data["person"] == bouakham


def test_namesakes_are_told_apart_by_choosing(officer, bouakham):
    other = make_person("ບົວຄຳ", "ສີສະຫວັດ", birth_year=1990)
    form = ask(officer, person="ບົວຄຳ ສີສະຫວັດ")
    text = str(form["person"])
    assert "1979" in text
    assert "1990" in text
    again = ask(officer, person="ບົວຄຳ ສີສະຫວັດ", person_key=str(other.pk))
    assert again.cleaned_data["person"] == other


def test_who_writes_on_after_choosing_has_changed_their_mind(officer, bouakham):
    other = make_person("ສົມພອນ", "ວົງສາ")
    form = ask(officer, person="ສົມພອນ ວົງສາ", person_key=str(bouakham.pk))
    assert form.cleaned_data["person"] == other


def test_what_the_form_starts_with_is_sent_back_as_it_is(officer, bouakham):
    form = Ask(initial={"person": str(bouakham.pk)})
    form.fields["person"].reaching(officer)
    typed = form["person"].value()
    again = ask(officer, person=typed.words, person_key=typed.key)
    assert again.cleaned_data["person"] == bouakham


def test_the_list_shows_both_scripts_year_and_village_at_constant_cost(client, officer, bouakham):
    client.force_login(officer)

    def cost():
        with CaptureQueriesContext(connection) as counted:
            text = client.get(reverse("people_find"), {"q": "ບົວຄຳ"}).content.decode()
        return len(counted), text

    few, text = cost()
    for part in ("ບົວຄຳ", "Bouakham Sisavath", "1979", "Nong Luang"):
        assert part in text
    for _ in range(30):
        make_person("ບົວຄຳ", "ອື່ນ")
    many, text = cost()
    assert many == few
    assert text.count('role="option"') == 20


def test_the_list_needs_the_right_to_see_people(client, places):
    client.force_login(make_user("partner", []))
    assert client.get(reverse("people_find"), {"q": "x"}).status_code == 403
