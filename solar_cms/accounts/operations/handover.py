"""A leaver's handover: all open work to a successor, in one act."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F

from solar_cms.accounts import rules
from solar_cms.accounts.models import Posting, Substitution, User
from solar_cms.audit.acts import act
from solar_cms.base.hooks import handovers
from solar_cms.base.models import today
from solar_cms.base.problems import refuse_if


@dataclass(frozen=True)
class OpenWork:
    """One kind of open work of a leaver."""

    name: str
    label: Any
    count: int


def open_work_of(user: User) -> list[OpenWork]:
    """What the user has open, by kind (as the apps above have registered it)."""
    return [OpenWork(name, kind.label, kind.count(user)) for name, kind in handovers.items()]


def hand_over(leaver: User, successor: User, *, by: User) -> dict[str, int]:
    """Move all open work of `leaver` to `successor`, end the leaver's postings and substitutions
    today and close the account, all in one act. Returns kind of work → number moved."""
    refuse_if(rules.problems_with_handover(leaver, successor, by))
    with act("user.handed_over", by=by, on=leaver) as a:
        moved = {name: kind.move(leaver, successor, by=by) for name, kind in handovers.items()}
        a.note(successor=str(successor.pk), moved=moved)
        close_account(leaver)
    return moved


def close_account(user: User) -> None:
    """Postings and substitutions end today, those of later days never begin, nobody signs in."""
    day = today()
    coming = user.postings.filter(valid_from__gt=day)
    Posting.districts.through.objects.filter(posting__in=coming).delete()
    coming.delete()
    user.postings.on(day).update(valid_to=day)  # type: ignore[attr-defined]
    for rows in (user.substituted_by, user.stands_in_for):
        rows.filter(valid_from__gt=day).delete()
        Substitution.objects.on(day).filter(pk__in=rows.values("pk")).update(valid_to=day)
    User.objects.filter(pk=user.pk).update(is_active=False, session_epoch=F("session_epoch") + 1)
