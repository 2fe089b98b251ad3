"""Who holds the open cases, how late they are, and what each inspector has to do and has done.

Counted by the database in one pass over the open cases: each number is the length of the list that
it links to.
"""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Count, F, Sum
from django.http import QueryDict
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from cases.clocks.forms import week_end
from cases.models import OpenCase, Visit
from cases.procedure import Rules, rules_of_version
from cases.said import due_tag
from cases.states import Act, VisitOutcome
from solar_cms.accounts.models import User
from solar_cms.base.face import Tag
from solar_cms.base.models import today
from solar_cms.places.models import Province
from solar_cms.work.calendar import calendar_of

SUMS = """
SELECT GROUPING(held.lead_id, held.province), held.lead_id, held.province, count(*),
       count(*) FILTER (WHERE held.next_due < %s),
       count(*) FILTER (WHERE held.next_due BETWEEN %s AND %s),
       count(held.suspended_on), min(held.opened_on), min(held.next_due)
FROM ({cases}) held
GROUP BY GROUPING SETS ((held.lead_id), (held.province), ())
"""
BY_OWNER, BY_PROVINCE, OVER_ALL = 1, 2, 3


@dataclass
class Held:
    """The open cases of an inspector, of a province, or all: numbers of cases, and dates.

    who: the user, the province, None (nobody leads them, or all). late: a clock has run out.
    week: the next clock ends this week, none is late. query: the list they are.
    """

    who: User | Province | None
    open: int = 0
    late: int = 0
    week: int = 0
    suspended: int = 0
    oldest: date | None = None
    next_due: date | None = None
    query: dict[str, str] = field(default_factory=dict)
    due: Tag | None = None

    @property
    def name(self) -> str:
        return self.who.name if self.who else ""

    def _url(self, **more: str) -> str:
        return f"{reverse('cases')}?{urlencode({**self.query, **more})}"

    @property
    def open_url(self) -> str:
        return self._url(stage="open")

    @property
    def late_url(self) -> str:
        return self._url(stage="open", due="late", sort="due")

    @property
    def week_url(self) -> str:
        return self._url(stage="open", due="week", sort="due")

    @property
    def suspended_url(self) -> str:
        return self._url(stage="suspended")

    @property
    def oldest_url(self) -> str:
        return self._url(stage="open", sort="opened")


@dataclass
class Holdings:
    """owners: the latest first, then the most burdened; nobody: cases without a lead."""

    owners: list[Held]
    nobody: Held
    provinces: list[Held]
    total: Held

    @property
    def rows(self) -> list[Held]:
        """By inspector, cases without a lead last."""
        return [*self.owners, *([self.nobody] if self.nobody.open else [])]


def held_by(user: User, right: str = "cases.view") -> Holdings:
    """The open cases where a right of the reader reaches, by who leads them and by province; at
    most four queries."""
    empty = Holdings([], Held(None), [], Held(None))
    if not user.scope.may(right):
        return empty
    rows = (
        OpenCase.objects.visible_to(user, right)
        .annotate(province=F("district__province"))
        .values("lead_id", "province", "opened_on", "suspended_on", "next_due")
    )
    sql, params = rows.query.sql_with_params()
    day = today()
    with connection.cursor() as cursor:
        cursor.execute(SUMS.format(cases=sql), [day, day, week_end(day), *params])
        found = cursor.fetchall()
    people = User.objects.in_bulk([row[1] for row in found if row[1]])
    places = Province.objects.in_bulk([row[2] for row in found if row[2]])
    sums: dict[int, list[Held]] = defaultdict(list)
    for level, lead, province, *numbers in found:
        who: Any = people.get(lead) or places.get(province)
        held = Held(who, *numbers)
        held.query = _query(level, lead, province)
        sums[level].append(held)
    owners = sorted(
        (one for one in sums[BY_OWNER] if one.who),
        key=lambda one: (-one.late, -one.week, -one.open, one.name),
    )
    calendar = calendar_of()
    for one in (each for level in sums.values() for each in level):
        one.due = due_tag(one.next_due, calendar, day)
    provinces = sorted(sums[BY_PROVINCE], key=lambda one: (-one.late, -one.open, one.name))
    nobody = next((one for one in sums[BY_OWNER] if one.who is None), empty.nobody)
    return Holdings(owners, nobody, provinces, next(iter(sums[OVER_ALL]), empty.total))


def _query(level: int, lead: uuid.UUID | None, province: str | None) -> dict[str, str]:
    if level == BY_PROVINCE:
        return {"province": str(province)}
    return {"owner": str(lead) if lead else "nobody"} if level == BY_OWNER else {}


def export_holdings(user: User, query: QueryDict) -> tuple[int, Iterable[list[Any]]]:
    """The table by inspector."""
    rows = held_by(user).rows
    return len(rows), _holdings(rows)


def _holdings(rows: list[Held]) -> Iterator[list[Any]]:
    yield [
        _("Inspector"), _("Open"), _("Late"), _("This week"), _("Suspended"), _("Oldest"),
        _("Next deadline"),
    ]  # fmt: skip
    for one in rows:
        yield [
            one.name or _("Nobody yet"), one.open, one.late, one.week, one.suspended, one.oldest,
            one.next_due,
        ]  # fmt: skip


# --- workload ------------------------------------------------------------------------------------


@dataclass
class Work:
    """What an inspector has in hand. stages: name, cases, address of the list, the most first."""

    user: User
    open: int = 0
    stages: list[tuple[str, int, str]] = field(default_factory=list)
    to_visit: int = 0
    visited: int = 0
    to_verify: int = 0
    to_confirm: int = 0

    @property
    def url(self) -> str:
        return f"{reverse('cases')}?{urlencode({'owner': str(self.user.pk), 'stage': 'open'})}"


def quarter_start(day: date) -> date:
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def work_of(user: User) -> list[Work]:
    """Inspectors who lead open cases that the reader sees, or visited this quarter; three queries."""
    cases = OpenCase.objects.visible_to(user).filter(lead__isnull=False)
    at = cases.values_list("lead", "pack_version", "kind", "stage")
    counted = at.annotate(n=Count("pk"), drafts=Sum("drafts"), evidence=Sum("evidence"))
    work: dict[Any, Work] = defaultdict(lambda: Work(User()))
    stages: dict[Any, Counter[str]] = defaultdict(Counter)
    names: dict[str, str] = {}
    for person, version, kind, stage, number, drafts, evidence in counted:
        rules = rules_of_version(version)
        work[person].open += number
        work[person].to_confirm += drafts
        work[person].to_verify += evidence
        stages[person][stage] += number
        names[stage] = rules.stages[stage].name
        if _is_visited_from(rules, kind, stage):
            work[person].to_visit += number
    since = quarter_start(today())
    made = Visit.objects.visible_to(user).filter(visited_on__gte=since, outcome=VisitOutcome.DONE)
    by_whom = made.filter(recorded_by__isnull=False).order_by().values_list("recorded_by")
    for person, number in by_whom.annotate(n=Count("*")):
        work[person].visited = number
    people = User.objects.in_bulk(list(work))
    for person, one in work.items():
        one.user = people[person]
        one.stages = [
            (names[stage], n, f"{reverse('cases')}?{urlencode({'owner': person, 'stage': stage})}")
            for stage, n in stages[person].most_common()
        ]
    return sorted(work.values(), key=lambda one: (-one.open, -one.visited, one.user.name))


def _is_visited_from(rules: Rules, kind: str, stage: str) -> bool:
    """Does a case of this kind wait for its visit at this stage?"""
    return any(t.to not in {"", stage} for t in rules.ways(kind, {"": stage}, act=Act.VISIT))


def export_work(user: User, query: QueryDict) -> tuple[int, Iterable[list[Any]]]:
    rows = work_of(user)
    return len(rows), _work(rows)


def _work(rows: list[Work]) -> Iterator[list[Any]]:
    yield [
        _("Inspector"), _("Open"), _("By stage"), _("Visits to make"), _("Visits made this quarter"),
        _("Evidence to check"), _("Findings to confirm"),
    ]  # fmt: skip
    for one in rows:
        yield [
            one.user.name, one.open, "; ".join(f"{name} {n}" for name, n, _url in one.stages),
            one.to_visit, one.visited, one.to_verify, one.to_confirm,
        ]  # fmt: skip
