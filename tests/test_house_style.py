"""House style, held by tests: retention of personal data, used templates, short files."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
import yaml
from django.apps import apps
from django.db import models

from solar_cms.access_tables import models_of_ours

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("solar_cms", "cases", "enrollment", "trainings", "reporting")
TOP = (*PACKAGES, "tests", "benchmarks")
LINES, FUNCTION_LINES = 400, 60
STORY_LINES = 90  # a test that walks a whole thread is read from top to bottom
SOUNDS_PERSONAL = re.compile(
    r"^(name|name_local|name_latin|.*_name|given_name.*|family_name.*|aliases|phone|email|address|sex|birth_.*"
    r"|username|recipient|witness|representative|person|facts?|notes?|summary|description|reasons?"
    r"|.*_reason|.*_note|.*_said|house_number|ip_address|user_agent|error|payload)$"
)
# Pages that Django asks for by a name of its own; the last is for a browser without a line.
ASKED_FOR_BY_OTHERS = {
    "400.html", "403.html", "403_csrf.html", "404.html", "500.html", "offline.html",
}  # fmt: skip


def retention() -> dict:
    return yaml.safe_load((ROOT / "docs" / "data-retention.yaml").read_text(encoding="utf-8"))


def personal_fields(entry: dict) -> set[str]:
    return {name for names in entry.get("personal", {}).values() for name in names}


def sounds_personal(field: models.Field) -> bool:
    about_a_person = field.related_model is not None and field.related_model._meta.label in {
        "registry.Person", "cases.Complainant",
    }  # fmt: skip
    return about_a_person or (
        field.related_model is None
        and bool(SOUNDS_PERSONAL.match(field.name))
        and not isinstance(field, models.BooleanField)
    )


def test_every_model_says_what_it_keeps_about_people():
    listed = retention()["models"]
    missing = [model._meta.label for model in models_of_ours() if model._meta.label not in listed]
    assert missing == [], "add them to docs/data-retention.yaml"


def test_every_field_that_sounds_personal_has_a_rule():
    listed = retention()["models"]
    missing = []
    for model in models_of_ours():
        entry = listed.get(model._meta.label) or {}
        told = personal_fields(entry) | set(entry.get("plain", []))
        missing += [
            f"{model._meta.label}.{field.name}"
            for field in model._meta.local_fields
            if sounds_personal(field) and field.name not in told
        ]
    assert missing == [], "give them a rule in docs/data-retention.yaml, or a place under `plain`"


def test_the_retention_file_names_what_there_is():
    told = retention()
    for rule in told["rules"].values():
        assert set(rule) == {"keep", "then", "why"}
    wrong = []
    for label, entry in told["models"].items():
        model = apps.get_model(label)
        there = {field.name for field in model._meta.local_fields}
        given = personal_fields(entry) | set(entry.get("plain", []))
        wrong += [f"{label}.{name}" for name in given - there]
        wrong += [
            f"{label}: {rule}" for rule in entry.get("personal", {}) if rule not in told["rules"]
        ]
    assert wrong == []


def template_names() -> dict[str, Path]:
    folders = [
        ROOT / "templates",
        *[f for package in PACKAGES for f in (ROOT / package).rglob("templates")],
    ]
    return {
        str(path.relative_to(folder)): path
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_no_template_is_unused():
    names = template_names()
    sources = "\n".join(
        path.read_text(encoding="utf-8")
        for top in PACKAGES
        for path in (ROOT / top).rglob("*.py")
        if "tests" not in path.parts
    )
    pages = "\n".join(path.read_text(encoding="utf-8") for path in names.values())
    made_up = [  # render(request, f"registry/{name}.html")
        re.compile(re.sub(r"\\\{.*?\\\}", r"[^/]+", re.escape(found)))
        for found in re.findall(r'f"([^"\n]*\{[^"\n]*\.html)"', sources)
    ]
    unused = [
        name
        for name in names
        if not any(pattern.fullmatch(name) for pattern in made_up)
        and name not in ASKED_FOR_BY_OTHERS
        and not name.startswith(("admin/", "registration/", "django/", "rest_framework/"))
        and f'"{name}"' not in sources
        and f'"{name}"' not in pages
        and not (name.startswith("components/") and f'"{Path(name).stem}"' in sources)
    ]
    assert unused == []


def python_files() -> list[Path]:
    return [
        path
        for top in TOP
        for path in sorted((ROOT / top).rglob("*.py"))
        if not {"migrations", "__pycache__"} & set(path.parts)
    ]


def test_no_file_is_long():
    kinds = {".py", ".html", ".js", ".css", ".typ"}
    long = []
    for path in [*python_files(), *template_names().values(), *(ROOT / "static").rglob("*")]:
        if path.suffix in kinds and ".min." not in path.name:
            lines = len(path.read_text(encoding="utf-8").splitlines())
            if lines > LINES:
                long.append(f"{path.relative_to(ROOT)}: {lines}")
    assert long == []


def test_no_function_is_long():
    long = []
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.lineno + 1
                if lines > (STORY_LINES if "tests" in path.parts else FUNCTION_LINES):
                    long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {lines}")
    assert long == []


@pytest.mark.parametrize("word", ["TO" + "DO", "FIX" + "ME", "XX" + "X"])
def test_nothing_is_left_for_later(word: str):
    found = [
        str(path.relative_to(ROOT))
        for path in [*python_files(), *template_names().values()]
        if re.search(rf"\b{word}\b", path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_page_carries_its_own_style_or_script():
    """The content security policy would refuse it."""
    inline = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son(click|change|submit|load)=")
    found = [
        name
        for name, path in template_names().items()
        if path.suffix == ".html" and inline.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_every_migration_has_a_name():
    found = [
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("migrations/0*.py")
        if re.match(r"\d+_auto_", path.name)
    ]
    assert found == []
