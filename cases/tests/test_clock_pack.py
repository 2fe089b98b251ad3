"""Clocks of a pack: what is wrong is said with file and line."""

from __future__ import annotations

import tomllib

import pytest

from cases.pack_sections import check_procedure
from cases.procedure import parse
from cases.tests.clock_packs import clock, write_pack

GOOD = 'starts = "charges"\nends = ["hearing"]'


def faults(*clocks: str) -> dict[str, str]:
    """code → the line its field names, as it stands in the file."""
    path = write_pack(*clocks) / "procedure.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    found = {}
    for problem in check_procedure(tomllib.loads("\n".join(lines)), path):
        name, _colon, number = str(problem.field).partition(":")
        assert name == "procedure.toml"
        found[problem.code] = lines[int(number) - 1]
    return found


@pytest.mark.parametrize(
    ("rest", "code", "line"),
    [
        ('starts = "full_moon"\nends = ["hearing"]', "clock_never", "starts"),
        ('starts = "charges"\nends = ["full_moon"]', "clock_never", "ends"),
        (f'{GOOD}\nrestarts = ["full_moon"]', "clock_never", "restarts"),
        (f'{GOOD}\npauses = ["hearing_put_off"]', "clock_paused", "pauses"),
        (f"{GOOD}\nlength = 3", "clock_unit", "length"),
        (f'{GOOD}\nlength = -1\nunit = "working"', "clock_length", "length"),
        ('ends = ["hearing"]', "clock_start", "[[clock]]"),
        ('after = "nothing"\nends = []', "unknown", "after"),
        ('after = "one"\nends = []', "clock_circle", "after"),
        (f'{GOOD}\non_expiry = "step"', "clock_then", "on_expiry"),
        (f'{GOOD}\non_expiry = "step"\nthen = "full_moon"', "unknown", "then"),
        (f'{GOOD}\non_expiry = "deemed_served"', "clock_deemed", "on_expiry"),
        (f'{GOOD}\nnotice = "love_letter"', "unknown", "notice"),
        (f'{GOOD}\nextension = {{ length = 3, unit = "working", roles = [] }}', "clock_extension", "extension"),
        (f'{GOOD}\nextension = {{ length = 3, roles = ["head"] }}', "clock_unit", "extension"),
        (f'{GOOD}\nextension = {{ roles = ["king"] }}', "unknown", "extension"),
        (f'{GOOD}\nextension = {{ roles = ["head"], magic = 1 }}', "clock_extension", "extension"),
        (f'{GOOD}\nlengths = [{{ when = {{ moon = "full" }}, length = 1, unit = "hours" }}]', "clock_when", "lengths"),
        (f'{GOOD}\nlengths = [{{ when = {{ type = "feast" }}, length = 1, unit = "hours" }}]', "unknown", "lengths"),
        (f'{GOOD}\nlengths = [{{ when = {{ "field.lunch" = "x" }}, length = 1, unit = "hours" }}]', "clock_when", "lengths"),
        (f'{GOOD}\nremind = ["soon"]', "clock_remind", "remind"),
    ],
)  # fmt: skip
def test_a_fault_is_said_with_its_line(rest, code, line) -> None:
    found = faults(clock("one", rest))
    assert found[f"procedure.{code}"].startswith(line)


def test_an_unknown_key_is_not_passed_over() -> None:
    found = faults(clock("one", f"{GOOD}\nlenght = 3"))
    assert found["pack.unknown_key"].startswith("lenght")


def test_two_clocks_that_wait_for_each_other_never_begin() -> None:
    found = faults(
        clock("one", 'after = "two"\nends = []'), clock("two", 'after = "one"\nends = []')
    )
    assert found["procedure.clock_circle"].startswith("after")


def test_a_sound_clock_becomes_a_record() -> None:
    rows = clock(
        "one",
        'starts = ["charges", "opinion"]\nends = ["hearing"]\nlength = 30\nunit = "working"\n'
        'lengths = [{ when = { respondents_from = 3 }, length = 60, unit = "working" },'
        ' { when = { "field.abroad" = "yes", type = ["accident"] }, length = 2, unit = "months" }]\n'
        'pauses = ["hearing_put_off"]\nresumes = ["hearing_resumed"]\nremind = [5, 1]\nescalate = 2\n'
        'extension = { length = 10, unit = "working", roles = ["head"], times = 2, before_end = true }\n'
        'on_expiry = "step"\nthen = "charges"',
    )
    path = write_pack(rows) / "procedure.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    assert list(check_procedure(data, path)) == []
    found = parse(data).clocks["one"]
    assert found.starts == ("charges", "opinion")
    assert [(one.period.length, one.period.unit) for one in found.lengths] == [
        (60, "working"), (2, "months"),
    ]  # fmt: skip
    assert found.extension is not None
    assert found.extension.times == 2
    assert (found.remind, found.escalate) == ((5, 1), 2)
