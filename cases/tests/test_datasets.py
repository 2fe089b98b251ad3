"""Figures: cases closed with remediation verified, visits, findings by provision."""

from __future__ import annotations

from datetime import date

from django.db.models import Count, F, Sum
from django.utils import translation

from cases.datasets import REPEAT_WINDOW
from cases.tests import factories as make
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.hooks import datasets
from solar_cms.law.models import Parameter


def test_a_case_counts_as_verified_when_each_finding_is(pack) -> None:
    closed, served = make.make_closed(), make.make_served()
    rows = {row.pk: row for row in datasets["cases"].queryset()}
    assert rows[closed.pk].verified == "yes"
    assert rows[served.pk].verified == "no"
    with translation.override("en"):
        words = datasets["cases"].dimensions["closure"].labels(["remedied"])
    assert words == {"remedied": "Corrected, verified"}


def test_restricted_findings_count_but_are_listed_to_few(officer, head) -> None:
    make.make_confirmed(no=("no_children", "first_aid"))
    other = make.make_inspector(username="inspector.two")
    dataset = datasets["findings"]
    assert dataset.queryset().count() == 2
    assert dataset.visible(other).count() == 1
    assert dataset.visible(head).count() == 2


def test_every_dimension_and_measure_can_be_computed(pack) -> None:
    make.make_closed()
    with act("test.arranged", by=SYSTEM):
        Parameter.objects.create(
            key=REPEAT_WINDOW, names={"en": "Window"}, value=365, valid_from=date(2000, 1, 1),
            status="assumed",
        )  # fmt: skip
    for name in ("cases", "visits", "findings", "clocks", "notices"):
        dataset = datasets[name]
        for dimension in dataset.dimensions.values():
            expression = dimension.path()
            key = F(expression) if isinstance(expression, str) else expression
            counted = dataset.queryset().values(key=key).annotate(n=Count("pk"))
            values = [row["key"] for row in counted]
            assert values, dimension.label
            if dimension.labels:
                dimension.labels([v for v in values if v is not None])
        for measure in dataset.measures.values():
            if measure.kind == "sum":
                dataset.queryset().aggregate(n=Sum(measure.expression))
