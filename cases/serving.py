"""What pages show of the service of a notice."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from cases.facts import Facts
from cases.models import Notice
from cases.rules import problems_with_act, problems_with_step
from cases.rules.service import problems_with_reissue, problems_with_unreadable, service_step
from cases.states import Act
from solar_cms.accounts.models import User
from solar_cms.base.face import Act as Link
from solar_cms.base.face import Tag
from solar_cms.base.models import today
from solar_cms.base.problems import Problem
from solar_cms.documents.models import Service
from solar_cms.documents.panels import letter_tag
from solar_cms.documents.states import ServiceOutcome


def tag_of(notice: Notice) -> Tag | None:
    """Where a notice stands: void, to be served anew, served, else as its letter stands."""
    if notice.voided_on:
        return Tag("refused", _("Void"))
    if notice.unreadable_on:
        return Tag("soon", _("New copy to be served"))
    if notice.served_on:
        return Tag("done", _("Served"))
    return letter_tag(notice.letter) if notice.letter else None


def problems_now(facts: Facts, notice: Notice, user: User, key: str = "") -> list[Problem]:
    """What stands in the way of serving it, before anything is written."""
    step = service_step(facts, notice, key)
    if step is None:
        return problems_with_act(Act.SERVE, facts, user, key=key, notice=notice.kind)
    return problems_with_step(step, facts, user)


def attempts_of(notice: Notice) -> list[dict[str, Any]]:
    """Every attempt with its proof, the oldest first."""
    if notice.letter_id is None:
        return []
    rows = Service.objects.filter(letter=notice.letter_id).select_related("served_by", "proof")
    return [{"row": row, "tag": _tag(row)} for row in rows.order_by("served_on", "id")]


def _tag(row: Service) -> Tag:
    if row.outcome == ServiceOutcome.REACHED:
        return Tag("done", row.get_outcome_display())
    return Tag("soon", row.get_outcome_display())


def panel_of(facts: Facts, notice: Notice, user: User) -> dict[str, Any]:
    """For cases/service_record.html: the notice, its attempts, what this reader may do with it."""
    kind = facts.rules.notices.get(notice.kind)
    after = Notice.objects.filter(replaces=notice).first()
    return {
        "case": facts.case,
        "notice": notice,
        "kind": kind.name if kind else notice.kind,
        "tag": tag_of(notice),
        "attempts": attempts_of(notice),
        "before": notice.replaces,
        "after": after,
        "acts": _acts(facts, notice, user),
    }


def _acts(facts: Facts, notice: Notice, user: User) -> list[Link]:
    district, found = facts.case.district_id, []
    if notice.voided_on or not facts.case.is_open:
        return []
    if user.scope.may_in("cases.serve", district):
        if notice.served_on:
            if not problems_with_unreadable(facts, notice, user, today()):
                found.append(Link(_("The copy cannot be read"), _url("unreadable", notice)))
        elif not problems_now(facts, notice, user):
            found.append(Link(_("Record the service"), _url("serve", notice)))
            found.append(Link(_("Record an attempt, or that it was sent"), _url("try", notice)))
    if user.scope.may_in("cases.notice", district) and not problems_with_reissue(
        facts, notice, user, "-", today()
    ):
        found.append(Link(_("Void it and write it anew"), _url("reissue", notice)))
    return found


def _url(act: str, notice: Notice) -> str:
    return reverse(f"notice_{act}", args=[notice.pk])
