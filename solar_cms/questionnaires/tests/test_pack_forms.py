"""Forms in a pack: loaded with groups, rules and choices, refused with file and line."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from solar_cms.base.hooks import pack_sections
from solar_cms.law.reading import read_part
from solar_cms.questionnaires.models import Form
from solar_cms.questionnaires.states import Purpose

FORM = """
key = "survey_1"
titles = { lo = "ກ", en = "A survey" }
valid_from = 2026-01-01
status = "assumed"

[[section]]
key = "about"
titles = { lo = "ກ", en = "About" }

[[section]]
key = "work"
titles = { lo = "ກ", en = "Work" }
relevant = "${crop} = 'tea'"

[[question]]
key = "crop"
section = "about"
kind = "choice"
choices = "crops"
correct = "tea"
texts = { lo = "ກ", en = "Crop" }

[[question]]
key = "people"
section = "work"
kind = "repeat"
texts = { lo = "ກ", en = "People" }

[[question]]
key = "age"
section = "work"
group = "people"
kind = "number"
constraint = ". < 120"
texts = { lo = "ກ", en = "Age" }

[[choice]]
list = "crops"
key = "tea"
texts = { lo = "ກ", en = "Tea" }
"""


def written(folder: Path, text: str, kind: str = "surveys") -> Path:
    (folder / kind).mkdir()
    (folder / kind / "one.toml").write_text(text, encoding="utf-8")
    return folder / kind


def checked(folder: Path) -> list[tuple[str, str]]:
    section = pack_sections[folder.name]
    return [(p.code, p.field) for p in section.check(read_part(folder), folder)]


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ('choices = "crops"', 'choices = "fruit"', "form.no_list", 16),
        ('correct = "tea"', 'correct = "rice"', "form.correct", 16),
        (". < 120", ". <", "form.expression", 35),
        ("${crop} = 'tea'", "${crops} = 'tea'", "form.expression", 14),
        ('group = "people"', 'group = "others"', "checklist.unknown", 33),
        ('kind = "repeat"', 'kind = "repeat"\ngroup = "people"', "form.circle", 28),
        ('kind = "number"', 'kind = "age"', "pack.wrong_value", 34),
        ('list = "crops"\n', "", "pack.missing_key", 38),
        ('key = "age"', 'key = "crop"', "pack.twice", 31),
    ],
)
def test_a_fault_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, code: str, line: int
) -> None:
    assert old in FORM
    found = checked(written(tmp_path, FORM.replace(old, new, 1)))
    assert (code, f"surveys/one.toml:{line}") in found


@pytest.mark.django_db
def test_a_form_is_loaded_with_its_groups_and_rules(tmp_path: Path) -> None:
    for kind in ("surveys", "tests"):
        folder = written(tmp_path, FORM.replace("survey_1", kind), kind)
        assert checked(folder) == []
        version: Any = SimpleNamespace()
        pack_sections[kind].load(read_part(folder), version)
    form = Form.objects.get(key="surveys")
    assert form.purpose == Purpose.SURVEY
    assert Form.objects.get(key="tests").purpose == Purpose.TEST
    definition = form.versions.get().parsed()
    assert definition.members == {"people": ["age"]}
    assert definition.sections["work"]["relevant"]["tree"][0] == "="
    assert definition.lists == {"crops": ["tea"]}
