"""Parts of a draft: sections, questions, lists of choices. Each page has one form and one verb."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from solar_cms.base.asking import carried_out
from solar_cms.base.policy import needs
from solar_cms.base.texts import text_in
from solar_cms.questionnaires.editor import changing, operations, pages
from solar_cms.questionnaires.editor.forms import (
    ChoicesForm,
    EditForm,
    MoveForm,
    SectionForm,
    holders,
)
from solar_cms.questionnaires.editor.question_form import NEW_LIST, QuestionForm
from solar_cms.questionnaires.editor.rules import INCOMPATIBLE
from solar_cms.questionnaires.editor.views.drafts import draft_of, to_draft
from solar_cms.questionnaires.models import FormDraft
from solar_cms.questionnaires.states import LISTED, QuestionKind


def _shown(
    request: HttpRequest, draft: FormDraft, page: str = "part", **context: Any
) -> HttpResponse:
    back = reverse("form_draft", args=[draft.pk])
    crumbs = pages.draft_crumbs(draft)
    given = {"draft": draft, "back": back, "crumbs": crumbs, "subtitle": "", **context}
    return render(request, f"questionnaires/editor/{page}.html", given)


# --- sections ------------------------------------------------------------------------------------


@needs("forms.edit")
def section_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    draft = draft_of(request, pk)
    form = SectionForm(request.POST or None, draft=draft)
    if carried_out(
        request,
        form,
        lambda: operations.add_section(draft, titles=form.texts("title"), by=request.user),  # type: ignore[arg-type]
    ):
        return to_draft(draft, f"s-{form.made}", form.made)
    return _shown(request, draft, form=form, title=_("A new section"), submit=_("Add the section"))


@needs("forms.edit")
def section(request: HttpRequest, pk: uuid.UUID, key: str) -> HttpResponse:
    draft = draft_of(request, pk)
    found = changing.section_of(draft.definition, key)
    if found is None and request.method != "POST":
        raise Http404(key)
    form = SectionForm(request.POST or None, draft=draft, section=found or {"titles": {}})
    if carried_out(
        request,
        form,
        lambda: operations.change_section(
            draft,
            key,
            values=form.values(),
            by=request.user,
            seen=form.seen,  # type: ignore[arg-type]
        ),
    ):
        return to_draft(draft, f"s-{key}", key)
    now = SectionForm(draft=draft, section=found) if found and form.is_stale else None
    return _shown(
        request,
        draft,
        form=form,
        title=_("Change the section"),
        submit=_("Save"),
        theirs=_theirs(form, now),
        remove=reverse("form_section_remove", args=[draft.pk, key]) if found else "",
        remove_words=_("Take this section out"),
    )


@needs("forms.edit")
def section_remove(request: HttpRequest, pk: uuid.UUID, key: str) -> HttpResponse:
    draft = draft_of(request, pk)
    found = changing.section_of(draft.definition, key)
    if found is None:
        raise Http404(key)
    form = EditForm(request.POST or None, draft=draft)
    if carried_out(
        request,
        form,
        lambda: operations.remove_section(draft, key, by=request.user, seen=form.seen),  # type: ignore[arg-type]
    ):
        return to_draft(draft)
    [said] = pages.reading({**draft.definition, "sections": [found]})
    facts = [(_("Section"), said["title"]), (_("Questions in it"), said["count"])]
    return _asked(request, draft, form, _("Take the section out"), facts)


# --- questions -----------------------------------------------------------------------------------


@needs("forms.edit")
def question_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """A question for the section, group or place after a question that the address names."""
    draft = draft_of(request, pk)
    known = [holder for holder, _words in holders(draft.definition)]
    holder = request.GET.get("in", "")
    if holder not in known:
        if not known:
            return redirect("form_section_new", draft.pk)
        holder = known[-1]
    kind = request.GET.get("kind", QuestionKind.CHECK)
    form = QuestionForm(request.POST or None, draft=draft, kind=kind, initial=_kept(request))

    def verb() -> dict[str, Any]:
        question = form.question(changing.keys_of(draft.definition))
        after = request.GET.get("after", "")
        operations.add_question(draft, question, holder=holder, after=after, by=request.user)  # type: ignore[arg-type]
        return question

    if carried_out(request, form, verb):
        return _after_question(request, draft, form)
    return _shown(
        request, draft, "question", form=form, title=_("A new question"),
        submit=_("Add the question"), where=dict(holders(draft.definition))[holder],
    )  # fmt: skip


@needs("forms.edit")
def question(request: HttpRequest, pk: uuid.UUID, key: str) -> HttpResponse:
    draft = draft_of(request, pk)
    standing = changing.standing_of(draft.definition, key)
    if standing is None and request.method != "POST":
        raise Http404(key)
    before = standing.question if standing else {}
    kind = request.GET.get("kind", before.get("kind", QuestionKind.CHECK))
    form = QuestionForm(
        request.POST or None, draft=draft, question=before, kind=kind, initial=_kept(request)
    )

    def verb() -> dict[str, Any]:
        asked = form.question(changing.keys_of(draft.definition))
        if request.POST.get("rename"):
            asked["key"] = operations.free_name(draft, key)
        operations.change_question(draft, key, asked, by=request.user, seen=form.seen)  # type: ignore[arg-type]
        return asked

    if carried_out(request, form, verb):
        return _after_question(request, draft, form)
    now = QuestionForm(draft=draft, question=before, kind=form.kind) if form.is_stale else None
    codes = {error.code for errors in form.errors.as_data().values() for error in errors}
    return _shown(
        request,
        draft,
        "question",
        form=form,
        title=_("Change the question"),
        submit=_("Save"),
        key=key,
        is_gone=standing is None,
        may_rename=INCOMPATIBLE in codes,
        theirs=_theirs(form, now),
        where=dict(holders(draft.definition)).get(standing.holder, "") if standing else "",
        asked_by=changing.asked_by(draft.definition, key) if standing else [],
        mover=MoveForm(draft=draft, key=key) if standing else None,
    )


def _kept(request: HttpRequest) -> dict[str, Any] | None:
    """What was typed before another kind was chosen (scripts ask for the page anew by GET)."""
    return request.GET.dict() if request.method == "GET" and "kind" in request.GET else None


def _after_question(request: HttpRequest, draft: FormDraft, form: QuestionForm) -> HttpResponse:
    """To a new list of choices that is still empty, else back to the form."""
    made = form.made
    draft = draft_of(request, draft.pk)
    if made["kind"] in LISTED and form.cleaned_data.get("choices") == NEW_LIST:
        return redirect("form_choices", draft.pk, made["choices"])
    standing = changing.standing_of(draft.definition, made["key"])
    return to_draft(draft, f"q-{made['key']}", standing.section["key"] if standing else "")


@needs("forms.edit")
@require_POST
def question_copy(request: HttpRequest, pk: uuid.UUID, key: str) -> HttpResponse:
    draft = draft_of(request, pk)
    name = operations.copy_question(draft, key, by=request.user)  # type: ignore[arg-type]
    return redirect("form_question", draft.pk, name)


@needs("forms.edit")
def question_move(request: HttpRequest, pk: uuid.UUID, key: str) -> HttpResponse:
    """To another section or group."""
    draft = draft_of(request, pk)
    moved = changing.standing_of(draft.definition, key)
    form = MoveForm(request.POST or None, draft=draft, key=key)
    if carried_out(
        request,
        form,
        lambda: operations.move_question_to(
            draft,
            key,
            holder=form.cleaned_data["holder"],
            by=request.user,  # type: ignore[arg-type]
            seen=form.seen,
        ),
    ):
        standing = changing.standing_of(draft_of(request, pk).definition, key)
        return to_draft(draft, f"q-{key}", standing.section["key"] if standing else "")
    return _shown(
        request, draft, form=form, title=_("Move the question"), submit=_("Move it"),
        subtitle=text_in(moved.question.get("texts")) if moved else key,
    )  # fmt: skip


@needs("forms.edit")
def question_remove(request: HttpRequest, pk: uuid.UUID, key: str) -> HttpResponse:
    draft = draft_of(request, pk)
    standing = changing.standing_of(draft.definition, key)
    if standing is None:
        raise Http404(key)
    form = EditForm(request.POST or None, draft=draft)
    if carried_out(
        request,
        form,
        lambda: operations.remove_question(draft, key, by=request.user, seen=form.seen),  # type: ignore[arg-type]
    ):
        return to_draft(draft, "", standing.section["key"])
    said = pages.said_question(standing, draft.definition, {}, 0)
    return _asked(request, draft, form, _("Take the question out"), [(_("Question"), said["text"])])


def _asked(
    request: HttpRequest, draft: FormDraft, form: EditForm, title: str, facts: list[Any]
) -> HttpResponse:
    """Once more before something is taken out."""
    context = {
        "title": title,
        "text": _("Answers given so far stay readable and countable in their versions."),
        "facts": facts,
        "form": form,
        "submit": _("Take it out"),
        "danger": True,
        "cancel": reverse("form_draft", args=[draft.pk]),
        "crumbs": pages.draft_crumbs(draft),
    }
    return render(request, "components/confirm_page.html", context)


def _theirs(form: EditForm, now: EditForm | None) -> list[tuple[Any, Any, Any]]:
    """(field, what somebody else made of it, what is written here) where the two differ."""
    if now is None:
        return []
    found = []
    for name, field in now.fields.items():
        if name == "seen" or name not in form.fields:
            continue
        theirs, ours = now[name].value(), form[name].value()
        if str(theirs or "").strip() != str(ours or "").strip():
            labels = dict(getattr(field, "choices", []) or [])
            found.append((field.label, labels.get(theirs, theirs), labels.get(ours, ours)))
    return found


# --- lists of choices ----------------------------------------------------------------------------


@needs("forms.edit")
@require_GET
def choice_lists(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    draft = draft_of(request, pk)
    rows = [
        {
            "name": name,
            "words": " / ".join(pages.text_in(row["texts"]) for row in choices),
            "questions": changing.questions_with(draft.definition, name),
        }
        for name, choices in draft.definition.get("choices", {}).items()
    ]
    return _shown(request, draft, "choice_lists", rows=rows)


@needs("forms.edit")
def choices(request: HttpRequest, pk: uuid.UUID, name: str) -> HttpResponse:
    draft = draft_of(request, pk)
    rows = draft.definition.get("choices", {}).get(name, [])
    used = changing.questions_with(draft.definition, name)
    if name not in draft.definition.get("choices", {}) and not used and request.method != "POST":
        raise Http404(name)
    form = ChoicesForm(request.POST or None, draft=draft, rows=rows)
    if carried_out(
        request,
        form,
        lambda: operations.set_choices(
            draft,
            name,
            form.rows(),
            by=request.user,
            seen=form.seen,  # type: ignore[arg-type]
        ),
    ):
        if request.POST.get("more"):
            return redirect("form_choices", draft.pk, name)
        return to_draft(draft, f"q-{used[0]}" if used else "")
    return _shown(
        request, draft, "choices", form=form, name=name, used=used,
        theirs=[pages.text_in(row["texts"]) for row in rows] if form.is_stale else [],
    )  # fmt: skip


@needs("forms.edit")
def choices_remove(request: HttpRequest, pk: uuid.UUID, name: str) -> HttpResponse:
    draft = draft_of(request, pk)
    if name not in draft.definition.get("choices", {}):
        raise Http404(name)
    form = EditForm(request.POST or None, draft=draft)
    if carried_out(
        request,
        form,
        lambda: operations.remove_choices(draft, name, by=request.user, seen=form.seen),  # type: ignore[arg-type]
    ):
        return redirect("form_choice_lists", draft.pk)
    return _asked(request, draft, form, _("Take the list out"), [(_("List of choices"), name)])
