"""The case file."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cases import course, pages, said, serving
from cases.clocks.showing import clocks_of
from cases.money_pages import money_of
from cases.next import next_of
from cases.preparing import before_the_visit
from cases.scores import told_of
from cases.views.helpers import facts_for
from solar_cms.base.policy import needs
from solar_cms.documents.panels import attachments_panel, letter_tag
from solar_cms.work.calendar import calendar_of


@needs("cases.view")
@require_GET
def case(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One page: state, what next and why not, parties, findings, notices, clocks, history, files."""
    user: Any = request.user
    facts = facts_for(request, pk)
    user.case_shown = facts  # what its files ask, they need not read again
    case, rules = facts.case, facts.rules
    calendar = calendar_of(case.district.province_id)
    notices = [
        {
            "notice": notice,
            "kind": rules.notices[notice.kind].name
            if notice.kind in rules.notices
            else notice.kind,
            "letter": notice.letter,
            "tag": serving.tag_of(notice),
        }
        for notice in facts.notices
    ]
    due = next((run.due_on for run in facts.clocks if run.due_on and not run.ended_on), None)
    source = rules.sources.get(case.source)
    kind = rules.types.get(case.kind)
    return render(
        request,
        "cases/case.html",
        {
            "case": case,
            "facts": facts,
            "kind": kind.name if kind else case.kind,
            "source": source.name if source else case.source,
            "tag": said.state_tag(case, rules),
            "due": said.due_tag(due, calendar),
            "stages": pages.stages_of(facts),
            "next": next_of(facts, user),
            "prepares": before_the_visit(facts),
            "may_reveal": user.scope.may_in("complaints.reveal", case.district_id),
            "findings": pages.findings_of(facts, user),
            "findings_summary": pages.findings_summary(facts),
            "notices": notices,
            "order_tag": letter_tag(facts.order.letter)
            if facts.order and facts.order.letter
            else None,
            "clocks": clocks_of(facts, calendar, user),
            "history": pages.history_of(case),
            "visits": told_of(facts.visits, user),
            "earlier": pages.earlier_of(facts, user),
            "course": course.steps_of(facts),
            "tracks": course.tracks_of(facts),
            "links": course.links_of(facts, user),
            "money": money_of(facts, user),
            "panel": attachments_panel(user, "cases.case", case.pk),
            "crumbs": [
                (_("Cases"), reverse("cases")),
                (str(case.district), f"{reverse('cases')}?district={case.district_id}"),
            ],
        },
    )
