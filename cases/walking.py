"""Plays the scripted case of a pack (walk.toml) through the verbs, one step after the other.

What a script holds: kind, source, opened (the first day), district, employer {name, women, men},
complaint (what was reported, if it begins with one) and `[[step]]` rows: day (days after the first),
key (of the procedure), by (a role of the pack, or "calendar"), values (what the verb asks).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import operations as do
from cases.facts import Facts
from cases.models import Case, Finding, Notice, Proof
from cases.procedure import Transition
from cases.states import Act, FieldKind, VisitOutcome
from cases.walking_money import MONEY_VERBS, owed
from solar_cms.accounts.models import Office, Posting, Role, User
from solar_cms.audit.acts import CALENDAR, SYSTEM, HasActor, act
from solar_cms.base.problems import Problem, Refused
from solar_cms.base.texts import text_in
from solar_cms.documents.operations import render_letter
from solar_cms.places.models import District
from solar_cms.registry.models import Workplace
from solar_cms.registry.operations import create_employer

Values = dict[str, Any]


@dataclass(frozen=True)
class Line:
    """What one step did: who took it, the stage after it, clocks begun (name, due day or none,
    status) and ended, and the money known so far in minor units (None: nothing yet)."""

    on: date
    step: str
    who: str
    stage: str
    assumed: bool = False
    papers: tuple[str, ...] = ()
    begun: tuple[tuple[str, date | None, str], ...] = ()
    ended: tuple[str, ...] = ()
    money: Mapping[str, int] = field(default_factory=dict)


class Walk:
    """A script and the case it makes. `lines()` plays it."""

    def __init__(self, script: Mapping[str, Any]) -> None:
        self.script = script
        self.people = people_of(script)
        self.seen_clocks: set[Any] = set()
        self.seen_papers: set[Any] = set()
        self.running: dict[Any, str] = {}
        self.case = self._open()

    @property
    def facts(self) -> Facts:
        return Facts(Case.objects.select_related("district", "workplace").get(pk=self.case.pk))

    def lines(self) -> Iterator[Line]:
        """Each step as it is done. Refused with the step's place in the script when it cannot be."""
        yield self._line(self.script["opened"], _("Case opened"), "", None)
        for number, row in enumerate(self.script["step"], 1):
            yield self._take(number, row)

    def _open(self) -> Case:
        script = self.script
        opener = next(iter(self.people.values()))
        place = workplace_of(script)
        complaint = None
        if reported := script.get("complaint"):
            complaint = do.record_complaint(
                district=place.district,
                workplace=place,
                received_on=script["opened"],
                channel="in_person",
                facts=reported,
                by=opener,
            )
        return do.open_case(
            workplace=place,
            kind=script["kind"],
            source=script["source"],
            opened_on=script["opened"],
            complaint=complaint,
            by=opener,
        )

    def _take(self, number: int, row: Mapping[str, Any]) -> Line:
        day = self.script["opened"] + timedelta(days=row["day"])
        facts = self.facts
        way = facts.way("", row["key"])
        by: HasActor = CALENDAR if row["by"] == "calendar" else self.people[row["by"]]
        values = moments(dict(row.get("values", {})), facts.rules.step(row["key"]))
        try:
            if way is None:
                message = _("This step is not possible at the stage “%(stage)s”.")
                said = facts.rules.stages[facts.case.stage].name
                raise Refused([Problem("walk.stage", message % {"stage": said})])
            VERBS[way.act](self, way, day, by, values)
        except (Refused, KeyError) as error:
            where = f"step {number} ({row['key']}, day {row['day']})"
            problems = getattr(error, "problems", [])
            words = " ".join(str(p.message) for p in problems) or repr(error)
            raise Refused([Problem("walk.refused", f"{where}: {words}")]) from error
        who = _("The calendar") if by is CALENDAR else role_name(row["by"])
        return self._line(day, way.name, who, way)

    def _line(self, on: date, step: str, who: str, way: Transition | None) -> Line:
        facts = self.facts
        begun, ended = [], []
        for run in facts.clocks:
            clock = facts.rules.clocks.get(run.kind)
            name = clock.name if clock else run.kind
            if run.pk not in self.seen_clocks:
                self.seen_clocks.add(run.pk)
                self.running[run.pk] = name
                begun.append((name, run.due_on, run.status))
            if run.ended_on and run.pk in self.running:
                ended.append(self.running.pop(run.pk))
        papers = [notice for notice in facts.notices if notice.pk not in self.seen_papers]
        self.seen_papers.update(notice.pk for notice in papers)
        return Line(
            on=on,
            step=step,
            who=who,
            stage=facts.rules.stages[self._stage(facts, way)].name,
            assumed=bool(way and way.is_assumed),
            papers=tuple(notice.number for notice in papers),
            begun=tuple(begun),
            ended=tuple(ended),
            money=money_of(facts),
        )

    @staticmethod
    def _stage(facts: Facts, way: Transition | None) -> str:
        if way is not None and way.track:
            tracks = [track for track in facts.tracks if track.key == way.track]
            return tracks[-1].stage
        return facts.case.stage

    # --- what verbs are about -------------------------------------------------------------------

    def finding(self, values: Values) -> Finding:
        """The finding of the violation named, else the first that is open."""
        found = Finding.objects.filter(case=self.case).order_by("number")
        if violation := values.pop("violation", ""):
            return found.get(violation=violation)
        return found.first() or found.get()

    def paper(self, kind: str) -> Notice:
        found = Notice.objects.filter(case=self.case, served_on=None)
        return (found.filter(kind=kind) if kind else found).latest("issued_on", "id")


def people_of(script: Mapping[str, Any]) -> dict[str, User]:
    """One user for each role of the pack, by its key, posted in the case's district."""
    district = District.objects.get(code=script["district"])
    offices = Office.objects.on(script["opened"])
    office = (
        offices.filter(district=district).first()
        or offices.filter(province=district.province_id).first()
        or offices.get()
    )
    found: dict[str, User] = {}
    with act("user.created", by=SYSTEM, script=script["kind"]):
        for role in Role.objects.order_by("key"):
            name = text_in(role.names)[:120]
            user = User.objects.create_user(
                f"walk.{role.key}", None, name_local=name, name_latin=name
            )
            posting = Posting.objects.create(
                user=user, office=office, role=role, valid_from=script["opened"]
            )
            posting.districts.set([district])
            found[role.key] = user
    return {key: User.objects.get(pk=user.pk) for key, user in found.items()}


def role_name(key: str) -> str:
    return text_in(Role.objects.get(key=key).names)


def workplace_of(script: Mapping[str, Any]) -> Workplace:
    employer = script["employer"]
    made = create_employer(
        name_local=employer["name"],
        name_latin=employer["name"],
        workplace={
            "kind": employer.get("kind", "other"),
            "name_local": employer["name"],
            "name_latin": employer["name"],
            "district": script["district"],
            "workers_women": employer.get("women"),
            "workers_men": employer.get("men"),
        },
        by=SYSTEM,
    )
    return Workplace.objects.select_related("district", "employer").get(employer=made)


def moments(values: Values, step: Transition | None) -> Values:
    """Times of a script are said in the office's time zone."""
    kinds = {field.key: field.kind for field in step.fields} if step else {}
    return {
        key: timezone.make_aware(value)
        if kinds.get(key) == FieldKind.MOMENT and isinstance(value, datetime)
        else value
        for key, value in values.items()
    }


def money_of(facts: Facts) -> Mapping[str, int]:
    """Amounts that steps of the case said, by the name of their field; what is proposed and owed."""
    said: dict[str, int] = {}
    for step in facts.steps:
        way = facts.rules.step(step.key)
        for one in way.fields if way else ():
            if one.kind == FieldKind.MONEY and one.key in step.said:
                said[one.name] = step.said[one.key]
    return said | owed(facts)


# --- the verbs: (walk, step, day, by, values) ----------------------------------------------------


def _order(walk: Walk, way: Transition, day: date, by: Any, values: Values) -> None:
    do.order_inspection(walk.case, by=by, ordered_on=day, key=way.key, **values)


def _assign(walk: Walk, way: Transition, day: date, by: Any, values: Values) -> None:
    lead = walk.people[values.pop("lead")]
    do.assign_case(walk.case, lead=lead, by=by, assigned_on=day, key=way.key)


def _reassign(walk: Walk, way: Transition, day: date, by: Any, values: Values) -> None:
    lead = walk.people[values.pop("lead")]
    do.reassign_case(walk.case, lead=lead, by=by, on=day, key=way.key, **values)


def _visit(walk: Walk, way: Transition, day: date, by: Any, values: Values) -> None:
    outcome = values.pop("outcome", VisitOutcome.DONE)
    do.record_visit(walk.case, visited_on=day, outcome=outcome, by=by, key=way.key, **values)


def _add_finding(walk: Walk, way: Transition, day: date, by: Any, values: Values) -> None:
    do.add_finding(walk.case, by=by, key=way.key, **values)


def _confirm(walk: Walk, way: Transition, day: date, by: Any, values: Values) -> None:
    finding = walk.finding(values)
    given = {
        "fact": finding.fact,
        "severity": finding.severity,
        "workers_affected": finding.workers_affected,
    }
    do.confirm_finding(finding, confirmed_on=day, by=by, key=way.key, **{**given, **values})


def _notice(walk: Walk, way: Transition, day: date, by: Any, values: Values) -> None:
    do.issue_improvement_notice(walk.case, issued_on=day, by=by, key=way.key, **values)


def _serve(walk: Walk, way: Transition, day: date, by: Any, values: Values) -> None:
    notice = walk.paper(values.pop("paper", way.notice))
    for paper in Notice.objects.filter(case=walk.case, served_on=None, letter__isnull=False):
        with transaction.atomic():  # what the worker does after the commit
            render_letter(str(paper.letter_id))
    given = {"method": "hand", "note": _("Signed copy in the paper file")}
    do.serve_notice(notice, served_on=day, by=by, key=way.key, **{**given, **values})


def _submit(walk: Walk, way: Transition, day: date, by: Any, values: Values) -> None:
    do.submit_proof(walk.finding(values), submitted_on=day, by=by, key=way.key, **values)


def _accept(walk: Walk, way: Transition, day: date, by: Any, values: Values) -> None:
    do.accept_proof(_proof(walk, values), decided_on=day, by=by)


def _refuse(walk: Walk, way: Transition, day: date, by: Any, values: Values) -> None:
    do.refuse_proof(_proof(walk, values), decided_on=day, by=by, **values)


def _proof(walk: Walk, values: Values) -> Proof:
    finding = walk.finding(values)
    return Proof.objects.filter(finding=finding).latest("submitted_on", "id")


def _record(walk: Walk, way: Transition, day: date, by: Any, values: Values) -> None:
    at = values.pop("at", None)
    if isinstance(at, time):
        at = timezone.make_aware(datetime.combine(day, at))
    given = {name: values.pop(name) for name in ("length", "unit", "note") if name in values}
    do.record_step(walk.case, key=way.key, on=day, at=at, said=values, by=by, **given)


def _reasoned(verb: Callable[..., Any]) -> Callable[..., None]:
    def take(walk: Walk, way: Transition, day: date, by: Any, values: Values) -> None:
        verb(walk.case, by=by, on=day, key=way.key, **values)

    return take


def _close(walk: Walk, way: Transition, day: date, by: Any, values: Values) -> None:
    do.close_case(walk.case, closed_on=day, by=by, key=way.key, **values)


VERBS: dict[str, Callable[[Walk, Transition, date, Any, Values], None]] = {
    Act.ORDER: _order,
    Act.ASSIGN: _assign,
    Act.REASSIGN: _reassign,
    Act.VISIT: _visit,
    Act.ADD_FINDING: _add_finding,
    Act.CONFIRM_FINDING: _confirm,
    Act.NOTICE: _notice,
    Act.SERVE: _serve,
    Act.SUBMIT_PROOF: _submit,
    Act.ACCEPT_PROOF: _accept,
    Act.REFUSE_PROOF: _refuse,
    Act.RECORD: _record,
    Act.SUSPEND: _reasoned(do.suspend_case),
    Act.RESUME: _reasoned(do.resume_case),
    Act.REOPEN: _reasoned(do.reopen_case),
    Act.CLOSE: _close,
    **MONEY_VERBS,
}


def play(script: Mapping[str, Any]) -> Sequence[Line]:
    """The whole script, in a database with the pack loaded."""
    return list(Walk(script).lines())
