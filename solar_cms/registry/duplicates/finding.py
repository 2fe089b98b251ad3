"""The search for duplicates among all people: those whose facts changed since the last one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection

from solar_cms.audit.acts import CALENDAR, HasActor, act
from solar_cms.base.models import today
from solar_cms.registry.duplicates.scoring import ASK, PEOPLE, search_sql
from solar_cms.registry.models import DuplicatePair, PersonSound
from solar_cms.registry.states import UNDECIDED, PairState

CHUNK = 5000
MANY = 500
READ = ("registry_person", "registry_personsound", "registry_iddocument", "registry_nameword")

ASKED = f"CREATE TEMP TABLE asked ON COMMIT DROP AS {PEOPLE}; ANALYZE asked"
# A pair is looked at from both sides only where the other side is not compared now or later.
ONE_SIDE = "AND (b.id > a.person OR s.is_compared)"
AMONG = "AND (b.id > a.person OR s.is_compared OR b.id <> ALL(%(people)s))"
FIND = """
CREATE TEMP TABLE found_pairs ON COMMIT DROP AS
SELECT least(ref::uuid, id) AS first, greatest(ref::uuid, id) AS second, max(score) AS score,
  (array_agg(evidence))[1] AS evidence
FROM (WITH {search}) AS pairs
GROUP BY 1, 2
"""
KEEP = """
INSERT INTO registry_duplicatepair
  (id, version, first_id, second_id, score, evidence, state, found_at, reason)
SELECT solar_uuid7(), 1, first, second, score, evidence, %(open)s, now(), '' FROM found_pairs
ON CONFLICT (first_id, second_id) DO UPDATE
  SET score = excluded.score, evidence = excluded.evidence,
    state = CASE WHEN registry_duplicatepair.state = %(different)s THEN %(open)s
      ELSE registry_duplicatepair.state END,
    decided_at = CASE WHEN registry_duplicatepair.state = %(different)s THEN NULL
      ELSE registry_duplicatepair.decided_at END,
    decided_by_id = CASE WHEN registry_duplicatepair.state = %(different)s THEN NULL
      ELSE registry_duplicatepair.decided_by_id END,
    reason = CASE WHEN registry_duplicatepair.state = %(different)s THEN ''
      ELSE registry_duplicatepair.reason END
  WHERE (registry_duplicatepair.state = ANY(%(undecided)s)
      AND registry_duplicatepair.evidence <> excluded.evidence)
    OR (registry_duplicatepair.state = %(different)s
      AND excluded.score > registry_duplicatepair.score)
RETURNING (xmax = 0)
"""
DROP_STALE = """
DELETE FROM registry_duplicatepair pair
WHERE pair.state = ANY(%(undecided)s)
  AND (pair.first_id = ANY(%(people)s) OR pair.second_id = ANY(%(people)s))
  AND NOT EXISTS (SELECT 1 FROM found_pairs f
    WHERE f.first = pair.first_id AND f.second = pair.second_id)
  AND NOT EXISTS (SELECT 1 FROM registry_personsound s
    WHERE s.person_id IN (pair.first_id, pair.second_id) AND NOT s.is_compared
      AND s.person_id <> ALL(%(people)s))
"""


@dataclass
class Found:
    """What a search did: people looked at, pairs new and changed, pairs that are none any more."""

    people: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0
    back: int = 0


def find_duplicates(
    *,
    by: HasActor = CALENDAR,
    everyone: bool = False,
    among: Collection[UUID] | None = None,
    chunk: int = CHUNK,
) -> Found:
    """Look for pairs among the people whose facts changed since they were last compared.

    everyone: all people again. among: only these, as far as they changed. What was decided stays decided, unless changed facts made two
    more alike than they were when somebody said that they differ; what was put off comes back on its
    day. Each chunk is an act of its own: stopped half-way, the next search goes on.
    """
    if everyone:
        PersonSound.objects.filter(is_compared=True).update(is_compared=False)
    done = Found(back=bring_back(by=by))
    waiting = PersonSound.objects.filter(is_compared=False).order_by("person")
    if among is not None:
        waiting = waiting.filter(pk__in=among)
    if waiting.count() > MANY:
        with connection.cursor() as cursor:  # after a large import nothing is known of the tables
            cursor.execute(f"ANALYZE {', '.join(READ)}")
    while people := list(waiting.values_list("person_id", flat=True)[:chunk]):
        _compare(people, by, done, ONE_SIDE if among is None else AMONG)
    return done


def _compare(people: list[UUID], by: HasActor, done: Found, other: str) -> None:
    values: dict[str, Any] = {
        "people": people,
        "ask": ASK,
        "undecided": [str(state) for state in UNDECIDED],
        **{state.value: state.value for state in PairState},
    }
    with act("duplicates.searched", by=by, people=len(people)) as a, connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(ASKED, values)
        cursor.execute(FIND.format(search=search_sql(other)), values)
        cursor.execute(KEEP, values)
        new = [is_new for (is_new,) in cursor.fetchall()]
        cursor.execute(DROP_STALE, values)
        gone = cursor.rowcount
        cursor.execute("DROP TABLE found_pairs, asked")
        PersonSound.objects.filter(pk__in=people).update(is_compared=True)
        a.note(new=sum(new), changed=len(new) - sum(new), gone=gone)
    done.people += len(people)
    done.new += sum(new)
    done.changed += len(new) - sum(new)
    done.gone += gone


def bring_back(*, by: HasActor = CALENDAR) -> int:
    """Ask again about the pairs that were put off until today."""
    due = DuplicatePair.objects.filter(state=PairState.LATER, again_on__lte=today())
    if not due.exists():
        return 0
    with act("duplicates.brought_back", by=by) as a:
        count = due.update(
            state=PairState.OPEN, again_on=None, decided_at=None, decided_by=None, reason=""
        )
        a.note(pairs=count)
    return count


def open_pairs_of(person: Any, user: Any) -> Any:
    """The undecided pairs of a person that this user may decide."""
    return DuplicatePair.objects.visible_to(user).of(person).filter(state=PairState.OPEN)
