"""The verbs of whoever writes a form: begin a draft, change it part by part, publish it.

`seen` is the version of the draft that the writer's page was made from. What others did to other
parts since then is kept; where they changed the same part the writer is told who, when and what.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django.conf import settings

from solar_cms.audit.acts import HasActor, act
from solar_cms.base.models import today
from solar_cms.base.problems import Refused, refuse_if
from solar_cms.questionnaires.editor import changing
from solar_cms.questionnaires.editor.changing import Definition
from solar_cms.questionnaires.editor.rules import (
    gone,
    problems_meanwhile,
    problems_with_name,
    problems_with_new_key,
    problems_with_part,
    problems_with_publishing,
    published,
)
from solar_cms.questionnaires.models import Form, FormDraft, FormVersion
from solar_cms.questionnaires.operations import publish_form

# --- the draft as a whole ------------------------------------------------------------------------


def begin_form(
    *,
    titles: Mapping[str, str],
    purpose: str,
    by: HasActor,
    key: str = "",
    definition: Mapping[str, Any] | None = None,
) -> FormDraft:
    """The first draft of a form that is not there yet; from a workbook with its definition."""
    taken = {*Form.objects.values_list("key", flat=True)}
    taken |= {*FormDraft.objects.values_list("key", flat=True)}
    key = key or changing.free_key(titles.get("en") or purpose, taken)
    refuse_if(problems_with_new_key(key, taken))
    languages = [code for code, _name in settings.LANGUAGES]
    with act("form.draft_begun", by=by, form=key) as recording:
        draft: FormDraft = FormDraft(
            key=key,
            titles=dict(titles),
            purpose=purpose,
            definition=dict(definition or changing.empty_definition(languages)),
        ).save_new()
        recording.on(draft)
    return draft


def begin_draft(form: Form, *, by: HasActor) -> FormDraft:
    """The draft of the next version, as the last one stands; where there is one already, that."""
    with act("form.draft_begun", by=by, form=form.key) as recording:
        form = Form.objects.select_for_update().get(pk=form.pk)
        known = FormDraft.objects.filter(key=form.key).first()
        if known is not None:
            recording.on(known)
            return known
        last = form.versions.order_by("-number").first()
        draft: FormDraft = FormDraft(
            key=form.key,
            titles=form.titles,
            purpose=form.purpose,
            definition=last.definition if last else {"sections": [], "choices": {}},
            based_on=last,
        ).save_new()
        recording.on(draft)
    return draft


def begin_from_workbook(
    *,
    key: str,
    titles: Mapping[str, str],
    purpose: str,
    definition: Mapping[str, Any],
    by: HasActor,
) -> FormDraft:
    """A draft of the form the workbook names: of a new one, or the next version of one there is.
    Refused where that form has a draft already; it is replaced on its own page."""
    refuse_if(problems_with_new_key(key, set(FormDraft.objects.values_list("key", flat=True))))
    form = Form.objects.filter(key=key).first() if key else None
    if form is None:
        return begin_form(key=key, titles=titles, purpose=purpose, definition=definition, by=by)
    with act("form.draft_begun", by=by, form=key) as recording:
        draft = begin_draft(form, by=by)
        draft.refresh_from_db()
        draft = replace_draft(draft, definition=definition, by=by, seen=draft.version)
        recording.on(draft)
    return draft


def replace_draft(
    draft: FormDraft, *, definition: Mapping[str, Any], by: HasActor, seen: int
) -> FormDraft:
    """The content of a workbook in the place of what the draft holds. Refused when it was changed
    after the writer saw it; what stood there remains in the history."""

    def change(_old: Definition) -> Definition:
        return dict(definition)

    return _edit(draft, "form.draft_replaced", change, parts=["*"], by=by, seen=seen)


def retitle_draft(
    draft: FormDraft, *, titles: Mapping[str, str], purpose: str, by: HasActor, seen: int
) -> FormDraft:
    with act("form.draft_retitled", by=by, on=draft) as recording:
        draft = _locked(draft)
        refuse_if(problems_meanwhile(draft, seen, ["titles"]))
        recording.note(parts=["titles"], version=draft.version, what=["titles"])
        draft.titles, draft.purpose = dict(titles), purpose
        draft.save(update_fields=["titles", "purpose"])
    return draft


def drop_draft_form(draft: FormDraft, *, by: HasActor, seen: int) -> None:
    """Throw the draft away. Refused when somebody changed it after the writer saw it."""
    with act("form.draft_dropped", by=by, on=draft, form=draft.key):
        draft = _locked(draft)
        refuse_if(problems_meanwhile(draft, seen))
        draft.delete()


def publish_draft(draft: FormDraft, *, valid_from: date, by: HasActor, seen: int) -> FormVersion:
    """Publish the draft as the next version, asked from a day on; the draft is gone then.

    Refused with every fault of the definition, with changes under which earlier answers would mean
    something else, and when the draft is not any more what the writer saw.
    """
    with act("form.draft_published", by=by, form=draft.key) as recording:
        draft = _locked(draft)
        refuse_if(problems_meanwhile(draft, seen))
        refuse_if(problems_with_publishing(draft, valid_from, today()))
        version = publish_form(
            draft.key,
            titles=draft.titles,
            definition=draft.definition,
            valid_from=valid_from,
            by=by,
            purpose=draft.purpose,
        )
        draft.delete()
        recording.on(version)
    return version


# --- sections ------------------------------------------------------------------------------------


def add_section(draft: FormDraft, *, titles: Mapping[str, str], by: HasActor) -> str:
    """A section at the end; gives its name."""
    made: list[str] = []

    def change(old: Definition) -> Definition:
        new, key = changing.add_section(old, titles=titles)
        made.append(key)
        return new

    _edit(draft, "form.section_added", change, parts=lambda: [f"s:{made[0]}"], by=by)
    return made[0]


def change_section(
    draft: FormDraft, key: str, *, values: Mapping[str, Any], by: HasActor, seen: int
) -> None:
    def change(old: Definition) -> Definition:
        new = changing.change_section(old, key, values)
        refuse_if(problems_with_part(new, "", section=key))
        return new

    _edit(draft, "form.section_changed", change, parts=[f"s:{key}"], by=by, seen=seen)


def move_section(draft: FormDraft, key: str, step: int, *, by: HasActor) -> None:
    def change(old: Definition) -> Definition:
        return changing.move_section(old, key, step)

    _edit(draft, "form.section_moved", change, parts=[f"s:{key}"], by=by)


def remove_section(draft: FormDraft, key: str, *, by: HasActor, seen: int) -> None:
    """The section with its questions. Refused when one of them was changed meanwhile."""
    section = changing.section_of(draft.definition, key)
    inside = changing.keys_of({"sections": [section]}) if section else []

    def change(old: Definition) -> Definition:
        return changing.remove_section(old, key)

    parts = [f"s:{key}", *(f"q:{name}" for name in inside)]
    _edit(draft, "form.section_removed", change, parts=parts, by=by, seen=seen)


# --- questions -----------------------------------------------------------------------------------


def add_question(
    draft: FormDraft, question: Mapping[str, Any], *, holder: str, by: HasActor, after: str = ""
) -> None:
    """question: as in a definition, its rules as texts. Its name must be free."""

    def change(old: Definition) -> Definition:
        new = changing.add_question(old, dict(question), holder=holder, after=after)
        refuse_if(problems_with_part(new, question["key"]))
        refuse_if(problems_with_name(draft, new, question["key"]))
        return new

    _edit(draft, "form.question_added", change, parts=[f"q:{question['key']}"], by=by)


def change_question(
    draft: FormDraft, key: str, question: Mapping[str, Any], *, by: HasActor, seen: int
) -> None:
    """The question as it shall be. Refused when its kind changes so that earlier answers would mean
    something else: such a question takes a new name."""

    def change(old: Definition) -> Definition:
        new = changing.change_question(old, key, dict(question))
        refuse_if(problems_with_part(new, question["key"]))
        refuse_if(problems_with_name(draft, new, question["key"]))
        return new

    parts = [f"q:{name}" for name in dict.fromkeys([key, question["key"]])]
    _edit(draft, "form.question_changed", change, parts=parts, by=by, seen=seen)


def rename_question(draft: FormDraft, key: str, *, by: HasActor, seen: int) -> str:
    """Ask it under a free name, so that earlier answers stay what they were; gives the name."""
    name = free_name(draft, key)

    def change(old: Definition) -> Definition:
        return changing.rename_question(old, key, name)

    _edit(draft, "form.question_renamed", change, parts=[f"q:{key}", f"q:{name}"], by=by, seen=seen)
    return name


def free_name(draft: FormDraft, key: str) -> str:
    """A name like this one that neither the draft nor an earlier version has."""
    earlier = [name for definition in published(draft.key) for name in changing.keys_of(definition)]
    return changing.free_key(key, [*changing.keys_of(draft.definition), *earlier])


def move_question(draft: FormDraft, key: str, step: int, *, by: HasActor) -> None:
    """One place up (-1) or down (1)."""

    def change(old: Definition) -> Definition:
        return changing.move_question(old, key, step)

    _edit(draft, "form.question_moved", change, parts=[f"q:{key}"], by=by)


def move_question_to(draft: FormDraft, key: str, *, holder: str, by: HasActor, seen: int) -> None:
    """To the end of another section or group."""

    def change(old: Definition) -> Definition:
        new = changing.move_question_to(old, key, holder)
        refuse_if(problems_with_name(draft, new, key))
        return new

    _edit(draft, "form.question_moved", change, parts=[f"q:{key}"], by=by, seen=seen)


def copy_question(draft: FormDraft, key: str, *, by: HasActor) -> str:
    """Once more right after itself; gives the name of the copy."""
    made: list[str] = []

    def change(old: Definition) -> Definition:
        new, name = changing.copy_question(old, key)
        made.append(name)
        return new

    _edit(draft, "form.question_copied", change, parts=lambda: [f"q:{made[0]}"], by=by)
    return made[0]


def remove_question(draft: FormDraft, key: str, *, by: HasActor, seen: int) -> None:
    def change(old: Definition) -> Definition:
        return changing.remove_question(old, key)

    _edit(draft, "form.question_removed", change, parts=[f"q:{key}"], by=by, seen=seen)


# --- lists of choices ----------------------------------------------------------------------------


def set_choices(
    draft: FormDraft, name: str, rows: Sequence[Mapping[str, Any]], *, by: HasActor, seen: int
) -> None:
    """The choices of a list, made where there is none of this name."""

    def change(old: Definition) -> Definition:
        return changing.set_choices(old, name, rows)

    _edit(draft, "form.choices_set", change, parts=[f"c:{name}"], by=by, seen=seen)


def remove_choices(draft: FormDraft, name: str, *, by: HasActor, seen: int) -> None:
    def change(old: Definition) -> Definition:
        return changing.remove_choices(old, name)

    _edit(draft, "form.choices_removed", change, parts=[f"c:{name}"], by=by, seen=seen)


# --- how an edit is made -------------------------------------------------------------------------


def _edit(
    draft: FormDraft,
    name: str,
    change: Callable[[Definition], Definition],
    *,
    parts: Sequence[str] | Callable[[], Sequence[str]],
    by: HasActor,
    seen: int | None = None,
) -> FormDraft:
    """One act on the draft as it stands now. seen: None where nothing can be overwritten."""
    with act(name, by=by, on=draft) as recording:
        draft = _locked(draft)
        if seen is not None and not callable(parts):
            refuse_if(problems_meanwhile(draft, seen, parts))
        before = draft.definition
        draft.definition = change(before)
        touched = parts() if callable(parts) else parts
        recording.note(
            parts=list(touched),
            version=draft.version,
            what=changing.what_differs(before, draft.definition, touched),
        )
        draft.save(update_fields=["definition"])
    return draft


def _locked(draft: FormDraft) -> FormDraft:
    found = FormDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if found is None:
        raise Refused([gone(draft)])
    return found
