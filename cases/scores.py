"""How much of a checklist is in order, and how that changed since the visit before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from cases.models import Case, Visit
from solar_cms.accounts.models import User
from solar_cms.base.said import say_day
from solar_cms.base.texts import text_in
from solar_cms.questionnaires.rules import share_of


@dataclass(frozen=True)
class ScoreRow:
    """A section: items in order of those that apply, in per cent, points gained (None: no before)."""

    title: str
    in_order: int
    items: int
    not_applicable: int
    share: int | None
    change: int | None

    @property
    def change_said(self) -> str:
        return said_change(self.change)


def said_change(points: int | None) -> str:
    """+12, −3, ±0: percentage points."""
    if points is None:
        return ""
    return f"+{points}" if points > 0 else f"−{-points}" if points < 0 else "±0"


def per_cent(share: float | None) -> int | None:
    return None if share is None else round(100 * share)


def visit_before(visit: Visit, reader: User) -> Visit | None:
    """The last visit before with answers to the same form, of this case or at this workplace, of
    those that the reader may see."""
    if visit.response is None:
        return None
    same = Visit.objects.filter(
        case__in=Case.objects.visible_to(reader),
        case__workplace=visit.case.workplace_id,
        response__form_version__form=visit.response.form_version.form_id,
    )
    earlier = Q(visited_on__lt=visit.visited_on) | Q(visited_on=visit.visited_on, id__lt=visit.pk)
    return (
        same.filter(earlier)
        .select_related("response", "case")
        .order_by("-visited_on", "-id")
        .first()
    )


def compared(visit: Visit, before: Visit | None) -> list[ScoreRow]:
    """The sections of a visit's checklist that have items, in their order."""
    if visit.response is None:
        return []
    now = visit.response.scores
    then = before.response.scores if before and before.response else {}
    rows = []
    for section in visit.response.form_version.definition["sections"]:
        counts = now.get(section["key"])
        if counts is None:
            continue
        share, old = per_cent(share_of(counts)), per_cent(share_of(then.get(section["key"], {})))
        rows.append(
            ScoreRow(
                text_in(section.get("titles")) or _("Questions"),
                counts[0],
                counts[0] + counts[1],
                counts[2],
                share,
                share - old if share is not None and old is not None else None,
            )
        )
    return rows


def told(visit: Visit, before: Visit | None) -> str:
    """ "83% in order, +12 points since 3.5.2026"; "" without answers."""
    if visit.response is None:
        return ""
    share = per_cent(share_of(visit.response.scores))
    if share is None:
        return ""
    old = per_cent(share_of(before.response.scores)) if before and before.response else None
    if before is None or old is None:
        return _("%(share)s%% in order") % {"share": share}
    return _("%(share)s%% in order, %(change)s points since %(day)s") % {
        "share": share,
        "change": said_change(share - old),
        "day": say_day(before.visited_on),
    }


def told_of(visits: Iterable[Visit], reader: User) -> list[tuple[Visit, str]]:
    """The visits of one case, oldest first, each with what is told of its checklist. One query."""
    rows = list(visits)
    answered = [visit for visit in rows if visit.response is not None]
    before = visit_before(answered[0], reader) if answered else None
    found = []
    for visit in rows:
        found.append((visit, told(visit, before)))
        if visit.response is not None:
            before = visit
    return found
