"""Acts in the API: who may, which version, once per key, and the verbs of the pages behind them."""

from __future__ import annotations

import json

import pytest

from solar_cms.accounts.tests.factories import make_user
from solar_cms.registry.models import (
    BargainingRound,
    FoundingStep,
    SavingsCount,
    SupplyLink,
    TradeAgreement,
    WorkforceCount,
    WorkplaceHazard,
    WorkplaceUnion,
)
from solar_cms.registry.tests.factories import (
    load_terms,
    make_employer,
    make_group,
    make_workplace,
)

pytestmark = pytest.mark.django_db

COUNT = {
    "fund": "own",
    "counted_on": "2024-02-01",
    "savers_women": 10,
    "savers_men": 4,
    "balance": 500000,
}


@pytest.fixture
def head(client):
    user = make_user("head", ["1604"])
    client.force_login(user)
    return user


@pytest.fixture
def post(client):
    def post(address, body=None, version: int | None = 1, **headers):
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        return client.post(
            f"/api/v1/{address}/", json.dumps(body or {}), content_type="application/json",
            headers=headers,
        )  # fmt: skip

    return post


def codes(answer) -> dict[str, str]:
    assert answer.headers["Content-Type"] == "application/problem+json"
    return {p.get("field", ""): p["code"] for p in answer.json()["problems"]}


def test_an_act_needs_the_version_that_was_read(post, head):
    group = make_group()
    address = f"groups/{group.pk}/record_savings"
    missing, stale = post(address, COUNT, version=None), post(address, COUNT, version=99)
    assert (missing.status_code, stale.status_code) == (428, 412)
    assert (codes(missing), codes(stale)) == ({"": "if_match_missing"}, {"": "stale"})
    assert not SavingsCount.objects.exists()


def test_who_may_not_see_finds_nothing_and_who_only_sees_is_forbidden(post, client, head):
    elsewhere, here = make_group(district="1407"), make_group()
    assert post(f"groups/{elsewhere.pk}/record_savings", COUNT).status_code == 404
    client.force_login(make_user("inspector", ["1604"]))
    assert post(f"groups/{here.pk}/record_savings", COUNT).status_code == 403


def test_who_keeps_another_district_than_the_one_seen_is_forbidden(post, client):
    """A right elsewhere is none here: the buyer's tie is seen from both sides."""
    mine, theirs = make_group(district="1407"), make_group()
    client.force_login(make_user("inspector", ["1407", "1604"]))
    assert post(f"groups/{mine.pk}/record_savings", COUNT).status_code == 403
    assert post(f"groups/{theirs.pk}/record_savings", COUNT).status_code == 403


def test_bad_fields_are_told_by_name(post, head):
    group = make_group()
    answer = post(f"groups/{group.pk}/record_savings", COUNT | {"balance": "much", "fund": "x"})
    assert answer.status_code == 400
    assert set(codes(answer)) == {"balance", "fund"}
    assert post(f"groups/{group.pk}/record_savings", ["no object"]).status_code == 400


def test_a_refusal_by_a_rule_is_a_conflict_with_its_problems(post, head):
    load_terms()
    group = make_group()
    body = {"step": "no-such", "done_on": "2024-01-01"}
    assert post(f"groups/{group.pk}/record_step", body).status_code == 400
    closed = make_round(post, group)
    body = {"on": "2024-03-01", "outcome": "failed"}
    assert post(f"bargaining-rounds/{closed.pk}/close", body, version=1).status_code == 200
    again = post(f"bargaining-rounds/{closed.pk}/close", body, version=2)
    assert (again.status_code, codes(again)["on"]) == (409, "round.closed")


def make_round(post, group) -> BargainingRound:
    make_employer(registration_number="77-1")
    body = {
        "buyer": "77-1",
        "topic": "price",
        "opened_on": "2024-02-01",
        "unit": "kg_cherry",
        "asked": 9000,
    }
    version = type(group).objects.get(pk=group.pk).version
    answer = post(f"groups/{group.pk}/open_round", body, version=version)
    assert answer.status_code == 200, answer.content
    return BargainingRound.objects.get(pk=answer.json()["results"][0]["id"])


def test_the_same_key_gives_the_same_answer_and_writes_once(post, head):
    group = make_group()
    address, key = f"groups/{group.pk}/record_savings", {"Idempotency-Key": "k-1"}
    first = post(address, COUNT, **key)
    assert first.status_code == 200
    again = post(
        address, COUNT, **key
    )  # the version has moved on since: the answer is the first one's
    assert (again.status_code, again.json()) == (200, first.json())
    other = post(address, COUNT | {"balance": 1}, **key)
    assert (other.status_code, codes(other)) == (422, {"": "key_reused"})
    assert SavingsCount.objects.count() == 1


def test_a_refused_call_may_come_again_under_its_key(post, head):
    group = make_group()
    address, key = f"groups/{group.pk}/record_savings", {"Idempotency-Key": "k-2"}
    assert post(address, COUNT | {"balance": "much"}, **key).status_code == 400
    assert post(address, COUNT, **key).status_code == 200


def test_savings_are_corrected_and_agreements_withdrawn(post, client, head):
    group = make_group()
    made = post(f"groups/{group.pk}/record_savings", COUNT).json()["results"][0]
    body = {"savers_women": 11, "savers_men": 4, "balance": 400000, "lent": 0}
    assert codes(post(f"savings/{made['id']}/correct", body)) == {"reason": "required"}
    answer = post(f"savings/{made['id']}/correct", body | {"reason": "counted again"})
    assert answer.status_code == 200
    assert SavingsCount.objects.get().balance == 400000
    one = make_round(post, group)
    body = {
        "buyer": "77-1", "product": "cherries", "signed_on": "2024-02-03", "valid_from": "2024-02-03",
        "unit": "kg_cherry", "price": 8750, "round": str(one.pk),
    }  # fmt: skip
    group.refresh_from_db()
    made = post(f"groups/{group.pk}/record_agreement", body, version=group.version)
    key = made.json()["results"][0]["id"]
    assert post(f"agreements/{key}/withdraw", {"reason": "another group's"}).status_code == 200
    listed = client.get("/api/v1/agreements/", {"is_withdrawn": "true"}).json()["results"]
    assert [row["id"] for row in listed] == [key]
    assert TradeAgreement.objects.get().withdrawn_why == "another group's"


def test_work_at_a_workplace_is_recorded_and_ended(post, client, head):
    load_terms()
    place = make_workplace()
    day = {"valid_from": "2024-01-01"}

    def act(name, body):
        place.refresh_from_db()
        answer = post(f"workplaces/{place.pk}/{name}", body, version=place.version)
        assert answer.status_code == 200, answer.content
        return answer.json()["results"]

    assert len(act("count_workforce", {"counted_on": "2024-01-05", "permanent_women": 4})) == 1
    [hazard] = act("record_hazard", day | {"hazard": first_hazard()})
    [union] = act("record_union", day | {"name": "ກຳມະບານ"})
    agreement = {"title": "ສັນຍາ", "union": union["id"], "signed_on": "2024-01-02"}
    [collective] = act("record_collective_agreement", agreement | day)
    for address, row in (
        ("hazards", hazard), ("unions", union), ("collective-agreements", collective)
    ):  # fmt: skip
        ended = post(f"{address}/{row['id']}/end", {"on": "2024-06-01"}, version=row["version"])
        assert ended.status_code == 200, ended.content
        detail = client.get(f"/api/v1/{address}/{row['id']}/")
        assert detail.json()["valid_to"] == "2024-06-01"
    counts = client.get("/api/v1/workforce/", {"workplace": place.pk}).json()["results"]
    assert [(row["type"], row["women"]) for row in counts] == [("permanent", 4)]
    assert WorkforceCount.objects.count() == WorkplaceHazard.objects.count() == 1
    assert WorkplaceUnion.objects.get().valid_to is not None


def test_collective_agreements_are_withdrawn(post, client, head):
    place = make_workplace()
    body = {"title": "ສັນຍາ", "signed_on": "2024-01-02", "valid_from": "2024-01-02"}
    [made] = post(f"workplaces/{place.pk}/record_collective_agreement", body).json()["results"]
    address = f"collective-agreements/{made['id']}"
    assert codes(post(f"{address}/withdraw", {})) == {"reason": "required"}
    assert post(f"{address}/withdraw", {"reason": "another mill's"}).status_code == 200
    listed = client.get("/api/v1/collective-agreements/", {"is_withdrawn": "true"}).json()
    assert [row["withdrawn_why"] for row in listed["results"]] == ["another mill's"]
    assert post(f"{address}/end", {"on": "2024-06-01"}, version=2).status_code == 409


def test_workplaces_and_employers_are_closed_and_opened_again(post, client, head):
    employer = make_employer()
    place = make_workplace(employer=employer)
    body = {"on": "2024-06-01", "reason": "moved away"}
    assert post(f"employers/{employer.pk}/close", body).status_code == 409
    assert post(f"workplaces/{place.pk}/close", body).status_code == 200
    assert post(f"employers/{employer.pk}/close", body).status_code == 200
    for kind, record in (("employers", employer), ("workplaces", place)):
        [row] = client.get(f"/api/v1/{kind}/", {"is_closed": "true"}).json()["results"]
        assert row["closed_on"] == "2024-06-01"
        again = post(f"{kind}/{record.pk}/reopen", {"reason": "it goes on"}, version=row["version"])
        assert again.status_code == 200, again.content
    employer.refresh_from_db()
    client.force_login(make_user("enrolment_officer", ["1604"]))
    assert post(f"employers/{employer.pk}/close", body, version=employer.version).status_code == 403


def first_hazard() -> str:
    from solar_cms.registry.models import Term

    return Term.objects.filter(list="hazards").order_by("position")[0].code


def test_ties_are_seen_and_ended_from_either_side(post, client, head):
    group, mill = make_group(), make_employer(registration_number="88-2")
    body = {"side": "buyer", "party": "88-2", "kind": "goods", "valid_from": "2024-01-01"}
    assert post(f"groups/{group.pk}/link_supply", body).status_code == 200
    link = SupplyLink.objects.get()
    listed = client.get("/api/v1/supply-links/", {"party": mill.pk}).json()["results"]
    assert [row["id"] for row in listed] == [str(link.pk)]
    client.force_login(make_user("head", ["1407"], username="head.elsewhere"))
    assert client.get("/api/v1/supply-links/").json()["results"] == []
    assert post(f"supply-links/{link.pk}/end", {"on": "2024-06-01"}).status_code == 404
    client.force_login(head)
    assert post(f"supply-links/{link.pk}/end", {"on": "2024-06-01"}).status_code == 200


def test_founding_steps_are_recorded_and_listed(post, client, head):
    load_terms()
    group = make_group()
    from solar_cms.registry.terms import terms

    step = terms("founding_steps", parent=group.kind)[0].code
    body = {"step": step, "done_on": "2024-01-01", "reference": None}
    assert post(f"groups/{group.pk}/record_step", body).status_code == 200
    listed = client.get("/api/v1/founding-steps/", {"group": group.pk}).json()["results"]
    assert [row["step"] for row in listed] == [step] == [FoundingStep.objects.get().step]
