"""How likely two records are one person: one scorer for entry, import and the nightly search.

Candidates come from blocks that an index answers: same village and birth year (a year either way),
same phone, same document, same full name by its sound, same household. Each is scored in the
database by adding what speaks for it and against it. docs/duplicates.md tells the points and how
they were measured.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection

# From how many points a pair is asked about: in the queue, and while a person is being registered
# (there a needless question costs a glance, a missed one a second record).
ASK, ASK_AT_ENTRY = 700, 600
NAMES_APART = 550  # below, two names are two names
FEW = 3  # so many bear a rare full name, the one asked about included

# What speaks for one person, and against. A name counts by how alike it is (see NAME).
POINTS = {
    "name": 450, "letters": 50, "rare": 170,
    "year_same": 150, "year_near": 120, "year_off": -250, "date_same": 120, "date_turned": 60,
    "date_differs": -60, "village_same": 200, "village_other": -40, "district_same": 40,
    "district_other": -100, "phone_same": 280, "phone_other": -20, "sex_other": -350,
    "document_same": 550, "card_near": 120, "card_other": -350, "household_same": 60,
}  # fmt: skip

PEOPLE = """
  SELECT s.person_id::text AS ref, s.person_id AS person, s.given, s.family, s.given_latin,
    s.family_latin, s.key, s.key_latin, lower(p.given_name || ' ' || p.family_name) AS local,
    lower(p.given_name_latin || ' ' || p.family_name_latin) AS latin, p.sex, p.birth_year,
    p.birth_date, p.village_id AS village, p.district_id AS district, p.phone,
    p.household_id AS household,
    ARRAY(SELECT translate(d.number, '-./ ', '') FROM registry_iddocument d
      WHERE d.person_id = p.id AND d.number <> '') AS documents,
    coalesce((SELECT translate(d.number, '-./ ', '') FROM registry_iddocument d
      WHERE d.person_id = p.id AND d.kind = 'card' AND d.number <> '' LIMIT 1), '') AS card,
    ARRAY(SELECT solar_sound(x) FROM unnest(p.aliases) AS x) AS aliases,
    solar_alias_keys(p.aliases) AS alias_keys
  FROM registry_personsound s JOIN registry_person p ON p.id = s.person_id
  WHERE s.person_id = ANY(%(people)s) AND p.merged_into_id IS NULL
"""
TYPED = """
  SELECT r.ref, r.person, g.s AS given, f.s AS family, gl.s AS given_latin, fl.s AS family_latin,
    solar_name_key(g.s, f.s) AS key, solar_name_key(gl.s, fl.s) AS key_latin,
    lower(r.given_name || ' ' || r.family_name) AS local,
    lower(r.given_name_latin || ' ' || r.family_name_latin) AS latin, r.sex, r.birth_year,
    r.birth_date, r.village, r.district, r.phone, r.household,
    CASE WHEN r.card = '' THEN '{}' ELSE ARRAY[translate(r.card, '-./ ', '')] END AS documents,
    translate(r.card, '-./ ', '') AS card,
    ARRAY(SELECT solar_sound(x) FROM unnest(r.aliases) AS x) AS aliases,
    solar_alias_keys(r.aliases) AS alias_keys
  FROM rows r JOIN said g ON g.t = r.given_name JOIN said f ON f.t = r.family_name
  JOIN said gl ON gl.t = r.given_name_latin JOIN said fl ON fl.t = r.family_name_latin
"""
ROWS = """
rows AS MATERIALIZED (
  SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb) AS r(ref text, person uuid, given_name text,
    family_name text, given_name_latin text, family_name_latin text, sex text, birth_year int,
    birth_date date, village text, district text, phone text, household uuid, card text,
    aliases text[])
),
said AS MATERIALIZED (
  SELECT t, solar_sound(t) AS s FROM (
    SELECT DISTINCT n.t FROM rows r CROSS JOIN LATERAL unnest(
      ARRAY[r.given_name, r.family_name, r.given_name_latin, r.family_name_latin]) AS n(t)) AS one
),
"""
# MATERIALIZED where the planner would otherwise read all people of a year for each name.
BLOCKS = """
keys AS MATERIALIZED (
  SELECT ref, key FROM asked WHERE key <> ''
  UNION SELECT ref, key_latin FROM asked WHERE key_latin <> ''
  UNION SELECT ref, unnest(alias_keys) FROM asked WHERE cardinality(alias_keys) > 0
),
same_key AS MATERIALIZED (
  SELECT k.ref, s.person_id AS id FROM keys k JOIN registry_personsound s
    ON s.key = k.key AND s.key <> ''
  UNION
  SELECT k.ref, s.person_id FROM keys k JOIN registry_personsound s
    ON s.key_latin = k.key AND s.key_latin <> ''
  UNION
  SELECT k.ref, p.id FROM keys k JOIN registry_person p
    ON p.aliases <> '{}' AND solar_alias_keys(p.aliases) @> ARRAY[k.key]
),
bearers AS MATERIALIZED (SELECT ref, count(*) AS people FROM same_key GROUP BY ref),
same_document AS MATERIALIZED (
  SELECT a.ref, d.person_id AS id FROM asked a JOIN registry_iddocument d
    ON translate(d.number, '-./ ', '') = ANY(a.documents) AND d.number <> ''
),
blocks AS (
  SELECT ref, id, bool_or(by_document) AS by_document, max(aliases) AS aliases FROM (
    SELECT a.ref, p.id, false AS by_document, p.aliases FROM asked a JOIN registry_person p
      ON p.village_id = a.village AND p.birth_year BETWEEN a.birth_year - 1 AND a.birth_year + 1
    UNION ALL
    SELECT a.ref, p.id, false, p.aliases FROM asked a JOIN registry_person p ON p.phone = a.phone AND p.phone <> ''
    UNION ALL
    SELECT d.ref, d.id, true, p.aliases FROM same_document d JOIN registry_person p ON p.id = d.id
    UNION ALL
    SELECT a.ref, p.id, false, p.aliases FROM asked a JOIN registry_person p ON p.household_id = a.household
    UNION ALL
    SELECT a.ref, p.id, false, p.aliases FROM same_key k JOIN asked a ON a.ref = k.ref
      JOIN registry_person p ON p.id = k.id
      WHERE p.village_id = a.village OR p.birth_year BETWEEN a.birth_year - 1 AND a.birth_year + 1
        OR ((p.birth_year IS NULL OR a.birth_year IS NULL) AND p.district_id = a.district)
  ) AS each GROUP BY ref, id
),
"""
# Where both are written in one script, that script is compared; else one with the other. What somebody
# is called besides is compared with all names of the other.
NAMED = """
named AS MATERIALIZED (
  SELECT b.ref, b.id, greatest(n.alike, c.alike) AS alike, c.alike > n.alike AS by_alias FROM blocks b JOIN asked a ON a.ref = b.ref
  JOIN registry_personsound s ON s.person_id = b.id
  CROSS JOIN LATERAL (SELECT greatest(
    CASE WHEN a.given <> '' AND s.given <> ''
      THEN solar_names_alike(a.given, a.family, s.given, s.family) END,
    CASE WHEN a.given_latin <> '' AND s.given_latin <> ''
      THEN solar_names_alike(a.given_latin, a.family_latin, s.given_latin, s.family_latin) END,
    CASE WHEN (a.given = '' OR s.given = '') AND (a.given_latin = '' OR s.given_latin = '')
      THEN CASE WHEN a.given <> ''
        THEN solar_names_alike(a.given, a.family, s.given_latin, s.family_latin)
        ELSE solar_names_alike(a.given_latin, a.family_latin, s.given, s.family) END END,
    0) AS alike) AS n
  CROSS JOIN LATERAL (SELECT CASE WHEN cardinality(a.aliases) + cardinality(b.aliases) = 0 THEN 0
    ELSE coalesce((SELECT max(solar_names_alike(o.given, o.family, o.called, '')) FROM (
      SELECT a.given, a.family, solar_sound(x) AS called FROM unnest(b.aliases) AS x
      UNION ALL SELECT a.given_latin, a.family_latin, solar_sound(x) FROM unnest(b.aliases) AS x
      UNION ALL SELECT s.given, s.family, y FROM unnest(a.aliases) AS y
      UNION ALL SELECT s.given_latin, s.family_latin, y FROM unnest(a.aliases) AS y
      UNION ALL SELECT y, '', solar_sound(x) FROM unnest(a.aliases) AS y, unnest(b.aliases) AS x
    ) AS o), 0) END AS alike) AS c
  WHERE b.id IS DISTINCT FROM a.person {other}
    AND (greatest(n.alike, c.alike) >= {apart} OR b.by_document)
)
"""
EVIDENCE = """
  SELECT sum(points) AS score, jsonb_agg(jsonb_build_object('kind', kind, 'how', how, 'points', points, 'for', points > 0)
      ORDER BY at) FILTER (WHERE points <> 0) AS evidence
  FROM (VALUES
    (1, 'name', CASE WHEN n.same_letters THEN 'letters' WHEN n.by_alias THEN 'alias'
        WHEN n.alike >= 1000 THEN 'sound'
        WHEN n.alike >= 970 THEN 'order' ELSE 'near' END,
      {name} - {name} * (1000 - n.alike) * (1000 - n.alike) / (450 * 450)
        + CASE WHEN n.same_letters THEN {letters} ELSE 0 END),
    (2, 'rare', 'same', CASE WHEN n.bearers <= {few} THEN {rare} ELSE 0 END),
    (3, 'birth', CASE WHEN p.birth_date = a.birth_date THEN 'date' WHEN p.birth_year = a.birth_year
          AND to_char(p.birth_date, 'MMDD') = to_char(a.birth_date, 'DDMM') THEN 'turned'
        WHEN p.birth_date <> a.birth_date AND p.birth_year = a.birth_year THEN 'day'
        WHEN p.birth_year = a.birth_year THEN 'year'
        WHEN abs(p.birth_year - a.birth_year) = 1 THEN 'near' ELSE 'differs' END,
      CASE WHEN p.birth_year IS NULL OR a.birth_year IS NULL THEN 0
        WHEN p.birth_date = a.birth_date THEN {year_same} + {date_same}
        WHEN p.birth_year = a.birth_year THEN {year_same}
          + CASE WHEN p.birth_date IS NULL OR a.birth_date IS NULL THEN 0
              WHEN to_char(p.birth_date, 'MMDD') = to_char(a.birth_date, 'DDMM') THEN {date_turned}
              ELSE {date_differs} END
        WHEN abs(p.birth_year - a.birth_year) = 1 THEN {year_near} ELSE {year_off} END),
    (4, 'village', CASE WHEN p.village_id = a.village THEN 'same' WHEN p.district_id <> a.district
        THEN 'district' WHEN p.village_id <> a.village THEN 'differs' ELSE 'near' END,
      CASE WHEN p.village_id = a.village THEN {village_same} WHEN p.district_id <> a.district
        THEN {district_other} WHEN p.village_id <> a.village THEN {village_other}
        ELSE {district_same} END),
    (5, 'sex', 'differs', CASE WHEN p.sex <> a.sex AND a.sex <> '' THEN {sex_other} ELSE 0 END),
    (6, 'phone', CASE WHEN p.phone = a.phone THEN 'same' ELSE 'differs' END,
      CASE WHEN p.phone = '' OR a.phone = '' THEN 0 WHEN p.phone = a.phone THEN {phone_same}
        ELSE {phone_other} END),
    (7, 'document', CASE WHEN d.same THEN 'same' WHEN d.apart <= 1 THEN 'near' ELSE 'differs' END,
      CASE WHEN d.same THEN {document_same} WHEN d.apart <= 1 THEN {card_near}
        WHEN d.apart > 1 THEN {card_other} ELSE 0 END),
    (8, 'household', 'same',
      CASE WHEN p.household_id = a.household THEN {household_same} ELSE 0 END)
  ) AS e(at, kind, how, points)
""".format(**POINTS, few=FEW)
SCORED = f"""
SELECT a.ref, p.id, least(1000, greatest(0, e.score))::int AS score, e.evidence
FROM named JOIN asked a ON a.ref = named.ref JOIN registry_person p ON p.id = named.id
LEFT JOIN same_key k ON k.ref = named.ref AND k.id = named.id
LEFT JOIN bearers ON bearers.ref = k.ref
CROSS JOIN LATERAL (SELECT named.alike, named.by_alias,
    bearers.people + CASE WHEN a.person IS NULL THEN 1 ELSE 0 END AS bearers,
    (btrim(a.local) <> '' AND a.local = lower(p.given_name || ' ' || p.family_name))
    OR (btrim(a.latin) <> '' AND a.latin = lower(p.given_name_latin || ' ' || p.family_name_latin))
    AS same_letters) AS n
CROSS JOIN LATERAL (
  SELECT bool_or(translate(d.number, '-./ ', '') = ANY(a.documents)) AS same,
    min(levenshtein(translate(d.number, '-./ ', ''), a.card))
      FILTER (WHERE d.kind = 'card' AND a.card <> '') AS apart
  FROM registry_iddocument d WHERE d.person_id = p.id AND d.number <> '') AS d
CROSS JOIN LATERAL ({EVIDENCE}) AS e
WHERE e.score >= %(ask)s AND p.merged_into_id IS NULL
"""


@dataclass(frozen=True)
class Likeness:
    """A registered person like the one asked about, and why."""

    person: UUID
    score: int
    evidence: list[dict[str, Any]] = field(default_factory=list)


def search_sql(other: str = "") -> str:
    """What follows `WITH asked AS (…),` or, where `asked` is a table, `WITH`: (ref, id, score,
    evidence). other: a further condition on the candidate's names (s) and the asked (a)."""
    return f"{BLOCKS} {NAMED.format(other=other, apart=NAMES_APART)} {SCORED}"


EMPTY: dict[str, Any] = {
    "given_name": "", "family_name": "", "given_name_latin": "", "family_name_latin": "", "sex": "",
    "birth_year": None, "birth_date": None, "village": None, "district": "", "phone": "",
    "household": None, "card": "", "person": None, "aliases": (),
}  # fmt: skip


def likely(
    rows: Mapping[str, Mapping[str, Any]], *, ask: int = ASK, most: int = 5
) -> dict[str, list[Likeness]]:
    """Reference → registered people like the facts given (names of EMPTY), most alike first.

    Set-based: one statement for all rows. `person`: the record itself, which is left out.
    """
    if not rows:
        return {}
    facts = [
        {**EMPTY, **{k: v for k, v in row.items() if k in EMPTY and v is not None}, "ref": ref}
        for ref, row in rows.items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH {ROWS} asked AS MATERIALIZED ({TYPED}), {search_sql()} "
            "ORDER BY a.ref, e.score DESC, p.id",
            {"rows": json.dumps(facts, default=str), "ask": ask},
        )
        found: dict[str, list[Likeness]] = {}
        for ref, person, score, evidence in cursor.fetchall():
            people = found.setdefault(ref, [])
            if len(people) < most:
                people.append(Likeness(person, score, _read(evidence)))
    return found


def _read(evidence: Any) -> list[dict[str, Any]]:
    return json.loads(evidence) if isinstance(evidence, str) else list(evidence or [])


def supports(evidence: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What speaks for one person."""
    return [one for one in evidence if one["points"] > 0]
