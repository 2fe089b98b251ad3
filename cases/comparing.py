"""What another version of the procedure would mean for an open case, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.clocks.counting import Period
from cases.clocks.lengths import length_of
from cases.clocks.running import measured
from cases.facts import Facts
from cases.models import Case, ClockRun
from cases.procedure import Clock, Rules, parse
from cases.states import ClockBasis
from solar_cms.accounts.models import User
from solar_cms.base.hooks import PackConsequence, pack_consequences
from solar_cms.base.hooks.packs import Consequences
from solar_cms.base.said import say_day
from solar_cms.work.calendar import calendar_of

SHOWN = 20


@dataclass(frozen=True)
class Moved:
    """A running clock that another version measures otherwise."""

    run: ClockRun
    period: Period
    due_on: date | None
    due_at: datetime | None


def hindrances(facts: Facts, new: Rules) -> list[str]:
    """Why a case could not follow another version as it stands."""
    case, old = facts.case, facts.rules
    found = []
    for track, key in facts.stages_now.items():
        stage = new.stages.get(key)
        if stage is None or stage.track != track:
            found.append(
                _("The stage “%(name)s”, at which it is, is gone.") % {"name": old.stages[key].name}
            )
    if case.kind not in new.types:
        found.append(_("This kind of case is gone."))
    waiting = {notice.kind for notice in facts.unserved}
    if waiting - set(new.notices):
        found.append(_("A notice that waits for service is of a kind that is gone."))
    return found


def moved_clocks(facts: Facts, new: Rules) -> list[Moved]:
    """Running clocks whose length the law gives, where the new version gives another."""
    found = []
    for run in facts.clocks:
        clock = new.clocks.get(run.kind)
        if run.ended_on or run.basis != ClockBasis.LAW or clock is None:
            continue
        period = length_of(clock, facts, None, run.finding or run.notice).period
        if period is not None and (period.length, period.unit) != (run.length, run.unit):
            other = measured(run, period, calendar_of(facts.case.district.province_id))
            found.append(Moved(run, period, other.due_on, other.due_at))
    return found


def consequences(facts: Facts, new: Rules) -> list[str]:
    """Everything that would be otherwise for this case, in words; empty: nothing."""
    said = hindrances(facts, new)
    for moved in moved_clocks(facts, new):
        clock = new.clocks[moved.run.kind]
        said.append(
            _("%(clock)s: due %(new)s instead of %(old)s.")
            % {
                "clock": clock.name,
                "new": say_day(moved.due_on),
                "old": say_day(moved.run.due_on),
            }
        )
    said += [_gone(run, facts.rules) for run in facts.clocks if _is_gone(run, new)]
    if said and hindrances(facts, new):
        return said
    now = {t.key: t.name for t in facts.ways()}
    then = {t.key: t.name for t in new.ways(facts.case.kind, facts.stages_now)}
    if gone := [name for key, name in now.items() if key not in then]:
        said.append(_("No longer possible now: %(step)s.") % {"step": ", ".join(gone)})
    if come := [name for key, name in then.items() if key not in now]:
        said.append(_("Possible now: %(step)s.") % {"step": ", ".join(come)})
    return said


def _is_gone(run: ClockRun, new: Rules) -> bool:
    return run.ended_on is None and run.kind not in new.clocks


def _gone(run: ClockRun, old: Rules) -> str:
    clock: Clock | None = old.clocks.get(run.kind)
    name = clock.name if clock else run.kind
    return _("The clock “%(name)s” is gone; it ends.") % {"name": name}


def of_new_pack(parts: Mapping[str, Any], user: User) -> Consequences:
    """What a pack about to be loaded would mean for open cases; the newest that the reader may see
    are shown."""
    label = gettext_lazy("Open cases")
    if "procedure" not in parts:
        return Consequences(label, 0, [])
    new = parse({**parts["procedure"], **parts.get("violations", {})})
    cases = Case.objects.open()
    shown = (
        cases.visible_to(user)
        .select_related("workplace", "district")
        .order_by("-opened_on", "-id")[:SHOWN]
    )
    rows = []
    for case in shown:
        facts = Facts(case)
        rows.append(
            PackConsequence(
                label=f"{case.number} {case.workplace.name}",
                url=reverse("case", args=[case.pk]),
                words=consequences(facts, new),
                stands=not hindrances(facts, new),
            )
        )
    return Consequences(label, cases.count(), rows)


pack_consequences.add("cases", of_new_pack)
