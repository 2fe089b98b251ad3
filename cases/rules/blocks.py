"""The rules a pack may name in transitions (`blocks`) and closure codes (`demands`).

Each says what is missing, in words a clerk can act on. docs/writing-a-pack.md lists them.
"""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from cases.facts import Facts, marks
from cases.states import OnExpiry, VisitOutcome
from solar_cms.accounts.models import User
from solar_cms.audit.acts import HasActor
from solar_cms.base.models import today
from solar_cms.base.policy import RoleKind
from solar_cms.base.problems import Problem
from solar_cms.base.said import say_day
from solar_cms.documents.states import LetterState

BLOCK_RULES: dict[str, Callable[[Facts, HasActor], list[Problem]]] = {}


def rule(code: str) -> Callable[[Callable[[Facts, HasActor], str]], Callable[..., str]]:
    """Register a rule that answers "" or what is missing, as a Problem of that code."""

    def register(says: Callable[[Facts, HasActor], str]) -> Callable[..., str]:
        def problems(facts: Facts, by: HasActor) -> list[Problem]:
            message = says(facts, by)
            return [Problem(f"case.{code}", message)] if message else []

        BLOCK_RULES[code] = problems
        return says

    return register


@rule("not_assigned")
def _not_assigned(facts: Facts, by: HasActor) -> str:
    return _("The case is assigned already: reassign it.") if facts.lead else ""


@rule("assigned")
def _assigned(facts: Facts, by: HasActor) -> str:
    return "" if facts.lead else _("No inspector is assigned yet.")


@rule("on_team")
def _on_team(facts: Facts, by: HasActor) -> str:
    """Inspectors act on their own cases; supervisors and heads of the district on all."""
    if not isinstance(by, User) or by.is_superuser:
        return ""
    if any(member.user_id == by.pk for member in facts.team):
        return ""
    for kind in (RoleKind.SUPERVISOR, RoleKind.HEAD):
        reach = by.scope.by_kind.get(kind)
        if reach and (reach.whole_country or facts.case.district_id in reach.districts):
            return ""
    lead = facts.lead
    if lead is None:
        return _("No inspector is assigned yet.")
    return _("The case is assigned to %(name)s.") % {"name": lead.user.name}


@rule("visit_done")
def _visit_done(facts: Facts, by: HasActor) -> str:
    return "" if facts.done_visits else _("No visit has been made yet.")


@rule("visit_tried")
def _visit_tried(facts: Facts, by: HasActor) -> str:
    tried = [v for v in facts.visits if v.outcome != VisitOutcome.DONE]
    return "" if tried else _("No visit was tried in vain; record one first.")


@rule("no_visit")
def _no_visit(facts: Facts, by: HasActor) -> str:
    return _("A visit was made already.") if facts.done_visits else ""


@rule("drafts_exist")
def _drafts_exist(facts: Facts, by: HasActor) -> str:
    return "" if facts.drafts else _("No draft finding is waiting.")


@rule("no_drafts")
def _no_drafts(facts: Facts, by: HasActor) -> str:
    if not facts.drafts:
        return ""
    return _("Confirm or drop first: %(marks)s.") % {"marks": marks(facts.drafts)}


@rule("findings_confirmed")
def _findings_confirmed(facts: Facts, by: HasActor) -> str:
    return "" if facts.unremedied else _("There is no confirmed finding to put right.")


@rule("findings_exist")
def _findings_exist(facts: Facts, by: HasActor) -> str:
    return "" if facts.confirmed else _("There is no confirmed finding.")


@rule("no_findings")
def _no_findings(facts: Facts, by: HasActor) -> str:
    if not facts.findings:
        return ""
    return _("There are findings: %(marks)s.") % {"marks": marks(facts.findings)}


@rule("finding_open")
def _finding_open(facts: Facts, by: HasActor) -> str:
    return "" if facts.unremedied else _("Every finding is remedied.")


@rule("all_remedied")
def _all_remedied(facts: Facts, by: HasActor) -> str:
    left = [*facts.drafts, *facts.unremedied]
    if not left:
        return ""
    return _("Not verified as remedied: %(marks)s.") % {"marks": marks(left)}


@rule("notice_to_serve")
def _notice_to_serve(facts: Facts, by: HasActor) -> str:
    if not facts.unserved:
        return _("There is no notice to serve.")
    waiting = [n for n in facts.unserved if n.letter and n.letter.state != LetterState.READY]
    if waiting:
        return _("The notice %(number)s is still being prepared.") % {"number": waiting[0].number}
    return ""


@rule("proof_waiting")
def _proof_waiting(facts: Facts, by: HasActor) -> str:
    return "" if facts.waiting_proofs else _("No evidence is waiting to be checked.")


@rule("tracks_closed")
def _tracks_closed(facts: Facts, by: HasActor) -> str:
    open_tracks = [t for t in facts.tracks if t.closed_on is None]
    if not open_tracks:
        return ""
    names = ", ".join(facts.rules.tracks[t.key].name for t in open_tracks)
    return _("Still under way beside the case: %(names)s.") % {"names": names}


@rule("suspended")
def _suspended(facts: Facts, by: HasActor) -> str:
    return "" if facts.case.suspended_on else _("The case is not suspended.")


@rule("not_suspended")
def _not_suspended(facts: Facts, by: HasActor) -> str:
    return _("The case is suspended already.") if facts.case.suspended_on else ""


@rule("not_on_team")
def _not_on_team(facts: Facts, by: HasActor) -> str:
    """Who investigated does not decide: nobody who ever was on the team."""
    if not isinstance(by, User):
        return ""
    if any(member.user_id == by.pk for member in facts.assignments):
        return _("You investigated this case: somebody else decides.")
    return ""


@rule("all_served")
def _all_served(facts: Facts, by: HasActor) -> str:
    if not facts.unserved:
        return ""
    numbers = ", ".join(notice.number for notice in facts.unserved)
    return _("Not served yet: %(numbers)s.") % {"numbers": numbers}


@rule("not_lapsed")
def _not_lapsed(facts: Facts, by: HasActor) -> str:
    """Over is over on the day after the end, whether or not the calendar came round to it."""
    for run in facts.clocks:
        clock = facts.rules.clocks.get(run.kind)
        if clock is None or clock.on_expiry != OnExpiry.LAPSES or run.due_on is None:
            continue
        last = run.ended_on or run.paused_on or today()
        if run.expired_on is not None or last > run.due_on:
            return _("“%(clock)s” ran out on %(day)s: the power to act lapsed.") % {
                "clock": clock.name,
                "day": say_day(run.due_on),
            }
    return ""


@rule("note")
def _note(facts: Facts, by: HasActor) -> str:
    """Asked of the form's own note by the verb that closes (see rules.cases)."""
    return ""
