"""The checklists of the demo's visits: "no" where the visit found something, else "yes"."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from solar_cms.questionnaires.models import Answer, FormVersion, Response
from solar_cms.questionnaires.rules import scores_of
from solar_cms.questionnaires.running import run
from solar_cms.questionnaires.states import Check, QuestionKind


def answered(
    version: FormVersion, day: date, district: str, violations: Collection[str]
) -> tuple[Response, list[Answer]]:
    """A set of answers to every check of a checklist, not written yet."""
    found = set(violations)
    values = {
        one.key: str(Check.NO if one.question.get("violation") in found else Check.YES)
        for one in version.parsed().asked.values()
        if one.kind == QuestionKind.CHECK and not one.repeat
    }
    now = run(version.parsed(), values, today=day)
    response = Response(
        form_version=version, answered_on=day, language="lo", district_id=district,
        scores=scores_of(now),
    )  # fmt: skip
    kept = [(key, value) for key, value in values.items() if key in now.relevant]
    return response, [Answer(response=response, question=key, value=value) for key, value in kept]


def checklists_on(day: date) -> dict[str, FormVersion]:
    """Key of a form → its wording in use on a day."""
    versions = FormVersion.objects.filter(valid_from__lte=day).select_related("form")
    return {one.form.key: one for one in versions.order_by("valid_from", "number")}
