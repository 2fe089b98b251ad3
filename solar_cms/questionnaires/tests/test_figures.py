"""Scores of many sets of answers, by district."""

from __future__ import annotations

from datetime import date

import pytest

from solar_cms.audit.acts import SYSTEM
from solar_cms.places.models import District
from solar_cms.questionnaires.figures import responses_to, scores_by_district, together
from solar_cms.questionnaires.operations import publish_form, record_response
from solar_cms.questionnaires.tests.samples import form, question

pytestmark = pytest.mark.django_db


def test_scores_are_added_up_by_district_over_versions(places: None) -> None:
    days = [date(2026, 1, 1), date(2026, 6, 1)]
    for definition, day in zip(
        [form(question("a", "check")), form(question("a", "check"), question("b", "check"))],
        days,
        strict=True,
    ):
        version = publish_form(
            "f", titles={"en": "F"}, definition=definition, valid_from=day, by=SYSTEM
        )
        for code, value in (("1604", "yes"), ("1604", "no"), ("1407", "na"), (None, "yes")):
            answers = {q["key"]: (value, "") for q in version.questions()}
            district = District.objects.get(pk=code) if code else None
            record_response(version, answers, answered_on=day, by=SYSTEM, district=district)
    found = scores_by_district(responses_to("f"))
    assert found == {
        "1604": {"s": [3, 3, 0]}, "1407": {"s": [0, 0, 3]}, "": {"s": [3, 0, 0]},
    }  # fmt: skip
    assert together(found.values()) == {"s": [6, 3, 3]}
    assert scores_by_district(responses_to("f", since=days[1]))["1604"] == {"s": [2, 2, 0]}
    assert scores_by_district(responses_to("f", until=days[0]))["1604"] == {"s": [1, 1, 0]}
    assert scores_by_district(responses_to("another")) == {}
