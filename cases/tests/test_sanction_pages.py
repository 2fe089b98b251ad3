"""A sanction on its pages: the sum is read before it is saved; decided, appealed against, paid."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cases import operations as do
from cases.models import LedgerEntry, Sanction
from cases.tests import factories as make
from cases.tests import sanction_pack as law
from solar_cms.accounts.tests.factories import make_user


@pytest.fixture
def case(db):
    law.load()
    return make.make_confirmed()


def sent(client, name, record, data, *, follow=True):
    page = client.get(reverse(name, args=[record.pk]))
    assert page.status_code == 200
    version = page.context["form"].initial.get("version") or page.context["form"].record_version
    return client.post(reverse(name, args=[record.pk]), {"version": version, **data}, follow=follow)


PROPOSED = {
    "kind": "fine", "findings": ["F1", "F2"], "reasons": "Warned twice", "on": "1.1.2026",
    "F1_days": "5", "F2_days": "5", "staff": "12",
}  # fmt: skip


def test_nobody_without_the_right_proposes(client, case) -> None:
    client.force_login(make_user("monitoring_officer", ["1604"]))
    assert client.get(reverse("sanction_new", args=[case.pk])).status_code == 403
    client.force_login(make.make_inspector("1407", username="far.away"))
    assert client.get(reverse("sanction_new", args=[case.pk])).status_code == 404


def test_what_is_missing_is_said_on_the_form(client, case) -> None:
    client.force_login(make.lead_of(case))
    given = {**PROPOSED, "on": str(make.days_ago(1)), "F2_days": ""}
    page = sent(client, "sanction_new", case, {**given, "seen": "None"})
    assert [p.code for p in page.context["shown"].cannot] == ["fines.no_days"]
    assert not Sanction.objects.exists()


def test_who_proposes_is_told_what_was_done_meanwhile(client, case) -> None:
    read = make.fresh(case).version
    do.add_respondent(case, named="Ms Noy", liability="joint", by=law.lawyer())
    client.force_login(make.lead_of(case))
    given = {**PROPOSED, "on": str(make.days_ago(9)), "version": read}
    page = client.post(reverse("sanction_new", args=[case.pk]), given).content.decode()
    assert "Respondent added · " in page


def test_from_the_proposal_to_the_last_receipt(client, case) -> None:
    client.force_login(make.lead_of(case))
    given = {**PROPOSED, "on": str(make.days_ago(9))}
    page = sent(client, "sanction_new", case, given)
    assert page.context["shown"].total == 300_000
    assert not Sanction.objects.exists()  # read first
    form = page.context["form"]
    page = sent(client, "sanction_new", case, {**given, "seen": form["seen"].value()})
    sanction = Sanction.objects.get()
    assert [line.amount for line in page.context["lines"]] == [200_000, 200_000, -100_000]
    assert "300,000" in page.content.decode()

    client.force_login(make.make_head())
    day = str(make.days_ago(8))
    page = sent(
        client, "sanction_decide", sanction,
        {"imposes": "yes", "amount": "300000", "decision": "Proven", "on": day},
    )  # fmt: skip
    assert page.context["owed"] == 300_000

    client.force_login(law.lawyer())
    page = sent(
        client, "sanction_appeal", sanction,
        {"filed_by": "Ms Noy", "grounds": "Too much", "on": day, "is_admitted": "yes",
         "level": "ministry"},
    )  # fmt: skip
    (appeal,) = sanction.appeals.all()
    client.force_login(make_user("supervisor", ["1604"]))
    sent(
        client, "appeal_decide", appeal,
        {"outcome": "changed", "amount": "200000", "decision": "Halved", "on": day},
    )  # fmt: skip

    client.force_login(law.lawyer(username="cashier"))
    soon, later = (str(make.today() + make.timedelta(days)) for days in (10, 40))
    sent(
        client, "sanction_plan", sanction,
        {"parts": f"{soon}; 100.000\n{later}; 100000", "on": day},
    )  # fmt: skip
    page = sent(
        client, "sanction_pay", sanction,
        {"amount": "150000", "on": day, "receipt": "R 1", "beneficiary": "treasury"},
    )  # fmt: skip
    assert [part.paid for part in page.context["parts"]] == [100_000, 50_000]
    receipt = LedgerEntry.objects.get(kind="receipt")
    sent(client, "entry_reverse", receipt, {"reason": "Bounced", "on": day})
    page = client.get(reverse("case_money", args=[case.pk]))
    (row,) = page.context["sums"]
    assert (row.charged, row.paid, row.left) == (200_000, 0, 200_000)
    assert [r.balance for r in page.context["rows"]][-1] == 200_000
    page = client.get(reverse("case", args=[case.pk]))
    assert sanction.number in page.content.decode()


def test_who_takes_a_row_back_is_told_what_was_done_meanwhile(client, case) -> None:
    law.decide(law.propose(case))
    read, head = make.fresh(case).version, make.make_head()
    (charge,) = LedgerEntry.objects.filter(case=case)
    do.add_respondent(case, named="Ms Noy", liability="joint", by=law.lawyer())
    client.force_login(head)
    data = {"reason": "Typed twice", "on": str(make.days_ago(0)), "version": read}
    page = client.post(reverse("entry_reverse", args=[charge.pk]), data).content.decode()
    assert "Somebody else changed this record after you opened it" in page
    assert LedgerEntry.objects.filter(case=case).count() == 1


def test_wages_on_their_pages(client, case) -> None:
    client.force_login(make.lead_of(case))
    day = str(make.days_ago(3))
    page = sent(client, "wages_order", case, {"rows": "Noy; many", "on": day})
    assert page.context["form"].errors["rows"]
    sent(client, "wages_order", case, {"rows": "Noy; 700000\nKham\t300.000", "on": day})
    page = sent(client, "wages_received", case, {"worker": "Noy", "amount": "700000", "on": day})
    (row,) = page.context["sums"]
    assert (row.charged, row.paid, row.left) == (1_000_000, 700_000, 300_000)


def test_the_other_pages_open_for_whom_they_are(client, case) -> None:
    sanction = law.decide(law.propose(case))
    client.force_login(make.make_head())
    for name in (
        "sanction", "sanction_final", "sanction_annul", "sanction_interest", "sanction_reduction",
        "sanction_write_off",
    ):  # fmt: skip
        assert client.get(reverse(name, args=[sanction.pk])).status_code == 200, name
    client.force_login(make.make_inspector("1407", username="far.away"))
    assert client.get(reverse("sanction", args=[sanction.pk])).status_code == 404
    assert client.get(reverse("case_money", args=[case.pk])).status_code == 404
