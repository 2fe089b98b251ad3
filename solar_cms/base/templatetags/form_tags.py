"""Tags that draw forms and filters; part of `{% load components %}`."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django import forms, template
from django.db.models.fields import BLANK_CHOICE_DASH
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from solar_cms.base import said
from solar_cms.base.picking import PickField

register = template.Library()


@register.simple_tag
def once() -> SafeString:
    """A hidden key by which a form that is sent twice is carried out once (audit/middleware.py)."""
    return format_html('<input type="hidden" name="once" value="{}">', uuid.uuid4().hex)


@register.inclusion_tag("components/form.html", takes_context=True)
def form(
    context: Context, form: forms.BaseForm, submit: str = "", action: str = "", cancel: str = "",
    danger: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """A whole form that posts: problems on top, fields, the act, a way back."""
    return {
        "form": form, "submit": submit or _("Save"), "action": action, "cancel": cancel,
        "danger": danger, "csrf_token": context.get("csrf_token"),
    }  # fmt: skip


@register.inclusion_tag("components/fields.html")
def fields(form: forms.BaseForm, only: str = "", problems: bool = True) -> dict[str, Any]:
    """The fields of a form without the form element; `only` names some, divided by spaces."""
    names = only.split() or [bound.name for bound in form.visible_fields()]
    groups = getattr(form, "fieldsets", None) if not only else None
    sets = [(title, [form[n] for n in part if n in form.fields]) for title, part in groups or []]
    sets = [(title, part) for title, part in sets if part]
    told = {bound.name for _title, part in sets for bound in part}
    rest = [form[n] for n in names if n not in told]
    return {
        "form": form, "sets": [("", rest), *sets] if rest else sets,
        "show_problems": problems and not only,
    }  # fmt: skip


@register.inclusion_tag("components/field.html")
def field(bound: forms.BoundField) -> dict[str, Any]:
    """One field: label, hint, input, note, error."""
    widget = bound.field.widget
    shape = "text"
    if isinstance(widget, forms.CheckboxInput):
        shape = "check"
    elif isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        shape = "choices"
    elif isinstance(widget, forms.FileInput):
        shape = "file"
    notes = getattr(bound.form, "notes", {})
    return {"field": bound, "shape": shape, "note": notes.get(bound.name, "")}


@register.inclusion_tag("components/problem_list.html")
def problem_list(form: Any = None, problems: Any = ()) -> dict[str, Any]:
    """Everything to put right, each linking to its field; of a form, of problems, or of both."""
    rows = []
    if form is not None and form.is_bound:
        rows += [{"text": error, "label": "", "id": ""} for error in form.non_field_errors()]
        for name in form.errors:
            if name in form.fields:
                bound = form[name]
                rows += [
                    {"text": error, "label": bound.label, "id": bound.id_for_label or bound.auto_id}
                    for error in bound.errors
                ]
    for problem in problems or ():
        name = getattr(problem, "field", "") or ""
        known = form is not None and name in form.fields
        rows.append({
            "text": getattr(problem, "message", problem),
            "label": form[name].label if known else "",
            "id": form[name].id_for_label if known else "",
        })  # fmt: skip
    return {"rows": rows}


@register.simple_block_tag(takes_context=True)
def filter_bar(
    context: Context, content: str, form: forms.BaseForm, summary: str = ""
) -> SafeString:
    """A form that GETs, its active filters in words, each removable; inside, links at the right.

    The field named `q` is the search field and stays in sight on phones.
    """
    request = context["request"]
    query = request.GET.copy()
    for key in list(query):
        if key not in form.fields and key != "sort":
            del query[key]
    chips = []
    for bound in form:
        word = _chosen(bound)
        if word:
            less = query.copy()
            less.pop(bound.html_name, None)
            chips.append({"label": bound.label, "word": word, "url": f"?{less.urlencode()}"})
        if getattr(bound.field, "empty_label", None) == BLANK_CHOICE_DASH[0][1]:
            bound.field.empty_label = _("Any")  # type: ignore[attr-defined]
    return render_to_string("components/filter_bar.html", {
        "form": form, "chips": chips, "summary": summary, "content": mark_safe(content.strip()),
        "search": form["q"] if "q" in form.fields else None,
        "others": [bound for bound in form.visible_fields() if bound.name != "q"],
        "sort": query.get("sort", "") if "sort" not in form.fields else "",
    })  # fmt: skip


def _chosen(bound: forms.BoundField) -> str:
    """What a filter is set to, in words; empty where it filters nothing."""
    value = getattr(bound.form, "cleaned_data", {}).get(bound.name)
    if value in (None, "", [], ()) or value is False or bound.is_hidden:
        return ""
    if isinstance(value, dt.date):
        return f"{bound.label} {said.say_day(value)}"
    if isinstance(bound.field, PickField):
        return bound.field.say(value)
    if isinstance(bound.field, forms.ModelChoiceField):
        many = isinstance(bound.field, forms.ModelMultipleChoiceField)
        return ", ".join(
            bound.field.label_from_instance(one) for one in (value or [] if many else [value])
        )
    if isinstance(bound.field, forms.ChoiceField):
        labels = {str(key): str(word) for key, word in bound.field.choices}  # type: ignore[union-attr, misc]
        keys = value if isinstance(value, list) else [value]
        return ", ".join(labels.get(str(key), str(key)) for key in keys)
    return str(bound.label) if value is True else f"“{value}”"
