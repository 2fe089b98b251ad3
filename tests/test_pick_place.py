"""Picking a province, district or village by what people write."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.forms import Form
from solar_cms.places.fields import PlaceField
from solar_cms.places.models import District, Village

pytestmark = pytest.mark.django_db


def make_village(code, name_local, name_latin, **fields):
    return Village(
        code=code, district_id=code[:4], name_local=name_local, name_latin=name_latin, **fields
    )


@pytest.fixture
def villages(places):
    with act("test.arranged", by=SYSTEM):
        Village.objects.bulk_create([
            make_village("1604012", "ບ້ານ ໜອງຫຼວງ", "Nong Luang", aliases=["Lak 40"]),
            make_village("1604013", "ບ້ານ ຫ້ວຍຊາ", "Houaysa"),
            make_village("1604014", "ບ້ານ ຫ້ວຍຊານ", "Houaysan"),
            make_village("1407003", "ບ້ານ ຫ້ວຍຊາ", "Houaysa"),
        ])  # fmt: skip


def form_of(user, **data):
    class Where(Form):
        district = PlaceField(level="district", label="District", required=False)
        village = PlaceField(label="Village", within="district", required=False)

    form = Where(data)
    form.fields["district"].reaching(user, "people.keep")
    form.fields["village"].reaching(user, "people.keep")
    return form


def picked(user, **data):
    form = form_of(user, **data)
    assert form.is_valid(), form.errors
    return form.cleaned_data["village"].code


@pytest.fixture
def officer(villages):
    return make_user("enrolment_officer", ["1604"])


@pytest.fixture
def everywhere(villages):
    return make_user("enrolment_officer", [], username="all", whole_country=True)


def test_unknown_words_and_places_out_of_reach_are_not_found(officer):
    for words in ("Vientiane", "1407003", "ຫ້ວຍຊາ, ເລົ່າງາມ"):
        form = form_of(officer, village=words)
        assert not form.is_valid()
        assert form.errors.as_data()["village"][0].code == "pick.unknown"


def test_a_key_out_of_reach_or_not_meant_by_the_words_counts_for_nothing(officer):
    for words, key in (("Houaysa", "1407003"), ("ສິ່ງອື່ນ", "1604013")):
        form = form_of(officer, village=words, village_key=key)
        form.is_valid()
        picked = form.cleaned_data.get("village")
        assert picked is None or picked.code == "1604013"
        assert picked is None or words == "Houaysa"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("1604012", "1604012"),
        ("Nong Luang, Paksong, Champasak · 1604012", "1604012"),
        ("ໜອງຫຼວງ", "1604012"),
        ("ບ້ານ ຫນອງຫລວງ", "1604012"),
        ("ban nongluang", "1604012"),
        ("lak 40", "1604012"),
        ("ຫ້ວຍຊານ", "1604014"),
    ],
)
def test_a_village_is_meant_by_code_name_spelling_or_alias(officer, words, code):
    assert picked(officer, village=words) == code


def test_what_may_mean_several_comes_back_to_be_chosen(everywhere, client):
    form = form_of(everywhere, village="Houaysa")
    html = form.as_p() if not form.is_valid() else ""
    assert 'name="village_key" value="1604013"' in html
    assert 'name="village_key" value="1407003"' in html
    assert "1604014" not in html  # another name
    assert 'value="Houaysa"' in html
    assert picked(everywhere, village="Houaysa", village_key="1407003") == "1407003"
    assert picked(everywhere, village="Houaysa, Laongam") == "1407003"
    assert picked(everywhere, village="Houaysa", district="1604") == "1604013"


def test_a_place_that_has_ended_is_not_picked(officer):
    with act("test.arranged", by=SYSTEM):
        Village.objects.filter(code="1604012").update(valid_to="2020-01-01")
    assert not form_of(officer, village="1604012").is_valid()


def test_few_districts_are_a_select_and_many_a_picker(officer, everywhere):
    assert "<select" in str(form_of(officer)["district"])
    field = str(form_of(everywhere)["district"])
    assert "<select" not in field
    assert reverse("places_find") in field


def rows(client, **query):
    answer = client.get(reverse("places_find"), query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_is_for_those_signed_in_and_as_narrow_as_asked(client, officer):
    assert client.get(reverse("places_find"), {"level": "village"}).status_code == 302
    client.force_login(officer)
    assert client.get(reverse("places_find"), {"level": "planet"}).status_code == 404
    assert "1407003" in rows(client, level="village", q="houaysa")
    narrow = rows(client, level="village", q="houaysa", right="people.keep")
    assert "1604013" in narrow
    assert "1407003" not in narrow
    assert "1604013" not in rows(client, level="village", q="houaysa", right="users.keep")
    within = rows(client, level="village", q="houaysa", within="Laongam, Salavan · 1407")
    assert "1407003" in within
    assert "1604013" not in within


def test_the_nearest_name_stands_first_and_says_where_it_is(client, officer):
    client.force_login(officer)
    found = rows(client, level="village", q="houaysan")
    assert found.index("1604014") < found.index("1604013")
    assert "Paksong, Champasak · 1604014" in found


def test_the_list_is_short_and_costs_the_same_however_many_there_are(client, officer):
    client.force_login(officer)

    def cost():
        with CaptureQueriesContext(connection) as counted:
            text = rows(client, level="village", q="nong")
        return len(counted), text.count('role="option"')

    few = cost()[0]
    with act("test.arranged", by=SYSTEM):
        district = District.objects.get(code="1604")
        Village.objects.bulk_create(
            Village(
                code=f"16041{n:02}",
                name_local=f"ໜອງ {n}",
                name_latin=f"Nong {n}",
                district=district,
            )
            for n in range(60)
        )
    assert cost() == (few, 20)
