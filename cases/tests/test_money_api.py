"""Sanctions and the ledger in the API: by reach, acts by the rules of the pages; and their figures."""

from __future__ import annotations

import json

import pytest
from django.db.models import Count, F, Sum

from cases import operations as do
from cases.facts import Facts
from cases.models import Sanction
from cases.rules.blocks import BLOCK_RULES
from cases.states import BLOCKS
from cases.tests import factories as make
from cases.tests import sanction_pack as law
from solar_cms.audit.acts import SYSTEM
from solar_cms.base.hooks import datasets


@pytest.fixture
def sanction(db):
    return law.make_decided()


def post(client, path, body, version):
    return client.post(
        f"/api/v1/{path}/", json.dumps(body), content_type="application/json",
        headers={"If-Match": f'"{version}"'},
    )  # fmt: skip


def problem_codes(answer) -> list[str]:
    return sorted(problem["code"] for problem in answer.json()["problems"])


def test_rows_out_of_reach_are_not_there(client, sanction) -> None:
    client.force_login(make.make_inspector("1407", username="far.away"))
    for path in ("sanctions", "ledger", "appeals"):
        assert client.get(f"/api/v1/{path}/").json()["results"] == []
    assert client.get(f"/api/v1/sanctions/{sanction.pk}/").status_code == 404


def test_a_payment_by_its_rules_with_the_version_that_was_read(client, sanction) -> None:
    client.force_login(make.make_inspector(username="inspector.two"))
    read = client.get(f"/api/v1/sanctions/{sanction.pk}/").json()
    assert (read["amount"], read["lines"][0]["amount"]) == (300_000, 200_000)
    body = {"amount": "100000", "receipt": "R 1", "on": str(make.days_ago(1)),
            "beneficiary": "treasury"}  # fmt: skip
    path = f"sanctions/{sanction.pk}/pay"
    assert post(client, path, body, read["version"]).status_code == 403
    client.force_login(law.lawyer())
    assert post(client, path, body, 99).status_code == 412
    none = post(client, path, {**body, "receipt": " "}, read["version"])
    assert none.status_code in {400, 409}
    assert post(client, path, body, read["version"]).status_code == 200
    rows = client.get(f"/api/v1/ledger/?sanction={sanction.pk}&kind=receipt").json()["results"]
    assert [row["amount"] for row in rows] == [-100_000]


def test_interest_reductions_and_reversals(client, sanction) -> None:
    client.force_login(law.lawyer())

    def version(path: str) -> int:
        return client.get(f"/api/v1/{path}/").json()["version"]

    path = f"sanctions/{sanction.pk}"
    body = {"rule": "prompt", "reason": "Paid", "on": str(make.days_ago(2))}
    late = post(client, f"{path}/reduce", body, version(path))
    assert (late.status_code, problem_codes(late)) == (409, ["money.reduction_late"])
    span = {"rule": "late", "since": str(make.days_ago(8)), "until": str(make.days_ago(2))}
    made = post(client, f"{path}/add_interest", span, version(path))
    assert made.status_code == 200
    row = f"ledger/{made.json()['results'][0]['id']}"
    interest = client.get(f"/api/v1/{row}/").json()
    assert interest["amount"] == 300_000 * 6 * 5 // 10_000
    back = {"reason": "Counted wrongly", "on": str(make.today())}
    assert post(client, f"{row}/reverse", back, interest["version"]).status_code == 200
    assert sum(e.amount for e in sanction.case.entries.all()) == 300_000
    case = f"cases/{sanction.case_id}"
    named = {"named": "Somchai Builders", "liability": "joint"}
    client.force_login(make.lead_of(sanction.case))
    assert post(client, f"{case}/add_respondent", named, version(case)).status_code == 200


def test_a_proposal_says_what_its_sum_lacks(client, db) -> None:
    law.load()
    case = make.make_confirmed()
    client.force_login(make.lead_of(case))
    body = {"kind": "fine", "findings": ["F1", "F2"], "reasons": "Warned", "F1_days": "5",
            "on": str(make.days_ago(1))}  # fmt: skip
    path = f"cases/{case.pk}/propose_sanction"
    refused = post(client, path, body, case.version)
    assert (refused.status_code, problem_codes(refused)) == (409, ["fines.no_days"])
    made = post(client, path, {**body, "F2_days": "5"}, case.version)
    assert made.status_code == 200
    assert Sanction.objects.get().proposed_amount == 300_000


def test_every_rule_that_a_pack_may_name_is_there(sanction) -> None:
    facts = Facts(make.fresh(sanction.case))
    for code in BLOCKS:
        assert isinstance(BLOCK_RULES[code](facts, SYSTEM), list), code


def test_figures_of_sanctions_and_money_add_up(sanction) -> None:
    by = law.lawyer()
    do.record_payment(sanction, amount=120_000, receipt="R 1", on=make.days_ago(1), by=by)
    wrong = do.record_payment(sanction, amount=5, receipt="R 2", on=make.days_ago(1), by=by)
    do.reverse_entry(wrong, reason="Typed wrong", by=by)
    for name in ("sanctions", "money"):
        dataset = datasets[name]
        for dimension in dataset.dimensions.values():
            expression = dimension.expression
            key = F(expression) if isinstance(expression, str) else expression
            values = [r["key"] for r in dataset.queryset().values(key=key).annotate(n=Count("pk"))]
            assert values, dimension.label
            if dimension.labels:
                dimension.labels([v for v in values if v is not None])
    sums = (
        datasets["money"]
        .queryset()
        .aggregate(all_charged=Sum("charged"), all_paid=Sum("paid"), all_owed=Sum("amount"))
    )
    assert sums == {"all_charged": 300_000, "all_paid": 120_000, "all_owed": 180_000}
    assert datasets["sanctions"].queryset().aggregate(n=Sum("amount"))["n"] == 300_000
    assert datasets["money"].visible(make.make_inspector("1407", username="far.away")).count() == 0
