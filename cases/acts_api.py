"""The acts on a case in the API, as a table: which form reads the call, which verb it calls.

Where a procedure has several steps of one act, the call names the step (`step`), as the pages do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from cases import operations as do
from cases import procedure
from cases.facts import Facts
from cases.forms import (
    AssignForm,
    CloseForm,
    FindingForm,
    NoticeForm,
    OpenForm,
    ReassignForm,
    VisitForm,
)
from cases.models import Case, Complaint
from cases.next import STEP_PAGES
from cases.procedure import Transition
from cases.rules import right_of
from cases.states import Act, VisitOutcome
from cases.step_forms import LinkForm, MergeForm, MoveForm, OrderForm, StepForm, WhyForm
from solar_cms.base.forms import Form
from solar_cms.base.models import today
from solar_cms.exchange.acting import acting
from solar_cms.law import packs
from solar_cms.questionnaires.models import FormVersion
from solar_cms.questionnaires.operations import latest_version, versions_on
from solar_cms.questionnaires.states import Purpose
from solar_cms.registry.models import Workplace

VERBS = {
    Act.SUSPEND: do.suspend_case,
    Act.RESUME: do.resume_case,
    Act.REOPEN: do.reopen_case,
    Act.LINK: do.link_case,
    Act.MERGE: do.merge_case,
}


class OpenCall(OpenForm):
    """What the page takes from its address is sent here: the workplace, the complaint."""

    def __init__(self, data: Any, *, user: Any) -> None:
        super().__init__(data, rules=procedure.current_or_empty())
        allowed: Any = Workplace.objects.visible_to(user)
        reached: Any = Complaint.objects.visible_to(user)
        self.fields["workplace"] = forms.ModelChoiceField(allowed.visible_to(user, "cases.open"))
        self.fields["complaint"] = forms.ModelChoiceField(reached, required=False)


class VisitCall(VisitForm):
    """With the answers to a checklist: {question: value} or {question: [value, note]}."""

    checklist = forms.CharField(max_length=60, required=False)
    answers = forms.JSONField(required=False)

    def __init__(self, data: Any, *, facts: Facts) -> None:
        super().__init__(data)
        self.facts = facts

    def clean_answers(self) -> dict[str, tuple[str, str]] | None:
        sent = self.cleaned_data["answers"]
        if not sent:
            return None
        if not isinstance(sent, dict):
            raise forms.ValidationError(_("Send an object: question, then answer."))
        return {key: _answer(value) for key, value in sent.items()}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        data["checklist"] = self._version(data.get("checklist", ""))
        known = any(visit.response_id for visit in self.facts.visits)
        needed = data["checklist"] and data.get("outcome") == VisitOutcome.DONE and not known
        if needed and not data.get("answers") and "answers" not in self.errors:
            self.add_error("answers", _("Answer the checklist."))
        return data

    def _version(self, key: str) -> FormVersion | None:
        if not key:
            kind = self.facts.rules.types.get(self.facts.case.kind)
            return latest_version(kind.checklist, today()) if kind and kind.checklist else None
        found = versions_on(today(), Purpose.CHECKLIST).filter(form__key=key).first()
        if found is None:
            self.add_error("checklist", _("There is no such checklist today."))
        return found


def _answer(value: Any) -> tuple[str, str]:
    value, note = value if isinstance(value, list) and len(value) == 2 else (value, "")
    if isinstance(value, list | dict) or isinstance(note, list | dict):
        raise forms.ValidationError(_("Each answer is a value, or a value and a note."))
    return ("" if value is None else str(value)), str(note or "")


def form_of_step(user: Any, case: Case, data: Mapping[str, Any]) -> Form:
    """The form of the step that the call names; which right it needs is asked of its act."""
    facts = Facts(case)
    step = step_named(facts, str(data.get("step", "")))
    if not user.scope.may_in(right_of(step.act), case.district_id):
        raise PermissionDenied(right_of(step.act))
    form: Form
    if step.act == Act.RECORD:
        form = StepForm(data, facts=facts, step=step)
    elif step.act == Act.MERGE:
        form = MergeForm(data, user=user, facts=facts)
    elif step.act == Act.LINK:
        form = LinkForm(data, user=user)
    else:
        form = WhyForm(data)
    return form


def step_named(facts: Facts, key: str) -> Transition:
    found = next(iter(facts.ways(key=key)), None) or facts.rules.step(key)
    if found is None or found.act not in STEP_PAGES:
        raise Http404(key)
    return found


def take_step(case: Case, by: Any, form: Any) -> Any:
    step = step_named(Facts(case), _step(form))
    if isinstance(form, StepForm):
        return do.record_step(case, key=step.key, by=by, **form.values())
    verb: Any = VERBS[Act(step.act)]
    return verb(case, key=step.key, by=by, **data_of(form))


def data_of(form: Form) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "version"}


def _step(form: Form) -> str:
    return str(form.data.get("step", ""))[:60]


def _by_step(verb: Callable[..., Any]) -> Callable[[Case, Any, Form], Any]:
    """A verb on a case that takes the form's data and the step's key."""
    return lambda case, by, form: verb(case, by=by, key=_step(form), **data_of(form))


def _order_form(user: Any, case: Case, data: Mapping[str, Any]) -> OrderForm:
    return OrderForm(data, step=Facts(case).way(Act.ORDER, str(data.get("step", ""))[:60]))


def _order(case: Case, by: Any, form: Any) -> Any:
    return do.order_inspection(case, by=by, key=_step(form), **form.values())


def _visit(case: Case, by: Any, form: Form) -> Any:
    data = {name: value for name, value in data_of(form).items() if name != "again"}
    return do.record_visit(case, by=by, key=_step(form), **data)


def _moved(case: Case, by: Any, form: Form) -> Case:
    do.move_to_version([case], packs.current(), by=by, **data_of(form))
    return case


@dataclass(frozen=True)
class CaseAct:
    """form: (user, case, data) -> the page's form; verb: (case, by, form) -> what came of it."""

    right: str
    form: Callable[[Any, Case, Mapping[str, Any]], Form]
    verb: Callable[[Case, Any, Any], Any]
    fields: tuple[str, ...]
    about: str


REASON = ("reason", "on", "step")


def _why(user: Any, case: Case, data: Mapping[str, Any]) -> WhyForm:
    return WhyForm(data)


ACTS: dict[str, CaseAct] = {
    "order": CaseAct(
        "cases.order", _order_form, _order, ("matters", "ordered_on", "is_announced", "step"),
        "Sign the numbered order to inspect; the fields that the procedure adds by their keys.",
    ),
    "assign": CaseAct(
        "cases.assign", lambda user, case, data: AssignForm(data, facts=Facts(case)),
        _by_step(do.assign_case), ("lead", "members", "assigned_on", "step"),
        "Give the case a lead inspector and further members (ids of users).",
    ),
    "reassign": CaseAct(
        "cases.assign", lambda user, case, data: ReassignForm(data, facts=Facts(case)),
        _by_step(do.reassign_case), ("lead", *REASON), "Give the lead to another inspector.",
    ),
    "record_visit": CaseAct(
        "cases.visit", lambda user, case, data: VisitCall(data, facts=Facts(case)), _visit,
        ("visited_on", "outcome", "women_interviewed", "men_interviewed", "papers_seen", "remarks",
         "checklist", "answers", "step"),
        "Record a visit; answers: question to value, or to [value, note]. Each “no” drafts a finding.",
    ),
    "add_finding": CaseAct(
        "cases.find", lambda user, case, data: FindingForm(data, rules=Facts(case).rules),
        _by_step(do.add_finding), ("violation", "fact", "severity", "workers_affected", "step"),
        "Add a draft finding to the last visit.",
    ),
    "issue_improvement_notice": CaseAct(
        "cases.notice", lambda user, case, data: NoticeForm(data),
        _by_step(do.issue_improvement_notice), ("length", "unit", "issued_on", "step"),
        "Write the notice about all confirmed findings not yet remedied.",
    ),
    "step": CaseAct(
        "cases.view", form_of_step, take_step, ("step", "on", "at", "note", "length", "unit"),
        "Take a step that the procedure names: `step` is its key, its fields are sent by theirs, its "
        "documents as files named file_ and their key.",
    ),
    "suspend": CaseAct(
        "cases.suspend", _why, _by_step(do.suspend_case), REASON, "Let the case rest.",
    ),
    "resume": CaseAct(
        "cases.suspend", _why, _by_step(do.resume_case), REASON, "Go on with a suspended case.",
    ),
    "reopen": CaseAct(
        "cases.reopen", _why, _by_step(do.reopen_case), REASON, "Open a closed case again.",
    ),
    "link": CaseAct(
        "cases.link", lambda user, case, data: LinkForm(data, user=user), _by_step(do.link_case),
        ("other", "kind", "note", "step"), "Link it to another case, by that case's number.",
    ),
    "merge": CaseAct(
        "cases.close", lambda user, case, data: MergeForm(data, user=user, facts=Facts(case)),
        _by_step(do.merge_case), ("other", "note", "on", "step"),
        "Close it because another case, named by its number, is about the same matter.",
    ),
    "move_to_version": CaseAct(
        "cases.move_version", lambda user, case, data: MoveForm(data), _moved, ("reason",),
        "Let an open case follow the newest version of the procedure.",
    ),
    "close": CaseAct(
        "cases.close", lambda user, case, data: CloseForm(data, facts=Facts(case)),
        _by_step(do.close_case), ("code", "closed_on", "note", "step"),
        "Close the case by a code of its procedure.",
    ),
}  # fmt: skip

CaseActs: Any = type(
    "CaseActs",
    (),
    {
        name: acting(name, one.form, one.verb, fields=one.fields, about=one.about)
        for name, one in ACTS.items()
    },
)
