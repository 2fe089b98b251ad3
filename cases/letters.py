"""What the letters of a case say, frozen as plain data for their templates in the pack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import override

from cases.facts import Facts
from cases.fines.lines import Line, thawed
from cases.models import Finding, Notice, Order, Sanction
from cases.procedure import NoticeKind, StepField, Transition
from cases.sanctioning import kinds_of, rules_of
from solar_cms.accounts.models import User
from solar_cms.audit.acts import HasActor
from solar_cms.base.texts import content_languages, local_language, text_in
from solar_cms.documents.models import Letter
from solar_cms.documents.operations import issue_letter


def both(record: Any) -> dict[str, str]:
    """A local and a Latin name as texts by language."""
    if record is None:
        return {}
    return {
        local_language(): record.name_local,
        "en": record.name_latin or record.name_local,
    }


def _addressed(facts: Facts) -> dict[str, Any]:
    case = facts.case
    place = both(case.district)
    return {
        "case": case.number,
        "employer": both(case.employer) or both(case.workplace),
        "workplace": both(case.workplace),
        "place": {code: f"{name} {case.district_id}" for code, name in place.items()},
    }


def order_letter(
    facts: Facts,
    order: Order,
    kind: NoticeKind,
    transition: Transition | None = None,
    said: Mapping[str, Any] | None = None,
    *,
    by: User,
) -> Letter:
    """The inspection order, with what the fields of its step say."""
    case, said = facts.case, said or {}
    data = {
        **_addressed(facts),
        "kind": dict(facts.rules.types[case.kind].names),
        "matters": order.matters,
        "announced": order.is_announced,
        "team": [both(member.user) for member in facts.team],
        "said": [_said(field, said[field.key]) for field in _fields(transition, said)],
        "signer": both(by),
    }
    return _issue(facts, kind, order.number, data, order.ordered_on, by)


def notice_letter(
    facts: Facts,
    notice: Notice,
    kind: NoticeKind,
    findings: Sequence[Finding],
    transition: Transition | None = None,
    *,
    sanctions: Sequence[Sanction] = (),
    by: HasActor,
) -> Letter:
    """A notice: what the step that writes it says, each finding with its provision, the period, the
    sanctions it states with their sums."""
    said = notice.step.said if notice.step else {}
    visits = facts.done_visits
    data = {
        **_addressed(facts),
        "order": facts.order.number if facts.order else "",
        "visited_on": visits[-1].visited_on if visits else None,
        "findings": [_finding(facts, finding) for finding in findings],
        "sanctions": [_sanction(facts, sanction) for sanction in sanctions],
        "period": {"length": notice.length, "unit": notice.unit},
        "texts": {name: dict(texts) for name, texts in kind.texts.items()},
        "said": [_said(field, said[field.key]) for field in _fields(transition, said)],
        "signer": both(by if isinstance(by, User) else None),
    }
    if before := notice.replaces:
        data["replaces"] = {"number": before.number, "date": before.issued_on}
    # Who may not read a restricted finding does not read it in a letter either.
    sealed = any(finding.is_restricted for finding in findings)
    return _issue(facts, kind, notice.number, data, notice.issued_on, by, is_confidential=sealed)


def _fields(transition: Transition | None, said: Mapping[str, Any]) -> list[StepField]:
    return [field for field in transition.fields if field.key in said] if transition else []


def _said(field: StepField, value: Any) -> dict[str, Any]:
    """A field of the step as its letter prints it: kind tells how ("day", "money", …)."""
    chosen = next((c for c in field.choices if c.key == value), None)
    shown = dict(chosen.names) if chosen else value
    return {"key": field.key, "label": dict(field.names), "kind": field.kind, "value": shown}


def _finding(facts: Facts, finding: Finding) -> dict[str, Any]:
    """One line. The fact is as the inspector wrote it; an unconfirmed article stays without number."""
    article = finding.article
    violation = facts.rules.violations.get(finding.violation)
    law: dict[str, str] = {}
    number = ""
    if article is not None:
        law = {
            code: text_in(article.law.short_names or article.law.names, code)
            for code in content_languages()
        }
        number = article.number if article.is_confirmed else ""
    return {
        "mark": finding.mark,
        "violation": dict(violation.names) if violation else {},
        "fact": finding.fact,
        "law": law,
        "article": number,
        "severity": dict(facts.rules.severities[finding.severity].names),
        "workers": finding.workers_affected,
    }


def _sanction(facts: Facts, sanction: Sanction) -> dict[str, Any]:
    """A sanction as decided, or as proposed. The lines of the sum only where they add up to it."""
    decided = sanction.decided_on is not None
    amount = sanction.amount if decided else sanction.proposed_amount
    for appeal in facts.appeals:
        if appeal.sanction_id == sanction.pk and appeal.amount_after is not None:
            amount = appeal.amount_after
    days = sanction.days if decided else sanction.proposed_days
    kind = kinds_of(rules_of(facts)).get(sanction.kind)
    lines = thawed(sanction.lines)
    adds_up = bool(lines) and sum(line.amount for line in lines) == amount
    whom = sanction.respondent
    return {
        "number": sanction.number,
        "kind": dict(kind.names) if kind else {},
        "respondent": both(whom.employer or whom.workplace) or {"en": whom.named},
        "amount": amount,
        "days": days,
        "basis": sanction.basis,
        "decision": sanction.decision,
        "lines": [_line(line) for line in lines] if adds_up else [],
    }


def _line(line: Line) -> dict[str, Any]:
    words, why = {}, {}
    for code in content_languages():
        with override(code):
            words[code], why[code] = line.what, line.why
    return {"what": words, "why": why, "source": line.source, "amount": line.amount}


def _issue(
    facts: Facts,
    kind: NoticeKind,
    number: str,
    data: dict[str, Any],
    day: Any,
    by: HasActor,
    *,
    is_confidential: bool = False,
) -> Letter:
    case = facts.case
    return issue_letter(
        kind=f"cases.{kind.key}",
        template=f"pack:{kind.template}",
        data=data,
        languages=tuple(settings.PACK["languages"]["content"]),
        owner_kind="cases.case",
        owner_id=case.pk,
        district_id=case.district_id,
        number=number,
        by=by,
        office=case.office,
        titles=dict(kind.names),
        issued_on=day,
        is_confidential=is_confidential,
    )
