"""Findings: drafted from the checklist or added, then confirmed or dropped."""

from __future__ import annotations

from datetime import date

from django.db.models import Max
from django.utils.translation import gettext as _

from cases.facts import Facts
from cases.inbox import refresh_inbox
from cases.models import Case, Finding, Visit
from cases.operations.moving import locked, move
from cases.rules import problems_with_act, problems_with_day
from cases.states import Act, FindingState
from solar_cms.accounts.models import User
from solar_cms.audit.acts import HasActor, act
from solar_cms.base.models import today
from solar_cms.base.problems import Problem, refuse_if
from solar_cms.law.models import Article
from solar_cms.questionnaires.definition import split_key
from solar_cms.questionnaires.models import FormVersion
from solar_cms.questionnaires.rules import Answers
from solar_cms.questionnaires.states import Check


def article_of(key: str, day: date) -> Article | None:
    """The wording of an article in force on a day."""
    return Article.objects.on(day).filter(key=key).first()


def _next_number(case: Case) -> int:
    """After the highest ever given, dropped findings included."""
    return (case.findings.aggregate(highest=Max("number"))["highest"] or 0) + 1


def draft_findings(
    facts: Facts, visit: Visit, checklist: FormVersion, answers: Answers
) -> list[Finding]:
    """One draft for each "no", unless the case has a live finding of that violation.

    answers: as they were kept, without what does not apply; in a repeat any row may say "no".
    """
    case, rules = facts.case, facts.rules
    known = {finding.violation for finding in facts.findings}
    number = _next_number(case)
    drafted: list[Finding] = []
    asked = checklist.parsed().asked
    for key, (value, note) in answers.items():
        question = asked[split_key(key)[2]].question
        violation = rules.violations.get(question.get("violation", ""))
        if value != Check.NO or violation is None or violation.key in known:
            continue
        severity = str(question.get("severity", ""))
        finding = Finding(
            case=case,
            district_id=case.district_id,
            visit=visit,
            number=number + len(drafted),
            violation=violation.key,
            article=article_of(question.get("article") or violation.article, visit.visited_on),
            fact=note,
            severity=severity if severity in rules.severities else violation.severity,
            is_restricted=violation.restricted,
        )
        finding.save_new()
        drafted.append(finding)
        known.add(violation.key)
    facts.__dict__.pop("findings", None)
    return drafted


def add_finding(
    case: Case,
    *,
    violation: str,
    fact: str,
    by: HasActor,
    severity: str = "",
    workers_affected: int | None = None,
    visit: Visit | None = None,
    key: str = "",
) -> Finding:
    """Add a draft finding of a violation of the pack to the last visit made (or to `visit`)."""
    with act("case.finding_added", by=by, on=case) as recording:
        facts = locked(case)
        rules = facts.rules
        known = rules.violations.get(violation)
        problems = problems_with_act(Act.ADD_FINDING, facts, by, {"fact": fact.strip()}, key=key)
        if known is None:
            problems.append(Problem("finding.violation", _("Choose a violation."), "violation"))
        if severity and severity not in rules.severities:
            problems.append(Problem("finding.severity", _("Choose a severity."), "severity"))
        if not fact.strip():
            problems.append(Problem("finding.no_fact", _("Say what was found."), "fact"))
        refuse_if(problems)
        visit = visit or facts.done_visits[-1]
        finding = Finding(
            case=facts.case,
            district_id=facts.case.district_id,
            visit=visit,
            number=_next_number(facts.case),
            violation=violation,
            article=article_of(known.article, visit.visited_on) if known else None,
            fact=fact.strip(),
            severity=severity or (known.severity if known else ""),
            workers_affected=workers_affected,
            is_restricted=bool(known and known.restricted),
        )
        finding.save_new()
        move(facts, Act.ADD_FINDING, on=visit.visited_on, by=by, key=key, subject=finding)
        recording.note(finding=finding.mark)
    return finding


def confirm_finding(
    finding: Finding,
    *,
    fact: str,
    severity: str,
    by: HasActor,
    workers_affected: int | None = None,
    confirmed_on: date | None = None,
    key: str = "",
) -> Finding:
    """Confirm a draft with its fact, severity and number of workers."""
    day = confirmed_on or today()
    with act("case.finding_confirmed", by=by, on=finding.case, finding=finding.mark):
        facts = locked(finding.case)
        finding = Finding.objects.select_related("visit").get(pk=finding.pk)
        problems = problems_with_act(Act.CONFIRM_FINDING, facts, by, key=key)
        problems += _not_a_draft(finding)
        problems += problems_with_day(
            "confirmed_on", day, after=finding.visit.visited_on, what=_("the visit")
        )
        if not fact.strip():
            problems.append(Problem("finding.no_fact", _("Say what was found."), "fact"))
        if severity not in facts.rules.severities:
            problems.append(Problem("finding.severity", _("Choose a severity."), "severity"))
        refuse_if(problems)
        finding.fact, finding.severity = fact.strip(), severity
        finding.workers_affected = workers_affected
        finding.state, finding.confirmed_on = FindingState.CONFIRMED, day
        finding.confirmed_by = by if isinstance(by, User) else None
        finding.save(
            update_fields=[
                "fact",
                "severity",
                "workers_affected",
                "state",
                "confirmed_on",
                "confirmed_by",
            ]
        )
        move(facts, Act.CONFIRM_FINDING, on=day, by=by, key=key, subject=finding)
    return finding


def drop_finding(finding: Finding, *, reason: str, by: HasActor) -> Finding:
    """Drop a draft, with the reason. Its number is not given again."""
    with act("case.finding_dropped", by=by, on=finding.case, finding=finding.mark):
        facts = locked(finding.case)
        finding = Finding.objects.get(pk=finding.pk)
        problems = problems_with_act(Act.CONFIRM_FINDING, facts, by) + _not_a_draft(finding)
        if not reason.strip():
            problems.append(
                Problem("finding.no_reason", _("Say why the finding is dropped."), "reason")
            )
        refuse_if(problems)
        finding.state, finding.drop_reason = FindingState.DROPPED, reason.strip()[:300]
        finding.save(update_fields=["state", "drop_reason"])
        refresh_inbox(Facts(facts.case))
    return finding


def _not_a_draft(finding: Finding) -> list[Problem]:
    if finding.state == FindingState.DRAFT:
        return []
    message = _("%(mark)s is not a draft any more.") % {"mark": finding.mark}
    return [Problem("finding.not_draft", message)]
