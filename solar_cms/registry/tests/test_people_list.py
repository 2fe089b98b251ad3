"""The list of people: who sees whom, how names are found, what it costs, how it leaves the house."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.audit.models import Act
from solar_cms.registry.models import Person
from solar_cms.registry.tests.factories import make_person, make_village

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = make_user("enrolment_officer", ["1604"])
    client.force_login(user)
    return user


def names(client, **query):
    answer = client.get(reverse("people"), query)
    assert answer.status_code == 200
    return [row.local_name or row.latin_name for row in answer.context["page"].rows]


def test_partners_have_no_list_of_people(client, db):
    client.force_login(make_user("partner", ["1604"]))
    assert client.get(reverse("people")).status_code == 403


def test_people_of_other_districts_are_not_there(client, officer):
    make_person("ບົວຄຳ", "")
    make_person("ວັນນາ", "", district="1407")
    assert names(client) == ["ບົວຄຳ"]
    assert names(client, q="ວັນນາ") == []
    assert names(client, district="1407") == ["ບົວຄຳ"]  # a filter of elsewhere filters nothing


def test_filters_stand_in_the_address(client, officer):
    village = make_village()
    make_person("ບົວຄຳ", "", village=village, sex="F")
    make_person("ຄຳພອນ", "", sex="M")
    assert names(client, village=village.pk) == ["ບົວຄຳ"]
    assert names(client, sex="M") == ["ຄຳພອນ"]
    assert names(client, sex="nonsense") == ["ຄຳພອນ", "ບົວຄຳ"]


@pytest.mark.parametrize(
    "words",
    [
        "ບົວຄໍາ ສີສະຫວັດ",  # written as two signs
        "ບົວຄຳ ສີສະຫວັນ",  # a letter wrong
        "ບົວຄຳ ສີສະຫັວດ",  # two letters changed over
        "bouakham",
        "Bouakam Sisavat",  # Latin, spelt otherwise
        "020 5512 0418",
        "55120418",
        "12-0034567",
    ],
)
def test_somebody_is_found_however_the_name_is_written(client, officer, words):
    make_person(
        "ບົວຄຳ", "ສີສະຫວັດ", given_name_latin="Bouakham", family_name_latin="Sisavath",
        phone="+8562055120418", card="12-0034567",
    )  # fmt: skip
    make_person("ສຸກສະຫວັນ", "ແກ້ວມະນີ", given_name_latin="Souksavanh", family_name_latin="Keomany")
    assert names(client, q=words)[0] == "ບົວຄຳ ສີສະຫວັດ"


def test_a_tone_mark_may_be_missing(client, officer):
    make_person("ແກ້ວ", "ໄຊຍະວົງ")
    assert names(client, q="ແກວ ໄຊຍະວົງ") == ["ແກ້ວ ໄຊຍະວົງ"]


def many(number):
    with act("test.arranged", by=SYSTEM):
        Person.objects.bulk_create(
            Person(given_name=f"ສົມ{n}", family_name="ວົງສາ", sex="F", district_id="1604")
            for n in range(number)
        )


def test_two_thousand_cost_as_many_queries_as_a_hundred(client, officer):
    def queries(**query):
        with CaptureQueriesContext(connection) as counted:
            names(client, **query)
        return len(counted)

    many(100)
    few, few_found = queries(), queries(q="ສົມ ວົງສາ")
    many(1900)
    assert (queries(), queries(q="ສົມ ວົງສາ")) == (few, few_found)
    assert few < 15


def test_pages_of_a_search_neither_repeat_nor_skip(client, officer):
    many(130)
    seen, address = [], f"{reverse('people')}?q=ສົມ ວົງສາ"
    while address:
        page = client.get(address).context["page"]
        seen += [row.pk for row in page.rows]
        address = page.next_url
    assert len(seen) == len(set(seen)) == 130


def test_inspectors_may_not_download(client, db):
    client.force_login(make_user("inspector", ["1604"]))
    assert client.get(reverse("people_csv")).status_code == 403
    assert b"people.csv" not in client.get(reverse("people")).content


def test_the_download_is_as_filtered_safe_and_recorded(client, officer):
    make_person("=cmd()", "ວົງສາ", sex="F")
    make_person("ຄຳພອນ", "", sex="M")
    make_person("ວັນນາ", "", sex="F", district="1407")
    answer = client.get(reverse("people_csv"), {"sex": "F", "q": ""})
    text = b"".join(answer.streaming_content).decode()
    assert "'=cmd() ວົງສາ" in text
    assert "ຄຳພອນ" not in text
    assert "ວັນນາ" not in text
    (recorded,) = Act.objects.filter(name="people.exported")
    assert recorded.actor_id == officer.pk
    assert recorded.data == {"filters": {"sex": "F"}, "searched": False, "people": 1}
