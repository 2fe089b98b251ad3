"""The floors of the house hold in what a linter does not see: model relations, string keys."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("solar_cms", "cases", "enrollment", "trainings", "reporting")
# States import nothing of ours, so that anything may import them.
OURS = tuple(f"{package}." for package in PACKAGES)


def floors() -> dict[str, tuple[int, str]]:
    """App's package → (height, its own floor's neighbours), from the contract in pyproject.toml."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
    layers = contracts[0]["layers"]
    return {
        name.strip(): (len(layers) - height, layer)
        for height, layer in enumerate(layers)
        for name in layer.split("|")
    }


def python_files() -> list[Path]:
    return [
        path
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if "__pycache__" not in path.parts
    ]


def imports_of(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found


def test_every_app_stands_on_a_floor():
    known = floors()
    ours = {
        config.name for config in apps.get_app_configs() if config.name.split(".")[0] in PACKAGES
    }
    roof_and_servers = {"solar_cms", "solar_cms.embedded"}
    assert ours - roof_and_servers <= set(known)


def test_relations_point_down_only():
    known = floors()
    wrong = []
    for model in apps.get_models(include_auto_created=True):
        own = known.get(model._meta.app_config.name)
        if own is None:
            continue
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            target = field.related_model
            if target is None or target == model:
                continue
            other = known.get(target._meta.app_config.name)
            same_app = target._meta.app_label == model._meta.app_label
            if other is not None and not same_app and other[0] >= own[0]:
                wrong.append(f"{model._meta.label}.{field.name} → {target._meta.label}")
    assert wrong == []


def test_every_pair_of_apps_of_one_floor_is_apart():
    """What joins cases, enrollment and trainings is read in reporting."""
    known = floors()
    top = {name for name, (_height, layer) in known.items() if layer == known["cases"][1]}
    assert top == {"cases", "enrollment", "trainings"}


@pytest.mark.parametrize("path", [p for p in python_files() if p.stem == "states"], ids=str)
def test_states_import_nothing_of_ours(path: Path):
    ours = {name for name in imports_of(path) if name.startswith(OURS) and ".states" not in name}
    assert ours == set()


def test_migrations_import_no_app_code():
    wrong = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in python_files()
        if "migrations" in path.parts
        for name in imports_of(path)
        if name.startswith(OURS) and not name.startswith(("solar_cms.base", "solar_cms.audit"))
    }
    assert wrong == set()


def test_only_the_roof_imports_celerys_app():
    wrong = [
        str(path.relative_to(ROOT))
        for path in python_files()
        if "solar_cms.celery" in imports_of(path) and path.name != "apps.py"
    ]
    assert wrong == []


def test_no_file_sends_signals_of_our_own():
    wrong = [
        str(path.relative_to(ROOT))
        for path in python_files()
        if "django.dispatch" in imports_of(path) and "tests" not in path.parts
    ]
    assert wrong == []


def test_the_database_driver_is_the_pinned_one():
    """With psycopg 3 installed as well, Django would silently take that."""
    assert connection.Database.__name__ == "psycopg2"
