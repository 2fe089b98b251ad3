"""One case of Peru from the complaint to the last receipt, in an installation of its own: who
investigates, instructs, decides and hears the appeal are different people (packs/peru/demo.toml)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.journeys.casework import CaseFile, all_answers, days_from, number_on
from tests.journeys.conftest import Make, Site, Visitor, running_site, visitors

pytestmark = pytest.mark.browser

MAILBOX = {
    "method": "email",
    "received_by": "Casilla electrónica",
    "note": "Acuse en el expediente",
}
MANAGER = "Sra. Elena Rojas, gerente general"
day = days_from(datetime.now(ZoneInfo("America/Lima")).date() - timedelta(days=200))


@pytest.fixture(scope="module")
def peru() -> Iterator[Site]:
    with running_site("peru", redis=6, SOLAR_PACK="peru") as running:
        yield running


@pytest.fixture
def in_peru(peru: Site, chromium: Any, request: Any) -> Iterator[Make]:
    with visitors(peru, chromium, request) as make:
        yield make


def served(case: CaseFile, who: Visitor, kind: str, on: str) -> None:
    """By the mailbox; the paper that waits, and no other."""
    case.step(who, "/serve/", served_on=on, **MAILBOX)
    case.at(who)
    assert "Served" in who.said(f"#notices tr:has-text('{kind}') .state")


class Offices:
    """Who works on the case, each at their own screen."""

    def __init__(self, make: Make) -> None:
        self.inspector = self._person(make, "rosa", "phone")
        self.registry = self._person(make, "mesa")
        self.director = self._person(make, "director")
        self.supervisor = self._person(make, "carmen")
        self.instructor = self._person(make, "instructora")
        self.decider = self._person(make, "subintendencia")
        self.second = self._person(make, "intendencia")

    @staticmethod
    def _person(make: Make, username: str, width: str = "desk") -> Visitor:
        found = make(width)
        found.name = f"peru-{username}"
        found.sign_in(username)
        return found


def open_case(registry: Visitor) -> CaseFile:
    """A complaint at the desk where papers come in."""
    registry.open("/cases/complaints/new/")
    district = registry.page.locator("main form [name=district]")
    if district.first.evaluate("e => e.tagName") == "SELECT":
        district.select_option("LMA00")
    registry.write(
        workplace_said="Metales del Rímac", channel="in_person", received_on=day(0),
        facts="Ocho personas trabajan sin estar en planilla y una prensa no tiene resguardo.",
        name="Pedro Huertas", phone="987 654 321",
    )  # fmt: skip
    registry.shot("complaint-form")
    registry.send()
    assert "Huertas" not in registry.said()  # sealed
    registry.shot("complaint")
    registry.go("a.button.primary[href*='?complaint=']")
    registry.page.fill("main input[name=q]", "metales del rimac")
    registry.go("form[role=search] button.primary")
    registry.go("ul.rows a")
    registry.write(opened_on=day(0))
    registry.send()
    registry.shot("received")
    return CaseFile(str(registry.page.url))


def investigated(case: CaseFile, who: Offices, site: Site) -> None:
    """The order is the director's; the inspector visits and finds two things, which are reviewed."""
    inspector, director = who.inspector, who.director
    case.step(director, "/order/", matters="Planilla; seguridad de máquinas", ordered_on=day(1))
    assert any("Planilla; seguridad" in text for text in case.paper(director, "Inspection order"))
    director.shot("order")
    [(rosa,)] = site.ask("SELECT id::text FROM accounts_user WHERE username = 'rosa'")
    case.step(director, "/assign/", lead=rosa, assigned_on=day(1))
    case.step(inspector, "/step/start_actions/", mode="visit", on=day(3))
    case.at(inspector).go("section.next a[href*='/visit/']")
    all_answers(inspector, but=["payroll", "machines"])
    inspector.write(visited_on=day(3), women_interviewed=2, men_interviewed=3)
    inspector.shot("visit")
    inspector.send()
    for fact, workers in (
        ("Ocho personas sin registro en planilla", 8),
        ("Prensa sin resguardo", 2),
    ):
        case.step(inspector, "/confirm/", fact=fact, workers_affected=workers, confirmed_on=day(15))
    case.at(inspector)
    inspector.shot("findings")
    case.step(who.supervisor, "/step/supervisor_review/", result="agreed", on=day(16))


def requirement(case: CaseFile, who: Offices) -> None:
    """The measure asks for both to be put right; the press is guarded, the payroll is not mended."""
    inspector = who.inspector
    case.step(inspector, "/notice/", length=10, unit="working", issued_on=day(17))
    assert len(case.paper(inspector, "Requirement measure")) == 2
    inspector.shot("requirement")
    case.step(
        inspector,
        "/serve/",
        method="hand",
        received_by=MANAGER,
        served_on=day(18),
        note="Cargo firmado",
    )
    case.at(inspector)
    inspector.go("#findings tr:has-text('F2') a[href*='/findings/']")
    inspector.go("a[href$='/evidence/']")
    inspector.write(
        description="Se instaló el resguardo", submitted_by=MANAGER, submitted_on=day(25)
    )
    inspector.send()
    case.at(inspector)
    inspector.go("section.next a.primary[href*='/cases/evidence/']")
    inspector.write(decision="accept", decided_on=day(26))
    inspector.send()
    assert "/report_cured/" not in case.offered(inspector)
    assert "F1" in case.not_yet(inspector)
    case.step(
        inspector, "/step/infraction_act/", on=day(35), facts_found="Ocho personas fuera de planilla",
        norms="Art. 25.20, muy grave", responsible="Metales del Rímac S.A.C.",
    )  # fmt: skip
    [spanish] = [
        t for t in case.paper(inspector, "Infraction act") if "El inspector que suscribe" in t
    ]
    assert "Ocho personas fuera de planilla" in spanish
    for words in ("Página 1 de 1", "Verifique este documento", "Reglamento LGIT", "toda la región"):
        assert words in spanish  # nothing of it in English
    served(case, who.registry, "Infraction act", day(36))
    case.step(who.supervisor, "/step/send_file/", on=day(44))


def instructed(case: CaseFile, who: Offices) -> None:
    """Charges, defence, the sum proposed line by line, the final report: the instructing authority."""
    instructor, registry = who.instructor, who.registry
    assert "/charges/" not in case.offered(who.inspector)
    case.step(
        instructor, "/step/charges/", on=day(50), acts_charged="No registrar a ocho trabajadores",
        sanctions_possible="Multa según el art. 48.1",
    )  # fmt: skip
    case.paper(instructor, "Charges")
    served(case, registry, "Charges", day(51))
    case.at(instructor)
    instructor.shot("clocks")
    assert "Defence, instruction" in instructor.said("#clocks")
    case.step(
        registry, "/step/defence_instruction/", on=day(57), defence="Dice que eran aprendices"
    )

    case.at(instructor).go("section.next a[href$='/sanctions/new/']")
    said = {"kind": "fine", "reasons": "Ocho personas sin planilla", "on": day(64), "size": "micro"}
    instructor.write(**said, income="20000000")
    instructor.page.locator("main form [name=findings][value=F2]").uncheck()
    instructor.send(refused=True)  # the sum is read first
    instructor.shot("sum")
    assert "0.54" in instructor.said("#sum")  # tax units, of the table for eight workers
    assert "2,970.00" in instructor.said("#sum")
    instructor.send()
    assert "2,970.00" in instructor.said()
    instructor.shot("sanction")
    case.step(
        instructor, "/step/final_report/", on=day(65), conclusion="sanction",
        grounds="No hay convenio de formación",
    )  # fmt: skip
    case.paper(instructor, "Final report of instruction")
    served(case, registry, "Final report of instruction", day(66))
    case.step(registry, "/step/defence_sanction/", on=day(72), defence="Repite sus descargos")


def decided(case: CaseFile, who: Offices) -> None:
    """Who instructed does not decide; the resolution is written after the decision, then served."""
    instructor, decider = who.instructor, who.decider
    case.at(decider)
    address = decider.link("/decide/")
    instructor.open(address)
    assert "Only for: Sub-intendency of sanction" in instructor.said("main .callout")
    instructor.write(imposes="yes", on=day(84))
    instructor.send(refused=True)
    instructor.shot("not-yours")
    assert "Still to be decided" in case.not_yet(decider)
    case.step(decider, "/decide/", imposes="yes", decision="Relación laboral probada", on=day(84))
    grounds = "Relación laboral probada por los pagos semanales"
    case.step(decider, "/step/resolution/", result="fine", grounds=grounds, on=day(85))
    assert any(grounds in text for text in case.paper(decider, "Resolution of the sub-intendency"))
    decider.shot("resolution")
    served(case, who.registry, "Resolution of the sub-intendency", day(86))


def appealed(case: CaseFile, who: Offices) -> None:
    """To the second instance, which upholds; nobody of the first decides there."""
    registry, second = who.registry, who.second
    case.at(registry).go("section.next a[href*='/appeal/']:has-text('Receive an appeal')")
    registry.shot("appeal-form")
    registry.write(filed_by=MANAGER, grounds="Falta de motivación", on=day(100))
    registry.send()
    assert case.stage(registry) == "Appeal pending"
    case.at(second)
    address = second.link("/decide/?step=decide_appeal_vote")
    who.decider.open(address)
    assert "Only for: Intendency (second instance)" in who.decider.said("main .callout")
    case.step(
        second, "/appeals/", outcome="upheld", decision="La resolución está motivada", on=day(128)
    )
    case.step(
        second, "/step/decide_appeal/", result="confirmed", grounds="Está motivada", on=day(130)
    )
    case.paper(second, "Resolution of the intendency")
    served(case, registry, "Resolution of the intendency", day(131))
    case.step(second, "/step/consent_second/", on=day(153))


def collected(case: CaseFile, who: Offices, collector: Visitor) -> None:
    """Final, sent to collection, paid; closed with a note when nothing is owed."""
    decider = who.decider
    case.step(decider, "/final/", on=day(154))
    case.step(decider, "/step/send_to_collection/", on=day(160))
    case.step(
        decider, "/close/", refused="Still owed: 2,970.00", code="sanction_paid",
        closed_on=day(191), note="Pagada",
    )  # fmt: skip
    case.step(collector, "/pay/", amount="2970.00", on=day(190), receipt="BN 0001-2026")
    collector.shot("paid")
    case.step(
        decider, "/close/", code="sanction_paid", closed_on=day(191),
        note="Pagada en cobranza coactiva",
    )  # fmt: skip


def test_peru(peru: Site, in_peru: Make) -> None:
    who = Offices(in_peru)
    case = open_case(who.registry)
    assert number_on(who.registry).startswith("LI-ILM-")
    investigated(case, who, peru)
    requirement(case, who)
    instructed(case, who)
    decided(case, who)
    appealed(case, who)
    collected(case, who, Offices._person(in_peru, "ejecutor"))

    assert case.stage(who.decider) == "Fine paid"
    who.decider.shot("closed")
    stranger = Offices._person(in_peru, "inspector.cusco")
    stranger.open(case.address, status=404)
