"""Closing workplaces and employers, and opening them again."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from solar_cms.base.asking import ask
from solar_cms.base.policy import needs
from solar_cms.base.said import say_day
from solar_cms.registry import operations, pages
from solar_cms.registry.group_forms import CloseForm, ReopenForm
from solar_cms.registry.views.employers import _employer, _workplace


def _ask(request: HttpRequest, found: Any, form: Any, verb: Any, **words: Any) -> HttpResponse:
    name = found._meta.model_name
    back = reverse(name, args=[found.pk])
    crumbs = [*pages.crumbs_to(f"{name}s"), (found.name, back)]
    return ask(request, form, verb, back=back, crumbs=crumbs, **words)


def _closed_facts(found: Any) -> list[tuple[str, str]]:
    facts = [(str(found._meta.verbose_name), found.name)]
    if found.closed_on:
        facts.append((_("Closed on"), f"{say_day(found.closed_on)} · {found.closed_why}"))
    return facts


@needs("employers.keep")
def workplace_close(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found, user = _workplace(request, pk, "employers.keep"), _user(request)
    form = CloseForm(request.POST or None, version=found.version, label=_("Last day"))
    return _ask(
        request,
        found,
        form,
        lambda: operations.close_workplace(found, by=user, **form.cleaned_data),
        done=_("The workplace is closed."),
        title=_("Close the workplace"),
        text=_("For a site where nobody works any more. Its record and its cases stay to be read."),
        facts=_closed_facts(found),
        submit=_("Close the workplace"),
        danger=True,
    )


@needs("employers.keep")
def workplace_reopen(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found, user = _workplace(request, pk, "employers.keep"), _user(request)
    form = ReopenForm(request.POST or None, version=found.version)
    return _ask(
        request,
        found,
        form,
        lambda: operations.reopen_workplace(found, by=user, **form.cleaned_data),
        done=_("The workplace is open again."),
        title=_("Open the workplace again"),
        facts=_closed_facts(found),
        submit=_("Open it again"),
    )


@needs("employers.keep")
def employer_close(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found, user = _employer(request, pk, "employers.keep"), _user(request)
    form = CloseForm(request.POST or None, version=found.version, label=_("Last day"))
    return _ask(
        request,
        found,
        form,
        lambda: operations.close_employer(found, by=user, **form.cleaned_data),
        done=_("The employer is closed."),
        title=_("Close the employer"),
        text=_("For an enterprise that is no more. All of its workplaces are closed before."),
        facts=_closed_facts(found),
        submit=_("Close the employer"),
        danger=True,
    )


@needs("employers.keep")
def employer_reopen(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found, user = _employer(request, pk, "employers.keep"), _user(request)
    form = ReopenForm(request.POST or None, version=found.version)
    return _ask(
        request,
        found,
        form,
        lambda: operations.reopen_employer(found, by=user, **form.cleaned_data),
        done=_("The employer is open again."),
        title=_("Open the employer again"),
        facts=_closed_facts(found),
        submit=_("Open it again"),
    )


def _user(request: HttpRequest) -> Any:
    return request.user
