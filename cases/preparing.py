"""What to know before a visit: the workplace and its history on one sheet.

Never who complained, nor a restricted finding to who may not read it: complaints and accidents are
numbers here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, Q

from cases import said, serving
from cases.facts import Facts
from cases.models import Case, Complaint, Finding, Notice, Visit
from cases.procedure import procedure_of, rules_of_version
from cases.scores import told
from cases.states import FindingState, Remediation, VisitOutcome
from solar_cms.accounts.models import User
from solar_cms.base.face import Tag
from solar_cms.base.models import today
from solar_cms.questionnaires.operations import latest_version
from solar_cms.registry.models import CollectiveAgreement, WorkplaceHazard, WorkplaceUnion
from solar_cms.registry.models.labour import WorkforceCount
from solar_cms.registry.models.terms import Term

SHOWN = 5


@dataclass(frozen=True)
class Violated:
    """A violation that was confirmed here: how often, when last, how many are not remedied yet."""

    name: str
    times: int
    last: date
    open: int


@dataclass(frozen=True)
class Open:
    """A finding that is not remedied yet."""

    case: str
    mark: str
    what: str
    tag: Tag


def sheet_of(facts: Facts, user: User) -> dict[str, Any]:
    """What the sheet shows, as far as the reader may see it; at most sixteen queries."""
    case = facts.case
    site = case.workplace
    cases = Case.objects.visible_to(user).filter(workplace=site).exclude(pk=case.pk)
    findings = Finding.objects.visible_to(user).filter(case__in=cases, state=FindingState.CONFIRMED)
    visits = list(
        Visit.objects.visible_to(user)
        .filter(case__in=cases)
        .select_related("case", "response")
        .order_by("-visited_on", "-id")[:SHOWN]
    )
    done = [visit for visit in visits if visit.outcome == VisitOutcome.DONE]
    notices = Notice.objects.filter(case__in=cases, voided_on__isnull=True)
    complaints = Complaint.objects.visible_to(user).filter(workplace=site)
    kind = facts.rules.types.get(case.kind)
    return {
        "workers": _workers(site, user),
        "hazards": _hazards(site, user),
        "visits": [(visit, told(visit, None)) for visit in visits],
        "papers_seen": done[0].papers_seen if done else "",
        "violated": _violated(facts, findings),
        "open": _open(findings.exclude(remediation=Remediation.REMEDIED)),
        "notices": [
            (one, _kind_of(one), serving.tag_of(one))
            for one in notices.select_related("case").order_by("-issued_on", "-id")[:SHOWN]
        ],
        "kinds": _kinds(cases),
        "complaints": complaints.count() if user.may("complaints.view") else None,
        "unions": list(WorkplaceUnion.objects.visible_to(user).on(today()).filter(workplace=site)),
        "agreements": list(
            CollectiveAgreement.objects.visible_to(user)
            .on(today())
            .filter(workplace=site, withdrawn_on__isnull=True)
        ),
        "checklist": latest_version(kind.checklist, today()) if kind and kind.checklist else None,
    }


def _workers(site: Any, user: User) -> dict[str, Any] | None:
    """Women and men of the latest count, else as the register has them."""
    counted = WorkforceCount.objects.filter(workplace=site).order_by("-counted_on")
    rows = list(counted.filter(counted_on=counted.values("counted_on")[:1]))
    if rows:
        women, men = sum(row.women for row in rows), sum(row.men for row in rows)
        return {"women": women, "men": men, "on": rows[0].counted_on}
    if site.workers_women is None and site.workers_men is None:
        return None
    return {"women": site.workers_women or 0, "men": site.workers_men or 0, "on": None}


def _hazards(site: Any, user: User) -> list[tuple[str, str]]:
    """Those present today, in words, with where and how."""
    found = list(WorkplaceHazard.objects.visible_to(user).on(today()).filter(workplace=site))
    terms = Term.objects.on(today()).filter(list="hazards", code__in={one.hazard for one in found})
    words = {term.code: str(term) for term in terms}
    return [(words.get(one.hazard, one.hazard), one.note) for one in found]


def _violated(facts: Facts, findings: Any) -> list[Violated]:
    """The most repeated first."""
    rows = (
        findings.order_by()
        .values("violation")
        .annotate(
            times=Count("pk"),
            last=Max("confirmed_on"),
            open=Count("pk", filter=~Q(remediation=Remediation.REMEDIED)),
        )
        .order_by("-times", "-last", "violation")
    )
    known = facts.rules.violations
    return [
        Violated(
            known[row["violation"]].name if row["violation"] in known else row["violation"],
            row["times"],
            row["last"],
            row["open"],
        )
        for row in rows[:8]
    ]


def _open(findings: Any) -> list[Open]:
    rows = findings.select_related("case").order_by("-confirmed_on", "-id")[:8]
    return [Open(one.case.number, one.mark, one.fact, said.finding_tag(one, None)) for one in rows]


def _kind_of(notice: Notice) -> str:
    kind = procedure_of(notice.case).notices.get(notice.kind)
    return kind.name if kind else notice.kind


def _kinds(cases: Any) -> Sequence[tuple[str, int]]:
    """Other cases here by kind and version, in words: accidents and complaint cases among them."""
    found: dict[str, int] = {}
    rows = cases.order_by().values_list("pack_version", "kind").annotate(n=Count("pk"))
    for version, key, number in rows:
        kind = rules_of_version(version).types.get(key)
        name = kind.name if kind else key
        found[name] = found.get(name, 0) + number
    return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))


def before_the_visit(facts: Facts) -> bool:
    """Is the sheet of use now? Until the case's first visit was made."""
    return facts.case.is_open and not facts.done_visits
