"""People: list, page, and the acts on a person."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from solar_cms.base.asking import ask, carried_out
from solar_cms.base.exports import csv_of
from solar_cms.base.face import Tag
from solar_cms.base.models import today, uuid_or_none
from solar_cms.base.paging import keyset_page
from solar_cms.base.picking import choices_response
from solar_cms.base.policy import needs
from solar_cms.base.romanising import romanised
from solar_cms.base.texts import text_in
from solar_cms.documents.panels import attachments_panel
from solar_cms.registry import listing, operations, pages
from solar_cms.registry.duplicates.finding import open_pairs_of
from solar_cms.registry.fields import choice_of, people_for
from solar_cms.registry.forms import (
    ConsentForm,
    CorrectPersonForm,
    DayForm,
    DocumentForm,
    PersonForm,
)
from solar_cms.registry.models import Consent, ConsentText, Person, ProducerGroup
from solar_cms.registry.states import SensitiveKind
from solar_cms.registry.terms import names


def _person(request: HttpRequest, pk: uuid.UUID, right: str = "") -> Person:
    """The person, if the reader sees them; 403 when they see them but lack the right there."""
    user: Any = request.user
    found = get_object_or_404(
        Person.objects.visible_to(user).select_related("district__province", "village"), pk=pk
    )
    if right and not user.scope.may_in(right, found.district_id):
        raise PermissionDenied(right)
    return found


def _merged_into(user: Any, pk: uuid.UUID) -> uuid.UUID | None:
    """The record in whose place another one is looked for; addresses written down go on leading there."""
    merged = Person.everyone.visible_to(user).filter(pk=pk, merged_into__isnull=False)
    return merged.values_list("merged_into_id", flat=True).first()


def _crumbs(person: Person) -> list[tuple[str, str]]:
    return [*pages.crumbs_to("people"), (person.name, reverse("person", args=[person.pk]))]


@needs("groups.view")
@require_GET
def registry(request: HttpRequest) -> HttpResponse:
    """The first list of the registry that the reader may open."""
    user: Any = request.user
    return redirect("people" if user.may("people.view") else "groups")


@needs("people.view")
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    form, rows, order = listing.people_filtered(user, request.GET)
    page = keyset_page(
        rows,
        order,
        cursor=request.GET.get("cursor", ""),
        count=True,
        path=request.path,
        query=request.GET.dict(),
    )
    context = {
        "form": form,
        "page": page,
        "tabs": pages.tabs_for(user, "people"),
        "may_keep": user.may("people.keep"),
        "csv_url": reverse("people_csv") if user.may("people.export") else "",
    }
    return render(request, "registry/people.html", context)


@needs("people.view")
@require_GET
def people_find(request: HttpRequest) -> HttpResponse:
    """The list of a picker: people like `q` whom the reader sees, where `right` reaches too."""
    user: Any = request.user
    words, right = request.GET.get("q", "")[:100], request.GET.get("right", "")[:60]
    return choices_response(request, [choice_of(one) for one in people_for(user, words, right)])


@needs("people.keep")
@require_GET
def people_romanised(request: HttpRequest) -> JsonResponse:
    """A Latin spelling for a Lao name, offered while one writes."""
    return JsonResponse({"spelling": romanised(request.GET.get("name", "")[:80])})


@needs("people.export")
@require_GET
def people_csv(request: HttpRequest) -> HttpResponseBase:
    """The people of the list as filtered, where the reader may export; the reading is recorded."""
    return csv_of("people", request.user, request.GET)


@needs("people.view")
@require_GET
def person(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    if kept := _merged_into(user, pk):
        return redirect("person", kept)
    found = _person(request, pk)
    keeps = user.scope.may_in("people.keep", found.district_id)
    memberships = found.group_memberships.all()  # type: ignore[attr-defined]
    groups = memberships.filter(group__in=ProducerGroup.objects.visible_to(user))
    context = {
        "person": found,
        "crumbs": pages.crumbs_to("people"),
        "documents": found.id_documents.order_by("kind", "id"),  # type: ignore[attr-defined]
        "groups": groups.select_related("group").order_by("-valid_from", "-id"),
        "consents": found.consents.select_related("text", "photo").order_by("-given_on", "-id"),  # type: ignore[attr-defined]
        "panels": pages.panels_of(user, found),
        "files": attachments_panel(user, "registry.person", found.pk),
        "languages": list(names("languages", found.languages).values()),
        "may_see_sensitive": user.scope.may_in("people.sensitive", found.district_id),
        "may_keep": keeps,
        "may_tell": user.scope.may_in("people.subject_access", found.district_id),
        "may_erase": user.scope.may_in("people.erase", found.district_id) and not found.erased_on,
        "may_merge": user.scope.may_in("people.merge", found.district_id),
        "merges": found.merges.select_related("other").order_by("-merged_at", "-id"),  # type: ignore[attr-defined]
        "parted": found.merged_as.select_related("keep").order_by("-merged_at", "-id"),  # type: ignore[attr-defined]
        "pair": open_pairs_of(found, user).order_by("-score", "-id").first() if keeps else None,
        "state": Tag("closed", _("Died")) if found.died_on else None,
        "document_url": reverse("document_new", args=[found.pk]) if keeps else "",
        "consent_url": reverse("consent_new", args=[found.pk]) if keeps else "",
    }
    return render(request, "registry/person.html", context)


@needs("people.keep")
def person_new(request: HttpRequest) -> HttpResponse:
    """A new person; asked for from a group's page, they join it next."""
    user: Any = request.user
    group = _group_asked_for(request)
    initial = {"district": group.district_id} if group else {}
    form = PersonForm(request.POST or None, user=user, initial=initial)
    if carried_out(request, form, lambda: operations.create_person(by=user, **form.cleaned_data)):
        if group:
            return redirect(f"{reverse('group_join', args=[group.pk])}?person={form.made.pk}")
        return redirect("person", form.made.pk)
    context = {
        "form": form,
        "title": _("Register a person"),
        "submit": _("Register the person"),
        "crumbs": pages.crumbs_to("people"),
        "back": reverse("group", args=[group.pk]) if group else reverse("people"),
    }
    return render(request, "registry/form.html", context)


def _group_asked_for(request: HttpRequest) -> ProducerGroup | None:
    user: Any = request.user
    wanted = uuid_or_none(request.GET.get("group", ""))
    return ProducerGroup.objects.visible_to(user).filter(pk=wanted).first() if wanted else None


@needs("people.keep")
def person_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = _person(request, pk, "people.keep")
    user: Any = request.user
    form = CorrectPersonForm(
        request.POST or None,
        user=user,
        person=found,
        initial=CorrectPersonForm.facts_of(found),
        version=found.version,
    )
    if carried_out(
        request, form, lambda: operations.correct_person(found, by=user, **form.cleaned_data)
    ):
        return redirect("person", found.pk)
    context = {
        "form": form,
        "title": _("Correct the facts"),
        "crumbs": _crumbs(found),
        "back": reverse("person", args=[found.pk]),
    }
    return render(request, "registry/form.html", context)


@needs("people.keep")
def document_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found = _person(request, pk, "people.keep")
    form = DocumentForm(request.POST or None)
    return ask(
        request,
        form,
        lambda: operations.add_document(found, by=request.user, **form.cleaned_data),  # type: ignore[arg-type]
        done=_("The document is recorded."),
        back=reverse("person", args=[found.pk]),
        title=_("Record a document"),
        text=_("A number for a document that was applied for takes its place."),
        submit=_("Record"),
        crumbs=_crumbs(found),
    )


@needs("people.keep")
def consent_new(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The words to read aloud stand above the form, in every language they exist in."""
    found = _person(request, pk, "people.keep")
    wanted = request.GET.get("purpose", "")
    known = ConsentText.objects.filter(valid_from__lte=today()).order_by("-valid_from", "id")
    # Sensitive facts are asked for one by one, never together with the rest.
    sensitive = wanted in SensitiveKind.values
    known = known.filter(purpose=wanted) if sensitive else known.exclude(purpose__in=SensitiveKind)
    texts = list(known)
    form = ConsentForm(request.POST or None, request.FILES or None, texts=texts)
    if carried_out(
        request,
        form,
        lambda: operations.record_consent(found, by=request.user, **form.cleaned_data),  # type: ignore[arg-type]
    ):
        return redirect("sensitive" if sensitive else "person", found.pk)
    words = [
        (text, text_in(text.titles, code), body.split("\n\n"), code)
        for text in texts
        if text.is_valid_on(today())
        for code, body in sorted(text.texts.items(), key=lambda one: one[0] != get_language())
    ]
    context = {
        "form": form,
        "person": found,
        "words": words,
        "crumbs": _crumbs(found),
        "back": reverse("person", args=[found.pk]),
    }
    return render(request, "registry/consent.html", context)


@needs("people.keep")
def consent_withdraw(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    consent = get_object_or_404(
        Consent.objects.select_related("text", "person").filter(
            person__in=Person.objects.visible_to(user)
        ),
        pk=pk,
    )
    found = _person(request, consent.person_id, "people.keep")
    form = DayForm(request.POST or None, label=_("Withdrawn on"))
    return ask(
        request,
        form,
        lambda: operations.withdraw_consent(consent, by=user, **form.cleaned_data),
        done=_("The withdrawal is recorded."),
        back=reverse("person", args=[found.pk]),
        title=_("Consent withdrawn"),
        text=_("What was done before that day stays lawful."),
        facts=[(_("Text"), consent.text), (_("Person"), found.name)],
        submit=_("Record the withdrawal"),
        crumbs=_crumbs(found),
        danger=True,
    )
