"""What the pages of cases show, as plain records for the components."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases import said
from cases.facts import Facts
from cases.models import Case, ClockRun, Finding, Proof
from cases.models.case import lead_name
from cases.next import Possible, likely_act
from cases.procedure import Rules, procedure_of
from cases.rules import kinds_in
from cases.states import FindingState, ProofOutcome, Remediation, StageKind
from solar_cms.accounts.models import User
from solar_cms.audit.history import acts_on, said_by, words_for
from solar_cms.base.face import Entry, Stage, Tag
from solar_cms.base.texts import text_in
from solar_cms.work.calendar import calendar_of

# --- lists -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A case in a list."""

    case: Case
    source: str
    tag: Tag
    due: Tag | None
    due_on: date | None
    lead: str
    act: Possible | None
    clock: str = ""


def for_lists(cases: QuerySet[Case]) -> QuerySet[Case]:
    """With all that a row shows: no query per row."""
    running = ClockRun.objects.running().filter(case=OuterRef("pk"))
    waiting = Proof.objects.filter(finding__case=OuterRef("pk"), outcome=ProofOutcome.WAITING)
    drafts = Finding.objects.filter(case=OuterRef("pk"), state=FindingState.DRAFT)
    return cases.select_related("workplace", "workplace__village", "district").annotate(
        next_due=F("now__next_due"),
        next_clock=Subquery(running.order_by("due_on", "id").values("kind")[:1]),
        has_evidence=Exists(waiting),
        has_drafts=Exists(drafts),
        **lead_name(),
    )


def rows_of(cases: Iterable[Case], user: User) -> list[Row]:
    calendar = calendar_of()
    kinds: dict[str, set[str]] = {}
    rows = []
    for case in cases:
        rules = procedure_of(case)
        here = kinds.setdefault(case.district_id, kinds_in(user, case.district_id))
        source = rules.sources.get(case.source)
        rows.append(
            Row(
                case=case,
                source=source.name if source else case.source,
                tag=said.state_tag(case, rules),
                due=said.due_tag(case.next_due, calendar),  # type: ignore[attr-defined]
                due_on=case.next_due,  # type: ignore[attr-defined]
                lead=lead_of(case),
                act=likely_act(case, rules, user, here) if case.is_open else None,
                clock=clock_name(case, rules),
            )
        )
    return rows


def clock_name(case: Any, rules: Rules) -> str:
    """What the clock that ends first is called, from the annotations of a list."""
    clock = rules.clocks.get(case.next_clock) if case.next_clock else None
    return clock.name if clock else case.next_clock or ""


def lead_of(case: Any) -> str:
    """The lead inspector's name in the reader's script, from the annotations of a list."""
    return (case.lead_latin if get_language() == "en" else "") or case.lead_local or ""


# --- the case file -----------------------------------------------------------------------------


def stages_of(facts: Facts) -> list[Stage]:
    """The bar of stages with the day each was reached."""
    case = facts.case
    reached = {step.stage: step.reached_on for step in facts.steps if step.stage}
    stages = []
    known = facts.rules.stages_for(case.kind)
    here = next((n for n, stage in enumerate(known) if stage.key == case.stage), 0)
    for stage in [s for n, s in enumerate(known) if n >= here or s.key in reached]:
        if stage.key == case.stage and stage.kind != StageKind.CLOSED:
            stages.append(Stage(stage.name, "now", reached.get(stage.key)))
        elif stage.key in reached:
            stages.append(Stage(stage.name, "done", reached[stage.key]))
        elif case.is_open:
            stages.append(Stage(stage.name, "ahead"))
    return stages


@dataclass(frozen=True)
class FindingRow:
    finding: Finding
    title: str
    provision: str
    article: str
    is_confirmed: bool
    severity: str
    tag: Tag
    note: str
    url: str
    act: str


def findings_of(facts: Facts, user: User) -> list[FindingRow]:
    """Open ones first. A restricted finding is told only to its own readers."""
    rules = facts.rules
    due = max((n.due_on for n in facts.notices if n.due_on and not n.voided_on), default=None)
    waiting = {proof.finding_id: proof for proof in facts.waiting_proofs}
    may_read = user.scope.may_in("cases.view_restricted", facts.case.district_id) or any(
        member.user_id == user.pk for member in facts.team
    )
    rows = []
    for finding in facts.findings:
        hidden = finding.is_restricted and not may_read
        violation = rules.violations.get(finding.violation)
        article = None if hidden else finding.article
        title = finding.fact or (violation.name if violation else finding.violation)
        severity = rules.severities.get(finding.severity)
        proof = waiting.get(finding.pk)
        rows.append(
            FindingRow(
                finding=finding,
                title=_("Restricted finding") if hidden else title,
                provision=str(article.law) if article else "",
                article=article.number if article else "",
                is_confirmed=bool(article and article.is_confirmed),
                severity=severity.name if severity else finding.severity,
                tag=said.finding_tag(finding, due),
                note=said.finding_note(finding, due),
                url="" if hidden else reverse("finding", args=[finding.pk]),
                act=_("Check") if proof else _("Open"),
            )
        )
    done = {Remediation.REMEDIED}
    return sorted(rows, key=lambda r: (r.finding.remediation in done, r.finding.number))


def findings_summary(facts: Facts) -> str:
    total, remedied = len(facts.findings), len(facts.confirmed) - len(facts.unremedied)
    if not total:
        return ""
    return _("%(left)s left of %(total)s") % {"left": total - remedied, "total": total}


# Acts whose words gain by the fact kept with them.
DETAILS = ("finding", "number", "name")


def history_of(case: Case, limit: int = 12) -> list[Entry]:
    """The acts on the case, newest first. At most three queries."""
    entries = []
    acts = list(acts_on(case)[:limit])
    by = said_by(acts)
    for one in acts:
        detail = next((_detail(one.data[name]) for name in DETAILS if one.data.get(name)), "")
        step = one.data.get("step")
        words = text_in(step) if isinstance(step, dict) else words_for(one.name)
        entries.append(
            Entry(
                when=one.at,
                text=f"{words}: {detail}" if detail else words,
                by=by[one.pk],
                kind=_mark(one.name),
            )
        )
    return entries


def _detail(kept: Any) -> str:
    return text_in(kept) if isinstance(kept, dict) else str(kept)


def _mark(name: str) -> str:
    if name in {"case.proof_submitted", "case.finding_added", "case.opened"}:
        return "under_way"
    if name in {"case.proof_refused", "case.finding_dropped"}:
        return "refused"
    return "sealed" if name == "complaint.revealed" else "done"


def earlier_of(facts: Facts, user: User) -> list[Row]:
    """Other cases at the same workplace, as far as the reader may see them."""
    others = (
        Case.objects.visible_to(user)
        .filter(workplace=facts.case.workplace)
        .exclude(pk=facts.case.pk)
        .order_by("-opened_on", "-id")[:5]
    )
    return [_plain(case) for case in others]


def _plain(case: Case) -> Row:
    rules = procedure_of(case)
    kind = rules.types.get(case.kind)
    return Row(
        case, kind.name if kind else case.kind, said.state_tag(case, rules), None, None, "", None
    )


# --- panels - ---------------------------------------------------------------------------


def workplace_panel(user: User, workplace: Any) -> dict[str, Any]:
    """The cases of a workplace, on its page in the registry."""
    cases = Case.objects.visible_to(user).filter(workplace=workplace)
    shown = list(cases.order_by("-opened_on", "-id")[:10])
    may_open = user.scope.may_in("cases.open", workplace.district_id)
    return {
        "rows": [_plain(case) for case in shown],
        "open_url": f"{reverse('case_new')}?workplace={workplace.pk}" if may_open else "",
        "open_label": _("Open a case"),
    }


def village_panel(user: User, village: Any) -> dict[str, Any] | None:
    """The cases at workplaces of a village."""
    cases = Case.objects.visible_to(user).filter(workplace__village=village)
    shown = list(cases.order_by("-opened_on", "-id")[:10])
    return {"rows": [_plain(case) for case in shown], "open_url": ""} if shown else None


def group_panel(user: User, group: Any) -> dict[str, Any] | None:
    """The cases at the sites of a producer group."""
    cases = Case.objects.visible_to(user).filter(workplace__group=group)
    shown = list(cases.order_by("-opened_on", "-id")[:10])
    return {"rows": [_plain(case) for case in shown], "open_url": ""} if shown else None


def employer_panel(user: User, employer: Any) -> dict[str, Any] | None:
    """The cases of an employer over all its workplaces."""
    cases = Case.objects.visible_to(user).filter(employer=employer)
    shown = list(cases.order_by("-opened_on", "-id")[:10])
    return {"rows": [_plain(case) for case in shown], "open_url": ""} if shown else None
