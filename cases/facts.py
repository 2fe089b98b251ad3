"""What is known of a case, read once: pages, rules and verbs all judge by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q

from cases.models import (
    Appeal,
    Assignment,
    Case,
    CaseLink,
    CaseTrack,
    ClockRun,
    Finding,
    LedgerEntry,
    Notice,
    Order,
    Proof,
    Respondent,
    Sanction,
    Step,
    Visit,
)
from cases.money_states import SanctionState
from cases.procedure import Rules, Transition, procedure_of
from cases.states import FindingState, ProofOutcome, Remediation, TeamRole, VisitOutcome


@dataclass
class Facts:
    """A case with its children, read in one query each, when first asked for."""

    case: Case

    @cached_property
    def rules(self) -> Rules:
        return procedure_of(self.case)

    @cached_property
    def order(self) -> Order | None:
        return Order.objects.filter(case=self.case).select_related("letter", "signed_by").first()

    @cached_property
    def assignments(self) -> list[Assignment]:
        return list(
            self.case.assignments.select_related("user").order_by("role", "assigned_on", "id")
        )

    @property
    def team(self) -> list[Assignment]:
        return [a for a in self.assignments if a.ended_on is None]

    @property
    def lead(self) -> Assignment | None:
        return next((a for a in self.team if a.role == TeamRole.LEAD), None)

    @cached_property
    def visits(self) -> list[Visit]:
        visits = self.case.visits.select_related("case", "recorded_by", "response__form_version")
        visits = visits.defer("response__form_version__definition")
        return list(visits.order_by("visited_on", "id"))

    @property
    def done_visits(self) -> list[Visit]:
        return [v for v in self.visits if v.outcome == VisitOutcome.DONE]

    @cached_property
    def findings(self) -> list[Finding]:
        """Without the dropped ones."""
        return list(self.case.findings.live().select_related("article__law").order_by("number"))

    @property
    def drafts(self) -> list[Finding]:
        return [f for f in self.findings if f.state == FindingState.DRAFT]

    @property
    def confirmed(self) -> list[Finding]:
        return [f for f in self.findings if f.state == FindingState.CONFIRMED]

    @property
    def unremedied(self) -> list[Finding]:
        return [f for f in self.confirmed if f.remediation != Remediation.REMEDIED]

    @cached_property
    def notices(self) -> list[Notice]:
        return list(self.case.notices.select_related("letter").order_by("issued_on", "id"))

    @property
    def unserved(self) -> list[Notice]:
        return [n for n in self.notices if n.served_on is None and n.voided_on is None]

    @property
    def unserved_again(self) -> list[Notice]:
        """Notices to be served once more, at whatever stage the case is."""
        return [n for n in self.unserved if n.unreadable_on or n.replaces_id]

    @cached_property
    def proofs(self) -> list[Proof]:
        return list(
            Proof.objects.filter(finding__case=self.case)
            .select_related("finding", "decided_by")
            .order_by("submitted_on", "id")
        )

    @property
    def waiting_proofs(self) -> list[Proof]:
        return [p for p in self.proofs if p.outcome == ProofOutcome.WAITING]

    @cached_property
    def clocks(self) -> list[ClockRun]:
        return list(self.case.clocks.order_by("due_on", "id"))

    @cached_property
    def steps(self) -> list[Step]:
        return list(self.case.steps.select_related("recorded_by").order_by("reached_on", "id"))

    @cached_property
    def tracks(self) -> list[CaseTrack]:
        return list(self.case.tracks.order_by("opened_on", "id"))

    @cached_property
    def links(self) -> list[CaseLink]:
        """To and from other cases."""
        found = CaseLink.objects.filter(Q(case=self.case) | Q(other=self.case))
        return list(found.select_related("case__workplace", "other__workplace").order_by("id"))

    @cached_property
    def respondents(self) -> list[Respondent]:
        return list(self.case.respondents.select_related("employer", "workplace").order_by("id"))

    @cached_property
    def sanctions(self) -> list[Sanction]:
        return list(
            self.case.sanctions.select_related(
                "respondent__employer", "respondent__workplace", "proposed_by", "decided_by"
            ).order_by("proposed_on", "id")
        )

    @property
    def proposed(self) -> list[Sanction]:
        return [s for s in self.sanctions if s.state == SanctionState.PROPOSED]

    def stated(self, which: str) -> list[Sanction]:
        """The sanctions that a paper states (NoticeKind.sanctions)."""
        if which == "decided":
            return [s for s in self.sanctions if s.stands]
        return self.proposed if which == "proposed" else []

    @cached_property
    def appeals(self) -> list[Appeal]:
        return list(
            self.case.appeals.select_related("sanction", "notice", "decided_by").order_by(
                "filed_on", "id"
            )
        )

    @property
    def open_appeals(self) -> list[Appeal]:
        return [a for a in self.appeals if a.is_open]

    @cached_property
    def entries(self) -> list[LedgerEntry]:
        return list(
            self.case.entries.select_related("sanction", "recorded_by", "reversed_by").order_by(
                "on", "id"
            )
        )

    def owed(self, *beneficiaries: str) -> int:
        """What is still owed to these (to anybody), minor units; below nothing is a credit."""
        return sum(
            e.amount for e in self.entries if not beneficiaries or e.beneficiary in beneficiaries
        )

    @property
    def stages_now(self) -> Mapping[str, str]:
        """Track -> its stage; "" is the case itself."""
        open_tracks = {track.key: track.stage for track in self.tracks if not track.closed_on}
        return {"": self.case.stage, **open_tracks}

    def ways(self, act: str = "", key: str = "") -> list[Transition]:
        """The steps that the procedure allows at the stages the case is at."""
        return self.rules.ways(self.case.kind, self.stages_now, act=act, key=key)

    def way(self, act: str, key: str = "", notice: str = "") -> Transition | None:
        """The step behind an act now; of the service of a notice, the one for its kind first and
        none for another; where nobody says which of several, the one that is named like the act."""
        ways = self.ways(act, key)
        ours = [t for t in ways if notice and t.notice == notice]
        found = ours or [t for t in ways if not (notice and t.notice)]
        named = [t for t in found if t.key == act]
        return next(iter(named or found), None)

    def day_of_stage(self, track: str = "") -> date:
        """When the case, or a track, came to the stage it is at."""
        days = [s.reached_on for s in self.steps if s.stage and s.track == track]
        return days[-1] if days else self.case.opened_on

    @property
    def last_day(self) -> date:
        """The latest day of anything that happened in the case."""
        case = self.case
        days: list[date | None] = [case.opened_on, case.closed_on]
        days += [s.reached_on for s in self.steps]
        days += [v.visited_on for v in self.visits]
        days += [f.confirmed_on for f in self.findings]
        days += [f.remedied_on for f in self.findings]
        days += [d for n in self.notices for d in (n.issued_on, n.served_on)]
        days += [d for p in self.proofs for d in (p.submitted_on, p.decided_on)]
        days += [d for s in self.sanctions for d in (s.proposed_on, s.decided_on, s.final_on)]
        days += [d for a in self.appeals for d in (a.filed_on, a.decided_on)]
        days += [e.on for e in self.entries]
        if self.order:
            days.append(self.order.ordered_on)
        return max(day for day in days if day)


def marks(findings: list[Finding]) -> str:
    """F2, F3: how findings are named in messages."""
    return ", ".join(finding.mark for finding in findings)
