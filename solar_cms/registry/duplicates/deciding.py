"""What is decided on a pair: not the same, later, the same. Never in silence."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from solar_cms.accounts.models import User
from solar_cms.audit.acts import HasActor, act
from solar_cms.base.models import today
from solar_cms.base.problems import Problem, refuse_if
from solar_cms.registry.lookalikes import may_see
from solar_cms.registry.models import DuplicatePair, Person, PersonSound
from solar_cms.registry.states import UNDECIDED, PairState

PUT_OFF_DAYS = 30


def problems_with_state(pair: DuplicatePair) -> list[Problem]:
    """A pair is decided once; what was decided is asked again only when facts change."""
    if pair.state in UNDECIDED:
        return []
    state = pair.get_state_display()
    return [Problem("pair.decided", _("This was decided before: %(state)s.") % {"state": state})]


def problems_with_deciding(pair: DuplicatePair, by: Any) -> list[Problem]:
    """Who decides sees both records; else the other office is asked."""
    problems = problems_with_state(pair)
    for person in (pair.first, pair.second):
        if not may_see(by, person.district_id):
            words = _("You see only one of the two records. Ask the office of %(district)s.")
            problems.append(Problem("pair.elsewhere", words % {"district": person.district.name}))
    return problems


def problems_with_day(again_on: date) -> list[Problem]:
    if again_on > today():
        return []
    return [Problem("pair.again_past", _("Choose a day to come."), "again_on")]


def tell_apart(pair: DuplicatePair, *, by: HasActor, reason: str = "") -> DuplicatePair:
    """These are two people. Asked again only when changed facts make them more alike."""
    with act("duplicate.told_apart", by=by, on=pair) as a:
        pair = DuplicatePair.objects.select_for_update().get(pk=pair.pk)
        refuse_if(problems_with_deciding(pair, by))
        _decide(pair, PairState.DIFFERENT, by, reason)
        a.note(score=pair.score)
    return pair


def put_off(
    pair: DuplicatePair, *, by: HasActor, again_on: date | None = None, reason: str = ""
) -> DuplicatePair:
    """Not now: the pair comes back on a day (in 30 days when none is given)."""
    day = again_on or today() + timedelta(days=PUT_OFF_DAYS)
    with act("duplicate.put_off", by=by, on=pair):
        pair = DuplicatePair.objects.select_for_update().get(pk=pair.pk)
        refuse_if(problems_with_state(pair) + problems_with_day(day))
        _decide(pair, PairState.LATER, by, reason, day)
    return pair


def ask_again(pair: DuplicatePair, *, by: HasActor) -> DuplicatePair:
    """Take back a decision that two differ, or that it waits."""
    with act("duplicate.asked_again", by=by, on=pair):
        pair = DuplicatePair.objects.select_for_update().get(pk=pair.pk)
        if pair.state == PairState.SAME:
            refuse_if(problems_with_state(pair))
        _reopen(pair)
    return pair


def close_pair_as_same(keep: Person, other: Person, by: HasActor) -> DuplicatePair:
    """The two were found to be one person: called by the merge, inside its act.

    The pair is made where none was found. Undecided pairs of `other` go: the search finds them again
    with `keep`, whose facts have changed.
    """
    first, second = sorted([keep, other], key=lambda person: person.pk)
    with act("duplicate.same", by=by):
        pair = DuplicatePair.objects.select_for_update().filter(first=first, second=second).first()
        if pair is None:
            pair = DuplicatePair(first=first, second=second, score=1000)
        _decide(pair, PairState.SAME, by, "")
        rest = DuplicatePair.objects.of(other).filter(state__in=UNDECIDED)
        rest.exclude(pk=pair.pk).delete()
        PersonSound.objects.filter(pk=keep.pk).update(is_compared=False)
    return pair


def reopen_pair(keep: Person, other: Person, by: HasActor) -> None:
    """The merge of the two was undone: the question is open again."""
    first, second = sorted([keep, other], key=lambda person: person.pk)
    with act("duplicate.asked_again", by=by):
        pair = DuplicatePair.objects.select_for_update().filter(first=first, second=second).first()
        if pair is not None:
            _reopen(pair)
        PersonSound.objects.filter(pk__in=[keep.pk, other.pk]).update(is_compared=False)


def _decide(
    pair: DuplicatePair, state: PairState, by: HasActor, reason: str, again_on: date | None = None
) -> None:
    pair.state, pair.again_on, pair.reason = state, again_on, reason.strip()
    pair.decided_at = timezone.now()
    pair.decided_by = by if isinstance(by, User) else None
    pair.clean_fields(exclude=["first", "second"])
    pair.save()


def _reopen(pair: DuplicatePair) -> None:
    fresh: dict[str, Any] = {"again_on": None, "decided_at": None, "decided_by": None, "reason": ""}
    for name, value in {"state": PairState.OPEN, **fresh}.items():
        setattr(pair, name, value)
    pair.save()
