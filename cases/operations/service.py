"""Notices on their way: attempts to serve them, service, copies that cannot be read, writing anew."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from cases.clocks.running import change, on_sending, on_step
from cases.facts import Facts
from cases.inbox import refresh_inbox
from cases.models import ClockRun, Notice, Step
from cases.operations.moving import locked, move
from cases.operations.notices import problems_with_period, write_notice
from cases.procedure import Transition
from cases.rules.days import due_date
from cases.rules.service import (
    problems_with_reissue,
    problems_with_service,
    problems_with_unreadable,
    service_step,
)
from cases.states import About, Act, ClockEvent
from solar_cms.accounts.models import User
from solar_cms.audit.acts import HasActor, act
from solar_cms.base.models import today
from solar_cms.base.problems import Problem, refuse_if
from solar_cms.documents.models import Attachment
from solar_cms.documents.operations import add_file, serve_letter, void_letter
from solar_cms.documents.states import ServiceMethod, ServiceOutcome
from solar_cms.work import inbox
from solar_cms.work.calendar import calendar_of

ATTEMPTS = frozenset(
    {
        ServiceOutcome.REFUSED, ServiceOutcome.ABSENT, ServiceOutcome.RETURNED, ServiceOutcome.SENT,
    }
)  # fmt: skip
BY_HAND = frozenset({ServiceMethod.HAND, ServiceMethod.SHOWN})


def serve_notice(
    notice: Notice,
    *,
    served_on: date,
    method: str,
    received_by: str,
    by: HasActor,
    proof: Any = None,
    note: str = "",
    key: str = "",
) -> Notice:
    """Record that the notice reached the employer; its period runs from that day, of a copy served
    anew from the day of the new one.

    proof: an uploaded file (signed copy, photograph, receipt), or say in `note` why there is none.
    """
    with act("case.notice_served", by=by, on=notice.case, number=notice.number, method=method):
        facts, notice = _locked(notice)
        values = {"method": method, "received_by": received_by.strip(), "proof": proof}
        refuse_if(problems_with_service(facts, notice, by, values, on=served_on, key=key))
        _attempt(
            facts, notice, method=method, on=served_on, recipient=received_by, by=by, proof=proof,
            note=note,
        )  # fmt: skip
        notice.served_on, notice.method, notice.received_by = served_on, method, received_by.strip()
        step, paused = service_step(facts, notice, key), _paused_since(facts, notice)
        notice.unreadable_on = None
        if notice.length:
            notice.due_on = due_date(served_on, notice.length, notice.unit, facts.case.district)
        notice.save(update_fields=["served_on", "method", "received_by", "due_on", "unreadable_on"])
        _move_on(facts, notice, step, on=served_on, by=by)
        _change_clocks(facts, paused, ClockEvent.RESTARTED, served_on, _("A new copy was served."))
        notice.refresh_from_db(fields=["due_on"])
    return notice


def try_service(
    notice: Notice,
    *,
    tried_on: date,
    method: str,
    outcome: str,
    by: HasActor,
    met: str = "",
    proof: Any = None,
    note: str = "",
) -> Notice:
    """Record an attempt in vain (receipt refused, nobody there, the letter came back), or that it was
    sent and its receipt is awaited, which starts the clocks of that way of sending. The notice stays to
    be served. met: who was met, if anybody."""
    if outcome not in ATTEMPTS:
        raise TypeError(f"no attempt in vain: {outcome}")
    with act(
        "case.service_tried", by=by, on=notice.case, number=notice.number, method=method,
        outcome=outcome,
    ):  # fmt: skip
        facts, notice = _locked(notice)
        # Nobody received it: what the pack wants of a service is taken as said.
        values = {"method": method, "received_by": "-", "proof": proof or "-"}
        problems = problems_with_service(facts, notice, by, values, on=tried_on, field="tried_on")
        if outcome == ServiceOutcome.SENT and method in BY_HAND:
            message = _("What is handed over or posted up is not sent.")
            problems.append(Problem("service.not_sent", message, "outcome"))
        refuse_if(problems)
        _attempt(
            facts, notice, method=method, on=tried_on, recipient=met, by=by, proof=proof, note=note,
            outcome=outcome,
        )  # fmt: skip
        if outcome == ServiceOutcome.SENT:
            on_sending(facts, notice, method, tried_on)
            refresh_inbox(Facts(facts.case))
    return notice


def report_unreadable(
    notice: Notice, *, on: date, by: HasActor, proof: Any = None, note: str = ""
) -> Notice:
    """The copy that was served could not be read: it counts as not served, its period stands still.
    A new copy cures it (serve_notice); the period runs from then."""
    with act("case.copy_unreadable", by=by, on=notice.case, number=notice.number):
        facts, notice = _locked(notice)
        refuse_if(problems_with_unreadable(facts, notice, by, on))
        _attempt(
            facts, notice, method=notice.method, on=on, recipient=notice.received_by, by=by,
            proof=proof, note=note, outcome=ServiceOutcome.UNREADABLE,
        )  # fmt: skip
        why = _("The copy that was served could not be read.")
        _change_clocks(facts, list(_clocks_of(facts, notice)), ClockEvent.PAUSED, on, why)
        notice.served_on, notice.due_on = None, None
        notice.method, notice.received_by, notice.unreadable_on = "", "", on
        notice.save()
        refresh_inbox(Facts(facts.case))
    return notice


def reissue_notice(
    notice: Notice,
    *,
    reason: str,
    by: User,
    issued_on: date | None = None,
    length: int | None = None,
    unit: str = "",
) -> Notice:
    """Void a notice that is wrong and write it anew, under a new number, about the same findings as far
    as they are not remedied; it is served like the first. length, unit: another period than before."""
    day = issued_on or today()
    with act("case.notice_reissued", by=by, on=notice.case, number=notice.number) as recording:
        facts, old = _locked(notice)
        problems = problems_with_reissue(facts, old, by, reason, day)
        refuse_if(problems + problems_with_period(length, unit))
        if old.letter is not None and old.letter.voided_on is None:
            void_letter(old.letter, reason=reason, by=by)
        old.voided_on, old.void_reason = today(), reason.strip()[:300]
        old.save(update_fields=["voided_on", "void_reason"])
        _stop_clocks(facts, old, day)
        named = set(old.findings.values_list("pk", flat=True))
        new = write_notice(
            facts, old.kind, on=day, by=by, length=length or old.length, unit=unit or old.unit,
            step=old.step, transition=facts.rules.step(old.step.key) if old.step else None,
            findings=[f for f in facts.unremedied if f.pk in named], replaces=old,
        )  # fmt: skip
        recording.note(new_number=new.number, reason=old.void_reason)
        refresh_inbox(Facts(facts.case))
    return new


def _locked(notice: Notice) -> tuple[Facts, Notice]:
    facts = locked(notice.case)
    return facts, Notice.objects.select_related("letter", "step", "case__district").get(
        pk=notice.pk
    )


def _attempt(
    facts: Facts,
    notice: Notice,
    *,
    method: str,
    on: date,
    recipient: str,
    by: HasActor,
    proof: Any,
    note: str,
    outcome: str = ServiceOutcome.REACHED,
) -> None:
    """The row with its proof; of notices without a letter of ours (from paper) the case's act tells."""
    attachment = _proof(facts, notice, proof, by=by) if proof is not None else None
    if notice.letter is not None:
        serve_letter(
            notice.letter, method=method, served_on=on, recipient=recipient, by=by, proof=attachment,
            note=note, outcome=outcome,
        )  # fmt: skip
    elif outcome != ServiceOutcome.REACHED:
        message = _("This notice has no letter here; attempts are recorded with one.")
        refuse_if([Problem("notice.no_letter", message)])


def _proof(facts: Facts, notice: Notice, proof: Any, *, by: HasActor) -> Attachment:
    return add_file(
        proof,
        name=proof.name,
        by=by,
        owner_kind="cases.case",
        owner_id=notice.case_id,
        district_id=facts.case.district_id,
        is_confidential=bool(notice.letter and notice.letter.is_confidential),
        caption=_("Proof of service of %(number)s") % {"number": notice.number},
    )


def _move_on(
    facts: Facts, notice: Notice, transition: Transition | None, *, on: date, by: HasActor
) -> None:
    """The step of service; of a notice served once more after the case went on, without moving it."""
    key = transition.key if transition else ""
    if transition is not None and transition in facts.ways(Act.SERVE):
        move(facts, Act.SERVE, on=on, by=by, key=key, notice=notice)
        return
    step = Step(
        case=facts.case, key=key or Act.SERVE, act=Act.SERVE, reached_on=on,
        recorded_by=by if isinstance(by, User) else None,
    ).save_new()  # fmt: skip
    after = Facts(facts.case)
    on_step(after, transition, step, notice)
    refresh_inbox(after)


def _clocks_of(facts: Facts, notice: Notice) -> QuerySet[ClockRun]:
    """What runs from the service of this notice."""
    kinds = _kinds_from_service(facts)
    of_case = Q(subject_kind=About.CASE, kind__in=kinds, started_on=notice.served_on)
    mine = Q(notice=notice) | Q(finding__notices=notice, kind__in=kinds)
    return facts.case.clocks.filter(mine | of_case, ended_on__isnull=True).distinct()


def _kinds_from_service(facts: Facts) -> list[str]:
    keys = {t.key for t in facts.rules.transitions if t.act == Act.SERVE}
    return [clock.key for clock in facts.rules.clocks.values() if keys & set(clock.starts)]


def _paused_since(facts: Facts, notice: Notice) -> list[ClockRun]:
    """What stands still because the copy could not be read."""
    if notice.unreadable_on is None:
        return []
    return list(
        facts.case.clocks.filter(
            Q(notice=notice) | Q(kind__in=_kinds_from_service(facts)),
            ended_on__isnull=True,
            paused_on__isnull=False,
            changes__event=ClockEvent.PAUSED,
            changes__on=notice.unreadable_on,
        ).distinct()
    )


def _stop_clocks(facts: Facts, notice: Notice, on: date) -> None:
    for run in _clocks_of(facts, notice):
        run.ended_on = max(on, run.started_on)
        run.save(update_fields=["ended_on"])
        inbox.settle(run)


def _change_clocks(facts: Facts, runs: Iterable[ClockRun], event: str, on: date, why: str) -> None:
    calendar = calendar_of(facts.case.district.province_id)
    for run in runs:
        change(run, event, on=on, calendar=calendar, reason=why)
