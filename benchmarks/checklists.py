"""Checklists: scores of 100,000 by district, a form of 300 questions checked and saved."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Count

from benchmarks.harness import Row, median
from solar_cms.accounts.models import User
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.places.models import District
from solar_cms.questionnaires.figures import responses_to, scores_by_district
from solar_cms.questionnaires.models import FormVersion
from solar_cms.questionnaires.operations import keep_draft, publish_form, record_response
from solar_cms.questionnaires.reading import prepared
from solar_cms.questionnaires.rules import problems_with_answers

ANSWERED, AT_ONCE = 100_000, 10_000
SECTIONS, QUESTIONS = 6, 50
DAY = date(2026, 1, 1)
# Straight into the table: only the reading is measured.
FILL = """
INSERT INTO questionnaires_response (id, version, form_version_id, answered_on, language, district_id, scores)
SELECT solar_uuid7(), 1, %s, %s::date + (n %% 365), 'lo', (%s::text[])[1 + n %% %s],
       (SELECT jsonb_object_agg('s' || s, jsonb_build_array(30 + (n * s) %% 20, (n + s) %% 15, n %% 5))
        FROM generate_series(1, %s) s)
FROM generate_series(%s, %s) n
"""


def question(at: int, number: int) -> dict[str, Any]:
    """Checks, one in five asked only if the one before says so."""
    made: dict[str, Any] = {"key": f"q{at}_{number}", "kind": "check", "texts": {"en": "Is it so?"}}
    if number % 5 == 4:
        made["relevant"] = f"${{q{at}_{number - 1}}} = 'no'"
    return made


def long_form(key: str = "bench_checklist") -> FormVersion:
    sections = [
        {
            "key": f"s{at}",
            "titles": {"en": f"Section {at}"},
            "questions": [question(at, number) for number in range(QUESTIONS)],
        }
        for at in range(1, SECTIONS + 1)
    ]
    definition = {"sections": sections, "choices": {}, "languages": ["en"]}
    return publish_form(key, titles={"en": key}, definition=definition, valid_from=DAY, by=SYSTEM)


def checklists(people: int) -> list[Row]:
    """Leaves nothing."""
    with transaction.atomic():
        with act("bench.arranged", by=SYSTEM):
            version = long_form()
            codes = list(District.objects.order_by("code").values_list("code", flat=True))
            with connection.cursor() as cursor:
                for first in range(1, ANSWERED, AT_ONCE):
                    values: list[Any] = [version.pk, DAY, codes, len(codes), SECTIONS]
                    cursor.execute(FILL, [*values, first, first + AT_ONCE - 1])
                cursor.execute("ANALYZE questionnaires_response")
        quarter = responses_to(version.form.key, since=DAY, until=DAY + timedelta(days=90))
        whole = median(lambda: scores_by_district(responses_to(version.form.key)))
        part = median(lambda: scores_by_district(quarter))
        plain = median(
            lambda: (
                responses_to(version.form.key).values("district").annotate(n=Count("pk")).count()
            )
        )
        rows = [
            Row(
                f"section scores by district of {ANSWERED:,} checklists",
                f"{whole * 1000:.0f} ms",
                f"{whole / plain:.1f}",
                "counting them by district",
            ),
            Row(
                "the same of one quarter",
                f"{part * 1000:.0f} ms",
                f"{part / whole:.2f}",
                "the year",
            ),
            *saving(version),
        ]
        transaction.set_rollback(True)
    return rows


def saving(version: FormVersion) -> list[Row]:
    chance = random.Random(1)
    answers = {
        q["key"]: (chance.choice(["yes", "yes", "no", "na"]), "") for q in version.questions()
    }
    user = User.objects.order_by("pk").first()
    size = SECTIONS * QUESTIONS
    checked = median(lambda: prepared(version.definition))

    def worked_out() -> None:
        version.__dict__.pop("_parsed", None)
        problems_with_answers(version, answers)

    examined = median(worked_out)
    recorded = median(lambda: record_response(version, answers, answered_on=DAY, by=SYSTEM), 3)
    rows = [
        Row(f"check of a definition of {size} questions", f"{checked * 1000:.0f} ms"),
        Row(f"{size} answers worked out", f"{examined * 1000:.0f} ms"),
        Row("recorded, with scores", f"{recorded * 1000:.0f} ms"),
        Row("the form as JSON", f"{len(json.dumps(version.definition)) / 1000:.0f} kB"),
    ]
    if user is not None:
        kept = median(lambda: keep_draft("bench", version, answers, by=user))
        rows.insert(3, Row("a section saved as draft", f"{(kept + examined) * 1000:.0f} ms"))
    return rows
