"""A planned inspection of Lao PDR to its last receipt, through the pages: the inspector on a phone in
Lao, the supervisor, the legal officer and the head at their desks. The short way: test_case.py."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.journeys.casework import CaseFile, all_answers, days_from, number_on
from tests.journeys.conftest import Site, Visitor
from tests.journeys.samples import photo

pytestmark = pytest.mark.browser

MANAGER = "ທ່ານ ບຸນທັນ, ຜູ້ຈັດການ"
FIRST = datetime.now(ZoneInfo("Asia/Vientiane")).date() - timedelta(days=60)
day = days_from(FIRST)


class Desk:
    """The four who work on the case."""

    def __init__(self, visitor: Callable[..., Visitor]) -> None:
        self.inspector = visitor("phone")
        self.supervisor, self.legal, self.head = visitor(), visitor(), visitor()
        self.inspector.sign_in("somphone", "lo")
        for one, name in (
            (self.supervisor, "chanthala"),
            (self.legal, "legal"),
            (self.head, "head"),
        ):
            one.name += f"-{name}"
            one.sign_in(name)


def open_case(inspector: Visitor, site: Site) -> CaseFile:
    [(name,)] = site.ask(
        "SELECT name_local FROM registry_workplace WHERE district_id = '1604' AND employer_id "
        "IS NOT NULL ORDER BY id DESC LIMIT 1"
    )
    inspector.open("/cases/")
    inspector.go("a.button[href$='/cases/new/']")
    inspector.page.fill("main input[name=q]", name)
    inspector.go("form[role=search] button.primary")
    inspector.go("ul.rows a")
    inspector.write(kind="inspection", source="plan", opened_on=day(0))
    inspector.send()
    assert number_on(inspector).startswith("LI-1604-")
    return CaseFile(str(inspector.page.url))


def order_and_visit(case: CaseFile, desk: Desk, site: Site) -> None:
    """The order is the supervisor's to sign; the team goes, and finds two things."""
    inspector, supervisor = desk.inspector, desk.supervisor
    assert "/order/" not in case.offered(inspector)
    matters = "ຄວາມປອດໄພຂອງເຄື່ອງຈັກ; ຄ່າແຮງງານ"
    case.step(supervisor, "/order/", matters=matters, ordered_on=day(1))
    assert len(case.paper(supervisor, "Inspection order")) == 2  # in Lao and in English
    people = dict(
        site.ask("SELECT username, id::text FROM accounts_user WHERE username IN ('somphone', 'chanthala')")
    )  # fmt: skip
    team = {"lead": people["somphone"], "members": people["chanthala"]}
    case.step(supervisor, "/assign/", assigned_on=day(1), **team)

    case.at(inspector).go("section.next a[href$='/visit/']")
    all_answers(inspector, but=["machines", "minimum_wage"])
    inspector.write(visited_on=day(0), women_interviewed=3, men_interviewed=2)
    inspector.send(refused=True)  # before the order
    inspector.write(visited_on=day(5))
    inspector.send()
    for fact in ("ຄ່າແຮງງານຕ່ຳກວ່າຂັ້ນຕ່ຳ ສອງເດືອນ", "ເຄື່ອງປອກກາເຟບໍ່ມີຝາປ້ອງກັນ"):
        case.step(inspector, "/confirm/", fact=fact, confirmed_on=day(6), workers_affected=6)
    case.at(inspector)
    inspector.shot("findings")
    assert inspector.page.locator("#findings tbody tr").count() == 2


def review(case: CaseFile, desk: Desk) -> None:
    """Who was on the team does not review what it found."""
    desk.supervisor.open(f"{case.address}step/review/")
    assert "You investigated this case: somebody else decides." in desk.supervisor.said()
    case.step(desk.head, "/step/review/", result="agreed", on=day(7), remark="Agreed")
    assert "Review the findings" in desk.head.said("#course")


def notice_served(case: CaseFile, desk: Desk) -> None:
    """Written, tried in vain, served with proof; the period runs, and is made longer once."""
    inspector, supervisor = desk.inspector, desk.supervisor
    case.step(inspector, "/notice/", length=10, issued_on=day(8))
    case.paper(inspector, "ໜັງສືແຈ້ງໃຫ້ປັບປຸງແກ້ໄຂ")
    inspector.shot("letter")
    case.at(inspector).go("section.next a[href*='/serve/']")
    inspector.go("a[href$='/try/']")
    inspector.write(outcome="absent", tried_on=day(8))
    inspector.send(refused=True)  # no proof, and no word of what was seen
    inspector.write(note="ປະຕູປິດ, ນາຍບ້ານເປັນພະຍານ")
    inspector.send()
    inspector.shot("tried")
    assert not inspector.page.locator("main a[href$='/unreadable/']").count()  # nobody has it yet
    case.step(
        inspector, "/serve/", served_on=day(9), received_by=MANAGER, proof=photo("signed.png")
    )
    case.at(inspector)
    assert not inspector.page.locator("#clocks a[href$='/extend/']").count()  # not hers to give

    before = case.at(supervisor).said("#clocks")
    supervisor.go("#clocks a[href$='/extend/']")
    supervisor.write(length=5, unit="working", on=day(15))
    supervisor.send(refused=True)  # without a reason
    supervisor.write(reason="The spare part is on its way")
    supervisor.send()
    supervisor.shot("extended")
    assert supervisor.said("#clocks") != before
    assert "The spare part is on its way" in supervisor.said("#clocks")
    assert not supervisor.page.locator("#clocks a[href$='/extend/']").count()  # once only


def remedied_in_part(case: CaseFile, desk: Desk) -> None:
    """One finding is put right, the other is not; the head warns, and that paper is served first."""
    inspector = desk.inspector
    for mark, good in (("F1", False), ("F2", True)):
        case.at(inspector)
        inspector.go(f"#findings tr:has-text('{mark}') a[href*='/findings/']")
        inspector.go("a[href$='/evidence/']")
        inspector.write(
            description="ຮູບຖ່າຍ",
            submitted_by=MANAGER,
            submitted_on=day(24),
            file=photo(f"{mark}.png"),
        )
        inspector.send()
        case.at(inspector)
        inspector.go("section.next a.primary[href*='/cases/evidence/']")
        inspector.write(decision="accept" if good else "refuse", decided_on=day(25))
        if not good:
            inspector.send(refused=True)  # refused evidence has its reason
            inspector.write(reason="ຍັງຂາດໃບຈ່າຍຄ່າແຮງງານ")
        inspector.send()
    assert "F1" in case.not_yet(inspector)
    assert "F2" not in inspector.said("section.next .not-yet")
    inspector.shot("remedying")

    case.step(desk.head, "/step/warn/", on=day(30), length=5, unit="working")
    case.paper(desk.head, "Written warning")
    inspector.open(f"{case.address}sanctions/new/")
    assert "LW-1604-" in inspector.said("main .callout")  # not served yet
    case.step(inspector, "/serve/", served_on=day(31), received_by=MANAGER, note="ສຳເນົາຢູ່ໃນແຟ້ມ")


def sanctioned(case: CaseFile, desk: Desk) -> None:
    """Proposed by the inspector, decided by neither the team nor the proposer but by the head."""
    inspector, supervisor, legal, head = desk.inspector, desk.supervisor, desk.legal, desk.head
    case.at(inspector).go("section.next a[href$='/sanctions/new/']")
    assert "/sanctions/new/" in inspector.page.url
    inspector.write(
        kind="fine", reasons="ບໍ່ຈ່າຍຄ່າແຮງງານຕາມໜັງສືແຈ້ງ", on=day(38), amount="5000000",
        basis="ຈຳນວນສົມມຸດ",
    )  # fmt: skip
    boxes = inspector.page.locator("main form [name=findings]")
    assert boxes.count() == 2
    inspector.page.locator("main form [name=findings][value=F2]").uncheck()
    inspector.send(refused=True)  # the sum is read first
    inspector.shot("sum")
    inspector.send()
    sanction = inspector.page.url.partition("#")[0]
    case.step(legal, "/step/hear_employer/", on=day(40), defence="Waits for the buyer's money")

    inspector.open(f"{sanction}decide/", status=403)
    supervisor.open(f"{sanction}decide/")
    assert "You investigated this case: somebody else decides." in supervisor.said("main .callout")
    supervisor.write(imposes="yes", on=day(44))
    supervisor.send(refused=True)
    supervisor.shot("not-yours")
    assert "You investigated this case" in supervisor.said("main .problems")

    assert "/write_decision/" not in case.offered(head)
    assert "Still to be decided" in case.not_yet(head)
    case.step(
        head, "/decide/", imposes="yes", amount="4000000", on=day(44),
        decision="The first time; a part was paid",
    )  # fmt: skip
    assert "4,000,000" in head.said("#ledger")
    case.step(head, "/step/write_decision/", on=day(45), grounds="Wages are paid on time")
    assert any(
        "Wages are paid on time" in text for text in case.paper(head, "Decision on a sanction")
    )
    case.step(legal, "/serve/", served_on=day(46), received_by=MANAGER, note="Signed copy on file")


def appealed(case: CaseFile, desk: Desk) -> None:
    """The objection is recorded by the supervisor, and decided by who neither proposed nor decided."""
    case.step(
        desk.supervisor, "/appeal/", filed_by=MANAGER, grounds="Half of it is paid", on=day(50)
    )
    address = case.at(desk.legal).link("/decide/")
    desk.head.open(address)
    desk.head.write(outcome="upheld", decision="As it stands", on=day(55))
    desk.head.send(refused=True)  # who decided first
    desk.head.shot("own-decision")
    case.step(
        desk.legal, "/appeals/", outcome="changed", amount="3000000", on=day(55),
        decision="The paid half counts",
    )  # fmt: skip


def collected(case: CaseFile, desk: Desk) -> None:
    """Final, paid in parts; closed when nothing is owed, and not before."""
    legal, head = desk.legal, desk.head
    case.step(head, "/final/", on=day(56))
    today, later = day(60), day(75)
    case.step(legal, "/instalments/", on=today, parts=f"{today}; 1000000\n{later}; 2000000")
    case.step(legal, "/pay/", amount="1000000", on=today, receipt="K-0001/26")
    assert "2,000,000" in balance(legal, case)
    case.step(head, "/close/", refused="Still owed", code="sanction_paid", closed_on=today)
    head.shot("close-refused")
    case.step(legal, "/pay/", amount="2000000", on=today, receipt="K-0002/26")
    assert "2,000,000" not in balance(legal, case).splitlines()[-1]
    case.step(head, "/close/", code="sanction_paid", closed_on=today, note="All is paid")


def balance(who: Visitor, case: CaseFile) -> str:
    """The sums of the case's ledger."""
    case.at(who)
    return who.said("#money")


def test_case_to_the_end(site: Site, visitor: Callable[..., Visitor]) -> None:
    desk = Desk(visitor)
    case = open_case(desk.inspector, site)
    order_and_visit(case, desk, site)
    review(case, desk)
    notice_served(case, desk)
    remedied_in_part(case, desk)
    sanctioned(case, desk)
    appealed(case, desk)
    collected(case, desk)

    desk.head.shot("closed")
    assert case.stage(desk.head) == "Sanction carried out"
    assert "ປະຕິບັດມາດຕະການຄົບແລ້ວ" in case.stage(desk.inspector)
    desk.inspector.shot("closed")
    assert "/visit/" not in case.offered(desk.inspector)
    [(owed,)] = site.ask(
        "SELECT coalesce(sum(e.amount), 0) FROM cases_ledgerentry e WHERE e.case_id::text = %s",
        case.address.rstrip("/").rpartition("/")[2],
    )
    assert owed == 0
