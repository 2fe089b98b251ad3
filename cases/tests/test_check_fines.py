"""A fines.toml with a gap, an overlap or an unknown word is refused with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.fines.checking import check_fines
from cases.tests import factories as make
from cases.tests.fine_rules import TOML
from solar_cms.law.reading import read_file


def faults(tmp_path: Path, text: str) -> list[tuple[str, int]]:
    """The codes of what is wrong and the lines they are in."""
    for name in ("procedure.toml", "violations.toml"):
        (tmp_path / name).write_text((make.LAOS / name).read_text())
    path = tmp_path / "fines.toml"
    path.write_text(text)
    found = check_fines(read_file(path), path)
    return [(p.code, int(p.field.rpartition(":")[2])) for p in found]


def line_of(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "code", "at"),
    [
        ("from = 11\nto = 30", "from = 12\nto = 30", "fines.gap", "from = 12"),
        ("from = 11\nto = 30", "from = 9\nto = 30", "fines.overlap", "from = 9"),
        ("from = 31\npercent = 20", "from = 31\nto = 90\npercent = 20", "fines.gap", "to = 90"),
        ('size = "micro"\nseverity = "serious"', 'size = "other"\nseverity = "serious"',
         "fines.overlap", "from = 1\namount = 9"),
        ('violations = ["minimum_wage"]', 'violations = ["greed"]', "fines.unknown", "[\"greed\"]"),
        ('severities = ["medium", "serious"]', 'severities = ["medium", "awful"]',
         "fines.unknown", '"awful"'),
        ('unit = "wage"\nlow = 10', 'unit = "gold"\nlow = 10', "fines.unknown", 'unit = "gold"'),
        ("amount = 120000\n", "", "fines.no_amount", "[[unit_value]]\nunit = \"wage\"\nvalid_from = 2026"),
        ("valid_to = 2025-12-31", "valid_to = 2026-02-01", "fines.overlap", "valid_from = 2026"),
        ("low = 10\nhigh = 30", "low = 40\nhigh = 30", "fines.value", '[[fine]]\nkey = "wages"'),
        ("low = 10\nhigh = 30", "amount = 30", "fines.value", '[[fine]]\nkey = "wages"'),
        ("amount = 40000", "amount = 40000.5", "fines.minor_units", '[[fine]]\nkey = "daily"'),
        ("percent = 15", 'percent = "15"', "fines.number", 'percent = "15"'),
        ('violations = ["first_aid", "machine_guards"]', "", "fines.for_nobody", '[[fine]]\nkey = "daily"'),
        ('violations = ["obstruction"]', 'violations = ["machine_guards"]', "fines.two_rules", 'key = "unsure"'),
        ('method = "fixed"', 'method = "magic"', "pack.wrong_value", 'method = "magic"'),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line(tmp_path, pack, old, new, code, at) -> None:
    assert old in TOML
    text = TOML.replace(old, new, 1)
    assert (code, line_of(text, at)) in faults(tmp_path, text)


def test_a_unit_without_a_value_is_a_fault(tmp_path, pack) -> None:
    text = TOML + '\n[[unit]]\nkey = "tax"\nnames = { en = "x", lo = "x" }\nstatus = "unknown"\n'
    assert faults(tmp_path, text) == [("fines.no_value", line_of(text, 'key = "tax"'))]


def test_two_rules_of_different_times_are_no_fault(tmp_path, pack) -> None:
    new = (
        '[[fine]]\nkey = "new"\nnames = { en = "x", lo = "x" }\nviolations = ["minimum_wage"]\n'
        'method = "fixed"\namount = 5\nstatus = "confirmed"\nvalid_from = {day}\n'
    )
    ends = TOML.replace("per_worker = true", "per_worker = true\nvalid_to = 2026-05-31")
    assert not faults(tmp_path, ends + new.replace("{day}", "2026-06-01"))
    clash = faults(tmp_path, ends + new.replace("{day}", "2026-05-31"))
    assert [code for code, _line in clash] == ["fines.two_rules"]


def test_the_rules_used_in_these_tests_are_sound(tmp_path, pack) -> None:
    assert faults(tmp_path, TOML) == []


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=6), st.data())
def test_any_gap_or_overlap_is_found(lengths, data) -> None:
    """Bands that follow each other pass; one moved by one day does not."""
    from cases.fines.checking import _bands
    from solar_cms.law.reading import PackText

    rows, start = [], 0
    for length in lengths:
        rows.append({"fine": "f", "from": start, "to": start + length, "percent": 1})
        start += length + 1
    rows.append({"fine": "f", "from": start, "percent": 1})
    text = PackText(Path("/nonexistent/fines.toml"))
    tables = {"fine": [{"key": "f"}], "band": rows}
    assert not list(_bands(text, tables))
    moved = data.draw(st.integers(1, len(rows) - 1))
    rows[moved]["from"] += data.draw(st.sampled_from([-1, 1]))
    codes = {problem.code for problem in _bands(text, tables)}
    assert codes & {"fines.gap", "fines.overlap"}
