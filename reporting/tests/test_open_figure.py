"""A figure opens its definition for every reader, its records by the reader's rights."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from reporting import operations
from reporting.models import Objective
from reporting.tests.factories import MEMBERS, known, make_indicator, make_people, make_period
from solar_cms.accounts.tests.factories import make_office, make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.registry.models import GroupMembership, ProducerGroup


@pytest.fixture
def ground(db: Any) -> Any:
    """60 members in Paksong (40 women), one in Laongam."""
    make_user("inspector", ["1604"])
    make_office("16")
    with act("test.arranged", by=SYSTEM):
        here = ProducerGroup.objects.create(name_local="ກຸ່ມ ກາເຟ", district_id="1604")
        there = ProducerGroup.objects.create(name_local="ກຸ່ມ ຊາ", district_id="1407")
    people = make_people(40, "1604", "F") + make_people(20, "1604", "M")
    with act("test.arranged", by=SYSTEM):
        GroupMembership.objects.bulk_create(
            [
                GroupMembership(
                    group=here,
                    person=p,
                    valid_from=date(2026, 5, 1),
                    role="leader" if n == 0 else "member",
                )
                for n, p in enumerate(people)
            ]
            + [
                GroupMembership(group=there, person=p, valid_from=date(2026, 5, 1))
                for p in make_people(1, "1407", "F")
            ]
        )
    make_indicator("members", disaggregations=["sex", "role"])
    period = make_period("2026Q2")
    with known(MEMBERS):
        yield period


def url(place: str = "16", name: str = "figure") -> str:
    return reverse(name, args=["members", "2026Q2", place])


def read(client: Any, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_reader_of_the_province_opens_the_records_and_pages_through_them(ground, client):
    client.force_login(make_user("inspector", ["1604"]))
    page = read(client, url())
    assert "60 records" in page
    assert page.count("/registry/people/") == 25
    further = re.search(r'href="(\?[^"]*cursor=[^"]*|/[^"]*cursor=[^"]*)"', page)
    assert further
    second = client.get(
        further[1].replace("&amp;", "&") if further[1].startswith("/") else url() + further[1]
    )
    assert second.content.decode().count("/registry/people/") == 25


def test_a_reader_of_another_province_sees_number_and_definition_and_whom_to_ask(ground, client):
    client.force_login(make_user("inspector", ["1407"]))
    page = read(client, url())
    assert "People in groups." in page
    assert ">60<" in page
    assert "/registry/people/" not in page
    assert "60 of 60 records are not yours to open" in page
    assert "Office 16" in page
    assert len(b"".join(client.get(url(name="figure_csv")).streaming_content).splitlines()) == 1


def test_the_country_shows_a_district_reader_their_part_only(ground, client):
    client.force_login(make_user("inspector", ["1407"]))
    page = read(client, url("all"))
    assert page.count("/registry/people/") == 1
    assert "60 of 61 records are not yours to open" in page


def test_a_role_without_the_right_to_the_records_reads_the_number_only(ground, client):
    client.force_login(make_user("administrator", [], whole_country=True))
    page = read(client, url())
    assert ">60<" in page
    assert "/registry/people/" not in page


def test_a_cell_of_the_breakdown_opens_its_own_records(ground, client):
    client.force_login(make_user("inspector", ["1604"]))
    page = read(client, url())
    assert "?role=leader#records" in page
    assert "?role=member&amp;sex=M#records" in page
    narrowed = read(client, url() + "?role=member&sex=M")
    assert "20 records" in narrowed
    assert "Role: Member" in narrowed
    lines = b"".join(client.get(url(name="figure_csv") + "?role=leader").streaming_content)
    assert len(lines.decode().strip().splitlines()) == 2


def test_a_district_is_a_place_too_and_nonsense_is_not_found(ground, client):
    client.force_login(make_user("inspector", ["1604"]))
    assert "60 records" in read(client, url("1604"))
    for wrong in (
        url("9999"),
        url("x"),
        reverse("figure", args=["members", "2026Q9", "16"]),
        reverse("figure", args=["nothing", "2026Q2", "16"]),
    ):
        assert client.get(wrong).status_code == 404


def test_an_indicator_that_cannot_be_counted_says_so_on_its_page_and_in_the_table(ground, client):
    make_indicator("broken", dataset="gone")
    client.force_login(make_user("inspector", ["1604"]))
    page = read(client, reverse("figure", args=["broken", "2026Q2", "16"]))
    assert "This figure cannot be counted" in page
    assert "gone" in page
    table = read(client, reverse("reporting") + "?period=2026Q2&place=16")
    assert "Cannot be counted" in table
    assert ">60<" in table


def test_the_pages_ask_as_often_for_many_records_as_for_few(
    ground, client, django_assert_max_num_queries
):
    client.force_login(make_user("inspector", ["1604"]))
    client.get(url())
    for address in (url(), url() + "?role=leader", url("1604")):
        with django_assert_max_num_queries(25):
            read(client, address)
    with django_assert_max_num_queries(23):
        read(client, reverse("reporting") + "?period=2026Q2&place=16")


@pytest.mark.parametrize("kind", ["partner", "inspector", "head", "auditor", "trainer"])
def test_every_role_reads_the_table(ground, client, kind):
    client.force_login(make_user(kind, ["1604"]))
    assert ">60<" in read(client, reverse("reporting") + "?period=2026Q2&place=16")


def test_key_figures_of_the_field_stand_on_a_page_of_their_own(ground, client) -> None:
    client.force_login(make_user("head", ["1604"], username="head.16"))
    key_figures = reverse("key_figures")
    assert key_figures not in read(client, reverse("reporting"))  # no tab for what is not there
    make_indicator("coverage", objective="KF")
    with act("test.arranged", by=SYSTEM):
        Objective.objects.filter(key="KF").update(in_reports=False)
    project, field = read(client, reverse("reporting")), read(client, key_figures)
    assert key_figures in project
    assert "Indicator members" in project
    assert "Indicator coverage" not in project
    assert "Indicator coverage" in field
    assert "Indicator members" not in field
    with act("test.arranged", by=SYSTEM):
        Objective.objects.update(in_reports=False)
    assert "Indicator coverage" in read(client, reverse("reporting"))  # a site without a project


def test_the_course_of_a_year_is_headed_by_years(ground, client) -> None:
    client.force_login(make_user("head", ["1604"], username="head.16"))
    make_period("2025Q4")
    assert "Quarter by quarter" in read(client, url())
    yearly = read(client, reverse("figure", args=["members", "2026", "16"]))
    assert "Quarter by quarter" not in yearly
    assert "Year by year" in yearly


def test_targets_are_set_by_the_office_for_its_place(ground, client):
    client.force_login(make_user("head", ["1407"]))
    there = reverse("targets", args=["2026Q2", "16"])
    assert client.post(there, {"members": "80"}).status_code == 403
    client.force_login(make_user("head", ["1604"]))
    assert client.post(there, {"members": "-1"}).status_code == 200
    assert client.post(there, {"members": "80"}).status_code == 302
    page = read(client, reverse("reporting") + "?period=2026Q2&place=16")
    assert ">80<" in page
    assert "Behind" in page
    client.post(there, {"members": ""})
    assert "none set" in read(client, reverse("reporting") + "?period=2026Q2&place=16")


def test_reports_are_seen_in_their_province_only(ground, client):
    user = make_user("monitoring_officer", [], whole_country=True)
    from solar_cms.places.models import Province

    report = operations.build_report(
        kind="pwg", period=ground, province=Province.objects.get(code="16"), by=user
    )
    address = reverse("report", args=[report.pk])
    client.force_login(make_user("inspector", ["1407"]))
    assert client.get(address).status_code == 404
    client.force_login(make_user("inspector", ["1604"]))
    assert client.get(address).status_code == 200


def test_the_baseline_is_set_by_the_office_of_the_whole_country(ground, client):
    there = reverse("baseline", args=["members"])
    client.force_login(make_user("head", ["1604"]))
    assert client.get(there).status_code == 403
    client.force_login(make_user("monitoring_officer", [], whole_country=True))
    assert client.post(there, {"baseline": "-1", "version": "1"}).status_code == 200
    assert client.post(there, {"baseline": "12", "version": "1"}).status_code == 302
    assert ">12" in read(client, reverse("indicator", args=["members"]))
