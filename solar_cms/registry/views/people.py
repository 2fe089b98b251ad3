"""People: the list, a person, registering and correcting, documents and consents."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from solar_cms.audit.history import timeline
from solar_cms.base.paging import keyset_page
from solar_cms.base.policy import needs
from solar_cms.base.problems import Refused
from solar_cms.base.said import say_day, say_number
from solar_cms.registry import operations
from solar_cms.registry.finding import people_like
from solar_cms.registry.forms import ConsentForm, DayForm, DocumentForm, PeopleFilter, PersonForm
from solar_cms.registry.lookalikes import lookalikes
from solar_cms.registry.models import Consent, Person
from solar_cms.registry.views.common import allow, panels_of, tabs_for


def people_found(page: Any) -> str:
    """"158 people", "more than 10,000 people"."""
    if page.total_is_capped:
        return _("more than %(n)s") % {"n": say_number(page.total)}
    return ngettext("%(n)s found", "%(n)s found", page.total) % {"n": say_number(page.total)}


@needs("people.view")
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """People one may see: searched by a name in either script, a phone or a document number."""
    user: Any = request.user
    form = PeopleFilter(request.GET, user=user, right="people.view")
    rows: Any = Person.objects.visible_to(user)
    order = ["sort_name", "id"]
    if form.is_valid():
        data = form.cleaned_data
        if data.get("village"):
            rows = rows.filter(village=data["village"])
        elif data.get("district"):
            rows = rows.filter(district=data["district"])
        if data.get("sex"):
            rows = rows.filter(sex=data["sex"])
        if data.get("q"):
            rows, order = people_like(rows, data["q"])
    page = keyset_page(
        rows.select_related("district", "village"), order, cursor=request.GET.get("cursor", ""),
        count=True, path=request.path, query=request.GET.dict(),
    )  # fmt: skip
    context = {
        "form": form, "page": page, "summary": people_found(page), "tabs": tabs_for(user, "people"),
        "may_keep": user.may("people.keep"),
    }  # fmt: skip
    return render(request, "registry/people.html", context)


def _person(request: HttpRequest, pk: uuid.UUID) -> Person:
    rows = Person.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("district", "village", "household"), pk=pk)


@needs("people.view")
@require_GET
def person(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One person: facts, documents, groups, consents, what other apps know, history."""
    user: Any = request.user
    found = _person(request, pk)
    context = {
        "person": found,
        "documents": list(found.id_documents.order_by("kind", "id")),  # type: ignore[attr-defined]
        "memberships": list(
            found.group_memberships.select_related("group").order_by("-valid_from", "-id")[:50]  # type: ignore[attr-defined]
        ),
        "consents": list(found.consents.select_related("text").order_by("-given_on", "-id")),  # type: ignore[attr-defined]
        "panels": panels_of(user, found),
        "entries": timeline(found),
        "may_keep": user.scope.may_in("people.keep", found.district_id),
        "crumbs": [(_("People"), reverse("people"))],
    }
    return render(request, "registry/person.html", context)


def _facts(form: Any) -> dict[str, Any]:
    """What the form says, as the verb takes it."""
    data = {k: v for k, v in form.cleaned_data.items() if k != "version"}
    return data


@needs("people.keep")
@require_http_methods(["GET", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    """Register a person; somebody alike is shown before anything is saved."""
    user: Any = request.user
    form = PersonForm(request.POST or None, user=user, right="people.keep")
    if "another_person" in request.POST or request.POST.get("looked") == "yes":
        form.ask_whether_another()
    found: list[Any] = []
    if form.is_valid():
        facts = _facts(form)
        allow(request, "people.keep", facts["district"].code)
        try:
            made = operations.create_person(
                by=user, **{**facts, "district": facts["district"].code,
                            "another_person": bool(facts.get("another_person"))},
            )  # fmt: skip
        except Refused as refused:
            form.ask_whether_another()
            form.take(refused.problems)
            found = _alike(facts, user)
        else:
            form.tell_notes(request)
            return redirect("person", pk=made.pk)
    context = {"form": form, "found": found, "crumbs": [(_("People"), reverse("people"))]}
    return render(request, "registry/person_new.html", context)


def _alike(facts: dict[str, Any], user: Any) -> list[Any]:
    names = ("given_name", "family_name", "given_name_latin", "family_name_latin")
    birth = facts.get("birth_date")
    return lookalikes(
        by=user, **{name: facts.get(name, "") for name in names},
        birth_year=birth.year if birth else facts.get("birth_year"),
        village=facts["village"].code if facts.get("village") else None,
        phone=facts.get("phone", ""), card=facts.get("card", ""),
    )  # fmt: skip


@needs("people.keep")
@require_http_methods(["GET", "POST"])
def person_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Correct facts of a person, or say where they live now."""
    found = _person(request, pk)
    allow(request, "people.keep", found.district_id)
    names = [f for f in PersonForm.base_fields if hasattr(found, f)]
    initial = {name: getattr(found, name) for name in names}
    initial |= {"district": found.district_id, "village": found.village_id}
    if found.birth_date:
        initial["birth_year"] = None
    form = PersonForm(
        request.POST or None, user=request.user, right="people.keep", person=found, initial=initial,
        version=found.version,
    )  # fmt: skip
    if form.is_valid():
        try:
            operations.correct_person(found, by=request.user, **_facts(form))
        except Refused as refused:
            form.take(refused.problems)
        else:
            form.tell_notes(request)
            return redirect("person", pk=pk)
    return _form_page(request, form, _("Correct"), found, _("Save"))


def _form_page(request: HttpRequest, form: Any, title: str, found: Person, submit: str) -> HttpResponse:
    url = reverse("person", args=[found.pk])
    context = {
        "title": title, "form": form, "submit": submit, "cancel": url,
        "crumbs": [(_("People"), reverse("people")), (found.name, url)],
    }  # fmt: skip
    return render(request, "components/confirm_page.html", context)


@needs("people.keep")
@require_http_methods(["GET", "POST"])
def document_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Record an identity document, or the number of a pending one."""
    found = _person(request, pk)
    allow(request, "people.keep", found.district_id)
    form = DocumentForm(request.POST or None)
    if form.is_valid():
        try:
            operations.add_document(found, by=request.user, **_facts(form))
        except Refused as refused:
            form.take(refused.problems)
        else:
            return redirect("person", pk=pk)
    return _form_page(request, form, _("Identity document"), found, _("Record"))


@needs("people.keep")
@require_http_methods(["GET", "POST"])
def consent_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Record a consent; the words are shown to be read aloud."""
    found = _person(request, pk)
    allow(request, "people.keep", found.district_id)
    form = ConsentForm(request.POST or None)
    if form.is_valid():
        try:
            operations.record_consent(found, by=request.user, **_facts(form))
        except Refused as refused:
            form.take(refused.problems)
        else:
            form.tell_notes(request)
            return redirect("person", pk=pk)
    texts = form.fields["text"].queryset  # type: ignore[attr-defined]
    url = reverse("person", args=[pk])
    context = {
        "form": form, "person": found, "texts": texts,
        "crumbs": [(_("People"), reverse("people")), (found.name, url)], "cancel": url,
    }  # fmt: skip
    return render(request, "registry/consent.html", context)


@needs("people.keep")
@require_http_methods(["GET", "POST"])
def consent_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The person takes a consent back."""
    visible = Person.objects.visible_to(request.user)
    consent = get_object_or_404(
        Consent.objects.filter(person__in=visible).select_related("person", "text"), pk=pk
    )
    allow(request, "people.keep", consent.person.district_id)
    form = DayForm(request.POST or None)
    if form.is_valid():
        try:
            operations.withdraw_consent(consent, by=request.user, on=form.cleaned_data["on"])
        except Refused as refused:
            form.take(refused.problems)
        else:
            messages.success(
                request, _("Withdrawn on %(day)s.") % {"day": say_day(form.cleaned_data["on"])}
            )
            return redirect("person", pk=consent.person_id)
    return _form_page(request, form, _("Withdraw the consent"), consent.person, _("Withdraw"))
