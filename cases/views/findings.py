"""Findings and the evidence that they are remedied."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cases import operations as do
from cases import pages
from cases.facts import Facts
from cases.forms import CheckForm, FindingForm, ProofForm, ReasonForm
from cases.models import Case, Finding, Proof
from cases.next import address_of
from cases.states import Act, FindingState
from cases.views.helpers import act_page, facts_for, posted
from solar_cms.base.policy import needs
from solar_cms.documents.panels import attachments_panel

ASK = require_http_methods(["GET", "POST"])


def _finding(request: HttpRequest, pk: uuid.UUID, right: str = "") -> tuple[Finding, Facts]:
    """A finding of a visible case; a restricted one only for its own readers."""
    user: Any = request.user
    finding = get_object_or_404(
        Finding.objects.live()
        .filter(case__in=Case.objects.visible_to(user))
        .select_related("article__law", "visit"),
        pk=pk,
    )
    facts = facts_for(request, finding.case_id, right)
    if finding.is_restricted:
        on_team = any(member.user_id == user.pk for member in facts.team)
        if not on_team and not user.scope.may_in("cases.view_restricted", finding.district_id):
            raise PermissionDenied("cases.view_restricted")
    return finding, facts


@needs("cases.view")
@require_GET
def finding(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    finding, facts = _finding(request, pk)
    violation = facts.rules.violations.get(finding.violation)
    row = next(r for r in pages.findings_of(facts, user) if r.finding.pk == finding.pk)
    context = {
        "finding": finding,
        "row": row,
        "violation": violation.name if violation else finding.violation,
        "proofs": [proof for proof in facts.proofs if proof.finding_id == finding.pk],
        "is_draft": finding.state == FindingState.DRAFT,
        "may_find": user.scope.may_in("cases.find", finding.district_id),
        "may_prove": user.scope.may_in("cases.prove", finding.district_id) and facts.case.is_open,
        "may_verify": user.scope.may_in("cases.verify", finding.district_id),
        "panel": attachments_panel(user, "cases.finding", finding.pk),
        "crumbs": [(facts.case.number, reverse("case", args=[facts.case.pk]))],
    }
    return render(request, "cases/finding.html", context)


@needs("cases.find")
@ASK
def add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    facts = facts_for(request, pk, "cases.find")
    form = FindingForm(posted(request)[0], version=facts.case.version, rules=facts.rules)
    return act_page(
        request, facts, Act.ADD_FINDING, form,
        lambda **data: do.add_finding(facts.case, by=user, **data),
        title=_("New finding"), submit=_("Add the finding"),
        done=_("The finding is added as a draft."),
    )  # fmt: skip


@needs("cases.find")
@ASK
def confirm(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Confirm one draft, then go on to the next."""
    user: Any = request.user
    finding, facts = _finding(request, pk, "cases.find")
    form = FindingForm(
        posted(request)[0], version=facts.case.version, rules=facts.rules, finding=finding
    )
    violation = facts.rules.violations.get(finding.violation)

    def then(confirmed: Finding) -> str:
        after = address_of(Act.CONFIRM_FINDING, Facts(confirmed.case))
        return after or reverse("case", args=[confirmed.case_id])

    return act_page(
        request, facts, Act.CONFIRM_FINDING, form,
        lambda **data: do.confirm_finding(finding, by=user, **data),
        title=f"{finding.mark} {violation.name if violation else ''}",
        submit=_("Confirm the finding"),
        done=_("%(mark)s is confirmed.") % {"mark": finding.mark}, then=then,
        article=finding.article,
        other={"url": reverse("finding_drop", args=[finding.pk]), "label": _("Drop it, with a reason")},
    )  # fmt: skip


@needs("cases.find")
@ASK
def drop(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    finding, facts = _finding(request, pk, "cases.find")
    form = ReasonForm(posted(request)[0], version=facts.case.version)
    return act_page(
        request, facts, Act.CONFIRM_FINDING, form,
        lambda **data: do.drop_finding(finding, by=user, **data),
        title=_("Drop %(mark)s") % {"mark": finding.mark}, submit=_("Drop the finding"),
        done=_("%(mark)s is dropped.") % {"mark": finding.mark},
    )  # fmt: skip


@needs("cases.prove")
@ASK
def proof_add(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    user: Any = request.user
    finding, facts = _finding(request, pk, "cases.prove")
    form = ProofForm(*posted(request), version=facts.case.version)

    def verb(file: Any = None, **data: Any) -> Proof:
        return do.submit_proof(finding, files=[file] if file else [], by=user, **data)

    return act_page(
        request, facts, Act.SUBMIT_PROOF, form, verb,
        title=_("Evidence for %(mark)s") % {"mark": finding.mark}, submit=_("Add the evidence"),
        done=_("The evidence is added."), findings=[finding],
    )  # fmt: skip


@needs("cases.verify")
@ASK
def proof_check(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Accept or refuse the evidence for one finding."""
    user: Any = request.user
    proof = get_object_or_404(
        Proof.objects.filter(finding__case__in=Case.objects.visible_to(user)).select_related(
            "finding"
        ),
        pk=pk,
    )
    _found, facts = _finding(request, proof.finding_id, "cases.verify")
    form = CheckForm(posted(request)[0], version=facts.case.version)

    def verb(decision: str, reason: str, **data: Any) -> Proof:
        if decision == "accept":
            return do.accept_proof(proof, by=user, **data)
        return do.refuse_proof(proof, reason=reason, by=user, **data)

    return act_page(
        request, facts, Act.ACCEPT_PROOF, form, verb,
        title=_("Evidence for %(mark)s") % {"mark": proof.finding.mark}, submit=_("Decide"),
        done=_("The evidence is checked."), proof=proof, findings=[proof.finding],
    )  # fmt: skip
