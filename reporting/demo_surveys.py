"""Answers to the first survey of the pack, so that counts have something to show."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from reporting.models import SurveyReturn
from reporting.surveys import published
from solar_cms.audit.acts import SYSTEM, act
from solar_cms.base.hooks import DemoWorld
from solar_cms.questionnaires.definition import Asked
from solar_cms.questionnaires.models import Answer, FormVersion, Response
from solar_cms.questionnaires.running import run
from solar_cms.questionnaires.states import Check, QuestionKind

RETURNS = 24


def seed(world: DemoWorld) -> None:
    version = published(world.today).first()
    if version is None:
        return
    user = world.store["users"]["monitor"]
    with act("demo.seeded", by=SYSTEM, answers=RETURNS):
        for _n in range(RETURNS):
            day = world.today - timedelta(days=world.random.randint(5, 200))
            district = world.random.choice(sorted(world.store["districts"]))
            response = _response(world, version, day, district)
            SurveyReturn.objects.create(
                form=version.form, response=response, district_id=district, answered_on=day,
                recorded_by=user,
            )  # fmt: skip


def _response(world: DemoWorld, version: FormVersion, day: Any, district: str) -> Response:
    lists = version.parsed().lists
    values = {
        key: _answer(world, one, lists)
        for key, one in version.parsed().asked.items()
        if not one.repeat and version.parsed().is_answered(key)
    }
    now = run(version.parsed(), {key: value for key, value in values.items() if value}, today=day)
    response = Response.objects.create(
        form_version=version, answered_on=day, language="lo", district_id=district
    )
    Answer.objects.bulk_create(
        Answer(response=response, question=key, value=value) for key, value in now.values.items()
    )
    return response


def _answer(world: DemoWorld, one: Asked, lists: Mapping[str, list[str]]) -> str:
    keys = lists.get(one.question.get("choices", ""), [])
    if one.kind == QuestionKind.CHECK:
        return str(world.random.choices(Check.values, [6, 3, 1])[0])
    if one.kind == QuestionKind.CHOICE and keys:
        return world.random.choice(keys)
    if one.kind == QuestionKind.CHOICES and keys:
        return " ".join(key for key in keys if world.random.random() < 0.4)
    if one.kind == QuestionKind.RATING:
        most = int(one.question.get("max", 5))
        return str(min(most, max(1, round(world.random.gauss(most * 0.7, 1)))))
    return str(world.random.randint(1, 12)) if one.kind == QuestionKind.NUMBER else ""
