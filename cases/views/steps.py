"""The steps that a pack names, one page for all."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases import operations as do
from cases.facts import Facts
from cases.next import STEP_PAGES
from cases.procedure import Transition
from cases.rules import right_of
from cases.states import Act
from cases.step_forms import LinkForm, MergeForm, StepForm, WhyForm
from cases.views.helpers import act_page, facts_for, posted
from solar_cms.base.forms import Form
from solar_cms.base.policy import needs

WITH_REASON = {
    Act.SUSPEND: do.suspend_case,
    Act.RESUME: do.resume_case,
    Act.REOPEN: do.reopen_case,
}


@needs("cases.view")
@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, pk: uuid.UUID, key: str) -> HttpResponse:
    """One step of the procedure that the case follows; which right it needs is asked of its act."""
    user: Any = request.user
    facts = facts_for(request, pk)
    found = next(iter(facts.ways(key=key)), None) or facts.rules.step(key)
    if found is None or found.act not in STEP_PAGES:
        raise Http404(key)
    if not user.scope.may_in(right_of(found.act), facts.case.district_id):
        raise PermissionDenied(right_of(found.act))
    form, verb = _form_and_verb(request, facts, found)
    return act_page(
        request, facts, found.act, form, verb, key=key, title=found.name, submit=_("Save"),
        done=_("Saved: %(step)s") % {"step": found.name}, step=found,
    )  # fmt: skip


def _form_and_verb(request: HttpRequest, facts: Facts, step: Transition) -> tuple[Form, Any]:
    user: Any = request.user
    version = facts.case.version
    if step.act == Act.RECORD:
        form = StepForm(*posted(request), facts=facts, step=step, version=version)

        def record(**_data: Any) -> Any:
            return do.record_step(facts.case, key=step.key, by=user, **form.values())

        return form, record
    if step.act == Act.MERGE:
        merge = MergeForm(posted(request)[0], user=user, facts=facts, version=version)
        return merge, lambda **data: do.merge_case(facts.case, key=step.key, by=user, **data)
    if step.act == Act.LINK:
        link = LinkForm(posted(request)[0], user=user, version=version)
        return link, lambda **data: do.link_case(facts.case, key=step.key, by=user, **data)
    why = WITH_REASON[Act(step.act)]
    return WhyForm(posted(request)[0], version=version), lambda **data: why(
        facts.case, key=step.key, by=user, **data
    )
