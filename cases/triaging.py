"""What the page of a complaint says of its triage: what can be decided, and what was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cases import procedure
from cases.course import in_words
from cases.models import Case, Complaint, ComplaintDecision
from cases.procedure import Rules, Transition, rules_of_version
from cases.rules.triage import problems_with_triage
from cases.states import Act as Verb
from cases.step_forms import needs_note
from solar_cms.accounts.models import User
from solar_cms.base.face import Act, Next, NotYet
from solar_cms.base.said import say_day


@dataclass(frozen=True)
class Choice:
    """A decision that the procedure offers, with what it asks."""

    name: str
    asks: str
    is_assumed: bool


@dataclass(frozen=True)
class Decided:
    """A decision in words; undone_on, undo_reason: when and why it was taken back."""

    name: str
    day: date
    by: str
    said: list[tuple[str, str]]
    note: str
    undone_on: date | None
    undo_reason: str


def passages(complaint: Complaint) -> Iterator[tuple[str, str, str]]:
    """(language, title, text) of the slip that whoever complained takes away, in the pack's words;
    English is last."""
    known = {code for code, _name in settings.LANGUAGES}
    for one in procedure.current_or_empty().acknowledgements.values():
        for code, title in sorted(one.names.items(), key=lambda item: (item[0] == "en", item[0])):
            with translation.override(code if code in known else "en"):
                facts = {
                    "number": complaint.number,
                    "day": say_day(complaint.received_on),
                    "office": str(complaint.office or complaint.district),
                }
            yield code, title, one.text(code, **facts)


def shown(complaint: Complaint, user: User) -> dict[str, Any]:
    """next, choices, decisions, standing and kept (the case it was joined to, if it may be seen)."""
    decisions = list(
        complaint.decisions.select_related("decided_by", "kept").order_by("-decided_on", "-id")
    )
    standing = next((one for one in decisions if one.undone_on is None), None)
    is_open = standing is None and not hasattr(complaint, "case")
    rules = procedure.current_or_empty()
    steps = rules.complaint_steps() if is_open else []
    kept = None
    if standing is not None and standing.kept_id:
        kept = Case.objects.visible_to(user).filter(pk=standing.kept_id).first()
    return {
        "next": _next(complaint, steps, standing, is_open, user),
        "choices": [Choice(s.name, asks_of(s, rules), s.is_assumed) for s in steps],
        "decisions": [_decided(one) for one in decisions],
        "standing": standing,
        "kept": kept,
    }


def _next(
    complaint: Complaint,
    steps: list[Transition],
    standing: ComplaintDecision | None,
    is_open: bool,
    user: User,
) -> Next:
    possible: list[Act] = []
    not_yet: list[NotYet] = []
    if is_open and user.may("cases.open"):
        address = f"{reverse('case_new')}?complaint={complaint.pk}"
        possible.append(Act(_("Open a case"), address))
    for step in steps:
        problems = problems_with_triage(complaint, step, user)
        if problems:
            not_yet.append(NotYet(step.name, problems))
        else:
            address = reverse("complaint_decide", args=[complaint.pk, step.key])
            possible.append(Act(step.name, address))
    own_case = hasattr(complaint, "case")
    may_undo = user.scope.may_in("complaints.triage", complaint.district_id)
    if standing is not None and not own_case and may_undo:
        address = reverse("complaint_reconsider", args=[complaint.pk])
        possible.append(Act(_("Take the decision back"), address))
    return Next(primary=possible[0] if possible else None, others=possible[1:], not_yet=not_yet)


def asks_of(step: Transition, rules: Rules) -> str:
    """What must be given, in words."""
    asked = [field.name for field in step.fields if field.required]
    if step.act == Verb.MERGE:
        asked.append(_("Number of the case that goes on"))
    if needs_note(rules, step):
        asked.append(_("Note"))
    return ", ".join(asked)


def _decided(one: ComplaintDecision) -> Decided:
    rules = rules_of_version(one.pack_version_id)
    step = rules.step(one.key)
    said = [
        (field.name, in_words(field, one.said[field.key]))
        for field in (step.fields if step else ())
        if field.key in one.said
    ]
    return Decided(
        name=step.name if step else one.key,
        day=one.decided_on,
        by=one.decided_by.name if one.decided_by else "",
        said=said,
        note=one.note,
        undone_on=one.undone_on,
        undo_reason=one.undo_reason,
    )
