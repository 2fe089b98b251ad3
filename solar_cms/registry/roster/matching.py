"""Who of the rows is already registered: three statements a chunk, by document, phone and name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from solar_cms.base.folding import Folder

# The names of a row, folded, are the whole of a registered name in one script: the search key
# holds the local name, then the Latin one.
SAME_NAME = """
  (r.local_key <> '' AND (p.search_key = r.local_key
     OR (starts_with(p.search_key, r.local_key || ' ')
         AND substr(p.search_key, length(r.local_key) + 2, 1) ~ '[a-z]')))
  OR (r.latin_key <> '' AND (p.search_key = r.latin_key
     OR (right(p.search_key, length(r.latin_key) + 1) = ' ' || r.latin_key
         AND substr(p.search_key, length(p.search_key) - length(r.latin_key) - 1, 1) !~ '[a-z]')))
"""

ROWS = """
  unnest(%s::int[], %s::text[], %s::text[], %s::text[], %s::int[], %s::text[], %s::text[])
    AS r(number, local_key, latin_key, village, year, phone, card)
"""

FIND = f"""
WITH r AS MATERIALIZED (SELECT * FROM {ROWS}),
found AS (
  SELECT r.number, d.person_id AS id, 'card' AS how
    FROM r JOIN registry_iddocument d ON d.kind = 'card' AND d.number = r.card
    WHERE r.card <> ''
  UNION ALL
  SELECT r.number, p.id, 'phone' FROM r JOIN registry_person p ON p.phone = r.phone AND p.phone <> ''
    WHERE r.phone <> ''
  UNION ALL
  SELECT r.number, p.id, 'name' FROM r
    JOIN registry_person p ON p.village_id = r.village AND p.birth_year = r.year
    WHERE r.village <> '' AND r.year IS NOT NULL AND ({SAME_NAME})
  UNION ALL
  SELECT r.number, p.id, 'name' FROM r JOIN registry_person p ON p.village_id = r.village
    WHERE r.village <> '' AND r.year IS NULL AND ({SAME_NAME})
),
pairs AS (SELECT number, id, array_agg(DISTINCT how) AS how FROM found GROUP BY number, id)
SELECT r.number, p.id::text, pairs.how, ({SAME_NAME}) AS same_name,
       p.given_name, p.family_name, p.given_name_latin, p.family_name_latin, p.sex, p.birth_year,
       p.birth_date::text, p.village_id, p.district_id, p.phone, p.household_id::text, p.literacy,
       (SELECT d.number FROM registry_iddocument d WHERE d.person_id = p.id AND d.kind = 'card'
          AND d.number <> '' LIMIT 1) AS card,
       (SELECT m.id::text FROM registry_groupmembership m WHERE m.person_id = p.id
          AND m.group_id = %s::uuid AND daterange(m.valid_from, m.valid_to, '[]') @> %s::date LIMIT 1)
         AS membership
FROM pairs JOIN r USING (number)
  JOIN registry_person p ON p.id = pairs.id AND p.merged_into_id IS NULL
ORDER BY r.number, cardinality(pairs.how) DESC, p.id
"""


@dataclass(frozen=True)
class Match:
    """A registered person that a row may mean."""

    id: str
    how: frozenset[str]
    same_name: bool
    given_name: str
    family_name: str
    given_name_latin: str
    family_name_latin: str
    sex: str
    birth_year: int | None
    birth_date: str | None
    village: str | None
    district: str
    phone: str
    household: str | None
    literacy: str
    card: str | None
    membership: str | None

    @property
    def local(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def latin(self) -> str:
        return f"{self.given_name_latin} {self.family_name_latin}".strip()


def find_matches(
    rows: Sequence[tuple[int, dict[str, Any]]],
    folder: Folder,
    *,
    group: str | None = None,
    since: str | None = None,
) -> dict[int, list[Match]]:
    """Row number → registered people alike, strongest first. `rows`: (number, cleaned values). group,
    since: whose members they may be already, on that day."""
    if not rows:
        return {}
    names = [
        (
            f"{v['given_name']} {v['family_name']}".strip(),
            f"{v['given_name_latin']} {v['family_name_latin']}".strip(),
        )
        for _number, v in rows
    ]
    folder.learn([name for pair in names for name in pair])
    with connection.cursor() as cursor:
        cursor.execute(
            FIND,
            [
                [number for number, _ in rows],
                [folder.fold(local) for local, _ in names],
                [folder.fold(latin) for _, latin in names],
                [v["village"] for _, v in rows],
                [v["birth_year"] for _, v in rows],
                [v["phone"] for _, v in rows],
                [v["card"] for _, v in rows],
                group,
                since,
            ],
        )
        found: dict[int, list[Match]] = {}
        for number, id_, how, *rest in cursor.fetchall():
            found.setdefault(number, []).append(Match(id_, frozenset(how), *rest))
    return found
