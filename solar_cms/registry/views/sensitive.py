"""Ethnic group, disability, health: a page of their own, whose reading is recorded."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from solar_cms.base.asking import ask
from solar_cms.base.policy import needs
from solar_cms.registry import operations
from solar_cms.registry.household_rules import consent_for
from solar_cms.registry.models import Person, SensitiveFact
from solar_cms.registry.record_forms import SensitiveForm
from solar_cms.registry.states import SENSITIVE_LISTS, SensitiveKind
from solar_cms.registry.terms import names


def _person(request: HttpRequest, pk: uuid.UUID) -> Person:
    user: Any = request.user
    found = get_object_or_404(Person.objects.visible_to(user), pk=pk)
    if not user.scope.may_in("people.sensitive", found.district_id):
        raise PermissionDenied("people.sensitive")
    return found


def _crumbs(person: Person) -> list[tuple[str, str]]:
    return [(_("People"), reverse("people")), (person.name, reverse("person", args=[person.pk]))]


@needs("people.sensitive")
@require_GET
def sensitive(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What is kept under a consent in force, kind by kind."""
    person = _person(request, pk)
    user: Any = request.user
    kept = {fact.kind: fact for fact in operations.read_sensitive(person, by=user)}
    rows = []
    for kind in SensitiveKind:
        fact = kept.get(kind)
        said = names(SENSITIVE_LISTS[kind], fact.codes).values() if fact else []
        rows.append(
            {
                "kind": kind,
                "label": kind.label,
                "fact": fact,
                "said": list(said),
                "consent": fact.consent if fact else consent_for(person, kind),
            }
        )
    context = {
        "person": person,
        "rows": rows,
        "crumbs": _crumbs(person),
        "may_consent": user.scope.may_in("people.keep", person.district_id),
    }
    return render(request, "registry/sensitive.html", context)


@needs("people.sensitive")
def sensitive_edit(request: HttpRequest, pk: uuid.UUID, kind: str) -> HttpResponse:
    person = _person(request, pk)
    if kind not in SensitiveKind.values:
        raise Http404(kind)
    user: Any = request.user
    fact = SensitiveFact.objects.filter(
        person=person, kind=kind, consent__withdrawn_on=None
    ).first()
    form = SensitiveForm(request.POST or None, kind=kind, fact=fact)
    return ask(
        request,
        form,
        lambda: operations.record_sensitive(person, by=user, kind=kind, **form.cleaned_data),
        done=_("It is recorded."),
        back=reverse("sensitive", args=[person.pk]),
        title=_("Record what the person says"),
        text=_("Only what they say of themselves, under their consent."),
        facts=[(_("Person"), person.name)],
        submit=_("Record"),
        crumbs=_crumbs(person),
    )


@needs("people.sensitive")
@require_POST
def sensitive_erase(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    fact = get_object_or_404(SensitiveFact.objects.select_related("person"), pk=pk)
    _person(request, fact.person_id)
    operations.erase_sensitive(fact, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("It is erased."))
    return redirect("sensitive", fact.person_id)
