"""What the act pages share: fetch what is visible, parse, call one verb, go back to the case."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cases.facts import Facts
from cases.models import Case
from cases.rules import problems_with_act
from solar_cms.accounts.models import User
from solar_cms.audit.news import news_since
from solar_cms.base.asking import ask
from solar_cms.base.forms import Form
from solar_cms.base.problems import Problem, Refused


def visible_cases(user: User) -> QuerySet[Case]:
    return Case.objects.visible_to(user).select_related(
        "workplace__village", "district", "employer", "office", "complaint", "pack_version"
    )


def facts_for(request: HttpRequest, pk: uuid.UUID, right: str = "") -> Facts:
    """The case as far as the reader may see it; a visible case without the right is a 403."""
    user: Any = request.user
    case = get_object_or_404(visible_cases(user), pk=pk)
    if right and not user.scope.may_in(right, case.district_id):
        raise PermissionDenied(right)
    return Facts(case)


def posted(request: HttpRequest) -> tuple[Any, Any]:
    """Data and files for a form: None on GET."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def asked_step(request: HttpRequest) -> str:
    """Which step of the procedure a page of an act is asked for, where several have that act."""
    return request.GET.get("step", "")[:60]


def held(form: Form, case: Case, user: User) -> None:
    """Hold the case until the act ends and let the form judge by the version it has now: of two who
    write at once, the second is told what the first did, instead of writing over it."""
    now = Case.objects.select_for_update().filter(pk=case.pk).values_list("version", flat=True)
    version = now.get()
    if form.record_version is None:
        return
    tells_news(form, case, user)
    form.judge_by(version)


def tells_news(form: Form, case: Case, user: User) -> None:
    """What was done to the case since it was read is named by the form; for a page that reads its
    form before the act is tried."""
    form.news = lambda sent: news_since(case, sent, user)


def values_of(form: Form) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "version"}


def tried(form: Form, verb: Callable[..., Any]) -> tuple[Any] | None:
    """What the verb made of a valid form; None: refused, and the form says why."""
    if not form.is_valid():
        return None
    try:
        return (verb(**values_of(form)),)
    except Refused as refused:
        form.take(refused.problems)
        return None


def ask_held(
    request: HttpRequest, form: Form, case: Case, verb: Callable[..., Any], **page: Any
) -> HttpResponse:
    """A page that asks once more, of an act that is no step of the procedure: `page` as in `ask`."""
    user: Any = request.user
    with transaction.atomic():
        if request.method == "POST":
            held(form, case, user)
        return ask(request, form, lambda: verb(**values_of(form)), **page)


def act_page(
    request: HttpRequest,
    facts: Facts,
    act: str,
    form: Form,
    verb: Callable[..., Any],
    *,
    title: str,
    submit: str,
    done: str,
    key: str = "",
    problems: list[Problem] | None = None,
    then: Callable[[Any], str] | None = None,
    template: str = "cases/act.html",
    **context: Any,
) -> HttpResponse:
    """One form page of one act. `verb` takes the form's cleaned data as keywords. problems: what stands
    in the way, where the act and its step alone do not say it."""
    case_url = reverse("case", args=[facts.case.pk])
    user: Any = request.user
    if request.method == "POST":
        with transaction.atomic():
            held(form, facts.case, user)
            made = tried(form, verb)
        if made is not None:
            form.tell_notes(request)
            messages.success(request, done)
            return redirect(then(made[0]) if then else case_url)
    # Said before anything is written in vain; the verb asks again.
    if problems is None:
        problems = problems_with_act(act, facts, user, key=key)
    problems = [] if request.method == "POST" else problems
    return render(
        request,
        template,
        {
            "case": facts.case,
            "form": form,
            "title": title,
            "submit": submit,
            "problems": problems,
            "crumbs": [(_("Cases"), reverse("cases")), (facts.case.number, case_url)],
            "cancel": case_url,
            **context,
        },
    )
