"""The pages: what the reader may see, what they may do, how many queries it takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases import operations as do
from cases.facts import Facts
from cases.home import cases_card, clocks_card
from cases.models import Case, ClockRun
from cases.next import in_likely_order, next_of
from cases.rules.acts import problems_with_step
from cases.states import Act
from cases.tests import factories as make
from solar_cms.accounts.tests.factories import make_user
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.models import today


def queries(client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def many(count: int) -> None:
    """Cases like one that is open, in bulk."""
    model = make.make_assigned()
    with act("test.arranged", by=SYSTEM):
        Case.objects.bulk_create(
            [
                Case(
                    number=f"LI-T-{n:05d}",
                    kind="inspection",
                    source="plan",
                    stage="received",
                    pack_version_id=model.pack_version_id,
                    workplace_id=model.workplace_id,
                    district_id="1604",
                    office_id=model.office_id,
                    opened_on=today() - timedelta(days=n % 7),
                )
                for n in range(count)
            ],
            batch_size=2000,
        )


def test_the_list_takes_the_same_queries_for_100_and_10000(client, officer) -> None:
    client.force_login(officer)
    many(100)
    client.get("/cases/")
    few = queries(client, "/cases/")
    with act("test.arranged", by=SYSTEM):
        model = Case.objects.filter(number="LI-T-00001").get()
        Case.objects.bulk_create(
            [
                Case(
                    number=f"LI-U-{n:05d}",
                    kind="inspection",
                    source="plan",
                    stage="received",
                    pack_version_id=model.pack_version_id,
                    workplace_id=model.workplace_id,
                    district_id="1604",
                    office_id=model.office_id,
                    opened_on=model.opened_on,
                )
                for n in range(9_900)
            ],
            batch_size=2000,
        )
    assert queries(client, "/cases/") == few <= 12


def test_the_case_file_stays_within_25_queries(client, officer) -> None:
    case = make.make_served()
    client.force_login(officer)
    client.get(f"/cases/{case.pk}/")
    assert queries(client, f"/cases/{case.pk}/") <= 25


def test_a_stranger_finds_no_case(client, stranger) -> None:
    case = make.make_case()
    client.force_login(stranger)
    assert client.get(f"/cases/{case.pk}/").status_code == 404
    assert case.number not in client.get("/cases/").content.decode()
    assert case.number not in b"".join(client.get("/cases/export.csv")).decode()


def test_a_reader_without_the_right_is_told_so(client, pack) -> None:
    case = make.make_case()
    client.force_login(make_user("auditor", ["1604"]))
    assert client.get(f"/cases/{case.pk}/").status_code == 200
    assert client.get(f"/cases/{case.pk}/order/").status_code == 403


def test_the_filters_stand_in_the_address(client, officer) -> None:
    mill = make.make_mill(name_local="ໂຮງປຸງແຕ່ງກາເຟ ຫ້ວຍທອງ", name_latin="Houaythong Coffee")
    case = make.make_case(workplace=mill, by=officer)
    client.force_login(officer)
    for query, shown in {
        "stage=open": True,
        "stage=closed": False,
        "source=plan&kind=inspection": True,
        "source=complaint": False,
        "district=1604": True,
        "q=Dokmai": False,
        "q=Houaythong": True,
        "q=ຫ້ວຍທອງ": True,
        "q=LI-1604": True,
        "opened=1/1/2001": True,
    }.items():
        page = client.get(f"/cases/?{query}").content.decode()
        assert (case.number in page) is shown, query


def test_the_list_is_sorted_by_the_next_deadline_page_by_page(client, officer) -> None:
    """No deadline counts as the last day of all; pages join without a gap."""
    many(120)
    with act("test.arranged", by=SYSTEM):
        cases = list(Case.objects.filter(number__startswith="LI-T-").order_by("number"))
        ClockRun.objects.bulk_create(
            ClockRun(
                case=case, district_id="1604", kind=kind, basis="law", status="confirmed", length=5,
                unit="calendar", started_on=today() - timedelta(days=200),
                due_on=today() + timedelta(days=days),
            )
            for n, case in enumerate(cases[:60])
            for kind, days in (("first", -n), ("second", 30 + n))
        )  # fmt: skip
    client.force_login(officer)

    def walk(sort: str) -> list[str]:
        address, numbers = f"/cases/?sort={sort}", []
        while address:
            page = client.get(address).context["page"]
            numbers += [case.number for case in page.rows if case.number.startswith("LI-T-")]
            address = page.next_url
        return numbers

    found = walk("due")
    assert found[:60] == [case.number for case in reversed(cases[:60])]
    assert sorted(found) == [case.number for case in cases]
    assert walk("-due") == found[::-1]
    assert walk("number") == [case.number for case in cases]


def test_the_export_is_the_list_as_filtered_and_no_formula_runs(client, officer) -> None:
    mill = make.make_mill(name_local="=HYPERLINK(1)", name_latin="=HYPERLINK(1)")
    case = make.make_case(workplace=mill, by=officer)
    other = make.make_case(by=officer, source="campaign", kind="campaign")
    client.force_login(officer)
    text = b"".join(client.get("/cases/export.csv?source=plan")).decode()
    assert text.startswith("\ufeff")
    assert case.number in text
    assert other.number not in text
    assert "'=HYPERLINK" in text


def test_the_box_says_what_is_next_and_what_not_yet(client, officer) -> None:
    case = make.make_served()
    client.force_login(officer)
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert "Add evidence of remediation: F1" in page
    assert "Not verified as remedied: F1, F2." in page
    make.make_proof(case.findings.first())
    assert "Check the evidence for F1" in client.get(f"/cases/{case.pk}/").content.decode()


def test_what_is_seldom_done_is_folded_and_the_way_forward_is_not(head) -> None:
    case = make.make_served()
    box = next_of(Facts(case), head)
    shown = [act.url for act in (box.primary, *box.others) if act]
    folded = [act.url for act in box.more]
    assert f"/cases/{case.pk}/close/" in shown
    assert len(shown) <= 5
    assert f"/cases/{case.pk}/step/suspend_case/" in folded
    assert f"/cases/{case.pk}/step/link_case/" in folded
    assert not set(shown) & set(folded)


def test_a_case_that_waits_for_others_offers_no_rare_act_as_the_main_one(client, head) -> None:
    case = make.make_closed()
    box = next_of(Facts(case), head)
    assert box.primary is None
    client.force_login(head)
    page = client.get(f"/cases/{case.pk}/").content.decode()
    assert page.count("<details><summary>More acts") == bool(box.more)


def test_a_form_opened_before_somebody_elses_act_is_told(client, head) -> None:
    case = make.make_case()
    stale = make.fresh(case).version
    do.order_inspection(case, matters="Safety", by=head)
    client.force_login(head)
    data = {"code": "referred", "closed_on": today().isoformat(), "note": "x", "version": stale}
    response = client.post(f"/cases/{case.pk}/close/", data)
    assert response.status_code == 200
    assert make.fresh(case).is_open


def test_a_new_case_is_opened_from_the_pages(client, officer) -> None:
    mill = make.make_mill(name_latin="Vangngao Mill")
    client.force_login(officer)
    found = client.get("/cases/new/?q=vangngao").content.decode()
    assert f"workplace={mill.pk}" in found
    response = client.post(
        f"/cases/new/?workplace={mill.pk}",
        {"kind": "inspection", "source": "plan", "opened_on": today().isoformat()},
    )
    assert response.status_code == 302
    assert Case.objects.get().workplace == mill


def test_every_page_of_a_case_renders(client, head) -> None:
    case = make.make_served()
    proof = make.make_proof(case.findings.first())
    client.force_login(head)
    finding, notice = case.findings.last(), case.notices.get()
    for path in (
        f"/cases/{case.pk}/order/", f"/cases/{case.pk}/assign/", f"/cases/{case.pk}/reassign/",
        f"/cases/{case.pk}/close/", f"/cases/findings/{finding.pk}/",
        f"/cases/findings/{finding.pk}/evidence/", "/cases/complaints/new/", "/cases/new/",
    ):  # fmt: skip
        assert client.get(path).status_code == 200, path
    client.force_login(make.lead_of(case))
    for path in (
        f"/cases/evidence/{proof.pk}/", f"/cases/notices/{notice.pk}/serve/",
        f"/cases/{case.pk}/notice/", f"/cases/{case.pk}/visit/", f"/cases/{case.pk}/findings/new/",
        f"/cases/findings/{finding.pk}/confirm/", f"/cases/findings/{finding.pk}/drop/",
    ):  # fmt: skip
        assert client.get(path).status_code == 200, path


def test_the_home_cards_show_ones_own_cases_and_clocks(client, officer) -> None:
    case = make.make_served()
    other = make.make_inspector(username="inspector.two")
    assert [row.case for row in cases_card(officer)["rows"]] == [case]
    assert clocks_card(officer)["clocks"][0].label == case.workplace.name
    assert cases_card(other) is None
    assert clocks_card(other) is None


def test_a_step_made_for_the_stage_stands_before_those_open_at_many(pack) -> None:
    rules = Facts(make.make_case()).rules
    labels = [t.key for t in in_likely_order(rules.ways("inspection", {"": "sanctioning"}))]
    assert labels.index("hear_employer") < labels.index("refer")


def test_only_a_suspended_case_is_gone_on_with_whatever_the_pack_says(head) -> None:
    facts = Facts(make.make_case())
    (way,) = facts.ways(Act.RESUME)
    (problem,) = problems_with_step(replace(way, blocks=()), facts, head)
    assert problem.code == "case.suspended"
