"""What the next person finds in their inbox: after each act, the one thing the case waits for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases.facts import Facts, marks
from cases.models import Case, ClockRun
from cases.rules.acts import kind_of_role, kinds_in
from cases.states import Act
from solar_cms.accounts.models import User
from solar_cms.base.policy import RoleKind
from solar_cms.base.texts import text_in
from solar_cms.work import inbox


def in_languages(
    message: str | Promise, values: Mapping[str, str | Callable[[], str]]
) -> dict[str, str]:
    """A message in every language of the interface; a value that differs by language is called."""
    said = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            words = {name: v() if callable(v) else v for name, v in values.items()}
            said[code] = str(message) % words
    return said


def refresh_inbox(facts: Facts) -> None:
    """Settle what was asked about the case and ask what it waits for now. Inside an act."""
    case = facts.case
    inbox.settle(case)
    if case.is_back_entered or not case.is_open:
        return
    if case.suspended_on:
        return
    _ask_to_decide(facts)
    act, message = _wanted(facts)
    if not act:
        _ask_for_step(facts)
        return
    lead = facts.lead
    due = next((c.due_on for c in facts.clocks if c.due_on and not c.ended_on), None)
    for_lead = lead is not None and act not in {Act.ORDER, Act.ASSIGN, Act.CLOSE}
    inbox.ask(
        kind=f"cases.{act}",
        url=reverse("case", args=[case.pk]),
        title=in_languages(
            message,
            {"case": case.number, "marks": marks([p.finding for p in facts.waiting_proofs])},
        ),
        user=lead.user if for_lead and lead else None,
        role_kind="" if for_lead else _leading_role(facts, act),
        district="" if for_lead else case.district_id,
        due_on=due,
        subject=case,
    )


def pass_reminders(case: Case, *, from_user: User, to_user: User) -> None:
    """What the clocks of a case remind of goes to its new lead. Inside an act."""
    runs = case.clocks.filter(ended_on__isnull=True).values_list("pk", flat=True)
    inbox.pass_on(
        ClockRun._meta.db_table, [str(pk) for pk in runs], from_user=from_user, to_user=to_user
    )


def _ask_to_decide(facts: Facts) -> None:
    """Proposed sanctions and open appeals wait for who decides, beside what else the case needs."""
    for verb, waits, message in (
        (Act.DECIDE, facts.proposed, _("Decide on the sanction: %(case)s")),
        (Act.DECIDE_APPEAL, facts.open_appeals, _("Decide on the appeal: %(case)s")),
    ):
        way = facts.way(verb) if waits else None
        if way is None:
            continue
        inbox.ask(
            kind=f"cases.{verb}",
            url=reverse("case", args=[facts.case.pk]),
            title=in_languages(message, {"case": facts.case.number}),
            role_kind=way.roles[0],
            district=facts.case.district_id,
            subject=facts.case,
        )


def _ask_for_step(facts: Facts) -> None:
    """A step that only the pack knows: asked of the first role it names."""
    leading = [t for t in facts.ways(Act.RECORD) if t.to and not t.track and not t.closure]
    if not leading:
        return
    case, step = facts.case, leading[0]
    role = step.roles[0]
    lead = facts.lead if _is_leads(facts, role) else None
    due = next((c.due_on for c in facts.clocks if c.due_on and not c.ended_on), None)
    inbox.ask(
        kind=f"cases.{Act.RECORD}",
        url=reverse("case", args=[case.pk]),
        title={
            code: f"{text_in(step.names, code)}: {case.number}"
            for code, _name in settings.LANGUAGES
        },
        user=lead.user if lead else None,
        role_kind="" if lead else role,
        district="" if lead else case.district_id,
        due_on=due,
        subject=case,
    )


def _leading_role(facts: Facts, act: str) -> str:
    """Who is asked for an act that is not the lead's: the supervisors, where the procedure names
    them or nobody, else whom it names first."""
    way = facts.way(act)
    roles = way.roles if way else ()
    return RoleKind.SUPERVISOR if not roles or RoleKind.SUPERVISOR in roles else roles[0]


def _is_leads(facts: Facts, role: str) -> bool:
    """Is a step of this role the lead's to take: one of inspectors, and of the pack's own roles one
    that the lead holds?"""
    if role in RoleKind.values or facts.lead is None:
        return role == RoleKind.INSPECTOR
    if kind_of_role(role) != RoleKind.INSPECTOR:
        return False
    return role in kinds_in(facts.lead.user, facts.case.district_id)


def _wanted(facts: Facts) -> tuple[str, str | Promise]:
    """The act the case waits for, in the order of the work."""
    possible = {t.act for t in facts.ways()}
    if facts.waiting_proofs and Act.ACCEPT_PROOF in possible:
        return Act.ACCEPT_PROOF, _("Check the evidence for %(marks)s: %(case)s")
    if facts.drafts and Act.CONFIRM_FINDING in possible:
        return Act.CONFIRM_FINDING, _("Confirm the findings: %(case)s")
    if facts.unserved_again or (facts.unserved and Act.SERVE in possible):
        return Act.SERVE, _("Serve the notice: %(case)s")
    if facts.confirmed and not facts.unremedied and Act.CLOSE in possible:
        return Act.CLOSE, _("All is remedied, close the case: %(case)s")
    if facts.unremedied and Act.NOTICE in possible:
        return Act.NOTICE, _("Write the improvement notice: %(case)s")
    if Act.ORDER in possible:
        return Act.ORDER, _("Order the inspection: %(case)s")
    if facts.lead is None and Act.ASSIGN in possible:
        return Act.ASSIGN, _("Assign the case: %(case)s")
    if facts.unremedied and Act.SUBMIT_PROOF in possible:
        return Act.SUBMIT_PROOF, _("Follow the remediation: %(case)s")
    if facts.done_visits and not facts.confirmed and Act.CLOSE in possible:
        return Act.CLOSE, _("The visit found nothing open, close the case: %(case)s")
    if Act.VISIT in possible:
        return Act.VISIT, _("Visit and record it: %(case)s")
    return "", ""
