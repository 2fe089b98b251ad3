"""The visit with its checklist: what is asked at it, on its page and where it is sent later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import operations as do
from cases.facts import Facts
from cases.forms import VisitForm
from cases.models import Case, Visit
from cases.procedure import procedure_of
from cases.said import state_tag
from cases.states import VisitOutcome
from solar_cms.accounts.models import User
from solar_cms.base.hooks.offline import SyncOperation, sync_operations
from solar_cms.base.models import today, uuid_or_none
from solar_cms.base.said import say_day
from solar_cms.base.texts import text_in
from solar_cms.questionnaires.answering import Later, Sitting, take
from solar_cms.questionnaires.answering.steps import name_of
from solar_cms.questionnaires.answering.words import known_for, word_for
from solar_cms.questionnaires.models import FormVersion
from solar_cms.questionnaires.operations import latest_version

VISIT = "cases.visit"


def checklist_for(facts: Facts) -> FormVersion | None:
    """The checklist of the kind of case, as it is worded today."""
    kind = facts.rules.types.get(facts.case.kind)
    return latest_version(kind.checklist, today()) if kind and kind.checklist else None


def restricted_in(version: FormVersion, case: Case) -> set[str]:
    """Questions whose answers are told to the readers of restricted findings only."""
    violations = procedure_of(case).violations
    return {
        question["key"]
        for question in version.questions()
        if (one := violations.get(question.get("violation", ""))) is not None and one.restricted
    }


def may_read_restricted(user: User, case: Case) -> bool:
    supervises = user.scope.may_in("cases.view_restricted", case.district_id)
    return supervises or any(member.user_id == user.pk for member in Facts(case).team)


def visit_form(facts: Facts, data: Any, checklist: FormVersion | None) -> VisitForm:
    """Once answered the checklist may be answered again, so that two visits can be compared."""
    again = checklist is not None and any(visit.response_id for visit in facts.visits)
    return VisitForm(data, version=facts.case.version, again=again)


def sitting_for(
    facts: Facts,
    user: User,
    form: VisitForm,
    checklist: FormVersion,
    done: Callable[[Visit], HttpResponse],
    *,
    key: str = "",
    **shown: Any,
) -> Sitting:
    """key: of the checklist where it is not the usual one of the kind of case."""
    case = facts.case

    def verb(
        version: FormVersion, answers: Any, files: Any, again: bool = True, **data: Any
    ) -> Visit:
        return do.record_visit(
            case, checklist=version, answers=answers, files=files, by=user, **data
        )

    return Sitting(
        version=checklist,
        title=_("Record the visit"),
        submit=_("Record the visit"),
        context=f"{VISIT}:{case.pk}{':' if key else ''}{key}"[:120],
        verb=verb,
        done=done,
        cancel=reverse("case", args=[case.pk]),
        form=form,
        needs_answers=lambda data: data["outcome"] == VisitOutcome.DONE and data.get("again", True),
        district_id=case.district_id,
        number=case.number,
        later=Later(VISIT, case.pk),
        **shown,
    )


# --- sent later ----------------------------------------------------------------------------------


def wording_of(facts: Facts, data: Mapping[str, Any]) -> FormVersion | None:
    """The checklist as it was worded on the page that was answered."""
    pk = uuid_or_none(data.get("wording"))
    found = FormVersion.objects.select_related("form").filter(pk=pk).first() if pk else None
    return found or checklist_for(facts)


def later_form(user: User, case: Case, data: Any) -> VisitForm:
    facts = Facts(case)
    return visit_form(facts, data, wording_of(facts, data))


def record_sent(case: Case, by: User, form: VisitForm) -> Visit:
    """The visit as its page would record it."""
    facts = Facts(case)
    data: Any = form.data
    checklist, usual = wording_of(facts, data), checklist_for(facts)
    if checklist is None:
        told = {name: value for name, value in form.cleaned_data.items() if name != "version"}
        return do.record_visit(case, by=by, **told)
    key = "" if usual and usual.form_id == checklist.form_id else checklist.form.key
    sitting = sitting_for(
        facts, by, form, checklist, lambda made: HttpResponse(status=204), key=key
    )
    made: Visit = take(sitting, by, data)
    return made


def said(user: User, case: Case, data: Mapping[str, Any], own: bool) -> list[tuple[str, str]]:
    """What was sent, field by field and answer by answer; sealed where the reader may not know."""
    facts = Facts(case)
    form = later_form(user, case, _first(data))
    rows = []
    for name, field in form.fields.items():
        value = str(_first(data).get(name, ""))
        if name == "outcome":
            value = str(dict(VisitOutcome.choices).get(value, value))
        if name != "version" and value:
            rows.append((str(field.label), value))
    checklist = wording_of(facts, _first(data))
    if checklist is None:
        return rows
    reads = own or may_read_restricted(user, case)
    sealed = set() if reads else restricted_in(checklist, case)
    return rows + _answers(checklist, data, sealed, user)


def _answers(
    checklist: FormVersion, data: Mapping[str, Any], sealed: set[str], user: User
) -> list[tuple[str, str]]:
    questions, lists = (
        {q["key"]: q for q in checklist.questions()},
        checklist.definition.get("choices", {}),
    )
    rows = []
    for name, given in data.items():
        key = name.removeprefix("q-")
        question = questions.get(name_of(key))
        text = " ".join(given) if isinstance(given, list) else str(given)
        if not name.startswith("q-") or question is None or not text:
            continue
        known = known_for(questions, {key: (text, "")}, user)
        words = _("Sealed") if question["key"] in sealed else word_for(question, text, lists, known)
        note = str(_first(data).get(f"{name}-note", ""))
        both = f"{words}: {note}" if note and question["key"] not in sealed else words
        rows.append((text_in(question["texts"]), both))
    return rows


def _first(data: Mapping[str, Any]) -> dict[str, str]:
    """As a form posts single values."""
    return {n: (v[-1] if v else "") if isinstance(v, list) else v for n, v in data.items()}


def stands(user: User, case: Case) -> list[tuple[str, str]]:
    """Where the case is, and its last visit."""
    rows = [(_("State"), str(state_tag(case, procedure_of(case)).word))]
    last = case.visits.order_by("-visited_on", "-id").select_related("recorded_by").first()
    if last is not None:
        rows += [
            (_("Day of the visit"), say_day(last.visited_on)),
            (_("Outcome"), str(last.get_outcome_display())),
            (_("Recorded by"), str(last.recorded_by or "")),
            (_("Notes"), last.remarks),
        ]
    return [(label, words) for label, words in rows if words]


sync_operations.add(
    VISIT,
    SyncOperation(
        label=gettext_lazy("Record the visit"),
        right="cases.visit",
        visible=lambda user: Case.objects.visible_to(user).select_related(
            "workplace__village", "district", "employer", "office", "complaint", "pack_version"
        ),
        form_of=later_form,
        verb=record_sent,
        url=lambda case: reverse("case", args=[case.pk]),
        said=said,
        stands=stands,
        done=gettext_lazy("The visit is recorded."),
    ),
)
