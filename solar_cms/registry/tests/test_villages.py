"""What is known of a village, and everything that is in it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.models import today
from solar_cms.base.problems import Refused
from solar_cms.places import village_facts
from solar_cms.places.models import Village, VillagePopulation, VillageRoad
from solar_cms.registry.tests.factories import (
    make_group,
    make_household,
    make_person,
    make_village,
    make_workplace,
)

pytestmark = pytest.mark.django_db
PEOPLE = {"women": 200, "men": 190, "source": "ປຶ້ມບ້ານ"}


def codes(refused):
    return [problem.code for problem in refused.value.problems]


def test_a_population_is_of_a_year_and_holds_its_working_age():
    village = make_village()
    with pytest.raises(Refused) as refused:
        village_facts.record_population(
            village, by=SYSTEM, year=today().year + 1, working_women=201, **PEOPLE
        )
    assert codes(refused) == ["village.year", "village.working_age"]
    with pytest.raises(Refused) as refused, act("test.arranged", by=SYSTEM):
        VillagePopulation.objects.create(village=village, year=2023, working_men=191, **PEOPLE)
    assert codes(refused) == ["village_working_age_within"]


def test_a_year_recorded_again_is_corrected():
    village = make_village()
    village_facts.record_population(village, by=SYSTEM, year=2023, **PEOPLE)
    village_facts.record_population(village, by=SYSTEM, year=2023, **{**PEOPLE, "women": 210})
    assert [row.total for row in village.populations.all()] == [400]


def test_roads_are_kept_month_by_month():
    village = make_village()
    village_facts.set_roads(village, by=SYSTEM, states={7: "closed", 8: "closed"})
    village_facts.set_roads(village, by=SYSTEM, states={8: "motorbike"})
    assert [(row.month, row.state) for row in village.roads.all()] == [(8, "motorbike")]
    with pytest.raises(Refused) as refused, act("test.arranged", by=SYSTEM):
        VillageRoad.objects.create(village=village, month=13, state="all")
    assert codes(refused) == ["village_road_month"]


def test_who_says_that_ordnance_lies_there_says_since_when_and_who_knows():
    village = make_village()
    with pytest.raises(Refused) as refused:
        village_facts.set_uxo(village, by=SYSTEM, uxo="none")
    assert codes(refused) == ["village.uxo_source"]
    with pytest.raises(Refused) as refused:
        village_facts.set_uxo(
            village, by=SYSTEM, uxo="present", uxo_on=today() + timedelta(days=1), uxo_source="x"
        )
    assert codes(refused) == ["day.later"]


# --- pages ---------------------------------------------------------------------------------------


def counts_of(page):
    (panel,) = [p for p in page.context["panels"] if p["template"] == "registry/village_panel.html"]
    return panel["context"]["counts"]


def test_the_numbers_of_a_village_open_lists_of_as_many(client):
    client.force_login(make_user("trainer", ["1604"]))
    village, other = make_village(), make_village("1604013", "ບ້ານ ອື່ນ", "Other")
    make_person(village=village)
    make_person("ຄຳ", village=other)
    make_household(village=village)
    make_group(village=village)
    make_group(village=other)
    make_workplace(village=village, workers_women=2, workers_men=3)
    page = client.get(reverse("village", args=[village.pk]))
    found = counts_of(page)
    assert [number for _words, number, _url, _note in found] == [1, 1, 1, 1]
    for _words, number, url, _note in found:
        assert client.get(url).context["page"].total == number


def test_who_may_not_see_people_gets_no_number_of_them(client):
    client.force_login(make_user("administrator", ["1604"]))
    village = make_village()
    make_person(village=village)
    page = client.get(reverse("village", args=[village.pk]))
    assert page.status_code == 200
    assert counts_of(page) == []


def test_another_district_is_counted_as_empty(client):
    client.force_login(make_user("trainer", ["1407"]))
    village = make_village()
    make_person(village=village)
    page = client.get(reverse("village", args=[village.pk]))
    assert {number for _words, number, _url, _note in counts_of(page)} == {0}
    assert client.get(reverse("villages")).context["page"].rows == []


def test_facts_are_recorded_on_the_page_by_those_who_keep_places(client):
    village = make_village()
    client.force_login(make_user("trainer", ["1604"]))
    for name in ("village_population", "village_roads", "village_uxo"):
        assert client.post(reverse(name, args=[village.pk])).status_code == 403
    client.force_login(make_user("head", ["1604"]))
    client.post(
        reverse("village_population", args=[village.pk]),
        {"year": "2024", "women": "200", "men": "190", "working_women": "120",
         "working_men": "110", "source": "ປຶ້ມບ້ານ"},
    )  # fmt: skip
    client.post(reverse("village_roads", args=[village.pk]), {"month_8": "closed"})
    client.post(
        reverse("village_uxo", args=[village.pk]),
        {"uxo": "present", "uxo_on": "1.2.2024", "uxo_source": "UXO Lao"},
    )
    assert village.populations.get().working == 230
    assert village.roads.get().state == "closed"
    assert Village.objects.get(pk=village.pk).uxo == "present"
    page = client.get(reverse("village", args=[village.pk])).content.decode()
    assert "UXO Lao" in page
    assert "ປຶ້ມບ້ານ" in page


def test_a_full_village_costs_no_more_queries(client):
    client.force_login(make_user("head", ["1604"]))
    village = make_village()

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(reverse("village", args=[village.pk]))
        return len(found)

    make_person(village=village)
    village_facts.record_population(village, by=SYSTEM, year=2020, **PEOPLE)
    queries()
    few = queries()
    for number in range(5):
        make_person(f"ຄົນ{number}", village=village)
        make_group(village=village)
        village_facts.record_population(village, by=SYSTEM, year=2021 + number, **PEOPLE)
    assert queries() == few
