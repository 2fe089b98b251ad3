"""An advisory visit goes by the checklist for coffee and tea: advice, and findings where law speaks."""

from __future__ import annotations

from typing import Any

from django.test import Client

from cases import operations as do
from cases.models import Visit
from cases.tests import factories as make
from solar_cms.base.models import today
from solar_cms.questionnaires.operations import latest_version
from solar_cms.questionnaires.rules import share_of


def test_a_tea_farm_gets_findings_of_the_law_and_else_advice(client: Client, pack: Any) -> None:
    case = make.make_assigned(kind="advisory_visit", source="request")
    version = latest_version("osh_coffee_tea", today())
    assert version is not None
    client.force_login(make.lead_of(case))
    page = client.get(f"/cases/{case.pk}/visit/?step=1").content.decode()
    assert "What is grown here" in page
    checks = [key for key, one in version.parsed().asked.items() if one.kind == "check"]
    do.record_visit(
        case,
        visited_on=make.days_ago(2),
        outcome="done",
        checklist=version,
        answers={
            **dict.fromkeys(checks, ("yes", "")),
            "crop": ("tea", ""),
            "workers_total": ("4", ""),
            "workers_hired": ("0", ""),
            "machines_used": ("no", ""),
            "chemicals_used": ("no", ""),
            "paths": ("no", "Roots across the path"),
            "first_aid_kit": ("no", "None in the house"),
        },
        by=make.lead_of(case),
    )
    visit = Visit.objects.get()
    assert [finding.violation for finding in visit.findings.all()] == ["first_aid"]
    assert visit.response is not None
    share = share_of(visit.response.scores)
    assert share is not None
    assert 0.8 < share < 1
