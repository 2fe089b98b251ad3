"""Merging two records of one person: choosing, comparing, the record of the merge, undoing it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from solar_cms.base.asking import carried_out
from solar_cms.base.face import Tag
from solar_cms.base.policy import needs
from solar_cms.registry import pages
from solar_cms.registry.merging import facts, moving, plans, rules
from solar_cms.registry.merging.forms import MergeForm, OtherRecordForm, UndoForm
from solar_cms.registry.merging.operations import merge_people, undo_merge
from solar_cms.registry.models import Merge, Person


def _person(request: HttpRequest, pk: uuid.UUID) -> Person:
    """A person whom the reader sees and may merge; merged records are not found."""
    user: Any = request.user
    joined = ("district__province", "village", "household", "organisation")
    found = get_object_or_404(Person.objects.visible_to(user).select_related(*joined), pk=pk)
    if not user.scope.may_in(rules.RIGHT, found.district_id):
        raise PermissionDenied(rules.RIGHT)
    return found


def _crumbs(person: Person) -> list[tuple[str, str]]:
    return [*pages.crumbs_to("people"), (person.name, reverse("person", args=[person.pk]))]


@needs("people.merge")
def person_merge_pick(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Which record is the same person as this one."""
    keep = _person(request, pk)
    form = OtherRecordForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        other = form.cleaned_data["other"]
        if other.pk != keep.pk:
            return redirect("person_merge", keep.pk, other.pk)
        form.take(rules.problems_with_merge(keep, other, request.user))
    context = {
        "form": form,
        "title": _("Merge with another record"),
        "subtitle": keep.name,
        "submit": _("Compare the two"),
        "crumbs": _crumbs(keep),
        "back": reverse("person", args=[keep.pk]),
    }
    return render(request, "registry/form.html", context)


@needs("people.merge")
def person_merge(request: HttpRequest, keep_pk: uuid.UUID, other_pk: uuid.UUID) -> HttpResponse:
    """Both records side by side, a choice where they differ, and what will move."""
    user: Any = request.user
    keep, other = _person(request, keep_pk), _person(request, other_pk)
    problems = rules.problems_with_merge(keep, other, user)
    form = MergeForm(request.POST or None, keep=keep, other=other)
    if carried_out(
        request,
        form,
        lambda: merge_people(
            keep, other, by=user, choices=form.choices(), reason=form.cleaned_data["reason"]
        ),
    ):
        messages.success(request, _("The two records are one now."))
        return redirect("person", keep.pk)
    context = {
        "keep": keep,
        "other": other,
        "sides": _sides(keep, other),
        "moving": moving.to_move(other.pk, keep.pk),
        "form": form,
        "barred": [p for p in problems if p.severity == "error"],
        "warnings": [p for p in problems if p.severity == "warning"],
        "crumbs": _crumbs(keep),
    }
    return render(request, "registry/merge.html", context)


def _sides(keep: Person, other: Person) -> list[dict[str, Any]]:
    """The facts of both, line by line."""
    lines = [
        {
            "label": choice.label,
            "keep": facts.in_words(keep, choice),
            "other": facts.in_words(other, choice),
            "differs": facts.values_of(keep, choice) != facts.values_of(other, choice),
        }
        for choice in facts.CHOICES
    ]
    documents = [
        ", ".join(str(one) for one in person.id_documents.order_by("kind", "id"))  # type: ignore[attr-defined]
        for person in (keep, other)
    ]
    lines.append(_line(_("Identity documents"), *documents))
    lines.append(_line(_("Other names"), ", ".join(keep.aliases), ", ".join(other.aliases)))
    return [line for line in lines if line["keep"] or line["other"]]


def _line(label: str, keep: str, other: str) -> dict[str, Any]:
    return {"label": label, "keep": keep, "other": other, "differs": keep != other}


def _merge(request: HttpRequest, pk: uuid.UUID) -> Merge:
    user: Any = request.user
    joined = Merge.objects.visible_to(user).select_related(
        "keep__district__province", "keep__village", "other__district", "other__village"
    )
    return get_object_or_404(joined, pk=pk)


@needs("people.view")
@require_GET
def merge(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What a merge did: whose facts were taken, what moved; and the way to undo it."""
    user: Any = request.user
    found = _merge(request, pk)
    barred = rules.problems_with_undo(found, user)
    may = user.scope.may_in(rules.RIGHT, found.keep.district_id)
    context = {
        "merge": found,
        "facts": [_fact(key, fact) for key, fact in found.facts.items()],
        "moved": _moved(found),
        "state": Tag("closed", _("Undone")) if found.undone_at else None,
        "may_undo": may and not barred,
        "barred": barred if may and not found.undone_at else [],
        "crumbs": _crumbs(found.keep),
    }
    return render(request, "registry/merge_record.html", context)


def _fact(key: str, fact: dict[str, Any]) -> dict[str, Any]:
    choice = facts.BY_KEY[key]
    return {
        "label": choice.label,
        "taken": facts.said(fact["after"], choice),
        "left": facts.said(fact["left"], choice),
        "from_other": fact["taken"] == facts.OTHER,
    }


def _moved(found: Merge) -> list[tuple[str, int, int]]:
    """(kind of row, how many moved, how many of them became one with another)."""
    counts: dict[str, list[int]] = {}
    for step in found.steps:
        label, rows, joined = moving.told(step)
        if label:
            line = counts.setdefault(label, [0, 0])
            line[0] += rows
            line[1] += joined
    return [(label, rows, joined) for label, (rows, joined) in sorted(counts.items())]


@needs("people.merge")
def merge_undo(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What goes back, what stays with whom and why; then the undoing."""
    user: Any = request.user
    found = _merge(request, pk)
    if not user.scope.may_in(rules.RIGHT, found.keep.district_id):
        raise PermissionDenied(rules.RIGHT)
    form = UndoForm(request.POST or None, version=found.keep.version)
    if carried_out(request, form, lambda: undo_merge(found, by=user, **form.cleaned_data)):
        messages.success(request, _("The two records are two people again."))
        return redirect("merge", found.pk)
    context = {
        "merge": found,
        "plan": plans.plan_of(found),
        "barred": rules.problems_with_undo(found, user),
        "form": form,
        "crumbs": [*_crumbs(found.keep), (_("Merge"), reverse("merge", args=[found.pk]))],
    }
    return render(request, "registry/merge_undo.html", context)
