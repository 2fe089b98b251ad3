"""Substitution during leave: the substitute has the absent one's postings on those days."""

from __future__ import annotations

from datetime import date, timedelta

from solar_cms.accounts import rules
from solar_cms.accounts.models import Substitution, User
from solar_cms.audit.acts import act
from solar_cms.base.models import today
from solar_cms.base.problems import refuse_if


def arrange_substitution(
    absent: User, substitute: User, *, first: date, last: date, reason: str = "", by: User
) -> Substitution:
    """Let `substitute` stand in for `absent` from `first` to `last`, both included."""
    refuse_if(rules.problems_with_substitution(absent, substitute, first=first, last=last, by=by))
    with act("substitution.arranged", by=by) as a:
        made = Substitution.objects.create(
            absent=absent, substitute=substitute, valid_from=first, valid_to=last, reason=reason
        )
        a.on(made)
    return made


def end_substitution(substitution: Substitution, *, by: User) -> None:
    """End a substitution at once: its last day was yesterday; one not begun is withdrawn."""
    absent = substitution.absent
    if by.pk != absent.pk:
        refuse_if(rules.problems_with_keeping(by, absent))
    with act("substitution.ended", by=by) as a:
        a.on(absent)
        if substitution.valid_from >= today():
            substitution.delete()
        else:
            substitution.valid_to = today() - timedelta(days=1)
            substitution.save(update_fields=["valid_to"])
