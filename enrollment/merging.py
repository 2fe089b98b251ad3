"""How applications, memberships and promoters go from one record of a person to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from enrollment.models import Application, ApplicationDocument, Membership, Promoter
from enrollment.states import OPEN_APPLICATION
from solar_cms.base.hooks import Joined, MergeRule
from solar_cms.base.problems import Problem
from solar_cms.registry.merging.periods import joined_period, overlap, overlapping


def two_memberships(gone: Any, stays: Any) -> list[Problem]:
    """One person is once in a scheme at a time: which number holds is for the LSSO to say."""
    ours, theirs = (
        list(Membership.objects.filter(person=pk).select_related("scheme")) for pk in (stays, gone)
    )
    return [
        Problem(
            "merge.two_memberships",
            format_lazy(
                _(
                    "Both are in the scheme {scheme} at the same time, under the numbers {one} and "
                    "{other}. The LSSO says which number holds; correct the other membership first."
                ),
                scheme=row.scheme,
                one=mine.member_number,
                other=row.member_number,
            ),
        )
        for row in theirs
        for mine in ours
        if row.scheme_id == mine.scheme_id and overlap(row, mine)
    ]


def number_used(rows: Sequence[Any], stays: Any) -> dict[Any, Any]:
    """Memberships whose number the other record has used since: a number is one person's."""
    others = Membership.objects.filter(person=stays).exclude(pk__in=rows)
    shared = Membership.objects.filter(
        Exists(others.filter(member_number=OuterRef("member_number"))), pk__in=rows
    )
    why = _("its number serves another membership of the record kept")
    return {row.pk: why for row in shared}


def open_twice(gone: Any, stays: Any) -> list[Any]:
    same = _open(stays).filter(scheme=OuterRef("scheme"))
    return list(_open(gone).filter(Exists(same)))


def join_applications(row: Any, stays: Any) -> Joined:
    return Joined(_open(stays).get(scheme=row.scheme_id))


def _open(person: Any) -> Any:
    return Application.objects.filter(person=person, state__in=OPEN_APPLICATION)


def shown_twice(gone: Any, stays: Any) -> list[Any]:
    kinds = ApplicationDocument.objects.filter(application=stays).values("kind")
    return list(ApplicationDocument.objects.filter(application=gone, kind__in=kinds))


def join_shown(row: Any, stays: Any) -> Joined:
    return Joined(ApplicationDocument.objects.get(application=stays, kind=row.kind_id))


def appointed_twice(gone: Any, stays: Any) -> list[Any]:
    ours, theirs = (
        Promoter.objects.filter(person=pk).order_by("valid_from") for pk in (stays, gone)
    )
    return overlapping(theirs, ours)


def join_promoters(row: Any, stays: Any) -> Joined:
    return joined_period(row, list(Promoter.objects.filter(person=stays).order_by("valid_from")))


RULES: Mapping[str, MergeRule] = {
    "enrollment.Membership.person": MergeRule(problems=two_memberships, bound=number_used),
    "enrollment.Application.person": MergeRule(open_twice, join_applications),
    "enrollment.ApplicationDocument.application": MergeRule(shown_twice, join_shown),
    # An open application has no membership yet: nothing to move.
    "enrollment.Membership.application": MergeRule(),
    "enrollment.Promoter.person": MergeRule(appointed_twice, join_promoters),
}
