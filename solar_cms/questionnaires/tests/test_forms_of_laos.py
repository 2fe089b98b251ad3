"""The forms that the pack of Lao PDR ships, answered as people would."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from solar_cms.questionnaires.models import FormVersion
from solar_cms.questionnaires.pack_sections import definition_of
from solar_cms.questionnaires.reading import prepared
from solar_cms.questionnaires.rules import examined, scores_of, share_of

LAOS = Path(settings.PACKS_DIR) / "laos"
FORMS = sorted(
    path for folder in ("checklists", "tests", "surveys") for path in (LAOS / folder).iterdir()
)
# Thai letters, zero-width signs, and ຳ ໜ ໝ ຫຼ written otherwise.
MISSPELT = re.compile("[\u0e01-\u0e7f\u200b-\u200d\ufeff]|ໍາ|ຫນ|ຫມ|ຫລ")


@cache
def form(name: str) -> FormVersion:
    made, problems = prepared(definition_of(tomllib.loads((LAOS / name).read_text())))
    assert not problems
    return FormVersion(definition=made)


def all_yes(name: str, **answers: str) -> dict[str, tuple[str, str]]:
    """Every check answered yes beside the answers given."""
    asked = form(name).parsed().asked
    checks = {key: ("yes", "") for key, one in asked.items() if one.kind == "check"}
    return {**checks, **{key: (value, "") for key, value in answers.items()}}


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_every_form_is_sound_in_both_languages_and_spelt_right(path: Path) -> None:
    made, problems = prepared(definition_of(tomllib.loads(path.read_text())))
    assert problems == []
    assert len(made["sections"]) > 0
    assert MISSPELT.findall(path.read_text()) == []


def test_the_law_of_the_pack_is_spelt_right() -> None:
    for path in LAOS.glob("*.toml"):
        assert MISSPELT.findall(path.read_text()) == [], path.name


def test_where_nobody_works_only_the_place_and_children_are_asked_about() -> None:
    nobody = dict.fromkeys(
        ("workers_total", "workers_women", "workers_foreign", "workers_young"), "0"
    )
    now = examined(
        form("checklists/labour_conditions.toml"),
        all_yes("checklists/labour_conditions.toml", **nobody),
    )
    assert now.problems == []
    assert now.run.sections == {"unit", "young", "ending"}
    assert "young_work" not in now.kept


def test_more_women_than_workers_are_refused_in_words() -> None:
    counts = {
        "workers_total": "5",
        "workers_women": "6",
        "workers_foreign": "1",
        "workers_young": "0",
        "enrolled_count": "5",
    }
    now = examined(
        form("checklists/labour_conditions.toml"),
        all_yes("checklists/labour_conditions.toml", **counts),
    )
    (problem,) = now.problems
    assert problem.field == "workers_women"
    assert {"foreign", "wages"} <= now.run.sections
    assert "doctor" not in now.kept


def test_a_tea_farm_without_machines_is_not_asked_about_ladders_and_pulpers() -> None:
    name = "checklists/osh_coffee_tea.toml"
    farm = {
        "crop": "tea",
        "workers_total": "4",
        "workers_hired": "0",
        "machines_used": "no",
        "chemicals_used": "no",
    }
    now = examined(form(name), all_yes(name, **farm))
    assert now.problems == []
    assert not {"ladders", "guards", "chem_kept", "ppe_free"} & now.kept.keys()
    assert "plucking" in now.kept
    assert share_of(scores_of(now.run)) == 1


def test_digging_is_asked_about_where_they_dig() -> None:
    name = "checklists/construction.toml"
    for work, sections in (
        ("ground inside", {"digging"}),
        ("roof", set()),
        ("demolition", {"demolition"}),
    ):
        now = examined(form(name), all_yes(name, workers_total="12", work_now=work))
        assert now.problems == []
        assert now.run.sections & {"digging", "demolition"} == sections


@pytest.mark.parametrize("name", ["tests/test_osh.toml", "tests/test_social_security.toml"])
def test_all_right_answers_give_the_full_score_and_guessing_does_not(name: str) -> None:
    asked = form(name).parsed().asked
    right = {key: (one.question["correct"], "") for key, one in asked.items()}
    assert 10 <= len(right) <= 12
    assert share_of(scores_of(examined(form(name), right).run)) == 1
    for guess in "abc":
        same = dict.fromkeys(asked, (guess, ""))
        share = share_of(scores_of(examined(form(name), same).run))
        assert share is not None
        assert share < 0.5


def test_the_reflection_asks_34_questions_and_grantees_three_of_them() -> None:
    name = "surveys/midterm_reflection.toml"
    keys = [key for key in form(name).parsed().asked if re.match(r"q\d\d_", key)]
    assert [int(key[1:3]) for key in keys] == list(range(1, 35))
    asked_of = {
        grantee: set(examined(form(name), {"grantee": (grantee, "")}).run.relevant)
        for grantee in ("yes", "no")
    }
    assert {key[:3] for key in asked_of["yes"] - asked_of["no"]} == {"q17", "q18", "q19"}
