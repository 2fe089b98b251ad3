"""Cases of the demo: from 2022 to today, at every stage, with deadlines that run on this day.

Employers and workplaces are invented. Everything goes in by batches; the acts of each case are
written with their own days, so that its history reads as it would have been.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from cases import demo_lives, demo_money, demo_steps, procedure  # noqa: F401 - the rest
from cases.demo_answers import answered, checklists_on
from cases.demo_places import workplaces_for
from cases.demo_words import COMPLAINTS, FACTS, KINDS, MATTERS, REMEDIES
from cases.facts import Facts
from cases.inbox import refresh_inbox
from cases.letters import notice_letter
from cases.models import (
    Assignment,
    Case,
    ClockRun,
    Complainant,
    Complaint,
    Finding,
    Notice,
    Order,
    Proof,
    Step,
    Visit,
)
from solar_cms.accounts.models import Office, User
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.audit.models import Act
from solar_cms.base.hooks import DemoSeeder, DemoWorld, demo_seeders
from solar_cms.law import packs
from solar_cms.law.models import Article, PackVersion
from solar_cms.questionnaires.models import Answer, FormVersion, Response
from solar_cms.registry.models import Workplace
from solar_cms.work.calendar import Calendar, calendar_of
from solar_cms.work.models import NumberSeries

BATCH = 400
PEOPLE_PER_CASE = 50
FEWEST = 48
RECENT_SHARE = 0.45  # of the cases, opened in the last weeks: most are still open
WAITING_SHARE = 0.15  # of the steps of recent cases: somebody has not come to it yet
LETTERS = 12  # notices whose PDF is made
INSPECTORS = {
    "1604": ["somphone", "bounmy"],
    "1407": ["inspector.laongam"],
    "1504": ["inspector.thateng"],
}
LEADS = {"16": "chanthala", "14": "head.salavan", "15": "head.sekong"}
MODELS = (
    Complaint, Complainant, Case, Step, Order, Assignment, Response, Answer, Visit, Finding, Notice,
    Proof, ClockRun, Act,
)  # fmt: skip


@dataclass
class Seeding:
    """What all cases of the demo share, and the rows of the batch at hand."""

    world: DemoWorld
    version: PackVersion
    rules: procedure.Rules
    calendar: Calendar
    articles: dict[str, Article]
    offices: dict[str, Office]
    users: dict[str, User]
    checklists: dict[str, FormVersion]
    counters: Counter = field(default_factory=Counter)
    rows: dict[type, list[Any]] = field(default_factory=dict)
    links: list[tuple[Notice, Finding]] = field(default_factory=list)

    def add(self, row: Any) -> Any:
        self.rows.setdefault(type(row), []).append(row)
        return row

    def number(self, kind: str, office: Office, day: date) -> str:
        """As work.numbers would give it; the series are brought up to it at the end."""
        series = (kind, office.code, day.year)
        self.counters[series] += 1
        return f"{kind}-{office.code}-{day.year}-{self.counters[series]:04d}"

    def flush(self) -> None:
        """Write the batch, parents first."""
        with act("demo.seeded", by=SYSTEM):
            for model in MODELS:
                model._default_manager.bulk_create(self.rows.get(model, []), batch_size=500)
            through: Any = Notice.findings.through
            through.objects.bulk_create(
                through(notice_id=n.pk, finding_id=f.pk) for n, f in self.links
            )
        self.rows, self.links = {}, []


class Life:
    """One case lived day by day until it is closed or today comes."""

    def __init__(self, seeding: Seeding, workplace: Workplace, opened_on: date) -> None:
        self.s, self.random = seeding, seeding.world.random
        self.day = min(self.working(opened_on), seeding.world.today)
        self.workplace = workplace
        self.district = workplace.district_id
        self.office = seeding.offices[self.district]
        self.lead = seeding.users[self.random.choice(INSPECTORS[self.district])]
        self.head = seeding.users[LEADS[self.district[:2]]]
        self.case = self.open()
        self.findings: list[Finding] = []
        self.notice: Notice | None = None

    def working(self, day: date) -> date:
        while not self.s.calendar.is_working_day(day):
            day += timedelta(days=1)
        return day

    def later(self, least: int, most: int) -> bool:
        """Go on some days; False when that would be after today, or when recent work still waits."""
        recent = self.day > self.s.world.today - timedelta(days=45)
        if recent and self.random.random() < WAITING_SHARE:
            return False
        day = self.working(self.day + timedelta(days=self.random.randint(least, most)))
        if day > self.s.world.today:
            return False
        self.day = day
        return True

    def acted(self, name: str, by: User, **data: Any) -> None:
        """The act as the history keeps it."""
        hour, minute = self.random.randint(8, 15), self.random.randint(0, 59)
        at = timezone.make_aware(datetime.combine(self.day, time(hour, minute)))
        self.s.add(
            Act(
                name=name, at=min(at, timezone.now()), actor_id=by.pk,
                actor_name=by.name_latin or by.name_local, office_id=self.office.pk,
                office_name=self.office.names["en"], channel="page",
                subject_table="cases_case", subject_id=str(self.case.pk),
                data={**data, "demo": True},
            )
        )  # fmt: skip

    def reach(self, stage: str, verb: str) -> None:
        self.case.stage = stage
        self.s.add(Step(case=self.case, key=verb, act=verb, stage=stage, reached_on=self.day))

    def open(self) -> Case:
        kind, source = self.random.choices(
            [k for k, _weight in KINDS], [weight for _k, weight in KINDS]
        )[0]
        complaint = self.complain() if source == "complaint" else None
        case = Case(
            kind=kind, source=source, stage=self.s.rules.first_stage,
            pack_version=self.s.version, workplace=self.workplace,
            employer_id=self.workplace.employer_id, district_id=self.district,
            office=self.office, complaint=complaint,
            summary=complaint.facts if complaint else "", opened_on=self.day,
            opened_by=self.lead, is_demo=True, number=self.s.number("LI", self.office, self.day),
        )  # fmt: skip
        self.s.add(case)
        self.case = case
        self.acted("case.opened", self.lead, number=case.number)
        self.reach(case.stage, "")
        return case

    def complain(self) -> Complaint:
        facts, name = self.random.choice(COMPLAINTS)
        complaint = self.s.add(
            Complaint(
                number=self.s.number("CP", self.office, self.day), received_on=self.day,
                channel=self.random.choice(["in_person", "phone", "village"]),
                district_id=self.district, workplace=self.workplace, facts=facts,
                office=self.office, recorded_by=self.lead, is_demo=True,
            )
        )  # fmt: skip
        if name:
            self.s.add(Complainant(complaint=complaint, name=name))
        return complaint

    def live(self) -> None:
        """As far as the days reach."""
        steps = (self.order, self.visit, self.confirm, self.write_notice, self.serve, self.remedy)
        for step in steps:
            if not step():
                return
        if self.later(1, 6):
            self.close("remedied")

    def order(self) -> bool:
        if not self.later(1, 6):
            return False
        self.s.add(
            Order(
                case=self.case, number=self.s.number("LO", self.office, self.day),
                ordered_on=self.day, signed_by=self.head,
                is_announced=self.random.random() < 0.6, matters=self.random.choice(MATTERS),
            )
        )  # fmt: skip
        self.acted("case.ordered", self.head)
        self.reach("ordered", "order_inspection")
        self.s.add(Assignment(case=self.case, user=self.lead, role="lead", assigned_on=self.day))
        self.acted("case.assigned", self.head)
        return True

    def visit(self) -> bool:
        if not self.later(3, 14):
            return False
        women = self.random.randint(1, 6)
        visit = self.s.add(
            Visit(
                case=self.case, district_id=self.district, visited_on=self.day, outcome="done",
                women_interviewed=women, men_interviewed=self.random.randint(0, 4),
                recorded_by=self.lead,
            )
        )  # fmt: skip
        self.acted("case.visited", self.lead)
        self.reach("visited", "record_visit")
        if self.case.kind == "advisory_visit":
            return self.end_early("advised", 1.0)
        if self.random.random() < 0.2:
            self.answer(visit, [])
            return self.end_early("no_violation", 1.0)
        keys = self.random.sample(list(FACTS), self.random.randint(1, 4))
        self.answer(visit, keys)
        for number, key in enumerate(keys, 1):
            violation = self.s.rules.violations[key]
            self.findings.append(
                self.s.add(
                    Finding(
                        case=self.case, district_id=self.district, visit=visit, number=number,
                        violation=key, article=self.s.articles.get(violation.article),
                        fact=FACTS[key], severity=violation.severity,
                        workers_affected=self.random.randint(2, 40),
                    )
                )
            )  # fmt: skip
        return True

    def answer(self, visit: Visit, violations: list[str]) -> None:
        """The checklist of the visit, as it is worded today."""
        version = self.s.checklists.get(self.s.rules.types[self.case.kind].checklist)
        if version is not None:
            visit.response, rows = answered(version, self.day, self.district, violations)
            self.s.add(visit.response)
            for row in rows:
                self.s.add(row)

    def end_early(self, code: str, share: float) -> bool:
        if self.random.random() <= share and self.later(2, 8):
            self.close(code)
        return False

    def confirm(self) -> bool:
        if not self.later(1, 4):
            return False
        for finding in self.findings:
            finding.state, finding.confirmed_on = "confirmed", self.day
            finding.confirmed_by = self.lead
            self.acted("case.finding_confirmed", self.lead, finding=finding.mark)
        self.reach("findings", "confirm_finding")
        return True

    def write_notice(self) -> bool:
        if not self.later(1, 5):
            return False
        self.notice = self.s.add(
            Notice(
                case=self.case, kind="improvement_notice", issued_on=self.day,
                issued_by=self.lead, length=self.random.choice([10, 15, 20, 30]), unit="working",
                number=self.s.number("LN", self.office, self.day),
            )
        )  # fmt: skip
        self.s.links += [(self.notice, finding) for finding in self.findings]
        self.acted("case.notice_issued", self.lead, number=self.notice.number)
        self.reach("notice", "issue_improvement_notice")
        return True

    def serve(self) -> bool:
        notice = self.notice
        if notice is None or notice.length is None or not self.later(0, 4):
            return False
        notice.served_on, notice.method = self.day, "hand"
        notice.received_by = self.random.choice(["ຫົວໜ້າໂຮງງານ", "ຜູ້ຈັດການ", "ເຈົ້າຂອງສວນ"])
        notice.due_on = self.s.calendar.add_working_days(self.day, notice.length)
        self.s.add(
            ClockRun(
                case=self.case, district_id=self.district, kind="compliance", notice=notice,
                subject_kind="notice", subject_id=notice.pk,
                basis="officer", status="unknown", length=notice.length, unit=notice.unit,
                started_on=self.day, due_on=notice.due_on,
                expired_on=self.s.world.today if notice.due_on < self.s.world.today else None,
            )
        )  # fmt: skip
        self.acted("case.notice_served", self.lead, number=notice.number)
        self.reach("remedying", "serve_notice")
        return True

    def remedy(self) -> bool:
        """Evidence finding by finding; True when all are verified."""
        for finding in self.findings:
            if not self.later(3, 18 if self.random.random() < 0.8 else 45):
                return False
            proof = self.s.add(
                Proof(
                    finding=finding, submitted_on=self.day, submitted_by=self.notice.received_by,  # type: ignore[union-attr]
                    description=REMEDIES.get(finding.violation, REMEDIES[""]),
                )
            )  # fmt: skip
            finding.remediation = "evidence"
            self.acted("case.proof_submitted", self.lead, finding=finding.mark)
            if not self.later(1, 6):
                return False
            proof.outcome, proof.decided_on, proof.decided_by = "accepted", self.day, self.lead
            finding.remediation, finding.remedied_on = "remedied", self.day
            self.acted("case.proof_accepted", self.lead, finding=finding.mark)
        return True

    def close(self, code: str) -> None:
        case = self.case
        case.closed_on, case.closure_code, case.closed_by = self.day, code, self.head
        for run in self.s.rows.get(ClockRun, []):
            if run.case is case:
                run.ended_on = self.day
                if run.due_on and self.day <= run.due_on:
                    run.expired_on = None
        self.acted("case.closed", self.head, code=code)
        self.reach("closed", "close_case")


def opening_days(world: DemoWorld, count: int) -> list[date]:
    """Sorted days: most of the years since the start evenly, a good part in the last weeks."""
    span = max((world.today - world.start).days, 1)
    days = []
    for number in range(count):
        back = 70 if number < count * RECENT_SHARE else span
        days.append(world.today - timedelta(days=world.random.randint(0, min(back, span))))
    return sorted(days)


def seed(world: DemoWorld) -> None:
    """One case for every fifty people; the newest are open, with tasks and notices."""
    count = max(FEWEST, world.people // PEOPLE_PER_CASE)
    places = workplaces_for(world, list(INSPECTORS), max(8, min(count // 4, 400)))
    seeding = Seeding(
        world=world,
        version=packs.current(),
        rules=procedure.current(),
        calendar=calendar_of(),
        articles={a.key: a for a in Article.objects.on(world.today)},
        offices={code: world.store["offices"][code] for code in INSPECTORS},
        users=world.store["users"],
        checklists=checklists_on(world.today),
    )
    for number, day in enumerate(opening_days(world, count), 1):
        district = world.random.choices(list(INSPECTORS), [5, 3, 2])[0]
        Life(seeding, world.random.choice(places[district]), day).live()
        if number % BATCH == 0:
            seeding.flush()
    seeding.flush()
    _keep_numbers(seeding)
    _wake(seeding)


def _keep_numbers(seeding: Seeding) -> None:
    """Bring the number series up to what the demo has used."""
    with act("demo.seeded", by=SYSTEM):
        NumberSeries.objects.bulk_create(
            NumberSeries(kind=kind, office_code=office, year=year, last=last)
            for (kind, office, year), last in sorted(seeding.counters.items())
        )


def _wake(seeding: Seeding) -> None:
    """Ask the inboxes about open cases, and have the PDFs of the newest notices made."""
    newest = Case.objects.open().filter(is_demo=True).order_by("-opened_on", "-id")[:300]
    with act("demo.seeded", by=SYSTEM):
        for case in newest.select_related("district", "workplace", "employer", "office"):
            refresh_inbox(Facts(case))
    notices = (
        Notice.objects.filter(case__is_demo=True, case__closed_on__isnull=True)
        .select_related(
            "issued_by", "case__district", "case__workplace", "case__employer", "case__office"
        )
        .order_by("-issued_on", "-id")[:LETTERS]
    )
    with act("demo.seeded", by=SYSTEM):
        for notice in list(notices):
            facts = Facts(notice.case)
            kind = facts.rules.notices[notice.kind]
            about = list(notice.findings.select_related("article__law").order_by("number"))
            notice.letter = notice_letter(facts, notice, kind, about, by=notice.issued_by or SYSTEM)
            notice.save(update_fields=["letter"])


demo_seeders.add("cases", DemoSeeder(30, seed))
