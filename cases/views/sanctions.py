"""Sanctions: proposed with the sum shown first, read, decided, appealed against."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cases import money_pages
from cases import operations as do
from cases.facts import Facts
from cases.fines import Calculation
from cases.models import Appeal, Notice, Sanction
from cases.propose_form import ProposeForm
from cases.rules.money import problems_with_hearing
from cases.sanction_forms import (
    AppealForm,
    DecideForm,
    FinalForm,
    JudgeForm,
    RespondentForm,
    TakeBackForm,
)
from cases.sanctioning import calculation, kinds_of, levels_of
from cases.states import Act
from cases.views.helpers import act_page, asked_step, facts_for, posted, tells_news, visible_cases
from solar_cms.base.policy import needs
from solar_cms.base.problems import Problem, Refused

ASK = require_http_methods(["GET", "POST"])


def sanction_and_facts(
    request: HttpRequest, pk: uuid.UUID, right: str = ""
) -> tuple[Sanction, Facts]:
    """A sanction of a case that the reader may see."""
    user: Any = request.user
    sanction = get_object_or_404(
        Sanction.objects.filter(case__in=visible_cases(user)).select_related(
            "respondent__employer", "respondent__workplace", "proposed_by", "decided_by"
        ),
        pk=pk,
    )
    return sanction, facts_for(request, sanction.case_id, right)


@needs("cases.propose_sanction")
@ASK
def propose(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Shows the sum line by line before anything is saved; saves what was shown."""
    user: Any = request.user
    facts = facts_for(request, pk, "cases.propose_sanction")
    key = asked_step(request)
    form = ProposeForm(posted(request)[0], facts=facts, version=facts.case.version)
    tells_news(form, facts.case, user)
    shown = _shown(form, facts)

    def verb(**_data: Any) -> Sanction:
        if shown is not None and str(shown.total) != form.cleaned_data.get("seen"):
            _keep_seen(form, shown)
            words = _("Read the sum above, then save.")
            raise Refused([Problem("sanction.read_first", words)])
        return do.propose_sanction(facts.case, key=key, by=user, **form.values())

    return act_page(
        request, facts, Act.PROPOSE, form, verb, key=key, template="cases/propose.html",
        title=_("Propose a sanction"), submit=_("Propose this sum") if shown else _("Compute and propose"),
        done=_("The sanction is proposed."), shown=shown, respondents=facts.respondents,
        respondent_url=reverse("respondent_new", args=[pk]),
        then=lambda made: reverse("sanction", args=[made.pk]),
    )  # fmt: skip


@needs("cases.propose_sanction")
@ASK
def respondent(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Somebody else who answers for the breaches, before a sanction is proposed against them."""
    user: Any = request.user
    facts = facts_for(request, pk, "cases.propose_sanction")
    form = RespondentForm(posted(request)[0], version=facts.case.version)
    return act_page(
        request, facts, Act.PROPOSE, form,
        lambda **data: do.add_respondent(facts.case, by=user, **data),
        title=_("Add a respondent"), submit=_("Add the respondent"),
        done=_("The respondent is added."), problems=problems_with_hearing(facts),
        then=lambda _made: reverse("sanction_new", args=[pk]),
    )  # fmt: skip


def _shown(form: ProposeForm, facts: Facts) -> Calculation | None:
    """The sum of a sent form about money."""
    if not form.is_bound or not form.is_valid():
        return None
    kind = kinds_of(form.rules).get(form.cleaned_data["kind"])
    if kind is None or not kind.is_money:
        return None
    return calculation(facts, form.chosen_findings(), form.answers(), form.cleaned_data["on"])


def _keep_seen(form: ProposeForm, shown: Calculation) -> None:
    data = form.data.copy()  # type: ignore[attr-defined]
    data[form.add_prefix("seen")] = str(shown.total)
    form.data = data


@needs("cases.view")
@require_GET
def sanction(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    found, facts = sanction_and_facts(request, pk)
    mine = [e for e in facts.entries if e.sanction_id == found.pk]
    return render(
        request,
        "cases/sanction.html",
        {
            "sanction": found,
            "case": facts.case,
            "kind": money_pages.kind_of(facts, found),
            "tag": money_pages.tag_of(found),
            "lines": money_pages.lines_of(found),
            "findings": list(found.findings.order_by("number")),
            "appeals": [
                a for a in money_pages.appeals_of(facts, user) if a.appeal.sanction_id == pk
            ],
            "rows": [r for r in money_pages.ledger_of(facts, user) if r.entry.sanction_id == pk],
            "owed": sum(e.amount for e in mine),
            "parts": money_pages.parts_of(facts, found),
            "acts": money_pages.acts_on(facts, found, user),
            "crumbs": [
                (_("Cases"), reverse("cases")),
                (facts.case.number, reverse("case", args=[facts.case.pk])),
            ],
        },
    )


@needs("cases.decide_sanction")
@ASK
def decide(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    found, facts = sanction_and_facts(request, pk, "cases.decide_sanction")
    key = asked_step(request)
    form = DecideForm(posted(request)[0], sanction=found, version=facts.case.version)
    return act_page(
        request, facts, Act.DECIDE, form,
        lambda **data: do.decide_sanction(found, key=key, by=user, **data),
        key=key, template="cases/decide.html", title=_("Decide on %(number)s") % {"number": found.number},
        submit=_("Decide"), done=_("The sanction is decided."), then=_page_of,
        sanction=found, lines=money_pages.lines_of(found), kind=money_pages.kind_of(facts, found),
    )  # fmt: skip


@needs("cases.decide_sanction")
@ASK
def final(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    found, facts = sanction_and_facts(request, pk, "cases.decide_sanction")
    key = asked_step(request)
    return act_page(
        request, facts, Act.FINALISE, FinalForm(posted(request)[0], version=facts.case.version),
        lambda **data: do.finalise_sanction(found, key=key, by=user, **data),
        key=key, title=_("%(number)s is final") % {"number": found.number},
        submit=_("Declare it final"), done=_("The sanction is final."), then=_page_of,
    )  # fmt: skip


@needs("cases.decide_sanction")
@ASK
def annul(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    found, facts = sanction_and_facts(request, pk, "cases.decide_sanction")
    key = asked_step(request)
    return act_page(
        request, facts, Act.ANNUL, TakeBackForm(posted(request)[0], version=facts.case.version),
        lambda **data: do.annul_sanction(found, key=key, by=user, **data),
        key=key, title=_("Take %(number)s back") % {"number": found.number},
        submit=_("Take it back"), done=_("The sanction is taken back."), then=_page_of,
    )  # fmt: skip


def _page_of(found: Sanction) -> str:
    return reverse("sanction", args=[found.pk])


@needs("cases.appeal")
@ASK
def appeal(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    found, facts = sanction_and_facts(request, pk, "cases.appeal")
    return _appeal(request, facts, found, found.number)


@needs("cases.appeal")
@ASK
def notice_appeal(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    notice = get_object_or_404(Notice.objects.filter(case__in=visible_cases(user)), pk=pk)
    facts = facts_for(request, notice.case_id, "cases.appeal")
    return _appeal(request, facts, notice, notice.number)


def _appeal(request: HttpRequest, facts: Facts, of: Sanction | Notice, number: str) -> HttpResponse:
    user: Any = request.user
    key = asked_step(request)
    form = AppealForm(posted(request)[0], facts=facts, key=key, version=facts.case.version)
    levels = list(levels_of(facts, key).values())
    return act_page(
        request, facts, Act.APPEAL, form,
        lambda **data: do.file_appeal(of, key=key, by=user, **data),
        key=key, title=_("Appeal against %(number)s") % {"number": number},
        submit=_("Record the appeal"), done=_("The appeal is recorded."),
        goes_to=levels[0].name if len(levels) == 1 else "",
    )  # fmt: skip


@needs("cases.decide_appeal")
@ASK
def appeal_decide(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    found = get_object_or_404(
        Appeal.objects.filter(case__in=visible_cases(user)).select_related("sanction", "notice"),
        pk=pk,
    )
    facts = facts_for(request, found.case_id, "cases.decide_appeal")
    key = asked_step(request)
    return act_page(
        request, facts, Act.DECIDE_APPEAL,
        JudgeForm(posted(request)[0], version=facts.case.version),
        lambda **data: do.decide_appeal(found, key=key, by=user, **data),
        key=key, title=_("Decide on the appeal"), submit=_("Decide"),
        done=_("The appeal is decided."), template="cases/decide.html", appeal=found,
        sanction=found.sanction,
    )  # fmt: skip
