"""What enrolment gives to the floors below: figures, panels, search, handover, merge."""

from datetime import date

import pytest
from django.db.models import Count, Sum

from enrollment import hooks
from enrollment.models import Application
from enrollment.tests.factories import (
    make_application,
    make_contribution,
    make_membership,
    make_promoter,
)
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.hooks import datasets, handovers, search_sources
from solar_cms.law.models import Parameter
from solar_cms.registry.tests.factories import make_group, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_user("enrolment_officer", ["1604"])


@pytest.mark.parametrize("name", ["memberships", "contributions", "promoters"])
def test_every_dimension_and_measure_of_a_dataset_can_be_counted(name):
    person = make_person(birth_year=1990)
    group = make_group(members=[person], crops=["tea"])
    member = make_membership(person, group=group)
    make_contribution(member, date(2026, 3, 9))
    make_promoter(person)
    dataset = datasets[name]
    for key, dimension in dataset.dimensions.items():
        rows = list(
            dataset.queryset()
            .annotate(
                part=dimension.path() if not isinstance(dimension.path(), str) else Count("pk")
            )
            .values(dimension.path() if isinstance(dimension.path(), str) else "part")
            .annotate(n=Count("pk", distinct=True))
            .order_by()
        )
        assert [r["n"] for r in rows] == [1], key
        value = next(v for k, v in rows[0].items() if k not in ("n",))
        assert dimension.labels is None or dimension.labels([value])[value]
    for path in [*dataset.dates.values(), *(c[1] for c in dataset.columns.values())]:
        assert dataset.queryset().values_list(path, flat=True).count() == 1
    for measure in dataset.measures.values():
        if measure.kind == "sum":
            assert dataset.queryset().aggregate(s=Sum(measure.expression))["s"] == 108_000
        elif measure.kind == "distinct":
            assert dataset.queryset().values(measure.expression).distinct().count() == 1
    words, url = dataset.record(dataset.queryset().select_related(*dataset.select_related).get())
    assert words
    assert url.startswith("/")


def test_age_bands_are_the_packs_in_the_year_the_membership_began():
    with act("test.arranged", by=SYSTEM):
        Parameter.objects.create(
            key="age_bands", names={"en": "Ages"}, value=[15, 25, 36, 60],
            valid_from=date(2022, 1, 1), status="assumed",
        )  # fmt: skip
    for fields in (
        {"birth_year": None}, {"birth_year": 2004}, {"birth_year": 1995},
        {"birth_date": date(1980, 5, 5)}, {"birth_year": 1950},
    ):  # fmt: skip
        make_membership(make_person("ຄົນ", **fields))
    dataset = datasets["memberships"]
    found = dataset.queryset().annotate(band=dataset.dimensions["age"].path()).order_by("band")
    assert list(found.values_list("band", flat=True)) == ["", "15-24", "25-35", "36-59", "60+"]


def test_search_finds_member_numbers_within_scope(officer):
    make_membership(member_number="2604-118-0932")
    make_membership(member_number="2604-118-0933", district="1407")
    hits = search_sources["enrollment"].search(officer, "2604-118", 10)
    assert [h.title.split()[0] for h in hits] == ["2604-118-0932"]


def test_the_person_s_panel_offers_to_enrol_whoever_is_in_nothing(officer):
    nobody, member, applicant = make_person(), make_membership().person, make_application().person
    assert hooks.of_person(officer, nobody)["enrol_url"]
    assert hooks.of_person(officer, member)["enrol_url"] == ""
    assert hooks.of_person(officer, applicant)["enrol_url"] == ""


def test_a_leaver_s_open_applications_pass_on(officer):
    successor = make_user("enrolment_officer", ["1604"], username="successor")
    make_application(officer=officer)
    closed = make_application(officer=officer, state="accepted", decided_on=date(2026, 3, 9))
    handover = handovers["enrollment"]
    assert handover.count(officer) == 1
    with act("test.arranged", by=SYSTEM):
        assert handover.move(officer, successor, SYSTEM) == 1
    assert set(Application.objects.values_list("officer", flat=True)) == {officer.pk, successor.pk}
    closed.refresh_from_db()
    assert closed.officer == officer
